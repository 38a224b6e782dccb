"""The seed plan as somebody would bring it comes in whole, whichever way it was written, and no tear goes unseen."""

from datetime import date
from itertools import pairwise

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.reading.files import read_file
from actions.reading.grid import Line
from actions.reading.pasted import read_pasted
from actions.reading.plan import Known, read_plan
from tests import plan_documents as documents

PERIOD = {"starts_on": date(2023, 4, 1), "ends_on": date(2026, 3, 31)}
FACTS = documents.facts_of_the_plan()
KNOWN = documents.known_of_the_plan()
ROWS = documents.rows_of_the_plan()
HEADINGS = documents.HEADINGS
TORN = documents.torn_rows()


def read(lines, known=KNOWN, **chosen):
    return read_plan(lines, known=known, **PERIOD, **chosen)


def lines_of(document):
    return read_file(SimpleUploadedFile("plan.docx", document)).lines


def as_text(rows):
    lines = [HEADINGS, *([row] if isinstance(row, str) else map("\n".join, row) for row in rows)]
    return "\n".join("\t".join(line) for line in lines)


def as_html(rows):
    def cell(paragraphs):
        return "".join(f"<p>{words.replace('&', '&amp;')}</p>" for words in paragraphs)

    lines = [f"<tr>{''.join(f'<th>{heading}</th>' for heading in HEADINGS)}</tr>"]
    for row in rows:
        cells = (
            f"<td colspan=6>{row}</td>" if isinstance(row, str) else "".join(f"<td>{cell(each)}</td>" for each in row)
        )
        lines.append(f"<tr>{cells}</tr>")
    return f"<h1>The plan</h1><table>{''.join(lines)}</table>"


DOCUMENTS = {
    "as LibreOffice writes it": lambda: lines_of(documents.as_libreoffice_writes_it(ROWS)),
    "with torn rows as rows of their own": lambda: lines_of(documents.a_document(TORN)),
    "with merged headings and tracked changes": lambda: lines_of(
        documents.a_document(ROWS, merged=True, tracked=True)
    ),
    "torn and merged": lambda: lines_of(documents.a_document(TORN, merged=True)),
    "the seed's own text, pasted": lambda: read_pasted(documents.SEED.read_text(encoding="utf-8")).lines,
    "pasted from Word as text": lambda: read_pasted(as_text(ROWS)).lines,
    "pasted from Word as HTML": lambda: read_pasted(as_html(ROWS)).lines,
}


@pytest.mark.parametrize("way", DOCUMENTS)
def test_all_27_rows_come_in_right_with_no_more_than_ten_doubts(way):
    reading = read(DOCUMENTS[way]())

    assert [documents.told(row) for row in reading.rows] == FACTS
    assert len(list(reading.doubts)) <= 10
    assert reading.new_posts == {}


@pytest.mark.parametrize("way", ["as LibreOffice writes it", "with merged headings and tracked changes"])
def test_a_whole_document_leaves_nothing_in_doubt(way):
    assert list(read(DOCUMENTS[way]()).doubts) == []


@pytest.mark.parametrize("way", DOCUMENTS)
def test_once_the_suggestions_are_kept_nothing_is_in_doubt(way):
    lines = DOCUMENTS[way]()
    choices = {doubt.key: doubt.suggestion for doubt in read(lines).doubts}
    settled = read(lines, choices=choices)

    assert settled.doubts.open == []
    assert {tuple(row.doubts) for row in settled.rows} == {()}
    assert [documents.told(row) for row in settled.rows] == FACTS


@pytest.mark.parametrize("way", ["as LibreOffice writes it", "with merged headings and tracked changes"])
def test_a_tracker_that_knows_no_post_yet_learns_them_from_the_document(way):
    reading = read(DOCUMENTS[way](), known=Known(duties=KNOWN.duties))
    expected = [[printed for printed, _ in facts["leads"]] for facts in FACTS]

    assert [[printed for printed, _ in row.leads] for row in reading.rows] == expected
    assert len(list(reading.doubts)) <= 10


def test_the_choice_of_a_data_officer_goes_before_the_suggestion():
    lines = DOCUMENTS["with torn rows as rows of their own"]()
    [doubt] = [each for each in read(lines).doubts if each.source[0][1] == "Keeping the Promise"]
    reading = read(lines, choices={doubt.key: "action"})

    assert len(reading.rows) == 28
    assert reading.rows[15].wording == "Keeping the Promise"


