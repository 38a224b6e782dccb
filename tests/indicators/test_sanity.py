"""What looks odd about a new figure."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.models import Breakdown, Indicator, Measurement, Part
from indicators.sanity import doubts_about, doubts_about_parts

TODAY = date(2026, 11, 22)


def figure(day, numerator, denominator=None, **facts):
    return Measurement(
        indicator=facts.pop("indicator", Indicator(kind="number")),
        ends_on=date.fromisoformat(day),
        numerator=None if numerator is None else Decimal(numerator),
        denominator=denominator and Decimal(denominator),
        **facts,
    )


def recorded(*values):
    """Figures on the record, of the ends of March from 2019 on."""
    return [figure(f"{2019 + place}-03-31", value, pk=place + 1) for place, value in enumerate(values)]


@pytest.mark.parametrize(
    ("known", "now", "doubts"),
    [
        ([100], 149, []),
        ([100], 150, []),
        ([100], 151, ["That is more by over half: the figure before was 100."]),
        ([100], 50, []),
        ([100], 49, ["That is less by over half: the figure before was 100."]),
        ([0], 500, []),
        ([], 500, []),
        ([100, 110], 130, []),
        ([100, 110, 105], 115, ["No figure so far was that high: they lie between 100 and 110."]),
        ([100, 110, 105], 99, ["No figure so far was that low: they lie between 100 and 110."]),
        ([100, 110, 105], 110, []),
        (
            [10, 11, 12],
            30,
            [
                "That is more by over half: the figure before was 12.",
                "No figure so far was that high: they lie between 10 and 12.",
            ],
        ),
    ],
)
def test_a_figure_is_held_against_those_on_the_record(known, now, doubts):
    assert doubts_about(figure("2026-03-31", now), recorded(*known), TODAY) == doubts


def test_a_date_to_come_is_asked_about():
    assert doubts_about(figure("2026-11-23", 5), [], TODAY) == ["23 November 2026 is still to come."]
    assert doubts_about(figure("2026-11-22", 5), [], TODAY) == []


def test_more_than_it_is_out_of_is_asked_about():
    both = Indicator(kind="both")
    assert doubts_about(figure("2026-03-31", 9, 8, indicator=both), [], TODAY) == ["That is more than it is out of."]
    assert doubts_about(figure("2026-03-31", 8, 8, indicator=both), [], TODAY) == []


def test_a_share_is_told_as_what_it_makes():
    both = Indicator(kind="both")
    before = figure("2025-03-31", 40, 73, indicator=both, pk=1)
    assert doubts_about(figure("2026-03-31", 3, 74, indicator=both), [before], TODAY) == [
        "That makes 4.1%, less by over half: the figure before was 54.8%."
    ]


def test_nothing_is_held_against_figures_from_before_a_break():
    assert doubts_about(figure("2026-03-31", 900, break_reason="July count"), recorded(10, 11, 12), TODAY) == []


def test_a_figure_in_between_is_held_against_the_one_before_it():
    between = figure("2019-09-30", 30)
    assert doubts_about(between, recorded(10, 100), TODAY) == ["That is more by over half: the figure before was 10."]


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("narrative", {"words": "Some"}),
        ("number", {"certainty": "missing", "why_missing": "withheld"}),
    ],
)
def test_what_has_no_number_raises_no_doubt(kind, facts):
    assert doubts_about(figure("2026-03-31", None, indicator=Indicator(kind=kind), **facts), [], TODAY) == []


def test_yes_after_no_raises_no_doubt():
    indicator = Indicator(kind="yes_no")
    before = figure("2025-03-31", 1, indicator=indicator, pk=1)
    assert doubts_about(figure("2026-03-31", 0, indicator=indicator), [before], TODAY) == []


@pytest.mark.parametrize(
    ("parts", "doubts"),
    [([6, 4], []), ([6, 5], ["By locality it comes to 11, and the whole is 10."]), ([6, None], [])],
)
def test_parts_together_are_the_whole(parts, doubts):
    locality = Breakdown(name="Locality")
    figures = [figure("2026-03-31", value, part=Part(breakdown=locality)) for value in parts]
    assert doubts_about_parts(figure("2026-03-31", 10), figures, locality) == doubts


@pytest.mark.parametrize(
    ("parts", "doubts"), [([9, 13], ["By locality it comes to 22, and the whole is 7."]), ([3, 2], []), ([], [])]
)
def test_some_parts_are_no_more_than_the_whole(parts, doubts):
    locality = Breakdown(name="Locality")
    figures = [figure("2026-03-31", value, part=Part(breakdown=locality)) for value in parts]
    assert doubts_about_parts(figure("2026-03-31", 7), figures, locality, are_all=False) == doubts


def test_shares_without_a_base_are_not_added_up():
    share, locality = Indicator(kind="percentage"), Breakdown(name="Locality")
    figures = [figure("2026-03-31", value, indicator=share, part=Part(breakdown=locality)) for value in (60, 70)]
    assert doubts_about_parts(figure("2026-03-31", 65, indicator=share), figures, locality) == []


def quarterly(first, last, **facts):
    """A figure of a period, of an indicator that has one every quarter."""
    indicator = Indicator(kind="number", frequency="quarterly")
    return figure(last, 10, starts_on=date.fromisoformat(first), indicator=indicator, **facts)


@pytest.mark.parametrize(
    ("first", "last", "doubts"),
    [
        ("2026-04-01", "2026-06-30", []),
        ("2026-10-01", "2026-11-21", ["This indicator has a figure every quarter; this is of 52 days."]),
        ("2026-08-01", "2026-10-31", ["This period overlaps 1 July 2026 to 30 September 2026."]),
        (
            "2026-01-01",
            "2026-06-30",
            [
                "This indicator has a figure every quarter; this is of six months.",
                "This period overlaps 1 January 2026 to 31 March 2026.",
            ],
        ),
        (
            "2025-10-01",
            "2026-09-30",
            [
                "This indicator has a figure every quarter; this is of one year.",
                "This period overlaps 1 January 2026 to 31 March 2026 and 1 other.",
            ],
        ),
    ],
)
def test_a_period_that_does_not_fit_is_asked_about(first, last, doubts):
    known = [quarterly("2026-01-01", "2026-03-31", pk=1), quarterly("2026-07-01", "2026-09-30", pk=2)]
    assert doubts_about(quarterly(first, last), known, TODAY) == doubts


def test_the_period_of_what_is_replaced_is_not_asked_about_again():
    old = quarterly("2026-01-01", "2026-06-30", pk=1)
    known = [quarterly("2026-04-01", "2026-06-30", pk=2)]
    assert doubts_about(quarterly("2026-01-01", "2026-06-30", supersedes=old), known, TODAY) == []
