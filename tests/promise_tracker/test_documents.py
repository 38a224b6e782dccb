"""Documents: the same parts as a tagged PDF and as a Word file, read again by a second reader."""

import zipfile
from datetime import date
from io import BytesIO

import docx
import pikepdf
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from promise_tracker.documents import (
    Document,
    Heading,
    Items,
    Paragraph,
    Row,
    Style,
    Table,
    make_pdf,
    make_template,
    make_word,
    parts_of,
)
from promise_tracker.documents.pdf import HERE
from promise_tracker.word_templates.filling import Unfit
from tests.documents import levels_of_headings, pages_of_rows, pdf_elements, pdf_lines, pdf_pages, word_lines

SCRIPT = "<script>alert(1)</script> & {{ 7 * 7 }} {% raw %} #emph[x] $x$ *b* _c_ \\ \"q\" 'q' <w:p/>"
RIGHT_TO_LEFT = "مرحبا بالعالم שלום"
EMOJI = "😀 👩\u200d👩\u200d👧 🏴󠁧󠁢󠁳󠁣󠁴󠁿"
LONG = "Twenty thousand words say it all. " * 3334


def a_document(*parts, **facts):
    return Document(
        **{"title": "A title", "subtitle": "As at 1 May 2026", "author": "A board", "on": date(2026, 5, 1)}
        | {"parts": parts}
        | facts
    )


def a_table(rows, **facts):
    return Table(**{"caption": "Words", "headings": ("One", "Two"), "widths": (2, 1), "rows": tuple(rows)} | facts)


EVERY_KIND = a_document(
    Heading("First"),
    Paragraph("What it rests on.", Style.STATEMENT),
    Paragraph("Body."),
    Items(
        (
            (Paragraph("An item"), Items(((Paragraph("within it"),),)), Paragraph("(Its tag)", Style.TAG)),
            (Paragraph("Another", Style.LEAD_IN), Paragraph("It goes on.")),
        )
    ),
    Paragraph("Over a quotation", Style.LEAD_IN),
    Paragraph("‘Said.’", Style.QUOTATION),
    Paragraph("A family", Style.SPEAKER),
    Heading("Second", 2),
    Paragraph("As at 8 December 2026", Style.SAID),
    a_table([Row(("a", "b")), Row(("c\nd", "e"), "As at 8 December 2026: under way")]),
)


def pdf_of(*parts, **facts):
    return make_pdf(a_document(*parts, **facts))


def texts(lines):
    return [text for _, text in lines]


class TestPartsOfAText:
    def test_lines_are_paragraphs_and_points_are_lists(self):
        assert parts_of("One.\r\n\n Two. \n· a\n· b\nThree.") == (
            Paragraph("One."),
            Paragraph("Two."),
            Items(((Paragraph("a"),), (Paragraph("b"),))),
            Paragraph("Three."),
        )

    def test_a_line_between_quotation_marks_is_a_quotation(self):
        assert [part.style for part in parts_of("‘Said.’\n“Said.”\n‘Begun\nEnded.’\n‘")] == [
            *[Style.QUOTATION] * 2,
            *[Style.BODY] * 3,
        ]

    @pytest.mark.parametrize("following", ["· a", "‘Said.’"])
    def test_a_few_words_without_an_end_lead_on_to_what_follows(self, following):
        assert parts_of(f"How we listen\n{following}")[0].style == Style.LEAD_IN
        assert parts_of(f"We listen.\n{following}")[0].style == Style.BODY
        assert parts_of(f"{'Long words ' * 10}\n{following}")[0].style == Style.BODY

    def test_words_before_words_lead_on_to_nothing(self):
        assert [part.style for part in parts_of("How we listen\nWe listen")] == [Style.BODY, Style.BODY]

    @given(st.text())
    def test_no_word_is_lost(self, text):
        parts = parts_of(text)
        lines = [item for part in parts for item in (part.items if isinstance(part, Items) else [(part,)])]
        said = " ".join(part.text for [part] in lines)
        assert said.replace("·", "").split() == text.replace("·", "").split()


