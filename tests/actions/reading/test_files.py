"""Whatever somebody uploads is read, or refused in a sentence, soon, and without filling the memory."""

import io
import resource
from time import monotonic
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from actions.reading import files
from actions.reading.files import BOMB, DAMAGED, ELSEWHERE, MACROS, PROTECTED, TOO_LARGE, TOO_SLOW, read_file
from actions.reading.grid import MOST_ROWS, Refused
from actions.reading.word import TOO_MUCH
from tests.plan_documents import HEADINGS, a_document

DOCUMENT = a_document([[["Listen to children"], ["2024"], ["Head of Listening"], [""], [""], [""]]])
MAIN, SHEET = "word/document.xml", "xl/worksheets/sheet1.xml"
RELATION = '<Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" '
RELATION += 'Target="https://example.org/x" TargetMode="External"/></Relationships>'
NO_TABLE = "There is no table in it. Bring a file whose actions stand in a table."
BODY = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body>'
BODY += "</w:document>"


def file(content, name="plan.docx"):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())


def changed(parts=None, *, of=DOCUMENT, compression=ZIP_DEFLATED, edit=None):
    """The document with parts put in or replaced, or one of them edited."""
    parts, edit = dict(parts or {}), edit or {}
    held = io.BytesIO()
    with ZipFile(io.BytesIO(of)) as archive, ZipFile(held, "w", compression) as copy:
        for name in archive.namelist():
            content = parts.pop(name, archive.read(name))
            copy.writestr(name, edit[name](content) if name in edit else content)
        for name, content in parts.items():
            copy.writestr(name, content)
    return held.getvalue()


def with_relation(kind):
    name = "word/_rels/document.xml.rels"
    return changed(edit={name: lambda old: old.replace(b"</Relationships>", RELATION.format(kind).encode())})


def workbook(rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def refusal(upload):
    with pytest.raises(Refused) as refused:
        read_file(upload)
    return str(refused.value)


TABLE = [HEADINGS[:3], ["Listen to children", "2024", "Head of Listening"]]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (DOCUMENT, "plan.docx"),
        (DOCUMENT, "PLAN.DOCX"),
        (workbook(TABLE), "plan.xlsx"),
        ("\n".join(map(",".join, TABLE)), "plan.csv"),
        ("\n".join(map(";".join, TABLE)), "plan.csv"),
        ("\n".join(map("\t".join, TABLE)).encode("utf-16"), "plan.txt"),
    ],
)
def test_each_kind_of_file_gives_the_same_lines(content, name):
    found = read_file(file(content, name))
    assert [line.cells[:3] for line in found.lines] == TABLE


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "plan.docx", "The file is empty."),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "plan.docx", PROTECTED),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "plan.doc", PROTECTED),
        (DOCUMENT, "plan.docm", MACROS),
        (changed({"word/vbaProject.bin": b"x"}), "plan.docx", MACROS),
        (changed({"word/VBAProject.bin": b"x"}), "plan.docx", MACROS),
        (with_relation("attachedTemplate"), "plan.docx", ELSEWHERE),
        (with_relation("oleObject"), "plan.docx", ELSEWHERE),
        (with_relation("image"), "plan.docx", ELSEWHERE),
        (DOCUMENT[:-300], "plan.docx", DAMAGED),
        (DOCUMENT[:2000], "plan.docx", DAMAGED),
        (b"PK\x03\x04" + bytes(200), "plan.docx", DAMAGED),
        (changed({MAIN: BODY.format("<w:tbl>")}), "plan.docx", DAMAGED),
        (changed(compression=ZIP_BZIP2), "plan.docx", DAMAGED),
        (
            changed({MAIN: BODY.format("")}),
            "plan.docx",
            "There is no table in it. Bring a file whose actions stand in a table.",
        ),
        (
            b"Action,Lead",
            "plan.docx",
            "The file is called .docx, but no Word document is in it. Save it again from Word.",
        ),
        (
            workbook(TABLE),
            "plan.docx",
            "The file is called .docx, but an Excel file is in it. Save the plan as .docx from Word.",
        ),
        (
            DOCUMENT,
            "plan.xlsx",
            "The file is called .xlsx, but a Word document is in it. Call it what it is, and bring it again.",
        ),
        (
            b"%PDF-1.7",
            "plan.pdf",
            "A PDF is not read here: its table is a drawing. Save the plan as .docx, .xlsx or .csv, and bring that.",
        ),
        (
            b"PK\x03\x04",
            "plan.odt",
            "A file of this kind is not read here. Save it as .docx, .xlsx or .csv, and bring that.",
        ),
        (
            "a,b\n" + "1,2\n" * (MOST_ROWS + 1),
            "plan.csv",
            "The table has more than 5,000 rows. Split it into several.",
        ),
        (
            ",".join("a" * 201),
            "plan.csv",
            "The table has more than 200 columns. Take out those that are not needed.",
        ),
        (
            "Action,Lead\n" + "," * 20_000,
            "plan.csv",
            "The table has more than 200 columns. Take out those that are not needed.",
        ),
        (
            "Action\n" + "a" * 20_001,
            "plan.csv",
            "A cell holds more than 20,000 characters (row 2). Shorten it, and try again.",
        ),
    ],
)
def test_a_file_that_is_not_read_says_why(content, name, sentence):
    assert refusal(file(content, name)) == sentence


