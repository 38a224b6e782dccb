"""Where what is reported of an action and what its figures say differ."""

from datetime import timedelta
from decimal import Decimal

import pytest

from actions.differing import differing, judged_of
from indicators.models import Indicator
from indicators.standing import FigureStanding
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def indicator(action, today):
    """An indicator of the action whose figure fell although higher is better."""
    indicator = builders.an_indicator(reference="IND-07", name="Children heard", better="higher")
    action.indicators.add(indicator)
    for days, number in ((200, 40), (100, 50), (10, 45)):
        builders.a_measurement(indicator, ends_on=today - timedelta(days=days), numerator=number)
    return indicator


def found(outlook, action, on):
    return [(indicator.reference, stands.standing) for indicator, stands in differing(outlook, judged_of(action, on))]


def test_on_track_differs_from_a_figure_that_goes_the_wrong_way(indicator, action, today):
    assert found("on_track", action, today) == [("IND-07", FigureStanding.NO_TARGET)]


@pytest.mark.parametrize("outlook", ["at_risk", "off_track", ""])
def test_nothing_else_that_is_said_differs(indicator, action, today, outlook):
    assert found(outlook, action, today) == []


def test_a_figure_on_its_way_to_the_target_does_not_differ(indicator, action, today):
    builders.a_target(indicator, value=60, due_on=today + timedelta(days=900))
    assert found("on_track", action, today) == []


def test_a_figure_behind_its_target_differs(indicator, action, today):
    builders.a_target(indicator, value=90, due_on=today + timedelta(days=30))
    assert found("on_track", action, today) == [("IND-07", FigureStanding.MOVING_WRONG)]


def test_what_is_only_so_of_a_part_does_not_differ(action, today):
    indicator = builders.an_indicator(better="higher")
    action.indicators.add(indicator)
    part = builders.a_breakdown("North East").parts.get()
    for days, number in ((100, 50), (10, 5)):
        builders.a_measurement(indicator, part=part, ends_on=today - timedelta(days=days), numerator=number)
    assert found("on_track", action, today) == []


def test_targets_come_along_as_they_are():
    indicator = builders.an_indicator()
    builders.a_target(indicator, aim="between", value=Decimal("5.25"), upper=10)
    [aim] = Indicator.objects.with_aims().get().aims
    assert (aim.aim, aim.value, aim.upper, aim.due_on) == (
        "between",
        Decimal("5.25"),
        10,
        indicator.targets.get().due_on,
    )


def test_two_queries_find_it_however_many_there_are(indicator, action, today, django_assert_num_queries):
    with django_assert_num_queries(2):
        judged_of(action, today)
    for _ in range(2):
        other = builders.an_indicator()
        builders.a_target(other)
        builders.a_measurement(other, ends_on=today)
        action.indicators.add(other)
    with django_assert_num_queries(2):
        assert len(judged_of(action, today)) == 3


class TestPages:
    WORDS = "45, "

    def test_the_actions_page_shows_both_side_by_side(self, indicator, action, signed_in, member, reporter):
        builders.an_update(action, by=reporter)
        text = signed_in(member).get(action.get_absolute_url()).text
        assert "Words and figures differ" in text
        assert "It was reported on track. The figures say otherwise:" in text
        assert "Down by 5 (10%) since" in text
        assert 'standing-tag">' in text
        assert action.updates.get().outlook == "on_track"

    def test_the_actions_page_says_nothing_where_they_agree(self, indicator, action, signed_in, member, reporter):
        builders.an_update(action, by=reporter, outlook="at_risk", reason="It is late.")
        assert "Words and figures differ" not in signed_in(member).get(action.get_absolute_url()).text

    def test_the_actions_page_shows_how_each_figure_stands(self, indicator, action, signed_in, member, today):
        builders.a_target(indicator, value=90, due_on=today + timedelta(days=30))
        assert "Moving the wrong way" in signed_in(member).get(action.get_absolute_url()).text

    def test_the_reporter_reads_it_beside_the_question(self, indicator, action, signed_in, reporter):
        text = signed_in(reporter).get(f"/actions/{action.reference}/report/").text
        assert "What the figures say" in text
        assert "If you say that it is on track, the board sees both, side by side." in text

    @pytest.mark.parametrize(("outlook", "is_told"), [("on_track", True), ("at_risk", False)])
    def test_the_reporter_reads_it_before_submitting(self, indicator, action, signed_in, reporter, outlook, is_told):
        facts = {"stage": "under_way", "outlook": outlook, "happened": "Work went on.", "reason": "It is late."}
        draft = builders.a_draft(action, reporter, **facts)
        page = signed_in(reporter)
        text = page.get(f"/actions/{action.reference}/report/check/").text
        assert ("You say that it is on track. The figures say otherwise" in text) is is_told
        page.post(f"/actions/{action.reference}/report/check/", {"version": draft.version})
        assert action.updates.get().outlook == outlook
