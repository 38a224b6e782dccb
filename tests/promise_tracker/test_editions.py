"""An edition changes with the record, and what depends on the record alone outlives the save of a draft."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from actions.services import save_draft, submit_update
from promise_tracker.editions import edition, kept
from tests import builders

pytestmark = pytest.mark.django_db

SAID = {"stage": "under_way", "outlook": "on_track", "happened": "The group met."}


def saved(action, reporter, version):
    return save_draft(action=action, answers=SAID, version=version, by=reporter, on=timezone.localdate())


def asked(on):
    request = RequestFactory().get("/")
    request.today, request.edition = on, edition()
    return request


def test_the_record_stays_as_it_is_while_a_draft_is_saved_and_saved_again(action, reporter):
    before = edition()
    saved(action, reporter, 0)
    begun = edition()
    saved(action, reporter, 1)
    again = edition()

    assert before.record == begun.record == again.record
    assert len({before.drafts, begun.drafts, again.drafts}) == 3


def test_a_submitted_update_changes_the_record_and_the_drafts(action, reporter, today):
    saved(action, reporter, 0)
    before = edition()
    submit_update(action=action, version=1, by=reporter, on=today)
    after = edition()

    assert before.record != after.record
    assert before.drafts != after.drafts


@pytest.mark.parametrize("make", [builders.a_person, builders.a_plan, builders.a_meeting, builders.a_measurement])
def test_whatever_a_data_officer_or_the_board_adds_changes_the_record(make):
    before = edition()
    make()

    assert edition().record != before.record


def test_nothing_changes_while_nothing_changes(action):
    assert edition() == edition()


def test_an_edition_is_one_question(django_assert_num_queries):
    with django_assert_num_queries(1):
        edition()


def test_what_was_worked_out_holds_for_its_edition_and_its_day_alone(action, today):
    answers = iter("abcd")
    request = asked(today)

    first = [kept(request, "letter", lambda: next(answers)) for _ in range(2)]
    tomorrow = kept(asked(today + timedelta(days=1)), "letter", lambda: next(answers))
    builders.a_person()
    changed = kept(asked(today), "letter", lambda: next(answers))

    assert (first, tomorrow, changed) == (["a", "a"], "b", "c")


def test_a_reporters_home_shows_the_draft_they_have_just_begun(signed_in, action, reporter, today):
    builders.a_meeting()
    client = signed_in(reporter)
    before = client.get("/").context["round"].asked[0]["task"]
    saved(action, reporter, 0)

    assert (before, client.get("/").context["round"].asked[0]["task"]) == ("todo", "draft")


def test_a_reporters_round_shows_the_draft_they_have_just_begun(signed_in, action, reporter, today):
    builders.a_meeting()
    client = signed_in(reporter)
    before = client.get("/meetings/round/").context["round"].asked[0]["task"]
    saved(action, reporter, 0)

    assert (before, client.get("/meetings/round/").context["round"].asked[0]["task"]) == ("todo", "draft")


def test_a_page_that_shows_a_draft_is_sent_again_once_it_is_saved(signed_in, action, reporter):
    client = signed_in(reporter)
    # The first page brings the cookie of the forms' token, and the tag depends on it.
    client.get(action.get_absolute_url())
    tag = client.get(action.get_absolute_url()).headers["ETag"]
    unchanged = client.get(action.get_absolute_url(), headers={"if-none-match": tag})
    saved(action, reporter, 0)
    changed = client.get(action.get_absolute_url(), headers={"if-none-match": tag})

    assert (unchanged.status_code, changed.status_code) == (304, 200)
    assert changed.context["draft"].version == 1