def test_a_link_in_the_text_does_no_harm_and_is_not_followed():
    assert len(read_file(file(with_relation("hyperlink"))).lines) == 2


def test_a_file_larger_than_ten_megabytes_is_refused_before_it_is_read():
    assert refusal(file(b"PK\x03\x04" + b"a" * files.MOST_BYTES)) == TOO_LARGE


ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
LAUGHS = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e0 "lol">{ENTITIES}]>'
PARAGRAPH = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
OUTSIDE = '<!DOCTYPE a [<!ENTITY e9 SYSTEM "file:///etc/passwd">]>'
BOMBS = {
    "spaces": (lambda: changed({MAIN: BODY.format(" " * 60_000_000)}), BOMB),
    "a ratio that no document has": (lambda: changed({MAIN: BODY.format("<w:p/>" + " " * 20_000_000)}), BOMB),
    "a long list of relations": (lambda: changed({"_rels/.rels": b" " * 2_000_000}), BOMB),
    "many parts": (lambda: changed({f"word/part{n}.xml": b"" for n in range(2_100)}), BOMB),
    "entities": (lambda: changed({MAIN: LAUGHS + BODY.format(PARAGRAPH.format("&e9;"))}), DAMAGED),
    "an entity from outside": (lambda: changed({MAIN: OUTSIDE + BODY.format(PARAGRAPH.format("&e9;"))}), DAMAGED),
    "one row without end": (
        lambda: changed({MAIN: BODY.format(f"<w:tbl><w:tr>{noise()}</w:tr></w:tbl>")}),
        None,
    ),
    "a sheet without end": (lambda: changed({SHEET: b" " * 17_000_000}, of=workbook(TABLE)), BOMB),
    "one tag without end": (lambda: changed({MAIN: BODY.format(f"<w:p {attributes()}/>")}), TOO_MUCH),
    "depth": (lambda: changed({MAIN: BODY.format("<w:tbl><w:tr>" + "<w:tc>" * 60_000)}), None),
}


def noise():
    """Cells that no archive makes small."""
    return "".join(f"<w:tc><w:p><w:r><w:t>{n * 7919 % 100_003}</w:t></w:r></w:p></w:tc>" for n in range(150_000))


def attributes():
    return " ".join(f'a{n * 7919 % 1_000_003}="1"' for n in range(200_000))


@pytest.mark.parametrize("kind", BOMBS)
def test_a_bomb_is_refused_within_five_seconds_and_without_filling_the_memory(kind):
    make, sentence = BOMBS[kind]
    upload = file(make(), "plan.xlsx" if "sheet" in kind else "plan.docx")
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, monotonic()
    said = refusal(upload)
    assert said.endswith(".")
    assert sentence is None or said == sentence
    assert monotonic() - begun < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000