class TestPdf:
    def test_it_says_its_title_its_language_and_that_everybody_can_read_it(self):
        with pikepdf.open(BytesIO(pdf_of(Heading("First"), title="Plan – £ & <b>"))) as pdf:
            assert pdf.Root.Lang == "en-GB"
            assert pdf.Root.MarkInfo.Marked
            assert pdf.Root.ViewerPreferences.DisplayDocTitle
            with pdf.open_metadata() as about:
                assert (about["dc:title"], about["pdfuaid:part"]) == ("Plan – £ & <b>", "1")
            with pdf.open_outline() as bookmarks:
                assert [entry.title for entry in bookmarks.root] == ["First"]

    def test_every_kind_of_part_has_its_tag(self):
        assert pdf_lines(make_pdf(EVERY_KIND)) == [
            ("Title", "A title"),
            ("P", "As at 1 May 2026"),
            ("H1", "Contents"),
            ("TOCI", "First  \u20601"),
            ("TOCI", "Second  \u20601"),
            ("H1", "First"),
            ("P", "What it rests on."),
            ("P", "Body."),
            ("P", "An item"),
            ("P", "within it"),
            ("P", "(Its tag)"),
            ("P", "Another"),
            ("P", "It goes on."),
            ("P", "Over a quotation"),
            ("P", "‘Said.’"),
            ("P", "A family"),
            ("H2", "Second"),
            ("P", "As at 8 December 2026"),
            ("P", "One"),
            ("P", "Two"),
            ("P", "a"),
            ("P", "b"),
            ("P", "c"),
            ("P", "d"),
            ("P", "e"),
            ("P", "As at 8 December 2026: under way"),
        ]

    def test_a_table_has_header_cells_and_a_list_has_items(self):
        tags = [tag for tag, _ in pdf_elements(make_pdf(EVERY_KIND)) if tag not in ("P", "LBody", "Lbl")]
        assert tags[tags.index("L") : tags.index("BlockQuote")] == ["L", "LI", "L", "LI", "LI"]
        assert tags[tags.index("Table") :] == ["Table", *["TR", "TH", "TH"], *["TR", "TD", "TD"] * 2, "TR", "TD"]

    def test_headings_leave_out_no_level(self):
        assert levels_of_headings(pdf_lines(make_pdf(EVERY_KIND)))

    def test_each_page_has_its_number_and_a_table_its_headings_again(self):
        rows = [Row((f"Row {n}. " * 60, "b")) for n in range(40)]
        pages = pdf_pages(pdf_of(a_table(rows, headings=("Heading of a column", "Two")), landscape=True))
        assert len(pages) > 2
        assert [
            number for number, drawn in enumerate(pages, start=1) if f"Page {number} of {len(pages)}" not in drawn
        ] == []
        assert [drawn for drawn in pages if "Heading of a column" not in drawn] == []

    def test_no_row_is_torn_but_one_that_no_page_can_hold(self):
        rows = [Row((f"Row {n}. " * 60, "b"), f"Note {n}. " * 100) for n in range(20)]
        whole = pages_of_rows(pdf_of(a_table(rows), landscape=True))
        assert [pages for pages in whole if len(pages) != 1] == []
        [_, *pairs] = whole
        assert len(pairs) == 40
        assert pairs[0::2] == pairs[1::2], "a note stands on the page of its row"
        torn = pages_of_rows(pdf_of(a_table([*rows, Row((LONG, "b"), LONG)]), landscape=True))
        assert [len(pages) > 5 for pages in torn if len(pages) != 1] == [True, True]
        lines = pages_of_rows(pdf_of(a_table([Row(("x\n" * 99, "b"))]), landscape=True))
        assert [len(pages) for pages in lines] == [1, 3]

    def test_a_document_without_headings_has_no_contents(self):
        assert pdf_lines(pdf_of(Paragraph("Body."))) == [
            ("Title", "A title"),
            ("P", "As at 1 May 2026"),
            ("P", "Body."),
        ]

    def test_nothing_is_read_as_markup(self):
        lines = pdf_lines(pdf_of(Heading(SCRIPT), Paragraph(SCRIPT), a_table([Row((SCRIPT, SCRIPT), SCRIPT)])))
        assert texts(lines).count(SCRIPT) == 5

    def test_emoji_come_out_as_text(self):
        [*_, (_, text)] = pdf_lines(pdf_of(Paragraph(f"A {EMOJI} Z")))
        assert text == f"A {EMOJI} Z"

    @pytest.mark.parametrize("words", ["مرحبا بالعالم", "پڑھتے ڕێژە شكرا", "שלום עולם"])
    def test_writing_from_right_to_left_comes_out_in_the_order_it_is_drawn(self, words):
        """Its letters, each once; who reads the file turns them round again."""
        [*_, (_, text)] = pdf_lines(pdf_of(Paragraph(words)))
        assert sorted(text.split()) == sorted(word[::-1] for word in words.split())

    def test_a_letter_that_no_font_has_is_named_by_its_number(self):
        [*_, (_, text)] = pdf_lines(pdf_of(Paragraph("Say 中文 and \\ \u1a20")))
        assert text == "Say [U+4E2D][U+6587] and \\ [U+1A20]"

    def test_what_is_no_letter_is_left_out(self):
        [*_, (_, text)] = pdf_lines(pdf_of(Paragraph("a\x00b\x0b\x1bc\ud800d\uffff")))
        assert text == "abcd"

    @given(st.text())
    @settings(deadline=None, max_examples=40)
    def test_whatever_is_written_a_document_is_made(self, text):
        assert pdf_of(Heading(text or "x"), Paragraph(text), title=f"Title {text}").startswith(b"%PDF-")

    def test_twenty_thousand_words_do_not_break_it(self):
        [*_, (_, text)] = pdf_lines(pdf_of(Items(((Paragraph(LONG),),))))
        assert text.strip() == LONG.strip()

    def test_the_fonts_come_with_their_licence(self):
        licence = (HERE / "fonts" / "LICENSE.txt").read_text(encoding="utf-8")
        versions = (HERE / "fonts" / "VERSION.txt").read_text(encoding="utf-8")
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence
        families = ["Roboto", "IBM Plex Sans Arabic", "Noto Sans Hebrew", "Noto Emoji"]
        assert [name for name in families if name not in licence or name not in versions] == []
        fonts = {path.name.partition("_")[0] for path in (HERE / "fonts").glob("*.ttf")}
        assert fonts == {name.replace(" ", "") for name in families}


