"""What the form of a series asks, offers and refuses."""

from datetime import date, time

import pytest

from meetings.forms import SeriesForm

ANSWERS = {
    "first_on": "2026-12-08",
    "starts_at": "16:00",
    "place": "",
    "weeks": "6",
    "how_many": "8",
    "updates_due_days": "14",
    "papers_out_days": "7",
}


def test_offers_the_boards_own_arrangements():
    form = SeriesForm()

    assert {name: form[name].initial for name in form.fields} == {
        "first_on": None,
        "starts_at": time(16, 0),
        "place": None,
        "weeks": 6,
        "how_many": 8,
        "updates_due_days": 14,
        "papers_out_days": 7,
    }


def test_reads_what_was_typed():
    form = SeriesForm(ANSWERS)

    assert form.errors == {}
    assert form.cleaned_data == {
        "first_on": date(2026, 12, 8),
        "starts_at": time(16, 0),
        "place": "",
        "weeks": 6,
        "how_many": 8,
        "updates_due_days": 14,
        "papers_out_days": 7,
    }


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("first_on", "", "Give the date of the first meeting."),
        ("first_on", "2026-13-08", "Give a date, such as 2026-12-08."),
        ("starts_at", "", "Give a time, such as 16:00."),
        ("starts_at", "tea time", "Give a time, such as 16:00."),
        ("weeks", "0", "Give a whole number from 1 to 52."),
        ("weeks", "six", "Give a whole number from 1 to 52."),
        ("how_many", "61", "Give a whole number from 1 to 60."),
        ("updates_due_days", "-1", "Give a whole number from 0 to 90."),
        ("papers_out_days", "", "Give a whole number from 0 to 90."),
    ],
)
def test_says_in_words_what_is_wrong(name, typed, words):
    form = SeriesForm(ANSWERS | {name: typed})

    assert form.errors == {name: [words]}
