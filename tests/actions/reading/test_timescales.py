"""Timescales as plans print them become dates and a condition, or are not understood; nothing is guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.reading.timescales import read_timescale

PERIOD = date(2023, 4, 1), date(2026, 3, 31)
WHOLE = "2023-04-01", "2026-03-31"


def dates(printed):
    read = read_timescale(printed, *PERIOD)
    return tuple(day.isoformat() if day else None for day in (read.starts_on, read.due_on))


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("2023 – 26", WHOLE),
        ("2023 - 26", WHOLE),
        ("2023 -26", WHOLE),
        ("2023—26", WHOLE),
        ("2023 – 2026", WHOLE),
        ("2023/24", ("2023-04-01", "2024-03-31")),
        ("2024 to 2025", ("2024-04-01", "2025-03-31")),
        ("2023 – 26 (based on Scottish Government funding)", WHOLE),
        ("2023", ("2023-04-01", "2023-12-31")),
        ("2024", ("2024-01-01", "2024-12-31")),
        ("by 2024", (None, "2024-12-31")),
        ("from 2024", ("2024-01-01", None)),
        ("by March 2025", (None, "2025-03-31")),
        ("by the end of Sept 2024", (None, "2024-09-30")),
        ("March 2025.", (None, "2025-03-31")),
        ("from March 2025", ("2025-03-01", None)),
        ("April 2023 to March 2025", ("2023-04-01", "2025-03-31")),
        ("April – June 2024", ("2024-04-01", "2024-06-30")),
        ("31 March 2025", (None, "2025-03-31")),
        ("by 31st March, 2025", (None, "2025-03-31")),
        ("31/03/2025", (None, "2025-03-31")),
        ("31/3/25", (None, "2025-03-31")),
        ("1/4/2023 – 31/3/2025", ("2023-04-01", "2025-03-31")),
        ("2025-03-31", (None, "2025-03-31")),
        ("Ongoing", WHOLE),
        ("On-going", WHOLE),
    ],
)
def test_a_timescale_is_read_as_dates(printed, expected):
    assert dates(printed) == expected


UNCLEAR = ["TBC", "Year 1", "Spring 2025", "2023 –", "– 26", "26", "2026 – 23", "31 February 2024", "31/13/2024"]
UNCLEAR += ["(subject to funding)", "2023 – 26 (based on", "1 May 2025 – 1 May 2024", "1.1.2024 2.2.2024 3.3.2024"]


@pytest.mark.parametrize("printed", UNCLEAR)
def test_what_is_not_certain_is_not_understood(printed):
    read = read_timescale(printed, *PERIOD)
    assert (read.is_understood, read.starts_on, read.due_on) == (False, None, None)


@pytest.mark.parametrize("printed", ["Ongoing", "2026", "by 2026"])
def test_what_has_no_end_of_its_own_is_asked_about(printed):
    read = read_timescale(printed, *PERIOD)
    assert (read.is_understood, read.is_sure, read.due_on) == (True, False, date(2026, 3, 31))


@pytest.mark.parametrize(
    ("printed", "condition"),
    [
        ("2023 – 26 (based on Scottish Government funding)", "scottish_government"),
        ("2023 – 26 subject to Scottish Government funding", "scottish_government"),
        ("2023 – 26 (SG funded)", "scottish_government"),
        ("2023 – 26 (with partners)", ""),
    ],
)
def test_a_condition_is_read_beside_the_dates(printed, condition):
    read = read_timescale(printed, *PERIOD)
    assert (read.condition, read.due_on) == (condition, date(2026, 3, 31))


@given(st.text(alphabet="0123456789-–/ .()abymchr", max_size=30))
def test_whatever_is_printed_is_read_without_a_fault_and_never_backwards(printed):
    read = read_timescale(printed, *PERIOD)
    assert read.starts_on is None or read.due_on is None or read.starts_on <= read.due_on
    assert read.is_understood or (read.starts_on, read.due_on) == (None, None)
