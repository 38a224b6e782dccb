"""Both documents made from the database hold every word of the two printed ones, in their order.

Left out on purpose, none of it a word: empty lines and white space at the ends of lines; the marks "<p>" and "</p>"
that stand for paragraphs in some cells; the page breaks that cut eight rows of the table in two (the rows are whole
again); and the sign "·" before the items of a list, which are items of a real list instead.

Put in on purpose: the day as at which the document is made, its contents, the headings of the table's columns over
each theme's table, and page numbers.
"""

from datetime import date
from pathlib import Path

import pytest

from foundations.models import Plan
from reports.documents import KINDS, REPORTS
from tests.actions.test_plans import rows_of_the_printed_table, words
from tests.documents import levels_of_headings, pages_of_rows, pdf_lines, pdf_pages, word_lines

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
ON = date(2026, 11, 22)
DAY = "As at 22 November 2026"

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def files(plans_loaded, django_db_blocker):
    """Both documents as both kinds of file, made once of nothing but the plans as they are loaded."""
    with django_db_blocker.unblock():
        return {
            f"{report.handle}.{kind.ending}": kind.make(report.compose(Plan.objects.get(slug=report.plan), ON))
            for report in REPORTS.values()
            for kind in KINDS.values()
        }


def printed(name):
    lines = (SEEDS / f"{name}.txt").read_text(encoding="utf-8").split("\n")
    return [line.strip() for line in lines if line.strip()]


def printed_update():
    return [line.removeprefix("· ") for line in printed("promise-update")]


def printed_plan():
    """The title, and each theme with the headings and its rows."""
    title, *_ = printed("corporate-parenting-plan")
    headings, *rows = rows_of_the_printed_table()
    lines = [title]
    for row in rows:
        lines += [row[0], words(" ".join(headings))] if not any(row[1:]) else [words(" ".join(row))]
    return lines


def in_word(data):
    """The lines of a Word file but those that were put in."""
    lines = word_lines(data)
    assert lines[1:3] == [("Subtitle", DAY), ("Contents heading", "Contents")]
    assert lines[-1] == ("Body Text", "")
    return [
        text.strip() for style, text in lines[:-1] if style not in ("Subtitle", "Contents heading", "toc 1", "toc 2")
    ]


def in_pdf(data):
    """The lines of a PDF but those that were put in."""
    lines = pdf_lines(data)
    assert lines[1:3] == [("P", DAY), ("H1", "Contents")]
    return [text.strip() for tag, text in [lines[0], *lines[3:]] if tag != "TOCI"]


def test_the_update_in_word_is_the_printed_one_word_for_word(files):
    assert in_word(files["promise-update.docx"]) == printed_update()


def test_the_update_in_pdf_is_the_printed_one_word_for_word(files):
    assert in_pdf(files["promise-update.pdf"]) == printed_update()


def test_the_plan_in_word_is_the_printed_one_word_for_word(files):
    assert [words(line) for line in in_word(files["corporate-parenting-plan.docx"])] == printed_plan()


def test_the_plan_in_pdf_is_the_printed_one_word_for_word(files):
    """A cell's lines are paragraphs of their own there."""
    read = " ".join(in_pdf(files["corporate-parenting-plan.pdf"]))
    assert read.split() == " ".join(printed_plan()).split()


def test_the_printed_documents_are_as_long_as_they_were():
    assert (len(printed_update()), len(printed_plan())) == (111, 40)


def test_the_update_has_the_layout_of_the_printed_one(files):
    lines = word_lines(files["promise-update.docx"])
    assert [text for style, text in lines if style == "Heading 1"] == [
        "Foundation: VOICE",
        "Foundation: FAMILY",
        "Foundation: CARE",
        "Foundation: PEOPLE",
        "Foundation: SCAFFOLDING",
        "SHARING GOOD PRACTICE – keeping Glasgow’s Promise",
    ]
    counted = {style: sum(1 for other, _ in lines if other == style) for style, _ in lines}
    assert counted == {
        "Title": 1,
        "Subtitle": 1,
        "Contents heading": 1,
        "toc 1": 6,
        "toc 2": 7,
        "Heading 1": 6,
        "Heading 2": 7,
        "Intense Quote": 5,
        "List Bullet": 12,
        "List Continue": 1,
        "List Bullet 2": 20,
        "Lead-in": 4,
        "Quote": 10,
        "Tag": 19,
        "Body Text": 27,
    }


def test_the_plan_has_the_layout_of_the_printed_one(files):
    lines = word_lines(files["corporate-parenting-plan.docx"])
    assert [text for style, text in lines if style == "Heading 1"] == [
        "Meaning engagement and communication with children and young people",
        "Addressing poverty and mental health to improve outcomes",
        "Continuous improvement of whole family developmentally appropriate support",
        "Keeping the Promise",
        "Meeting children and young people's educational needs",
        "Strategic collaboration and partnership approach",
    ]
    rows = [text.split("\t") for style, text in lines if style == "row"]
    assert [len(row) for row in rows] == [6] * (27 + 6)


def test_lead_officers_have_a_line_each(files):
    rows = [text.split("\t") for style, text in word_lines(files["corporate-parenting-plan.docx"]) if style == "row"]
    assert rows[1][2] == (
        "Assistant Chief Officer, Children’s Services\n"
        "Head of Children’s Services, Families for Children & Children’s Residential Services"
    )
    [nurture] = [row[2] for row in rows if row[0].startswith("Continued learning and alignment")]
    assert nurture.split("\n")[-2:] == [
        "Principal Educational Psychologist, Education Services",
        "Educational Psychologist, Education Services",
    ]


def test_the_table_in_pdf_repeats_its_headings_and_tears_no_row(files):
    data = files["corporate-parenting-plan.pdf"]
    assert [pages for pages in pages_of_rows(data) if len(pages) != 1] == []
    assert [drawn for drawn in pdf_pages(data) if "Performance Indicator" not in drawn] == []


def test_headings_leave_out_no_level(files):
    pdfs = [data for name, data in files.items() if name.endswith("pdf")]
    assert [levels_of_headings(pdf_lines(data)) for data in pdfs] == [True, True]