class TestWord:
    def test_it_says_its_title_and_language(self):
        file = docx.Document(BytesIO(make_word(a_document(title="Plan – £ & <b> {{ 1 }}"))))
        about = file.core_properties
        assert (about.title, about.author, about.language) == ("Plan – £ & <b> {{ 1 }}", "A board", "en-GB")
        assert file.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "en-GB"

    def test_every_kind_of_part_has_its_style(self):
        assert word_lines(make_word(EVERY_KIND)) == [
            ("Title", "A title"),
            ("Subtitle", "As at 1 May 2026"),
            ("Contents heading", "Contents"),
            ("toc 1", "First"),
            ("toc 2", "Second"),
            ("Heading 1", "First"),
            ("Intense Quote", "What it rests on."),
            ("Body Text", "Body."),
            ("List Bullet", "An item"),
            ("List Bullet 2", "within it"),
            ("Tag", "(Its tag)"),
            ("List Bullet Name", "Another"),
            ("List Continue", "It goes on."),
            ("Lead-in", "Over a quotation"),
            ("Quote", "‘Said.’"),
            ("Speaker", "A family"),
            ("Heading 2", "Second"),
            ("Said", "As at 8 December 2026"),
            ("row", "One\tTwo"),
            ("row", "a\tb"),
            ("row", "c\nd\te"),
            ("note", "As at 8 December 2026: under way"),
            ("Body Text", ""),
        ]

    def test_the_contents_lead_to_the_headings(self):
        body = docx.Document(BytesIO(make_word(EVERY_KIND))).element.body
        links = [link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))]
        named = [mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))]
        assert links == named == ["heading_1", "heading_2"]
        marks = [mark.get(qn("w:fldCharType")) for mark in body.iter(qn("w:fldChar"))]
        assert marks == ["begin", "separate", "end"]

    def test_a_tables_headings_are_repeated_and_no_row_is_torn_but_one_that_no_page_can_hold(self):
        rows = [Row(("a", "b"), "A note"), Row((LONG, "b"), LONG)]
        [table] = docx.Document(BytesIO(make_word(a_document(a_table(rows))))).tables
        repeated, whole = (
            [bool(row._tr.xpath(f"w:trPr/{mark}")) for row in table.rows] for mark in ("w:tblHeader", "w:cantSplit")
        )
        assert (repeated, whole) == ([True, *[False] * 4], [True, True, True, False, False])

    def test_a_table_has_its_widths_and_its_caption(self):
        file = docx.Document(BytesIO(make_word(a_document(a_table([Row(("a", "b"))]), landscape=True))))
        [table], [section] = file.tables, file.sections
        assert section.page_width > section.page_height
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Words"
        one, two = (cell.width for cell in table.rows[1].cells)
        assert one == pytest.approx(2 * two, rel=0.01)

    def test_tables_of_two_shapes_stand_in_one_document(self):
        three = a_table([Row(("a", "b", "c"))], headings=("One", "Two", "Three"), widths=(1, 1, 1))
        lines = word_lines(make_word(a_document(a_table([Row(("d", "e"))]), Heading("Then"), three)))
        assert [text for kind, text in lines if kind == "row"] == ["One\tTwo", "d\te", "One\tTwo\tThree", "a\tb\tc"]

    def test_each_page_has_its_number(self):
        [section] = docx.Document(BytesIO(make_word(a_document(title="A plan")))).sections
        assert section.footer.paragraphs[0].text == "A plan – page 1 of 1"
        fields = [mark.text.strip() for mark in section.footer._element.iter(qn("w:instrText"))]
        assert fields == ["PAGE", "NUMPAGES"]

    @pytest.mark.parametrize("words", [SCRIPT, RIGHT_TO_LEFT, EMOJI, "中文"])
    def test_whatever_is_written_comes_out_as_text(self, words):
        parts = [Heading(words), Paragraph(words), Items(((Paragraph(words),),)), a_table([Row((words, "b"), words)])]
        lines = texts(word_lines(make_word(a_document(*parts, title=words))))
        assert lines.count(words) == 6
        assert lines.count(f"{words}\tb") == 1

    def test_what_is_no_letter_is_left_out(self):
        lines = word_lines(make_word(a_document(Paragraph("a\x00b\x0b\x1bc\ud800d\uffff"))))
        assert ("Body Text", "abcd") in lines

    def test_twenty_thousand_words_do_not_break_it(self):
        assert ("List Bullet", LONG) in word_lines(make_word(a_document(Items(((Paragraph(LONG),),)))))

    def test_a_template_may_be_restyled_but_runs_nothing(self):
        template = docx.Document(BytesIO(make_template()))
        template.styles["Heading 1"].font.name = "Georgia"
        restyled = BytesIO()
        template.save(restyled)
        made = make_word(a_document(Heading("First")), restyled.getvalue())
        assert docx.Document(BytesIO(made)).styles["Heading 1"].font.name == "Georgia"
        template.add_paragraph("{{ title.__class__.__mro__[1].__subclasses__ }}")
        hostile = BytesIO()
        template.save(hostile)
        with pytest.raises(Unfit) as refusal:
            make_word(a_document(), hostile.getvalue())
        assert "there is no field “title.__class__”." in str(refusal.value)

    def test_it_is_a_sound_file(self):
        with zipfile.ZipFile(BytesIO(make_word(EVERY_KIND))) as file:
            assert file.testzip() is None
            assert b"{{" not in file.read("word/document.xml")
            assert b"{%" not in file.read("word/document.xml")
