"""From figures to what is drawn of them."""

from datetime import date

import pytest

from indicators.charts import Goal
from indicators.models import Aim, Breakdown, IndicatorKind, Part, Target
from indicators.plotting import bars_of, goal_of, line_of
from tests import builders

pytestmark = pytest.mark.django_db

MONEY, SHARE, BOTH = IndicatorKind.MONEY, IndicatorKind.PERCENTAGE, IndicatorKind.NUMBER_AND_PERCENTAGE


def line(indicator):
    return line_of(indicator, list(indicator.measurements.current()), indicator.targets.all())


def figure(indicator, year, numerator, denominator=None, **facts):
    return builders.a_measurement(
        indicator, ends_on=date(year, 7, 31), numerator=numerator, denominator=denominator, **facts
    )


def drawn(indicator):
    return [(dot.value, dot.text) for dot in line(indicator).dots]


@pytest.mark.parametrize(
    ("kind", "numerator", "denominator", "value", "text"),
    [
        (IndicatorKind.NUMBER, 1381, None, 1381, "1,381"),
        (IndicatorKind.NUMBER, -12, None, -12, "−12"),
        (MONEY, 3_560_935, None, 3_560_935, "£3,560,935"),
        (SHARE, 5, 8, 62.5, "62.5%"),
        (SHARE, 62, None, 62, "62%"),
        (BOTH, 5, 8, 62.5, "62.5%"),
        (BOTH, 5, None, 5, "5"),
    ],
)
def test_a_figure_is_drawn_as_its_kind_says_it(kind, numerator, denominator, value, text):
    indicator = builders.an_indicator(kind=kind)
    figure(indicator, 2022, numerator, denominator)
    assert drawn(indicator) == [(value, text)]


@pytest.mark.parametrize("kind", [IndicatorKind.NARRATIVE, IndicatorKind.YES_NO])
def test_words_and_yes_or_no_have_no_line(kind):
    indicator = builders.an_indicator(kind=kind)
    figure(indicator, 2022, 1)
    assert line(indicator) is None


def test_without_a_figure_there_is_nothing_to_draw():
    indicator = builders.an_indicator()
    assert line(indicator) is None
    figure(indicator, 2022, None, certainty="missing", why_missing="not_collected")
    assert line(indicator) is None


def test_a_missing_figure_and_one_in_words_are_gaps():
    indicator = builders.an_indicator()
    figure(indicator, 2020, 4)
    figure(indicator, 2021, None, certainty="missing", why_missing="withheld")
    figure(indicator, 2022, None, words="Fewer than before.")
    assert drawn(indicator) == [(4, "4"), (None, "withheld"), (None, "in words")]


def test_a_number_and_a_share_never_stand_on_one_axis():
    indicator = builders.an_indicator(kind=BOTH)
    figure(indicator, 2020, 251)
    figure(indicator, 2021, 30, 40)
    shown = line(indicator)
    assert [(dot.value, dot.text) for dot in shown.dots] == [(None, "251, without a percentage"), (75, "75%")]
    assert (shown.before, shown.after) == ("", "%")


def test_money_has_its_sign_on_the_axis():
    indicator = builders.an_indicator(kind=MONEY)
    figure(indicator, 2022, 145)
    assert (line(indicator).before, line(indicator).after) == ("£", "")


def test_a_replaced_figure_and_that_of_a_part_are_not_drawn():
    indicator = builders.an_indicator()
    first = figure(indicator, 2022, 4)
    figure(indicator, 2022, 5, supersedes=first, note="Counted again.")
    part = Part.objects.create(breakdown=Breakdown.objects.create(name="Locality"), name="South")
    figure(indicator, 2022, 3, part=part)
    assert drawn(indicator) == [(5, "5")]


