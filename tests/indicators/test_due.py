"""Which figure is wanted by when."""

from datetime import date

import pytest

from indicators.due import next_late_on, next_of, wanted_by, wanted_of
from indicators.models import Indicator, Measurement
from tests import builders

TODAY = date(2026, 11, 22)


def day(text):
    return date.fromisoformat(text) if text else None


def periods(frequency, *figures, on=TODAY):
    """What is wanted, as (first day, last day, due on) in ISO text."""
    indicator = Indicator(frequency=frequency)
    return [
        tuple(one and one.isoformat() for one in (wanted.starts_on, wanted.ends_on, wanted.due_on))
        for wanted in wanted_of(indicator, figures, on)
    ]


def figure(starts_on, ends_on, **facts):
    return Measurement(starts_on=day(starts_on), ends_on=day(ends_on), **facts)


@pytest.mark.parametrize(
    ("frequency", "wanted"),
    [
        ("monthly", ("2026-10-01", "2026-10-31", "2026-11-14")),
        ("quarterly", ("2026-07-01", "2026-09-30", "2026-10-28")),
        ("school_year", ("2025-08-01", "2026-07-31", "2026-09-25")),
        ("yearly", (None, "2026-07-31", "2026-09-25")),
        ("six_weekly", (None, "2026-11-22", "2026-11-29")),
        ("once", (None, "2026-11-22", None)),
    ],
)
def test_before_the_first_figure_the_latest_period_that_has_ended_is_wanted(frequency, wanted):
    assert periods(frequency) == [wanted]


def test_nothing_is_wanted_of_an_indicator_of_which_nobody_says_how_often():
    assert periods("") == []


@pytest.mark.parametrize(
    ("frequency", "last", "wanted"),
    [
        ("monthly", ("2026-08-01", "2026-08-31"), [("2026-09-01", "2026-09-30"), ("2026-10-01", "2026-10-31")]),
        ("monthly", (None, "2026-08-31"), [(None, "2026-09-30"), (None, "2026-10-31")]),
        ("monthly", (None, "2026-09-15"), [("2026-09-01", "2026-09-30"), ("2026-10-01", "2026-10-31")]),
        ("quarterly", ("2026-01-01", "2026-03-31"), [("2026-04-01", "2026-06-30"), ("2026-07-01", "2026-09-30")]),
        ("school_year", ("2024-08-01", "2025-07-31"), [("2025-08-01", "2026-07-31")]),
        ("yearly", (None, "2024-07-31"), [(None, "2025-07-31"), (None, "2026-07-31")]),
        ("yearly", ("2025-02-01", "2025-02-28"), [(None, "2025-07-31"), (None, "2026-07-31")]),
        ("six_weekly", (None, "2026-08-30"), [(None, "2026-10-11"), (None, "2026-11-22")]),
        ("six_weekly", ("2026-08-31", "2026-10-11"), [("2026-10-12", "2026-11-22")]),
        ("quarterly", ("2026-07-01", "2026-09-30"), []),
        ("once", (None, "2020-01-01"), []),
    ],
)
def test_what_follows_the_last_figure_is_wanted_once_it_has_ended(frequency, last, wanted):
    assert [period[:2] for period in periods(frequency, figure(*last))] == wanted


def test_a_period_is_wanted_from_its_last_day_and_late_after_its_time():
    last = figure("2026-07-01", "2026-09-30")
    assert periods("quarterly", last, on=date(2026, 12, 30)) == []
    assert periods("quarterly", last, on=date(2026, 12, 31)) == [("2026-10-01", "2026-12-31", "2027-01-28")]
    [wanted] = wanted_of(Indicator(frequency="quarterly"), [last], date(2026, 12, 31))
    assert [wanted.is_late(date(2027, 1, due)) for due in (28, 29)] == [False, True]


def test_no_more_than_the_latest_four_are_asked_for():
    assert [ends_on for _, ends_on, _ in periods("monthly", figure("2020-01-01", "2020-01-31"))] == [
        "2026-07-31",
        "2026-08-31",
        "2026-09-30",
        "2026-10-31",
    ]


@pytest.mark.parametrize(
    ("frequency", "figures", "following"),
    [
        ("quarterly", [("2026-07-01", "2026-09-30")], "2026-12-31"),
        ("quarterly", [], "2026-12-31"),
        ("monthly", [(None, "2026-05-31")], "2026-11-30"),
        ("six_weekly", [(None, "2026-11-22")], "2027-01-03"),
        ("yearly", [], "2027-07-31"),
    ],
)
def test_the_next_figure_is_of_the_first_period_that_has_not_ended(frequency, figures, following):
    known = [figure(*days) for days in figures]
    assert next_of(Indicator(frequency=frequency), known, TODAY).ends_on == day(following)


@pytest.mark.parametrize("frequency", ["", "once"])
def test_without_a_frequency_there_is_no_next_figure(frequency):
    assert next_of(Indicator(frequency=frequency), [], TODAY) is None


@pytest.mark.django_db
def test_the_figures_that_posts_owe_are_found_with_as_many_queries(django_assert_num_queries):
    post = builders.a_post()

    def make_one():
        indicator = builders.an_indicator(owner=post, frequency="quarterly")
        builders.a_measurement(indicator, starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 31))
        builders.an_indicator(owner=builders.a_post(), frequency="quarterly")
        return indicator

    indicator = make_one()
    with django_assert_num_queries(2):
        wanted = wanted_by([post], TODAY)
    assert [(one.indicator, one.ends_on.month) for one in wanted] == [(indicator, 6), (indicator, 9)]
    make_one()
    make_one()
    with django_assert_num_queries(2):
        assert len(wanted_by([post], TODAY)) == 6


def test_a_figure_that_is_missing_with_a_reason_is_not_asked_for_again():
    missing = figure("2026-07-01", "2026-09-30", certainty="missing", why_missing="not_collected")
    assert periods("quarterly", missing) == []


def test_a_figure_that_was_not_due_yet_is_asked_for_again():
    answered = figure("2026-07-01", "2026-09-30")
    put_off = figure("2026-04-01", "2026-06-30", certainty="missing", why_missing="not_yet_due")
    assert periods("quarterly", put_off, answered) == [("2026-04-01", "2026-06-30", "2026-07-28")]
    assert [ends_on for _, ends_on, _ in periods("quarterly", put_off)] == ["2026-06-30", "2026-09-30"]


@pytest.mark.parametrize(
    ("frequency", "late_on"),
    [
        ("quarterly", date(2027, 1, 29)),
        ("yearly", date(2027, 9, 26)),
        ("six_weekly", date(2026, 11, 19)),
        ("", date(2027, 10, 1)),
        ("once", None),
    ],
)
def test_a_figure_is_recent_until_the_next_one_is_late(frequency, late_on):
    assert next_late_on(Indicator(frequency=frequency), figure(None, "2026-09-30")) == late_on
