"""A stated figure that is tied to figures on the record, and what becomes of it when they change."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from actions.checking import with_figures
from actions.models import Statement, Tie, Unit, Verdict, Way
from indicators.models import Certainty, IndicatorKind
from tests import builders

pytestmark = pytest.mark.django_db


def february(indicator, year, number, **facts):
    return builders.a_measurement(
        indicator,
        **{"starts_on": date(year, 2, 1), "ends_on": date(year, 2, 28 + (year == 2020)), "numerator": number} | facts,
    )


@pytest.fixture
def counted():
    """An indicator with a fall from 988 to 751."""
    indicator = builders.an_indicator(reference="IND-29")
    return february(indicator, 2020, 988), february(indicator, 2022, 751)


def tied(action, tied_as, figure, earlier=None, **facts):
    return Statement.objects.create(
        **{
            "plan": action.plan,
            "action": action,
            "position": 1,
            "printed": "24%",
            "says": "fewer",
            "value": 24,
            "unit": Unit.PERCENT,
            "tied_as": tied_as,
            "figure": figure,
            "earlier": earlier,
        }
        | facts
    )


@pytest.mark.parametrize(
    ("tied_as", "unit", "way", "computed", "of"),
    [
        (Tie.CHANGE, Unit.PERCENT, Way.DOWN, "23.9879", "988 to 751"),
        (Tie.CHANGE, Unit.PERCENT, Way.UP, "-23.9879", "988 to 751"),
        (Tie.CHANGE, Unit.PERCENT, "", "23.9879", "988 to 751"),
        (Tie.DIFFERENCE, Unit.COUNT, Way.DOWN, "237", "988 to 751"),
        (Tie.RATIO, Unit.TIMES, "", "0.7601", "988 to 751"),
        (Tie.TOTAL, Unit.COUNT, "", "1739", "988 + 751"),
        (Tie.FIGURE, Unit.COUNT, "", "751", ""),
    ],
)
def test_it_is_worked_out_of_the_figures_it_is_tied_to(action, counted, tied_as, unit, way, computed, of):
    earlier, figure = counted
    one = tied_as == Tie.FIGURE
    statement = tied(action, tied_as, figure, None if one else earlier, unit=unit, way=way)
    assert (statement.computed, statement.worked.of) == (Decimal(computed), of)


def test_a_share_is_that_of_its_figure(action):
    figure = builders.a_measurement(builders.an_indicator(kind=IndicatorKind.PERCENTAGE), numerator=5, denominator=8)
    statement = tied(action, Tie.SHARE, figure, printed="62.5%", value=Decimal("62.5"), precision=Decimal("0.1"))
    assert (statement.verdict, statement.computed_words, statement.worked.of) == (Verdict.AGREES, "62.50%", "5 of 8")


def test_it_says_how_it_was_rounded_and_where_the_figures_are_from(action, counted):
    statement = tied(action, Tie.CHANGE, counted[1], counted[0], way=Way.DOWN)
    assert statement.verdict == Verdict.AGREES
    assert (statement.computed_words, statement.rounded_words) == ("24.0%", "24%")
    assert statement.tied_words == "IND-29, February 2020 to February 2022"


@pytest.mark.parametrize(
    ("facts", "differs_by"),
    [
        ({"value": 24}, ""),
        ({"value": 30}, "6.0 percentage points"),
        ({"value": 24, "way": Way.UP}, "48.0 percentage points"),
        ({"unit": Unit.POUNDS, "tied_as": "", "working": "6922*400 + 5463*145", "value": 3_300_000}, "£260,935"),
        ({"unit": Unit.COUNT, "tied_as": "", "working": "5 + 7", "value": 13}, "1"),
    ],
)
def test_it_says_by_how_much_it_differs(action, counted, facts, differs_by):
    figures = {} if facts.get("tied_as") == "" else {"figure": counted[1], "earlier": counted[0]}
    facts = {"unit": Unit.PERCENT, "way": "" if "working" in facts else Way.DOWN, "tied_as": Tie.CHANGE} | facts
    statement = Statement(printed="x", says="y", **figures, **facts)
    assert statement.differs_by == differs_by


class TestWhatChangesLater:
    def test_a_revised_figure_counts_as_it_is_now(self, action, counted):
        statement = tied(action, Tie.CHANGE, counted[1], counted[0], way=Way.DOWN)
        february(counted[1].indicator, 2022, 900, supersedes=counted[1], certainty="revised", note="Counted again.")
        [statement] = with_figures(Statement.objects.with_ties())
        assert (statement.verdict, statement.computed) == (Verdict.DIFFERS, Decimal("8.9069"))

    def test_what_a_break_parts_is_not_compared(self, action, counted):
        statement = tied(action, Tie.CHANGE, counted[1], counted[0])
        february(counted[1].indicator, 2021, 2000, break_reason="The national count.")
        statement = Statement.objects.get()
        assert (statement.verdict, statement.worked.why_not) == (Verdict.UNCHECKED, "The national count.")

    def test_a_figure_that_is_missing_now_cannot_check_it(self, action, counted):
        statement = tied(action, Tie.FIGURE, counted[1], unit=Unit.COUNT)
        missing = {"certainty": Certainty.MISSING, "why_missing": "withheld"}
        february(counted[1].indicator, 2022, None, supersedes=counted[1], note="Taken back.", **missing)
        statement = Statement.objects.get()
        assert (statement.verdict, statement.worked.why_not) == (
            Verdict.UNCHECKED,
            "The figure that it is tied to is missing.",
        )

    def test_nothing_rises_in_per_cent_from_nothing(self, action):
        indicator = builders.an_indicator()
        first, last = february(indicator, 2020, 0), february(indicator, 2022, 5)
        statement = tied(action, Tie.CHANGE, last, first)
        assert statement.worked.why_not == "The figures that it is tied to do not give what it states."

    def test_a_sum_lacks_what_is_missing_between(self, action, counted):
        missing = {"certainty": Certainty.MISSING, "why_missing": "not_collected"}
        february(counted[0].indicator, 2021, None, **missing)
        statement = tied(action, Tie.TOTAL, counted[1], counted[0], unit=Unit.COUNT)
        assert statement.verdict == Verdict.UNCHECKED


class TestSettled:
    def settled(self, action, working="5 + 8", settled_value=13):
        return Statement.objects.create(
            plan=action.plan,
            position=1,
            printed="12",
            says="children",
            value=12,
            unit=Unit.COUNT,
            working=working,
            settled_because="One was counted twice.",
            settled_value=settled_value,
            settled_by=builders.a_person(),
            settled_at=timezone.now(),
        )

    def test_a_settled_figure_is_not_open_though_it_differs(self, action):
        statement = self.settled(action)
        assert (statement.verdict, statement.is_settled, statement.is_open) == (Verdict.DIFFERS, True, False)

    def test_it_is_open_again_when_the_tracker_makes_something_else_of_it(self, action):
        statement = self.settled(action, working="5 + 9")
        assert (statement.is_settled, statement.is_open) == (False, True)


class TestRefused:
    def refusal(self, action, figure, earlier, **facts):
        statement = Statement(
            **{
                "plan": action.plan,
                "position": 1,
                "printed": "24%",
                "says": "fewer",
                "value": 24,
                "unit": Unit.PERCENT,
                "tied_as": Tie.CHANGE,
                "figure": figure,
                "earlier": earlier,
            }
            | facts
        )
        with pytest.raises(ValidationError) as fault:
            statement.full_clean()
        return fault.value.message_dict

    def test_two_figures_of_two_things(self, action, counted):
        other = builders.a_measurement(ends_on=date(2019, 1, 1))
        assert self.refusal(action, counted[1], other) == {"earlier": ["That is a figure of something else."]}

    def test_two_figures_the_wrong_way_round(self, action, counted):
        found = self.refusal(action, counted[0], counted[1])
        assert found == {"earlier": ["That figure is not earlier than the other."]}

    def test_a_unit_that_does_not_fit(self, action, counted):
        found = self.refusal(action, counted[1], counted[0], unit=Unit.POUNDS)
        assert found == {"tied_as": ["That does not come out in pounds."]}


@pytest.mark.parametrize("number", [1, 3])
def test_statements_are_checked_with_two_queries_however_many(action, counted, number, django_assert_num_queries):
    for position in range(number):
        tied(action, Tie.CHANGE, counted[1], counted[0], way=Way.DOWN, position=position)
    with django_assert_num_queries(2):
        rows = with_figures(Statement.objects.with_ties())
        assert [row.verdict for row in rows] == [Verdict.AGREES] * number


def test_figures_that_are_there_already_are_not_asked_for_again(action, counted, django_assert_num_queries):
    tied(action, Tie.CHANGE, counted[1], counted[0])
    indicator = counted[0].indicator
    indicator.figures = list(counted)
    with django_assert_num_queries(1):
        [row] = with_figures(Statement.objects.with_ties(), known=[indicator])
        assert row.verdict == Verdict.AGREES
