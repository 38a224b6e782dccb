"""Word templates that others made: whether the file is one to open, whether its fields are known, and what is made."""

import io
import json
import subprocess
import sys
import zipfile
from datetime import date

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from promise_tracker.documents import (
    Document,
    Heading,
    Paragraph,
    Row,
    Table,
    check_template,
    make_template,
    make_word,
)
from promise_tracker.word_templates import apart, files
from promise_tracker.word_templates.filling import Unfit
from tests.documents import word_lines

TABLES = {"What changed": (4, 2, 2, 3), "Asked": (3, 4, 2)}
OURS = make_template(landscape=True, widths=tuple(TABLES.values()))
TYPES = "[Content_Types].xml"


def restyled(change):
    """Our own template after somebody worked on it."""
    file = docx.Document(io.BytesIO(OURS))
    change(file)
    written = io.BytesIO()
    file.save(written)
    return written.getvalue()


def with_words(words):
    return restyled(lambda file: file.add_paragraph(words))


def repacked(changes, template=OURS):
    """The same with parts exchanged or added, by their names."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), *changes]):
            change = changes.get(name, lambda content: content)
            content = old.read(name) if name in old.namelist() else b""
            new.writestr(name, change(content) if callable(change) else change)
    return written.getvalue()


def faults(template, name="ours.docx"):
    """Why a template is refused; nothing if it is not."""
    try:
        check_template(template, name, TABLES)
    except Unfit as unfit:
        return unfit.faults
    return []


def a_document(*parts):
    return Document("A title", "As at 1 May 2026", "A board", date(2026, 5, 1), parts)


class TestRestyling:
    def test_our_own_fits_as_it_is(self):
        assert faults(OURS) == []

    def test_styles_pictures_headers_and_words_of_ones_own_are_free(self):
        def restyle(file):
            file.styles["Heading 1"].font.name = "Georgia"
            file.sections[0].header.paragraphs[0].text = "A council: {{ title|upper }}"
            file.paragraphs[0].insert_paragraph_before("For {{ author }}")

        made = make_word(a_document(Heading("First"), Paragraph("Body.")), restyled(restyle))

        assert word_lines(made)[:2] == [("Normal", "For A board"), ("Title", "A title")]
        file = docx.Document(io.BytesIO(made))
        assert file.sections[0].header.paragraphs[0].text == "A council: A TITLE"
        assert file.styles["Heading 1"].font.name == "Georgia"

    def test_word_cuts_fields_into_pieces_and_turns_quotation_marks_round(self):
        def as_word_does(file):
            paragraph = file.add_paragraph("{")
            paragraph.add_run("{ ti").bold = True
            paragraph.add_run("tle }")
            paragraph.add_run("}")
            file.add_paragraph("{% if title == ‘A title’ %}It is.{% endif %}")

        lines = word_lines(make_word(a_document(), restyled(as_word_does)))

        assert [text for _, text in lines[-2:]] == ["A title", "It is."]

    def test_words_of_the_record_are_never_read_as_a_template(self):
        words = "{{ title }} {% for part in parts %} <w:p/> & “q”"
        lines = word_lines(make_word(a_document(Heading(words), Paragraph(words)), OURS))
        assert [text for _, text in lines].count(words) == 3

    def test_the_contents_are_drawn_up_wherever_the_template_puts_them(self):
        def move(file):
            [place] = [paragraph for paragraph in file.paragraphs if paragraph.text == "{{ contents }}"]
            place.style = "Quote"
            for name in ("toc 1", "toc 2"):
                file.styles[name].delete()

        made = make_word(a_document(Heading("First"), Heading("Second", 2)), restyled(move))

        assert [(style, text) for style, text in word_lines(made) if style == "Quote"] == [
            ("Quote", "First"),
            ("Quote", "Second"),
        ]
        body = docx.Document(io.BytesIO(made)).element.body
        assert [link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))] == ["heading_1", "heading_2"]

    def test_a_document_without_headings_has_no_contents(self):
        assert "Contents heading" not in dict(word_lines(make_word(a_document(Paragraph("Body.")), OURS)))


class TestFields:
    @pytest.mark.parametrize(
        ("words", "says"),
        [
            ("{{ titel }}", "there is no field “titel”."),
            ("{% for part in parts %}{{ part.txet }}{% endfor %}", "there is no field “part.txet”."),
            ("{% if false %}{{ nonsense }}{% endif %}", "there is no field “nonsense”."),
            ("{{ part.text }}", "“part” is known only inside “for part in parts”."),
            ("{{ title.__class__ }}", "there is no field “title.__class__”."),
            ("{{ title[0] }}", "“title[0]” is no field."),
            ("{% for letter in title %}{% endfor %}", "“title” is no list."),
            ("{{ 9**9**9 }}", "a template takes fields, “for” and “if” alone, and no sums."),
            ("{{ range(9) }}", "a template takes fields, “for” and “if” alone, and no brackets after a name."),
            ("{% set x = 1 %}", "a template takes fields, “for” and “if” alone, and no “set”."),
            ("{% include 'x' %}", "a template takes fields, “for” and “if” alone, and no “include”."),
            ("{{ title|safe }}", "“safe” is not for templates."),
            (
                "{% for part in parts %}{% for p in parts %}{% endfor %}{% endfor %}",
                "“parts” is gone through inside another “for” that goes through it.",
            ),
            ("{% for part in parts %}", "a “for” or an “if” is begun and not ended."),
            ("{% endif %}", "this stands where it cannot: a “for” or an “if” before it is not ended, or not begun."),
            ("{% if title = 1 %}{% endif %}", "to compare two things, write == and not =."),
            ("{{ title }", "a field begins with {{ and ends with }}."),
        ],
    )
    def test_what_is_no_field_is_named_with_its_place(self, words, says):
        assert faults(with_words(words)) == [f"In the text, at “{words}”: {says}"]

    def test_all_that_is_unknown_is_named_at_once_wherever_it_stands(self):
        def spoil(file):
            file.add_paragraph("{{ one }} and {{ two }}")
            file.sections[0].header.paragraphs[0].text = "{{ three }}"
            file.core_properties.subject = "{{ four }}"

        assert faults(restyled(spoil)) == [
            "In the text, at “{{ one }} and {{ two }}”: there is no field “one”.",
            "In the text, at “{{ one }} and {{ two }}”: there is no field “two”.",
            "In a header, at “{{ three }}”: there is no field “three”.",
            "In the properties of the file, at “{{ four }}”: there is no field “four”.",
        ]

    def test_a_kind_of_words_that_has_no_place_is_named(self):
        def cut(file):
            [quoted] = [paragraph for paragraph in file.paragraphs if "'Quote'" in paragraph.text]
            quoted._p.getnext().getparent().remove(quoted._p.getnext())
            table = file.tables[1]._tbl
            table.getparent().remove(table)

        assert faults(restyled(cut)) == [
            "The template leaves out what the document holds: paragraphs in the style “Quote”; headings of the table "
            "“Asked”; rows of the table “Asked”; notes of the table “Asked”."
        ]

    def test_a_word_of_the_record_that_a_template_drops_is_noticed_when_a_document_is_made(self):
        unknown = Table("New", ("One",), (1,), (Row(("Lost",)),))
        with pytest.raises(Unfit) as refusal:
            make_word(a_document(unknown), OURS)
        assert refusal.value.faults == [
            "The template leaves out what the document holds: headings of the table “New”; rows of the table “New”."
        ]

    def test_words_beside_a_paragraph_are_refused(self):
        assert faults(with_words("{{r title }}")) == [
            "The template puts words where Word takes none. Write a field as {{ title }}, with a blank after the "
            "brackets and no letter."
        ]

    def test_a_loop_that_ends_in_another_row_is_refused(self):
        def tear(file):
            file.add_paragraph("{% for part in parts %}")
            file.add_table(1, 1).cell(0, 0).text = "{% endfor %}"

        [fault] = faults(restyled(tear))
        assert fault.startswith("A “for” or an “if” begins inside a table, a row or a paragraph and ends outside it")


class TestWithoutEnd:
    ALL_WITH_ALL = (
        "{% for part in parts %}{% for heading in headings %}{% for row in part.rows %}{% for cell in row.cells %}"
        "{{ heading.text }}{% endfor %}{% endfor %}{% endfor %}{% endfor %}"
    )

    def large(self, text):
        table = Table("Asked", ("One", "Two", "Three"), (3, 4, 2), tuple(Row(("a", "b", "c")) for _ in range(400)))
        return a_document(*[Heading(f"{text} {n}") for n in range(400)], *[table] * 20)

    def test_a_template_that_never_ends_is_ended(self, monkeypatch):
        monkeypatch.setattr(apart, "SECONDS", 1)
        with pytest.raises(Unfit) as refusal:
            make_word(self.large("x"), with_words(self.ALL_WITH_ALL))
        assert refusal.value.faults == [apart.ENDLESS]

    def test_a_template_that_takes_all_memory_is_ended(self):
        with pytest.raises(Unfit) as refusal:
            make_word(self.large("x" * 20_000), with_words(self.ALL_WITH_ALL))
        assert refusal.value.faults == [apart.ENDLESS]

    def test_a_process_that_hangs_is_not_waited_for(self, monkeypatch):
        def hangs(*command, timeout, **options):
            raise subprocess.TimeoutExpired(command, timeout)

        monkeypatch.setattr(apart.subprocess, "run", hangs)
        with pytest.raises(Unfit) as refusal:
            make_word(a_document(), OURS)
        assert refusal.value.faults == [apart.ENDLESS]

    def test_the_process_knows_no_setting_and_imports_no_django(self):
        ask = (
            "import sys, promise_tracker.word_templates.apart; "
            "print([name for name in sys.modules if name.partition('.')[0] in ('django', 'environ')])"
        )
        done = subprocess.run([sys.executable, "-c", ask], cwd=apart.ROOT, capture_output=True, text=True, check=True)
        assert done.stdout == "[]\n"

    def test_the_process_is_handed_no_secret(self, monkeypatch):
        handed = {}

        def run(command, **options):
            handed.update(options)
            return subprocess.CompletedProcess(command, 0, json.dumps([]).encode() + b"\nmade")

        monkeypatch.setattr(apart.subprocess, "run", run)
        assert make_word(a_document(), OURS) == b"made"
        assert handed["env"].keys() - {"SYSTEMROOT"} == set()


def a_part(relation, target="file:///elsewhere", mode=' TargetMode="External"'):
    """The relations of the text with one more among them."""
    kind = f"{RELATION.HYPERLINK.rpartition('/')[0]}/{relation}"
    more = f'<Relationship Id="rIdMore" Type="{kind}" Target="{target}"{mode}/></Relationships>'
    return repacked(
        {"word/_rels/document.xml.rels": lambda content: content.replace(b"</Relationships>", more.encode())}
    )


def a_field(instruction):
    def add(file):
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), instruction)
        file.add_paragraph()._p.append(field)

    return restyled(add)


def locked():
    """A zip file whose first entry says that it is encrypted."""
    content = bytearray(OURS)
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(sign) + offset] |= files.ENCRYPTED
    return bytes(content)


def turned():
    """A file of which one byte of the text is another."""
    with zipfile.ZipFile(io.BytesIO(OURS)) as parts:
        place = parts.getinfo("word/document.xml").header_offset + 300
    return OURS[:place] + bytes([OURS[place] ^ 0xFF]) + OURS[place + 1 :]


MACROS = files.DOCUMENT.replace("vnd.openxmlformats-officedocument.wordprocessingml", "vnd.ms-word").replace(
    "document.main", "document.macroEnabled.main"
)
ENTITIES = b'<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'


def of_another_kind(kind):
    """A file that says of itself that it is something else."""
    return repacked({TYPES: lambda old: old.replace(files.DOCUMENT.encode(), kind.encode())})


FROM_ELSEWHERE = "The file reads from elsewhere when it is opened: {}. Put what is linked into the document itself."
REFUSED = {
    "an old Word file": (lambda: OURS, "ours.doc", files.NOT_WORD),
    "one with macros": (lambda: OURS, "ours.docm", files.NOT_WORD),
    "no ending": (lambda: OURS, "ours", files.NOT_WORD),
    "nothing": (lambda: b"", "ours.docx", files.NOT_WORD),
    "a PDF": (lambda: b"%PDF-1.7", "ours.docx", files.NOT_WORD),
    "another zip file": (lambda: of_another_kind("text/plain"), "ours.docx", files.NOT_WORD),
    "one with macros, renamed": (
        lambda: of_another_kind(MACROS),
        "ours.docx",
        files.HAS_MACROS,
    ),
    "a macro": (lambda: a_part("vbaProject", "vbaProject.bin", ""), "ours.docx", files.HAS_MACROS),
    "a password": (lambda: files.OLD_OR_LOCKED + bytes(600), "ours.docx", files.LOCKED),
    "a locked zip file": (locked, "ours.docx", files.LOCKED),
    "half a file": (lambda: OURS[: len(OURS) // 2], "ours.docx", files.NOT_WHOLE),
    "a byte that was turned": (turned, "ours.docx", files.NOT_WHOLE),
    "half a text": (lambda: repacked({"word/document.xml": lambda old: old[:-20]}), "ours.docx", files.NOT_WHOLE),
    "a zip bomb": (
        lambda: repacked({"word/media/bomb.bin": bytes(files.LARGEST_UNPACKED + 1)}),
        "ours.docx",
        files.GROWS,
    ),
    "a thousand parts": (
        lambda: repacked({f"word/media/{n}.png": b"" for n in range(files.MOST_PARTS)}),
        "ours.docx",
        files.GROWS,
    ),
    "entities": (
        lambda: repacked({"word/document.xml": lambda old: old.replace(b"<w:document", ENTITIES + b"<w:document", 1)}),
        "ours.docx",
        files.GROWS,
    ),
    "eleven megabytes": (lambda: OURS + bytes(files.LARGEST), "ours.docx", files.TOO_LARGE),
    "an object": (lambda: a_part("oleObject", "embeddings/a.bin", ""), "ours.docx", files.HAS_FILES),
    "a web page within": (lambda: a_part("aFChunk", "chunk.html", ""), "ours.docx", files.HAS_FILES),
    "a picture from elsewhere": (
        lambda: a_part("image", "https://example.org/seen.png"),
        "ours.docx",
        FROM_ELSEWHERE.format("https://example.org/seen.png"),
    ),
    "a link to a file": (
        lambda: a_part("hyperlink", "file:///C:/plan.txt"),
        "ours.docx",
        FROM_ELSEWHERE.format("file:///C:/plan.txt"),
    ),
    "a template of Word's": (
        lambda: a_part("attachedTemplate", "file:///C:/Normal.dotm"),
        "ours.docx",
        "The file is tied to a template on somebody's computer, file:///C:/Normal.dotm. "
        "In Word, choose Developer, Document Template, and attach Normal instead.",
    ),
    "a field that reads": (
        lambda: a_field(' INCLUDEPICTURE "https://example.org/seen.png" '),
        "ours.docx",
        "The file has a field of Word's that reads or starts something when it is opened: INCLUDEPICTURE. "
        "Take it out.",
    ),
    "a field within a field": (
        lambda: a_field(" HYPERLINK {{ title }} "),
        "ours.docx",
        "A field of the tracker stands inside a field of Word's. Take it out of there.",
    ),
}


class TestFile:
    @pytest.mark.parametrize("what", REFUSED)
    def test_what_is_no_plain_word_document_is_refused_with_what_to_do(self, what):
        make, name, says = REFUSED[what]
        assert faults(make(), name) == [says]

    def test_a_link_to_a_page_is_free(self):
        assert faults(a_part("hyperlink", "https://example.org/")) == []

    def test_it_is_known_by_its_ending_in_capitals_too(self):
        assert faults(OURS, "OURS.DOCX") == []