def test_what_only_holds_a_place_is_no_post_and_no_indicator():
    lines = [Line("headings", HEADINGS), Line("row 1", ["Listen", "2024", "TBC", "", "To be confirmed.", ""])]
    [row] = read(lines).rows
    assert (row.leads, row.indicators) == ([], [])
    assert (row.leads_printed, row.indicators_printed) == ("TBC", "To be confirmed.")


def test_a_timescale_that_is_not_read_may_be_until_the_end_of_a_year_that_it_names():
    lines = [Line("headings", HEADINGS), Line("row 1", ["Listen", "Summer 2024", "", "", "", ""])]
    [doubt] = read(lines).doubts
    [row] = read(lines, choices={doubt.key: "2024"}).rows
    assert doubt.suggestion == "none"
    assert (row.starts_on, row.due_on) == (None, date(2024, 12, 31))


def test_an_answer_that_is_none_of_the_choices_is_asked_again():
    lines = DOCUMENTS["with torn rows as rows of their own"]()
    [first, *_] = read(lines).doubts
    assert read(lines, choices={first.key: "nonsense"}).doubts.all[first.key].is_settled is False


# A page break tears a row: each cell's words go on in the next row from some word on.


def torn(cell, cuts):
    """A cell's paragraphs as the texts that stand in each of the rows that it was torn into."""
    words = [
        ("\n" if number and not place else " ", word)
        for number, paragraph in enumerate(cell)
        for place, word in enumerate(paragraph.split())
    ]
    edges = [0, *(min(cut, len(words)) for cut in sorted(cuts)), len(words)]
    return [
        "".join(f"{between if place else ''}{word}" for place, (between, word) in enumerate(words[start:end]))
        for start, end in pairwise(edges)
    ]


@st.composite
def tears(draw):
    """Lines of the plan's table with some rows torn, and which action each line belongs to."""
    spans, share = draw(st.booleans()), draw(st.sampled_from([1, 3, 9]))
    lines, belongs, number = [Line("headings", HEADINGS, first=True)], [None], 0
    for row in ROWS:
        if isinstance(row, str):
            lines.append(Line(f"row {len(lines)}", [row] if spans else [row, "", "", "", "", ""], spans=spans))
            belongs.append(None)
            continue
        pieces = draw(st.integers(1, 3)) if draw(st.integers(1, share)) == 1 else 1
        flat = draw(st.booleans())
        cells = [[" ".join(cell)] if flat and place in (2, 4) else cell for place, cell in enumerate(row)]
        # A cell begins at the top of its row, so its first word stands in the first piece.
        cuts = st.lists(st.integers(1, 60), min_size=pieces - 1, max_size=pieces - 1)
        columns = [torn(cell, draw(cuts)) for cell in cells]
        for place, piece in enumerate(zip(*columns, strict=True)):
            if any(piece):
                if place and draw(st.integers(0, 3)) == 0:
                    lines.append(Line(f"row {len(lines)}", HEADINGS))
                    belongs.append(None)
                lines.append(Line(f"row {len(lines)}", list(piece)))
                belongs.append(number)
        number += 1
    return lines, belongs


def unseen(lines, belongs, known):
    """The actions that come out wrong without any doubt about them."""
    reading = read(lines, known=known)
    wrong = []
    for number, facts in enumerate(FACTS):
        rows = [row for row in reading.rows if any(belongs[line] == number for line in row.lines)]
        if [documents.told(row) for row in rows] != [facts] and not any(row.doubts for row in rows):
            wrong.append((number, rows))
    return wrong


@settings(max_examples=150)
@given(tears())
def test_a_torn_row_is_mended_or_asked_about_and_never_wrong_in_silence(table):
    assert unseen(*table, KNOWN) == []


def test_an_error_that_nobody_was_asked_about_is_found():
    rows = [["\n".join(cell) for cell in row] for row in ROWS if not isinstance(row, str)]
    rows[2][0] = "Something else"
    lines = [Line("headings", HEADINGS), *(Line(f"row {number}", row) for number, row in enumerate(rows))]
    # Without its headings every row stands under none, so all 27 are wrong; nothing was in doubt.
    assert [number for number, _ in unseen(lines, [None, *range(27)], KNOWN)] == list(range(27))
