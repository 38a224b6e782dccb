"""Figures that somebody is writing down, beside those on the record."""

from datetime import date
from decimal import Decimal

import pytest

from actions.checking import Checking, base_of, differing
from actions.models import Statement, Tie, Unit, Verdict
from actions.stated import figures_in
from indicators.models import Indicator, IndicatorKind
from tests import builders

pytestmark = pytest.mark.django_db


def figure(indicator, year, numerator, denominator=None, **facts):
    return builders.a_measurement(
        indicator,
        **{
            "starts_on": date(year, 1, 1),
            "ends_on": date(year, 12, 31),
            "numerator": numerator,
            "denominator": denominator,
        }
        | facts,
    )


@pytest.fixture
def children():
    """Children looked after: 1,381 in 2016, 988 in 2020, 751 in 2022."""
    indicator = builders.an_indicator(reference="IND-29")
    for year, number in ((2016, 1381), (2020, 988), (2022, 751)):
        figure(indicator, year, number)
    return indicator


def checking(words, *indicators, ties=()):
    chosen = Indicator.objects.filter(pk__in=[indicator.pk for indicator in indicators]).for_list()
    return Checking(figures_in(words), chosen, ties)


def offered(words, *indicators):
    """What the tracker offers for each figure: [(written, what the tracker makes of it, of what, its verdict)]."""
    return [
        (row.figure.printed, offer.statement.computed_words, offer.statement.worked.of, offer.statement.verdict.value)
        for row in checking(words, *indicators).written
        for offer in row.offers
    ]


class TestOffers:
    def test_a_fall_in_per_cent_is_found_among_the_changes(self, children):
        assert offered("We have reduced the numbers by 24 %.", children) == [("24 %", "24.0%", "988 to 751", "agrees")]

    def test_each_figure_of_a_sentence_has_its_own(self, children):
        words = "988 children in 2020, 751 in 2022: a 46% reduction since 2016."
        assert offered(words, children) == [
            ("988", "988", "", "agrees"),
            ("751", "751", "", "agrees"),
            ("46%", "45.6%", "1,381 to 751", "agrees"),
        ]

    def test_a_fall_that_agrees_with_nothing_is_offered_the_nearest(self, children):
        assert offered("It fell by 30 %.", children) == [
            ("30 %", "24.0%", "988 to 751", "differs"),
            ("30 %", "45.6%", "1,381 to 751", "differs"),
        ]

    def test_a_share_is_no_change_unless_it_happens_to_agree(self, children):
        assert offered("70% of families said so.", children) == []
        assert [verdict for *_, verdict in offered("24% since 2020.", children)] == ["agrees"]

    def test_a_rise_is_not_taken_for_a_fall(self, children):
        assert [verdict for *_, verdict in offered("It rose by 24 %.", children)] == ["differs", "differs"]

    def test_a_number_that_is_nearly_right_is_offered_the_right_one(self, children):
        assert offered("There were 760 in 2022.", children) == [("760", "751", "", "differs")]

    def test_a_number_that_is_nothing_like_it_is_left_alone(self, children):
        assert offered("12 people came, and 40 wrote.", children) == []

    def test_a_difference_is_found(self, children):
        assert offered("237 fewer than in 2020", children) == [("237", "237", "988 to 751", "agrees")]

    def test_halved_and_a_third_are_found(self, children):
        figure(children, 2024, 375)
        assert ("halved", "50.1%", "751 to 375", "agrees") in offered("It has halved since 2022.", children)
        assert offered("It fell by a third.", children)[0][3] == "differs"

    def test_a_share_is_offered_for_per_cent(self):
        nurture = builders.an_indicator(kind=IndicatorKind.PERCENTAGE)
        figure(nurture, 2022, 5, 8)
        assert offered("62.5% of families", nurture) == [("62.5%", "62.50%", "5 of 8", "agrees")]

    def test_percentage_points_are_the_difference_of_shares(self):
        nurture = builders.an_indicator(kind=IndicatorKind.PERCENTAGE)
        figure(nurture, 2020, 60, 100)
        figure(nurture, 2022, 65, 100)
        assert offered("5 percentage points more", nurture) == [
            ("5 percentage points", "5.0%", "60% to 65%", "agrees")
        ]

    def test_money_is_offered_for_pounds_and_sums_of_it(self, children):
        grants = builders.an_indicator(kind=IndicatorKind.MONEY)
        figure(grants, 2021, 2_768_800)
        figure(grants, 2022, 792_135)
        assert offered("In all £3,560,935 was paid.", grants, children) == [
            ("£3,560,935", "£3,560,935", "2,768,800 + 792,135", "agrees")
        ]
        assert offered("£0.8m was paid in 2022.", grants, children) == [("£0.8m", "£792,135", "", "agrees")]

    def test_twice_is_a_ratio(self, children):
        figure(children, 2024, 1502)
        assert ("twice", "2.00", "751 to 1,502", "agrees") in offered("twice as many as in 2022", children)

    def test_nothing_is_offered_across_a_break(self, children):
        figure(children, 2024, 2700, break_reason="The national count.")
        assert offered("It fell by 24 %.", children) == []

    def test_what_is_told_in_words_offers_nothing(self):
        told = builders.an_indicator(kind=IndicatorKind.NARRATIVE)
        builders.a_measurement(told, numerator=None, words="24 came.")
        assert offered("24 came.", told) == []

    def test_of_a_very_long_text_the_first_figures_are_looked_at(self, children):
        assert len(checking("751 children. " * 100, children).written) == 40