def test_a_break_and_what_is_provisional_are_known():
    indicator = builders.an_indicator()
    figure(indicator, 2021, 4)
    figure(indicator, 2022, 9, break_reason="The national count.", certainty="provisional")
    assert [(dot.breaks, dot.is_provisional) for dot in line(indicator).dots] == [
        ("", False),
        ("The national count.", True),
    ]


@pytest.mark.parametrize(
    ("kind", "aim", "value", "upper", "goal"),
    [
        (IndicatorKind.NUMBER, Aim.AT_LEAST, 700, None, (700, None, "at least 700 by 31 March 2026")),
        (IndicatorKind.NUMBER, Aim.AT_MOST, 700, None, (None, 700, "at most 700 by 31 March 2026")),
        (SHARE, Aim.BETWEEN, 85, 95, (85, 95, "between 85% and 95% by 31 March 2026")),
        (MONEY, Aim.AT_LEAST, 5000, None, (5000, None, "at least £5,000 by 31 March 2026")),
    ],
)
def test_a_target_is_what_it_allows_by_its_day(kind, aim, value, upper, goal):
    indicator = builders.an_indicator(kind=kind)
    Target.objects.create(indicator=indicator, due_on=date(2026, 3, 31), aim=aim, value=value, upper=upper)
    assert goal_of(indicator.targets.get(), indicator) == Goal(date(2026, 3, 31), *goal)


class TestBars:
    @pytest.fixture
    def localities(self):
        breakdown = Breakdown.objects.create(name="Locality")
        return [
            Part.objects.create(breakdown=breakdown, name=name, position=number)
            for number, name in enumerate(["South", "North East", "North West"])
        ]

    def bars(self, indicator):
        figures = list(indicator.measurements.current().select_related("part__breakdown"))
        return bars_of(indicator, figures)

    def test_of_the_latest_date_in_the_order_of_the_list(self, localities):
        south, east, west = localities
        indicator = builders.an_indicator(name="Visits")
        figure(indicator, 2021, 90, part=south)
        figure(indicator, 2022, 12, part=west)
        figure(indicator, 2022, 30, part=south)
        figure(indicator, 2022, None, part=east, certainty="missing", why_missing="not_collected")
        [(breakdown, chart)] = self.bars(indicator)
        assert (breakdown.name, chart.name) == ("Locality", "Visits: locality, on 31 July 2022")
        assert [(bar.name, bar.value, bar.text) for bar in chart.bars] == [
            ("South", 30, "30"),
            ("North East", None, "not collected"),
            ("North West", 12, "12"),
        ]

    def test_shares_keep_their_sign_where_the_last_part_is_missing(self, localities):
        south, east, _ = localities
        indicator = builders.an_indicator(kind=BOTH)
        figure(indicator, 2022, 30, 40, part=south)
        figure(indicator, 2022, None, part=east, certainty="missing", why_missing="not_collected")
        [(_, chart)] = self.bars(indicator)
        assert (chart.after, [bar.text for bar in chart.bars]) == ("%", ["75%", "not collected"])

    def test_a_part_whose_figure_is_older_is_left_out(self, localities):
        south, east, _ = localities
        indicator = builders.an_indicator()
        figure(indicator, 2021, 90, part=south)
        figure(indicator, 2022, 12, part=east)
        [(_, chart)] = self.bars(indicator)
        assert [bar.name for bar in chart.bars] == ["North East"]

    def test_each_breakdown_has_its_own_and_without_parts_there_is_none(self, localities):
        indicator = builders.an_indicator(kind=SHARE)
        figure(indicator, 2022, 12)
        assert self.bars(indicator) == []
        girls = Part.objects.create(breakdown=Breakdown.objects.create(name="Sex", position=2), name="Girls")
        figure(indicator, 2022, 30, 40, part=localities[0])
        figure(indicator, 2022, 10, 40, part=girls)
        assert [(row.name, chart.after, chart.bars[0].value) for row, chart in self.bars(indicator)] == [
            ("Locality", "%", 75),
            ("Sex", "%", 25),
        ]
