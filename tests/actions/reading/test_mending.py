"""Rows that a page break or a word processor tore are put together; what only looks torn is asked about."""

from datetime import date

import pytest

from actions.reading.grid import Line
from actions.reading.plan import Known, read_plan
from actions.reading.posts import KnownPost

HEADINGS = ["Action", "Timescale", "Lead", "Outcomes"]
POSTS = [KnownPost("head-of-care-north", "Head of Care, North", "post"), KnownPost("nurse", "Chief Nurse", "post")]
LISTEN = ["Listen to children", "2024", "Chief Nurse", "Children are heard"]
ANSWER = ["Answer children", "2025", "Chief Nurse", "Children know"]


def read(*rows, headings=HEADINGS, choices=None):
    lines = [
        row if isinstance(row, Line) else Line(f"row {n}", list(row)) for n, row in enumerate([headings, *rows], 1)
    ]
    return read_plan(
        lines,
        known=Known(posts=POSTS),
        starts_on=date(2023, 4, 1),
        ends_on=date(2026, 3, 31),
        choices=choices,
    )


def wordings(reading):
    return [row.wording for row in reading.rows]


def asked(reading):
    return [(doubt.kind, doubt.suggestion) for doubt in reading.doubts]


@pytest.mark.parametrize(
    "tail",
    [
        ["", "", "Chief Nurse", ""],
        ["in care", "", "", ""],
        ["in care", "", "Chief Nurse", "better"],
        ["", "(based on Scottish Government funding)", "", ""],
        ["Deputies of the city", "– 25", "", ""],
    ],
)
def test_a_row_that_certainly_goes_on_is_joined_and_the_join_is_told(tail):
    reading = read(LISTEN, tail, ANSWER)
    assert (len(reading.rows), asked(reading)) == (2, [])
    assert reading.rows[0].notes[0] == "Joined: row 3 goes on with this row."
    assert reading.rows[0].wording == f"Listen to children {tail[0]}".strip()


def test_a_posts_title_that_is_cut_at_a_comma_is_whole_again():
    reading = read(["Listen to children", "2024", "Head of Care,", ""], ["Hearings", "", "North", ""], ANSWER)
    assert reading.rows[0].leads == [("Head of Care, North", "head-of-care-north")]
    assert wordings(reading) == ["Listen to children Hearings", "Answer children"]


def test_a_word_that_is_cut_at_its_hyphen_is_whole_again():
    reading = read(["Keep to self-", "2024", "", ""], ["care", "", "", ""], ANSWER)
    assert wordings(reading)[0] == "Keep to self-care"


@pytest.mark.parametrize(("answer", "number"), [("join", 2), ("apart", 3)])
def test_a_row_that_may_go_on_is_asked_about(answer, number):
    rows = LISTEN, ["Hearings in Glasgow", "", "Chief Nurse", ""], ANSWER
    [doubt] = read(*rows).doubts
    assert (doubt.kind, doubt.suggestion, doubt.source) == (
        "join",
        "join",
        [("row 3", "Hearings in Glasgow | Chief Nurse")],
    )
    assert len(read(*rows, choices={doubt.key: answer}).rows) == number


def test_a_row_without_an_action_but_with_all_else_is_asked_about():
    assert asked(read(LISTEN, ["", "2025", "Chief Nurse", "Peace"], ANSWER)) == [("join", "join"), ("time", "none")]


def test_headings_that_are_printed_again_are_dropped_and_told():
    reading = read(LISTEN, HEADINGS, ANSWER)
    assert wordings(reading) == ["Listen to children", "Answer children"]
    assert reading.notes == ["Headings that are printed again were left out (row 3)."]


@pytest.mark.parametrize(
    "words",
    ["As at 1 November 2026: under way, on track.", "Added by the board at its meeting on 27 October 2026. It"],
)
def test_what_our_own_documents_say_below_an_action_is_left_out_and_told(words):
    reading = read(LISTEN, Line("row 3", ["", f"{words}\nMore.", "", ""], grown=[0]), ANSWER)
    assert [(row.wording, row.timescale) for row in reading.rows] == [
        ("Listen to children", "2024"),
        ("Answer children", "2025"),
    ]
    assert reading.notes == ["What was last said of an action is not part of it: row 3 was left out."]
    assert asked(reading) == []


def test_the_same_words_in_a_cell_of_an_action_are_kept():
    reading = read(LISTEN, ["Answer children", "2025", "Chief Nurse", "As at 1 November 2026: heard"])
    assert reading.rows[1].outcomes == "As at 1 November 2026: heard"