def test_an_archive_that_lies_about_its_size_is_damaged():
    content = bytearray(changed({MAIN: BODY.format(PARAGRAPH.format("a" * 100_000))}))
    with ZipFile(io.BytesIO(bytes(content))) as archive:
        size = archive.getinfo(MAIN).file_size.to_bytes(4, "little")
    assert refusal(file(bytes(content).replace(size, (500).to_bytes(4, "little")))) == DAMAGED


@pytest.mark.parametrize(("content", "name"), [(DOCUMENT, "plan.docx"), (workbook(TABLE), "plan.xlsx")])
def test_reading_that_takes_too_long_ends_in_a_sentence(content, name, monkeypatch):
    monkeypatch.setattr(files.Clock.__init__, "__defaults__", (-1,))
    assert refusal(file(content, name)) == TOO_SLOW


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(DOCUMENT) - 1), st.integers(0, 255), st.integers(0, len(DOCUMENT)))
def test_a_document_with_any_byte_changed_or_cut_off_anywhere_is_read_or_refused(place, byte, length):
    spoilt = bytearray(DOCUMENT)
    spoilt[place] = byte
    for content in (bytes(spoilt), DOCUMENT[:length]):
        assert outcome(content).endswith(".")


def outcome(content):
    try:
        return f"{len(read_file(file(content)).lines)} lines."
    except Refused as refused:
        return str(refused)


def test_merged_cells_of_a_sheet_are_told():
    def merge(book):
        book.active.merge_cells("A2:C2")
        book.active.merge_cells("C3:C4")

    rows = [*TABLE[:1], ["Being heard"], TABLE[1], ["Answer children", "2025"]]
    book = Workbook()
    for row in rows:
        book.active.append(row)
    merge(book)
    held = io.BytesIO()
    book.save(held)
    lines = read_file(file(held.getvalue(), "plan.xlsx")).lines
    assert [(line.spans, line.grown) for line in lines] == [(False, []), (True, []), (False, []), (False, [2])]


def sheets(**tables):
    book = Workbook()
    book.remove(book.active)
    for title, rows in tables.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    held = io.BytesIO()
    book["Hidden"].sheet_state = "hidden"
    book.save(held)
    return file(held.getvalue(), "plan.xlsx")


HIDDEN = [["Action", "Lead", "Timescale"], ["Nobody sees this", "", ""]]


def test_of_several_sheets_the_one_with_the_plan_is_read_and_the_others_are_told():
    found = read_file(sheets(Notes=[["How to fill this in"]], Plan=TABLE, Empty=[], Hidden=HIDDEN))
    assert [line.cells for line in found.lines] == TABLE
    assert found.left_out == ["Read: “Plan”. 2 other sheets were left out: “Notes”, “Empty”."]


def test_sheets_with_headings_of_a_plan_are_read_one_below_the_other_under_their_names():
    other = [["Printed in May"], TABLE[0], ["Answer children", "2025", "Head of Answers"]]
    found = read_file(sheets(Voice=TABLE, Family=other, Hidden=HIDDEN))
    assert [(line.place, line.cells, line.first) for line in found.lines] == [
        ("sheet “Voice”", ["Voice"], False),
        ("sheet “Voice”, row 1", TABLE[0], True),
        ("sheet “Voice”, row 2", TABLE[1], False),
        ("sheet “Family”", ["Family"], False),
        ("sheet “Family”, row 2", TABLE[0], True),
        ("sheet “Family”, row 3", other[2], False),
    ]
    assert found.left_out == []


def test_where_no_sheet_has_headings_the_first_is_read():
    found = read_file(sheets(One=[["a", "b"]], Two=[["c"]], Hidden=HIDDEN))
    assert [line.cells for line in found.lines] == [["a", "b"]]
    assert found.left_out == ["Read: “One”. 1 other sheet was left out: “Two”."]
