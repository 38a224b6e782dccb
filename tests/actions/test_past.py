"""A plan as it was on a day that is past."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from actions.models import Action, Outlook, Stage, Standing
from actions.past import PlanOn
from actions.succession import settle
from foundations.models import Plan
from tests import builders

pytestmark = pytest.mark.django_db

BROUGHT_IN, CHANGED = date(2026, 3, 1), date(2026, 6, 10)


def dated(row, day, hour=12):
    """Lets the last change of a row have been made on a day."""
    version = row.history.first()
    version.history_date = timezone.make_aware(datetime.combine(day, time(hour)))
    version.save()


@pytest.fixture
def plan():
    plan = builders.a_plan(title="Corporate plan", slug="cp")
    dated(plan, BROUGHT_IN)
    return plan


@pytest.fixture
def action(plan):
    """An action that was brought in on one day and worded anew on another."""
    theme = builders.a_theme(plan, name="Listening")
    dated(theme, BROUGHT_IN)
    action = builders.an_action(theme=theme, reference="CP-1", title="Listen", wording="We listen.")
    dated(action, BROUGHT_IN)
    action.title, action.wording = "Hear", "We hear."
    action.save()
    dated(action, CHANGED)
    return action


def on(plan, day, since=None):
    return PlanOn(Plan.objects.get(pk=plan.pk), day, since)


def words(plan, day):
    return [(row["reference"], row["title"], row["wording"]) for row in on(plan, day).actions]


def test_each_action_has_the_words_it_had(plan, action):
    assert words(plan, CHANGED - timedelta(days=1)) == [("CP-1", "Listen", "We listen.")]
    assert words(plan, CHANGED) == [("CP-1", "Hear", "We hear.")]


def test_a_change_in_the_last_hour_of_a_day_in_summer_is_of_that_day(plan, action):
    dated(action, CHANGED, hour=23)
    assert words(plan, CHANGED) == [("CP-1", "Hear", "We hear.")]
    assert words(plan, CHANGED - timedelta(days=1)) == [("CP-1", "Listen", "We listen.")]


def test_says_what_is_worded_differently_today_and_what_is_gone(plan, action):
    (row,) = on(plan, CHANGED - timedelta(days=1)).actions
    assert (row["differs"], row["today"], row["part"]) == (True, action, "Listening")
    assert not on(plan, CHANGED).actions[0]["differs"]
    action.delete()
    (row,) = on(plan, CHANGED).actions
    assert (row["reference"], row["today"], row["differs"]) == ("CP-1", None, True)


def test_what_was_taken_away_or_came_later_is_not_there(plan, action):
    later = builders.an_action(theme=action.theme, reference="CP-2")
    dated(later, CHANGED)
    assert [row["reference"] for row in on(plan, BROUGHT_IN).actions] == ["CP-1"]
    key = later.pk
    later.delete()
    gone = Action.history.filter(id=key, history_type="-").get()
    gone.history_date = timezone.make_aware(datetime.combine(CHANGED + timedelta(days=5), time(9)))
    gone.save()
    assert [row["reference"] for row in on(plan, CHANGED).actions] == ["CP-1", "CP-2"]
    assert [row["reference"] for row in on(plan, CHANGED + timedelta(days=5)).actions] == ["CP-1"]


def test_before_it_was_brought_in_it_has_the_words_it_was_brought_in_with(plan, action):
    then = on(plan, date(2025, 1, 1))
    assert (then.is_before_the_record, then.kept_since) == (True, BROUGHT_IN)
    assert [row["title"] for row in then.actions] == ["Listen"]
    assert not on(plan, BROUGHT_IN).is_before_the_record


def test_what_was_changed_on_the_day_it_was_brought_in_is_not_told_of_days_before(plan, action):
    dated(action, BROUGHT_IN, hour=15)
    plan.title = "Corporate plan, closed"
    plan.save()
    dated(plan, BROUGHT_IN, hour=16)
    assert words(plan, BROUGHT_IN) == [("CP-1", "Hear", "We hear.")]
    assert words(plan, BROUGHT_IN - timedelta(days=1)) == [("CP-1", "Listen", "We listen.")]
    assert on(plan, BROUGHT_IN).facts.title == "Corporate plan, closed"
    assert on(plan, BROUGHT_IN - timedelta(days=1)).facts.title == "Corporate plan"


def test_leads_are_those_of_that_day_with_who_held_them_then(plan, action):
    head, manager = builders.a_post(title="Head"), builders.a_post(title="Manager")
    for post in (head, manager):
        dated(post, BROUGHT_IN)
    first = builders.a_lead(action, head, is_accountable=True, reports=False)
    dated(first, BROUGHT_IN)
    second = builders.a_lead(action, manager)
    dated(second, CHANGED)
    builders.a_tenure(builders.a_person(name="Before"), head, ends_on=date(2026, 5, 31))
    builders.a_tenure(builders.a_person(name="After"), head, starts_on=date(2026, 6, 1))
    head.title = "Director"
    head.save()

    def leads(day):
        (row,) = on(plan, day).actions
        return [
            (lead["title"], lead["is_accountable"], [str(tenure.person) for tenure in lead["holders"]])
            for lead in row["leads"]
        ]

    assert leads(date(2026, 5, 1)) == [("Head", True, ["Before"])]
    assert leads(CHANGED) == [("Head", True, ["After"]), ("Manager", False, [])]
    first.delete()
    assert leads(CHANGED) == [("Head", True, ["After"]), ("Manager", False, [])]


def test_it_stands_as_was_last_said_seen_from_the_meeting_before(plan, action):
    builders.an_update(action, outlook=Outlook.AT_RISK, reason="x", as_at=date(2026, 5, 1))
    builders.an_update(action, stage=Stage.COMPLETE, outlook="", as_at=CHANGED)

    def standing(day, since=None):
        then = on(plan, day, since)
        (row,) = then.actions
        assert dict(then.counts)[row["standing"]] == 1
        return row["standing"]

    assert standing(date(2026, 4, 30)) == Standing.NOT_UPDATED
    assert standing(date(2026, 5, 1)) == Standing.AT_RISK
    assert standing(date(2026, 6, 1), since=date(2026, 5, 10)) == Standing.NOT_UPDATED
    assert standing(CHANGED, since=date(2026, 5, 10)) == Standing.COMPLETE


def test_how_it_ended_is_told_from_that_day_on(plan, action, data_officer, today):
    end = settle(action=action, outcome="complete", by=data_officer, on=today)
    dated(end, CHANGED)
    assert on(plan, CHANGED - timedelta(days=1)).actions[0]["end"] is None
    assert on(plan, CHANGED).actions[0]["end"].outcome == "complete"


def test_the_plan_has_the_title_and_the_standing_it_had(plan, action):
    plan.title, plan.standing = "Renamed", "draft"
    plan.save()
    dated(plan, CHANGED)
    before, after = on(plan, BROUGHT_IN).facts, on(plan, CHANGED).facts
    assert (before.title, before.standing) == ("Corporate plan", "adopted")
    assert (after.title, after.standing) == ("Renamed", "draft")


@pytest.mark.parametrize("number", [1, 3])
def test_takes_as_many_queries_however_many_actions(plan, number, django_assert_num_queries):
    theme = builders.a_theme(plan)
    for _ in range(number):
        action = builders.an_action(theme=theme)
        builders.a_tenure(post=builders.a_lead(action).post)
        builders.an_update(action)
    with django_assert_num_queries(8):
        then = PlanOn(plan, timezone.localdate(), None)
        assert len(then.actions) == number
