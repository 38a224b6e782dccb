"""How an indicator stands against its targets."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.models import Indicator, Measurement, Target
from indicators.series import series_of
from indicators.standing import FigureStanding, Range, expected_on, judge
from indicators.templatetags.figures import worked_out

TODAY = date(2026, 4, 10)
JULY = "Counted otherwise"


def figure(day, value, **facts):
    return Measurement(ends_on=date.fromisoformat(day), numerator=Decimal(value), **facts)


def target(day, value, aim="at_least", upper=None):
    return Target(
        due_on=date.fromisoformat(day), aim=aim, value=Decimal(value), upper=upper and Decimal(upper), indicator_id=1
    )


def judged(figures, targets, on=TODAY, **facts):
    indicator = Indicator(**{"kind": "number", "frequency": "yearly", "better": "higher"} | facts)
    return judge(series_of(indicator, figures), targets, on)


def standing(*values, targets, **facts):
    """The standing after figures of the ends of March up to 2026, the latest last."""
    years = range(2026 - len(values) + 1, 2027)
    figures = [figure(f"{year}-03-31", value) for year, value in zip(years, values, strict=True)]
    return judged(figures, targets, **facts).standing


UP = [target("2028-03-31", 80)]
DOWN = [target("2028-03-31", 20, "at_most")]
WITHIN = [target("2028-03-31", 40, "between", 60)]


@pytest.mark.parametrize(
    ("values", "targets", "expected"),
    [
        # Half way in time: the line is at 60.
        ([40, 50, 60], UP, "on_the_way"),
        ([40, 50, 59], UP, "off_the_way"),
        ([40, 50, 50], UP, "off_the_way"),
        ([40, 50, 49], UP, "moving_wrong"),
        ([40, 70, 65], UP, "on_the_way"),
        ([40, 50, 80], UP, "met"),
        ([90, 95, 85], UP, "met"),
        ([90, 85, 70], UP, "moving_wrong"),
        ([60], UP, "on_the_way"),
        ([60, 50, 40], DOWN, "on_the_way"),
        ([60, 50, 41], DOWN, "off_the_way"),
        ([60, 50, 51], DOWN, "moving_wrong"),
        ([60, 50, 20], DOWN, "met"),
        ([0, 10, 20], WITHIN, "on_the_way"),
        ([0, 10, 19], WITHIN, "off_the_way"),
        ([0, 10, 9], WITHIN, "moving_wrong"),
        ([100, 90, 80], WITHIN, "on_the_way"),
        ([100, 90, 95], WITHIN, "moving_wrong"),
        ([100, 90, 50], WITHIN, "met"),
        ([50, 50, 61], WITHIN, "moving_wrong"),
        ([40, 50, 60], [], "no_target"),
        ([], UP, "no_recent_figure"),
        ([], [], "no_target"),
    ],
)
def test_follows_from_the_figures_and_the_targets(values, targets, expected):
    assert standing(*values, targets=targets) == expected


def test_after_its_last_day_a_target_that_is_not_met_is_off_the_way():
    assert standing(40, 50, 79, targets=[target("2025-03-31", 80)]) == "off_the_way"


def test_of_several_targets_the_next_one_is_aimed_at_and_the_last_one_is_the_end():
    targets = [target("2026-03-31", 60), target("2028-03-31", 80)]
    assert standing(40, 50, 60, targets=targets) == "on_the_way"
    assert standing(40, 50, 55, targets=targets) == "off_the_way"
    assert standing(40, 50, 80, targets=targets) == "met"


def test_the_line_leads_from_target_to_target():
    first = series_of(Indicator(kind="number"), [figure("2024-03-31", 40)]).points[0]
    targets = [target("2026-03-31", 60), target("2028-03-31", 100)]
    days = ["2024-03-31", "2025-03-31", "2026-03-31", "2027-03-31", "2028-03-31", "2030-01-01"]
    lows = [round(expected_on(date.fromisoformat(day), first, targets).low, 1) for day in days]
    assert lows == [40, 50, 60, Decimal("80.0"), 100, 100]


def test_a_target_before_the_first_figure_is_passed_over():
    first = series_of(Indicator(kind="number"), [figure("2024-03-31", 40)]).points[0]
    assert expected_on(date(2025, 1, 1), first, [target("2023-01-01", 30)]) == Range(low=Decimal(30))


def test_no_figure_is_held_against_one_from_before_a_break():
    figures = [
        figure("2024-03-31", 100),
        figure("2025-03-31", 40, break_reason=JULY),
        figure("2026-03-31", 50),
    ]
    found = judged(figures, UP)
    assert (found.first.value, found.standing) == (40, FigureStanding.OFF_THE_WAY)
    assert judged(figures[:2], UP, on=date(2025, 4, 1)).standing == FigureStanding.ON_THE_WAY


def test_percentages_are_held_against_percentages():
    figures = [
        figure("2025-03-31", 30, denominator=Decimal(60)),
        figure("2026-03-31", 40, denominator=Decimal(50)),
    ]
    assert judged(figures, UP, kind="both").standing == FigureStanding.MET


def test_a_missing_figure_is_passed_over_while_the_one_before_is_recent():
    figures = [
        figure("2025-03-31", 40),
        figure("2025-09-30", 50),
        Measurement(ends_on=date(2026, 3, 31), certainty="missing", why_missing="not_collected"),
    ]
    found = judged(figures, UP)
    assert (found.latest.value, found.standing) == (50, FigureStanding.ON_THE_WAY)


@pytest.mark.parametrize(("on", "is_old"), [(date(2026, 9, 25), False), (date(2026, 9, 26), True)])
def test_a_figure_is_old_once_the_next_one_is_late(on, is_old):
    found = judged([figure("2025-07-31", 50)], UP, on=on).standing
    assert (found == FigureStanding.NO_RECENT_FIGURE) is is_old


class TestGoesWrong:
    @pytest.mark.parametrize(
        ("values", "targets", "goes_wrong"),
        [
            ([40, 50, 49], UP, True),
            ([40, 50, 59], UP, True),
            ([40, 50, 60], UP, False),
            ([40, 50, 80], UP, False),
            ([], UP, False),
            ([40, 50, 49], [], True),
            ([40, 50, 51], [], False),
            ([40], [], False),
            ([], [], False),
        ],
    )
    def test_if_it_is_behind_its_line_or_worse_without_one(self, values, targets, goes_wrong):
        years = range(2026 - len(values) + 1, 2027)
        figures = [figure(f"{year}-03-31", value) for year, value in zip(years, values, strict=True)]
        assert judged(figures, targets).goes_wrong is goes_wrong

    def test_not_across_a_break(self):
        figures = [figure("2025-03-31", 50), figure("2026-03-31", 40, break_reason=JULY)]
        assert judged(figures, []).goes_wrong is False


class TestWords:
    def test_say_the_line_and_the_figure(self):
        indicator = Indicator(kind="percentage", frequency="yearly", better="higher")
        figures = [
            figure("2024-03-31", 40, denominator=Decimal(100)),
            figure("2026-03-31", 55, denominator=Decimal(100)),
        ]
        found = judge(series_of(indicator, figures), UP, TODAY)
        assert worked_out(found, indicator) == [
            "The latest figure is 55%, 31 March 2026.",
            "The line starts at the first figure that can be compared with the latest: 40%, 31 March 2024.",
            "The target is at least 80% by 31 March 2028.",
            "On the straight line from the one to the other it would be at least 60% on 31 March 2026.",
            "Up by 15 percentage points since 31 March 2024, which is better.",
        ]

    @pytest.mark.parametrize(
        ("figures", "targets", "words"),
        [
            ([], [], ["Nobody has said where the figure should be by when."]),
            ([], UP, ["There is a target, and no figure yet."]),
            (
                [figure("2020-03-31", 50)],
                UP,
                ["The latest figure there is, 50, 31 March 2020, is too old to hold against the target."],
            ),
            (
                [figure("2026-03-31", 90)],
                UP,
                ["The latest figure is 90, 31 March 2026.", "That is where the last target wants it."],
            ),
        ],
    )
    def test_say_what_is_lacking(self, figures, targets, words):
        found = judged(figures, targets)
        assert worked_out(found, Indicator(kind="number")) == words
