"""The figures of an indicator in runs that can be compared, and what came between two of them."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.models import Certainty, Indicator, Measurement, Part, WhyMissing
from indicators.series import OTHER_BASE, OTHER_LENGTH, Way, series_by_part, series_of

JULY = "The national count of 31 July takes in all looked after children"


def figure(year, numerator=None, **facts):
    """A figure as at the end of March of a year."""
    if numerator is None:
        facts |= {"certainty": Certainty.MISSING, "why_missing": WhyMissing.NOT_COLLECTED}
    return Measurement(
        **{"ends_on": date(year, 3, 31), "numerator": None if numerator is None else Decimal(numerator)} | facts
    )


def series(*figures, **facts):
    return series_of(Indicator(**{"kind": "number", "better": "lower"} | facts), figures)


def values(run):
    return [point.value for point in run]


class TestRuns:
    def test_figures_without_a_break_are_one_run_the_oldest_first(self):
        assert [values(run) for run in series(figure(2022, 751), figure(2016, 1381), figure(2020, 988)).runs] == [
            [1381, 988, 751]
        ]

    def test_a_break_begins_another_run(self):
        found = series(figure(2020, 988), figure(2021, 3000, break_reason=JULY), figure(2022, 2900))
        assert [values(run) for run in found.runs] == [[988], [3000, 2900]]
        assert found.runs[1][0].breaks == f"{JULY}."

    def test_a_break_at_the_first_figure_separates_nothing(self):
        found = series(figure(2020, 988, break_reason=JULY), figure(2021, 900))
        assert [values(run) for run in found.runs] == [[988, 900]]
        assert found.points[0].breaks == ""

    def test_a_missing_figure_is_a_point_without_a_value(self):
        found = series(figure(2020, 988), figure(2021), figure(2022, 751))
        assert values(found.points) == [988, None, 751]
        assert [point.is_missing for point in found.points] == [False, True, False]
        assert values(found.shown) == [988, 751]
        assert len(found.runs) == 1

    def test_a_break_on_a_missing_figure_holds_for_what_follows(self):
        found = series(figure(2020, 988), figure(2021, break_reason=JULY), figure(2022, 751))
        assert [values(run) for run in found.runs] == [[988], [None, 751]]

    def test_a_month_is_not_in_one_run_with_a_year(self):
        month = figure(2022, 60, starts_on=date(2022, 3, 1))
        year = figure(2023, 700, starts_on=date(2022, 4, 1))
        found = series(month, year)
        assert [values(run) for run in found.runs] == [[60], [700]]
        assert found.points[1].breaks == OTHER_LENGTH

    def test_february_and_march_are_months_both(self):
        february = figure(2022, 60, starts_on=date(2022, 2, 1), ends_on=date(2022, 2, 28))
        march = figure(2022, 61, starts_on=date(2022, 3, 1))
        assert len(series(february, march).runs) == 1

    def test_a_share_is_not_in_one_run_with_a_number(self):
        found = series(figure(2022, 60, denominator=Decimal(80)), figure(2023, 60), kind="both")
        assert [values(run) for run in found.runs] == [[75], [60]]
        assert found.points[1].breaks == OTHER_BASE

    def test_an_empty_series_has_no_run_and_no_latest(self):
        assert (series().runs, series().latest) == ([], None)


class TestChange:
    def test_between_two_figures_is_subtracted(self):
        found = series(figure(2016, 1381), figure(2020, 988), figure(2022, 751))
        change = found.latest_change
        assert (change.by, change.way, change.is_better) == (-237, Way.DOWN, True)
        assert round(change.share, 1) == Decimal("-24.0")
        assert round(found.change(found.points[0], found.points[2]).share, 1) == Decimal("-45.6")

    def test_of_shares_is_in_percentage_points(self):
        change = series(
            figure(2021, 40, denominator=Decimal(80)), figure(2022, 60, denominator=Decimal(80)), kind="percentage"
        ).latest_change
        assert (change.by, change.share, change.is_of_shares) == (25, None, True)

    @pytest.mark.parametrize(
        ("better", "now", "is_better"),
        [
            ("higher", 12, True),
            ("higher", 8, False),
            ("lower", 8, True),
            ("lower", 12, False),
            ("neither", 12, None),
            ("higher", 10, None),
        ],
    )
    def test_is_better_if_it_goes_the_way_that_is_wanted(self, better, now, is_better):
        assert series(figure(2021, 10), figure(2022, now), better=better).latest_change.is_better is is_better

    def test_from_nothing_has_no_share(self):
        change = series(figure(2021, 0), figure(2022, 5)).latest_change
        assert (change.by, change.share, change.way) == (5, None, Way.UP)

    def test_that_is_none_is_the_same(self):
        assert series(figure(2021, 5), figure(2022, 5)).latest_change.way == Way.SAME

    def test_from_below_nothing_upwards_is_a_rise(self):
        change = series(figure(2021, -50), figure(2022, -25)).latest_change
        assert (change.by, change.share, change.way) == (25, 50, Way.UP)

    def test_is_taken_from_the_last_figure_that_there_is(self):
        assert series(figure(2020, 988), figure(2021), figure(2022, 751)).latest_change.by == -237

    def test_across_a_break_is_never_worked_out(self):
        found = series(figure(2020, 988), figure(2021, 3000, break_reason=JULY), figure(2022, 2900))
        first, second, third = found.points
        for earlier, later in [(first, second), (first, third), (third, first)]:
            change = found.change(earlier, later)
            assert (change.by, change.share, change.way, change.is_better) == (None, None, None, None)
            assert change.why_not == f"{JULY}."
        assert found.change(second, third).by == -100

    @pytest.mark.parametrize(
        ("figures", "facts", "why_not"),
        [
            ([], {}, "There is no figure yet."),
            ([figure(2022, 5)], {}, "There is no figure before it."),
            ([figure(2021, 5), figure(2022)], {}, "One of the two is missing."),
            ([figure(2021), figure(2022, 5)], {}, "There is no figure before it."),
            ([figure(2021, 5, denominator=Decimal(10)), figure(2022, 5)], {"kind": "both"}, OTHER_BASE),
            (
                [figure(2021, 1, words="Some"), figure(2022, 1, words="More")],
                {"kind": "narrative"},
                "What is told in words is not subtracted.",
            ),
        ],
    )
    def test_that_cannot_be_told_says_why(self, figures, facts, why_not):
        change = series(*figures, **facts).latest_change
        assert (change.why_not, change.by) == (why_not, None)


class TestParts:
    north, south = Part(pk=1, name="North East", position=1), Part(pk=2, name="South", position=2)

    def test_each_part_has_a_series_of_its_own(self):
        figures = [
            figure(2021, 10),
            figure(2021, 6, part=self.south),
            figure(2021, 4, part=self.north),
            figure(2022, 7, part=self.south),
        ]
        indicator = Indicator(kind="number")
        found = series_by_part(indicator, figures)
        assert {part.name: values(one.points) for part, one in found.items()} == {"North East": [4], "South": [6, 7]}
        assert list(found) == [self.north, self.south]
        assert values(series_of(indicator, figures).points) == [10]

    def test_a_break_of_the_whole_is_one_of_each_part(self):
        figures = [
            figure(2021, 10),
            figure(2021, 6, part=self.south),
            figure(2022, 30, break_reason=JULY),
            figure(2023, 18, part=self.south),
        ]
        assert series_of(Indicator(kind="number"), figures, self.south).latest_change.why_not == f"{JULY}."

    def test_a_break_of_a_part_is_none_of_the_whole(self):
        figures = [
            figure(2021, 10),
            figure(2021, 6, part=self.south),
            figure(2022, 11),
            figure(2022, 60, part=self.south, break_reason="The border was moved"),
        ]
        indicator = Indicator(kind="number")
        assert series_of(indicator, figures).latest_change.by == 1
        assert series_of(indicator, figures, self.south).latest_change.why_not == "The border was moved."
        assert series_of(indicator, figures, self.north).latest is None
