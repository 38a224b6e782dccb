"""Columns are known by their headings, however these are worded, and can be told otherwise."""

import pytest

from actions.reading.columns import field_of, headings_of, is_headings, record_of, segments_of
from actions.reading.grid import Line
from tests.plan_documents import HEADINGS


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Lead Officer", "leads"),
        ("Led by", "leads"),
        ("Responsible", "leads"),
        ("Action owner", "leads"),
        ("Who?", "leads"),
        ("Action", "wording"),
        ("What we will do", "wording"),
        ("Improvement Action", "wording"),
        ("Timescale", "timescale"),
        ("By when", "timescale"),
        ("Due date", "timescale"),
        ("Target date", "timescale"),
        ("Outcome(s)", "outcomes"),
        ("What difference will it make?", "outcomes"),
        ("Performance Indicator", "indicators"),
        ("How will we know?", "indicators"),
        ("Outcome measures", "indicators"),
        ("Link with Corporate Parenting Duty", "duties"),
        ("Ref", "reference"),
        ("Action No.", "reference"),
        ("Theme", "theme"),
        ("Foundation", "theme"),
        ("Priority areas", "areas"),
        ("RAG status", ""),
        ("Progress update", ""),
        ("Banana", None),
        ("", None),
    ],
)
def test_a_heading_tells_what_its_column_holds(heading, field):
    assert field_of(heading) == field


def test_the_headings_of_the_plan_are_known():
    expected = ["wording", "timescale", "leads", "outcomes", "indicators", "duties"]
    assert [field_of(heading) for heading in HEADINGS] == expected


@pytest.mark.parametrize(
    "cells",
    [["Action"], ["Listen to children", "2024", "Head of Listening"], ["Banana", "Apple"], ["Action", "Banana" * 20]],
)
def test_a_row_is_not_taken_for_headings_by_chance(cells):
    assert is_headings(Line("row 1", cells)) is False


def test_what_stands_above_the_headings_is_no_row():
    lines = [Line("row 1", ["The plan of a city"]), Line("row 2", HEADINGS), Line("row 3", ["Listen", "2024"])]
    [segment] = segments_of(lines, {})
    assert segment.lines == [2]


def test_a_second_table_has_headings_of_its_own():
    lines = [
        Line("table 1, row 1", ["Action", "Lead"], first=True),
        Line("table 1, row 2", ["Listen", "Head"]),
        Line("table 2, row 1", ["Led by", "What we will do"], first=True),
        Line("table 2, row 2", ["Head", "Answer"]),
    ]
    assert [segment.fields for segment in segments_of(lines, {})] == [["wording", "leads"], ["leads", "wording"]]


def test_what_a_data_officer_says_of_a_column_goes_before_its_heading():
    lines = [Line("row 1", ["Action", "Banana", "Lead"]), Line("row 2", ["Listen", "2024", "Head"])]
    [segment] = segments_of(lines, {"banana": "timescale", "lead": ""})
    assert segment.fields == ["wording", "timescale", ""]


def test_without_headings_columns_are_called_by_their_place():
    lines = [Line("row 1", ["Listen", "2024"]), Line("row 2", ["Answer", "2025"])]
    [segment] = segments_of(lines, {"column 1": "wording", "column 2": "timescale"})
    assert (segment.headings, segment.fields) == (["Column 1", "Column 2"], ["wording", "timescale"])
    assert segment.lines == [0, 1]


def test_a_data_officer_may_say_which_line_holds_the_headings():
    lines = [Line("row 1", ["Listen", "2024"]), Line("row 2", ["Banana", "Apple"]), Line("row 3", ["Answer", "2025"])]
    [segment] = segments_of(lines, {"banana": "wording"}, first=1)
    assert (segment.fields, segment.lines) == (["wording", ""], [2])


def test_each_column_is_listed_once_with_what_stands_in_it():
    lines = [Line("row 1", ["Action", "Lead"]), Line("row 2", ["Listen", "Head"]), Line("row 3", ["Answer", ""])]
    headings = headings_of(segments_of(lines, {}), lines)
    assert [(each.label, each.field, each.samples) for each in headings] == [
        ("Action", "wording", ("Listen", "Answer")),
        ("Lead", "leads", ("Head",)),
    ]


def test_two_columns_may_hold_one_thing():
    line = Line("row 2", ["Listen", "1 May 2024", "1 June 2025"])
    assert record_of(line, ["wording", "timescale", "timescale"]) == {
        "wording": "Listen",
        "timescale": "1 May 2024 – 1 June 2025",
    }