def test_a_row_that_goes_on_below_headings_that_are_printed_again_is_joined():
    assert wordings(read(LISTEN, HEADINGS, ["in care", "", "", ""])) == ["Listen to children in care"]


def test_a_cell_across_the_row_is_a_heading():
    reading = read(Line("row 2", ["Being heard", "", "", ""], spans=True), LISTEN, ANSWER)
    assert [row.theme for row in reading.rows] == ["Being heard", "Being heard"]
    assert asked(reading) == []


def test_a_heading_in_bold_is_a_heading_where_actions_are_not_bold():
    reading = read(LISTEN, Line("row 3", ["Being heard", "", "", ""], bold=True), ANSWER)
    assert [row.theme for row in reading.rows] == ["", "Being heard"]
    assert asked(reading) == []


def test_a_heading_that_runs_over_two_rows_is_whole():
    first, second = (Line(f"row {n}", [words], spans=True) for n, words in [(2, "Being heard and"), (3, "answered")])
    assert read(first, second, LISTEN).rows[0].theme == "Being heard and answered"


def test_a_heading_over_nothing_is_left_out_and_told():
    reading = read(Line("row 2", ["The plan"], spans=True), Line("row 3", ["Being heard"], spans=True), LISTEN)
    assert reading.rows[0].theme == "Being heard"
    assert reading.notes == ["“The plan” stands over no action and was left out."]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("heading", [("Listen to children", ""), ("Answer children", "Glasgow Homes")]),
        ("rest", [("Listen to children Glasgow Homes", ""), ("Answer children", "")]),
        ("action", [("Listen to children", ""), ("Glasgow Homes", ""), ("Answer children", "")]),
    ],
)
def test_a_line_that_stands_alone_may_be_three_things(answer, expected):
    rows = LISTEN, ["Glasgow Homes", "", "", ""], ANSWER
    [doubt] = read(*rows).doubts
    reading = read(*rows, choices={doubt.key: answer})
    assert [(row.wording, row.theme) for row in reading.rows] == expected


def test_every_row_under_a_heading_in_doubt_is_in_doubt():
    reading = read(LISTEN, ["Glasgow Homes", "", "", ""], ANSWER, ["Ask children", "2024", "", ""])
    assert [len(row.doubts) for row in reading.rows] == [1, 1, 1]


def test_a_column_may_name_the_heading_of_the_rows_below_it():
    rows = [["Being heard", "Listen to children", "2024"], ["", "Answer children", "2025"], ["Peace", "Rest", "2025"]]
    reading = read(*rows, headings=["Theme", "Action", "Timescale"])
    assert [row.theme for row in reading.rows] == ["Being heard", "Being heard", "Peace"]


def test_what_a_cell_says_that_grows_down_holds_for_all_rows_beside_it():
    grown = Line("row 3", ["Answer children", "2025", "", "Children know"], grown=[2])
    assert [row.leads_printed for row in read(LISTEN, grown).rows] == ["Chief Nurse", "Chief Nurse"]


def test_an_action_that_grows_down_beside_several_outcomes_is_one_action():
    grown = Line("row 3", ["", "", "", "Children know"], grown=[0, 1, 2])
    reading = read(LISTEN, grown, ANSWER)
    assert [row.outcomes for row in reading.rows] == ["Children are heard\nChildren know", "Children know"]


def test_outcomes_that_a_page_break_parts_or_cuts_are_asked_about_where_it_is_not_certain():
    cut = ["", "", "", "Scotland’s families are safe"]
    assert asked(read(LISTEN, cut, ANSWER)) == [("between", "one")]
    assert asked(read(LISTEN, ["", "", "", "and seen"], ANSWER)) == []
    known = read(["Rest", "2024", "", "Children know"], LISTEN, ["", "", "", "Children know"], ANSWER)
    assert (asked(known), known.rows[1].outcomes) == ([], "Children are heard\nChildren know")


def test_a_table_without_timescales_joins_what_begins_small():
    reading = read(["Listen to children", "x", "Peace"], ["in care", "", ""], headings=["Action", "Lead", "Outcomes"])
    assert wordings(reading) == ["Listen to children in care"]


def test_where_all_actions_begin_small_a_small_letter_means_little():
    rows = [["listen to children", "2024", "", ""], ["answer children", "2025", "", ""], ["rest", "2025", "", ""]]
    assert len(read(*rows).rows) == 3
