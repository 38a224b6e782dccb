"""How an action stands is derived from what was last said of it: by the database and by Python alike."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.utils import timezone

from actions.models import FINISHED, Action, Outlook, ProgressUpdate, Stage, Standing
from tests import builders

MEETING = date(2026, 3, 10)
DAYS = {"before": MEETING - timedelta(days=1), "that day": MEETING, "after": MEETING + timedelta(days=1)}
LATER = MEETING + timedelta(days=30)


def standings(on=LATER, since=MEETING):
    return dict(Action.objects.with_standing(on, since).values_list("pk", "standing"))


def sayable():
    """Every stage and outlook that may stand on the record of somebody who reports."""
    for stage, outlook in product(Stage.values, ["", *Outlook.values]):
        if (stage in FINISHED) == (outlook == ""):
            yield stage, outlook


@pytest.mark.parametrize("since", [None, MEETING])
def test_the_database_and_python_agree_on_everything_that_can_be_said(db, since):
    updates = {}
    plan = builders.a_plan()
    theme = builders.a_theme(plan)
    for (stage, outlook), day in product(sayable(), DAYS.values()):
        action = builders.an_action(theme=theme)
        updates[action.pk] = builders.an_update(action, stage=stage, outlook=outlook, reason="Staff", as_at=day)
    for stage, outlook, as_at in [("", "", None), ("", "", MEETING), ("complete", "", None), ("", "", LATER)]:
        action = builders.an_action(theme=theme)
        updates[action.pk] = builders.a_printed_update(action, stage=stage, outlook=outlook, as_at=as_at)
    found = standings(since=since)
    assert found == {pk: update.standing(since) for pk, update in updates.items()}
    assert set(found.values()) == set(Standing.values)


@pytest.mark.parametrize(
    ("stage", "outlook", "day", "standing"),
    [
        ("under_way", "on_track", "after", "on_track"),
        ("under_way", "on_track", "that day", "not_updated"),
        ("under_way", "on_track", "before", "not_updated"),
        ("not_started", "at_risk", "after", "at_risk"),
        ("under_way", "off_track", "after", "off_track"),
        ("under_way", "off_track", "before", "not_updated"),
        ("complete", "", "before", "complete"),
        ("complete", "", "after", "complete"),
        ("stopped", "", "before", "stopped"),
    ],
)
def test_what_the_board_has_seen_is_not_updated_unless_it_is_finished(action, stage, outlook, day, standing):
    builders.an_update(action, stage=stage, outlook=outlook, reason="Staff", as_at=DAYS[day])
    assert standings() == {action.pk: standing}


def test_before_the_first_meeting_whatever_was_said_counts(action):
    builders.an_update(action, as_at=date(2001, 1, 1))
    assert standings(since=None) == {action.pk: "on_track"}


def test_an_action_nobody_has_spoken_of_is_not_updated(action):
    assert standings() == standings(since=None) == {action.pk: "not_updated"}


def test_a_draft_says_nothing(action, reporter):
    builders.a_draft(action, reporter, stage="complete")
    assert standings() == {action.pk: "not_updated"}


def test_what_will_be_said_later_says_nothing_yet(action):
    builders.an_update(action, as_at=MEETING + timedelta(days=1))
    builders.an_update(action, outlook="off_track", reason="Staff", as_at=MEETING + timedelta(days=5))
    assert standings(on=MEETING + timedelta(days=2)) == {action.pk: "on_track"}


def test_of_two_updates_of_a_day_the_later_said_counts(action):
    now = timezone.now()
    builders.an_update(action, as_at=DAYS["after"], outlook="at_risk", reason="Staff", submitted_at=now)
    builders.an_update(action, as_at=DAYS["after"], submitted_at=now - timedelta(minutes=1))
    assert standings() == {action.pk: "at_risk"}


def test_what_was_said_at_one_moment_is_ordered_by_its_key(action):
    now = timezone.now()
    builders.an_update(action, as_at=DAYS["after"], submitted_at=now)
    builders.an_update(action, as_at=DAYS["after"], outlook="at_risk", reason="Staff", submitted_at=now)
    assert standings() == {action.pk: "at_risk"}


def test_what_is_printed_without_a_date_comes_before_everything_dated(action):
    dated = builders.an_update(action, as_at=date(2001, 1, 1))
    printed = builders.a_printed_update(action)
    draft = builders.a_draft(action, builders.a_person())
    assert list(ProgressUpdate.objects.on_record(MEETING).latest_first()) == [dated, printed]
    assert list(ProgressUpdate.objects.for_timeline()) == [dated, printed]
    assert list(ProgressUpdate.objects.drafts()) == [draft]


def test_the_latest_update_comes_along_with_its_action(action, django_assert_num_queries):
    builders.an_update(action, as_at=DAYS["before"])
    latest = builders.an_update(action, as_at=DAYS["after"], happened="Families met.")
    with django_assert_num_queries(1):
        found = Action.objects.with_standing(LATER, MEETING).select_related("told").get()
        assert (found.told, found.told.happened, found.told_on) == (latest, "Families met.", DAYS["after"])
        assert (found.stage, found.outlook) == ("under_way", "on_track")


def test_an_update_on_one_action_says_nothing_of_another(action):
    other = builders.an_action()
    builders.an_update(other, as_at=DAYS["after"])
    assert standings() == {action.pk: "not_updated", other.pk: "on_track"}


def test_all_words_are_in_the_order_of_the_questions(action):
    update = builders.an_update(action, happened="a", difference="b", reason="c", next_steps="", needed="e")
    assert update.all_words == "a b c e"


def test_an_update_of_an_example_person_is_an_example(action):
    assert builders.an_update(action, by=builders.a_person(is_example=True)).is_example is True
    assert builders.an_update(action).is_example is False
    assert ProgressUpdate(action=action).is_example is False


def test_an_update_is_called_by_its_action_and_its_date(action, reporter):
    assert str(builders.an_update(action, as_at=MEETING)) == f"{action.reference}, 2026-03-10"
    assert str(ProgressUpdate(action=action, dated_words="spring 2022")) == f"{action.reference}, spring 2022"
    assert str(builders.a_draft(action, reporter)) == f"{action.reference}, draft"


def test_the_order_of_standings_is_the_order_of_worry():
    assert Standing.values == ["off_track", "at_risk", "not_updated", "on_track", "complete", "stopped"]
