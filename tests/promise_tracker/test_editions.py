"""An edition changes with the record, and what depends on the record alone outlives the save of a draft."""

import re
import threading
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.http import Http404
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from simple_history.models import HistoricalChanges

from actions.services import save_draft, submit_update
from keepers.models import Person
from promise_tracker.editions import _latest_of_all, edition, kept
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


def test_every_table_with_a_history_is_looked_at(db):
    with CaptureQueriesContext(connection) as asked:
        edition()
    (question,) = (query["sql"] for query in asked.captured_queries)
    histories = {model._meta.db_table for model in apps.get_models() if issubclass(model, HistoricalChanges)}
    kept_by_hand = {"actions_progressupdate", "actions_evidence", "meetings_minutes", "reports_gapcount"}
    assert set(re.findall(r'FROM "(\w+)"', question)) == histories | kept_by_hand


@pytest.mark.parametrize(
    "change",
    [
        lambda action: action.save(),
        lambda action: action.leads.get().delete(),
        lambda action: action.indicators.add(builders.an_indicator()),
        lambda action: action.same_work.add(builders.an_action()),
        lambda action: action.posts.get().tenures.get().save(),
        lambda action: builders.a_printed_update(action),
        lambda action: builders.an_update(action).evidence.create(
            title="Minutes", link="https://example.org/", added_by=builders.a_person()
        ),
    ],
)
def test_whatever_is_changed_added_or_removed_changes_the_record(action, reporter, change):
    before = edition()
    change(action)

    assert edition().record != before.record


def test_signing_in_changes_nothing(client, reporter):
    before = edition()
    client.force_login(reporter)
    client.get("/")

    assert edition() == before
    assert Person.objects.get(pk=reporter.pk).last_login is not None
    reporter.name = "Rae Renamed"
    reporter.save()
    assert reporter.history.latest().name == "Rae Renamed"


def test_what_was_worked_out_for_one_is_not_given_to_another(action, today):
    request = asked(today)

    assert [kept(request, "letter", lambda: "a", 1), kept(request, "letter", lambda: "b", 2)] == ["a", "b"]
    assert [kept(request, "word", lambda: "c", 1), kept(request, "letter", lambda: "d", 1)] == ["c", "a"]


def test_nobody_can_change_what_is_kept(action, today):
    request = asked(today)
    kept(request, "list", lambda: ["a"]).append("b")

    assert kept(request, "list", lambda: ["c"]) == ["a"]


def test_nothing_is_kept_of_a_fault(action, today):
    def fail():
        raise Http404

    request = asked(today)
    with pytest.raises(Http404):
        kept(request, "page", fail)

    assert kept(request, "page", lambda: "found") == "found"


def test_a_right_ends_at_once_when_its_tenure_is_ended(signed_in, action, reporter, member, today):
    builders.a_keeper(reporter)
    client = signed_in(reporter)
    before = client.get(action.get_absolute_url()).context["can_report"]
    tenure = reporter.tenures.get()
    tenure.ends_on = today - timedelta(days=1)
    tenure.save()

    assert (before, client.get(action.get_absolute_url()).context["can_report"]) == (True, False)
    assert client.get(f"{action.get_absolute_url()}report/").status_code == 403


def test_a_right_begins_at_once_when_a_tenure_is_recorded(signed_in, action, reporter, member, today):
    client = signed_in(member)
    before = client.get(action.get_absolute_url()).context["can_report"]
    builders.a_tenure(member, action.posts.get(), starts_on=today)

    assert (before, client.get(action.get_absolute_url()).context["can_report"]) == (False, True)


def test_a_data_officers_right_ends_at_once(signed_in, data_officer, action):
    client = signed_in(data_officer)
    assert client.get("/").context["gaps"] is not None
    data_officer.is_staff = False
    data_officer.save()

    assert client.get("/").status_code == 403


def test_each_reader_has_their_own_copy_of_a_page(signed_in, member, chair, action):
    tags = set()
    for person in (member, chair):
        signed_in(person).get("/actions/")
        tags.add(signed_in(person).get("/actions/").headers["ETag"])

    assert len(tags) == 2


class TestTwoWriters:
    """PostgreSQL lets two people write at once; the one who began first may finish last."""

    @pytest.mark.django_db(transaction=True)
    def test_a_change_that_is_finished_late_makes_a_new_edition(self):
        if connection.vendor != "postgresql":
            assert "pg_locks" not in _latest_of_all()
            return
        written, may_finish = threading.Event(), threading.Event()

        def write_slowly():
            with transaction.atomic():
                builders.a_plan()
                written.set()
                may_finish.wait(10)
            connection.close()

        slow = threading.Thread(target=write_slowly)
        slow.start()
        written.wait(10)
        builders.a_plan()
        while_writing = edition()
        may_finish.set()
        slow.join()

        assert edition() != while_writing

    @pytest.mark.django_db(transaction=True)
    def test_a_database_that_looks_after_itself_makes_no_new_edition(self):
        if connection.vendor != "postgresql":
            return
        noted, may_finish = threading.Event(), threading.Event()

        def write_to_a_table_of_its_own():
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("COMMENT ON TABLE foundations_plan IS NULL")
                noted.set()
                may_finish.wait(10)
            connection.close()

        builders.a_plan()
        before = edition()
        beside = threading.Thread(target=write_to_a_table_of_its_own)
        beside.start()
        noted.wait(10)
        meanwhile = edition()
        may_finish.set()
        beside.join()

        assert meanwhile == before