class TestTies:
    def test_what_was_taken_is_tied(self, children):
        words = "It fell by 24 %."
        key = checking(words, children).written[0].offers[0].key
        [row] = checking(words, children, ties=[key]).written
        assert (row.tied.statement.tied_as, row.tied.statement.verdict) == (Tie.CHANGE, Verdict.AGREES)
        assert [one.printed for one in checking(words, children, ties=[key]).tied] == ["24 %"]

    def test_a_figure_that_was_written_twice_is_tied_once(self, children):
        words = "24 % fewer in the north. 24 % fewer in the south."
        key = checking(words, children).written[1].offers[0].key
        rows = checking(words, children, ties=[key]).written
        assert [row.tied is not None for row in rows] == [False, True]

    def test_a_tie_of_words_that_were_taken_out_is_none(self, children):
        key = checking("It fell by 24 %.", children).written[0].offers[0].key
        assert checking("It fell.", children, ties=[key]).tied == []

    def test_a_key_that_is_none_of_the_offers_finds_nothing(self, children):
        looked_at = checking("It fell by 24 %.", children)
        for key in ("", "24 %", "24 %|0|change|1|2", "x|y|z", "24 %|0|change|999999999999999999999|1"):
            assert looked_at.offer(key) is None


def a_statement(action, position, **facts):
    return Statement.objects.create(
        **{
            "plan": action.plan,
            "action": action,
            "position": position,
            "printed": f"{facts.get('value', 12)}",
            "says": "children",
            "value": 12,
            "unit": Unit.COUNT,
        }
        | facts
    )


def test_what_differs_on_record_is_listed_until_it_is_settled(action, today):
    a_statement(action, 1, working="5 + 7")
    open_one = a_statement(action, 2, working="5 + 8")
    told = builders.an_update(action)
    a_statement(action, 3, working="5 + 9", update=told)
    assert [(row.position, row.differs_by) for row in differing(today)] == [(2, "1"), (3, "2")]
    open_one.working = "12"
    open_one.save()
    assert [row.position for row in differing(today)] == [3]


@pytest.mark.parametrize("number", [1, 3])
def test_what_differs_costs_one_query_however_many_are_tied(
    number, action, children, today, django_assert_num_queries
):
    last, _, first = children.measurements.all()
    for position in range(1, number + 1):
        a_statement(action, position, unit=Unit.PERCENT, way="down", tied_as=Tie.CHANGE, figure=last, earlier=first)
    with django_assert_num_queries(1):
        found = differing(today)
        assert [(row.computed_words, row.worked.of) for row in found] == [("45.6%", "1,381 to 751")] * number


class TestBase:
    def shares(self, action, *printed):
        for position, text in enumerate(printed):
            precision = Decimal(1).scaleb(-len(text.partition(".")[2]))
            a_statement(
                action, position, value=Decimal(text), precision=precision, unit=Unit.PERCENT, printed=f"{text}%"
            )
        return base_of(Statement.objects.all())

    def test_of_percentages_that_nobody_can_check(self, action):
        base = self.shares(action, "62.5", "70", "90", "100")
        assert (base.number, base.together, base.is_exact) == (40, "62.5%, 70% and 90%", True)

    def test_rounded_percentages_say_nothing_of_multiples(self, action):
        """A third and two thirds are of 3, and 33 and 67 in a hundred of 100."""
        base = self.shares(action, "33", "67")
        assert (base.number, base.is_exact) == (3, False)

    def test_one_percentage_needs_no_word(self, action):
        assert self.shares(action, "62.5") is None

    def test_where_no_base_is_small_enough_it_says_so(self, action):
        base = self.shares(action, "0.04", "62.5")
        assert (base.number, base.most) == (None, 1000)
