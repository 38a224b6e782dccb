"""What people say of actions is kept, put on the record once, and never silently overwritten."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from actions.models import Lead, ProgressUpdate, Reporter
from actions.services import (
    ANSWERS,
    Overtaken,
    draft_of,
    is_printed,
    save_draft,
    say_nothing_changed,
    set_printed_date,
    submit_update,
)
from tests import builders

WHOLE = {
    "stage": "under_way",
    "outlook": "at_risk",
    "reason": "Two posts are empty.",
    "happened": "Brothers and sisters met.",
    "difference": "They know each other.",
    "next_steps": "They meet again.",
    "needed": "A room.",
}


@pytest.fixture
def other_reporter(action):
    """Holds another post that leads the action."""
    tenure = builders.a_tenure(builders.a_person(name="Olu Other"))
    builders.a_lead(action, tenure.post, reports=False)
    return tenure.person


@pytest.fixture
def same_work(action):
    """The same work in the other plan, where no post reports."""
    other = builders.an_action()
    action.same_work.add(other)
    return other


def save(action, by, on, version=0, **answers):
    return save_draft(action=action, answers=answers, version=version, by=by, on=on)


def words(update):
    return {name: getattr(update, name) for name in ANSWERS}


class TestSaveDraft:
    def test_keeps_whatever_has_been_said_so_far(self, action, reporter, today):
        draft = save(action, reporter, today, happened="Begun.")
        draft.refresh_from_db()
        assert words(draft) == dict.fromkeys(ANSWERS, "") | {"happened": "Begun."}
        assert (draft.version, draft.saved_by, draft.submitted_at, draft.by, draft.as_at) == (
            1,
            reporter,
            None,
            None,
            None,
        )

    def test_saving_again_counts_on_and_keeps_one_draft(self, action, reporter, today):
        first = save(action, reporter, today, happened="Begun.")
        second = save(action, reporter, today, version=1, happened="Gone on.", reason="Staff.")
        assert (second.pk, second.version, second.happened, second.reason) == (first.pk, 2, "Gone on.", "Staff.")
        assert second.saved_at > first.saved_at
        assert ProgressUpdate.objects.count() == 1

    def test_what_is_emptied_is_empty(self, action, reporter, today):
        save(action, reporter, today, **WHOLE)
        assert words(save(action, reporter, today, version=1)) == dict.fromkeys(ANSWERS, "")

    def test_only_the_answers_are_kept(self, action, reporter, member, today):
        answers = {"happened": "Begun.", "by": member, "as_at": today, "submitted_at": today, "source": "Me"}
        draft = save_draft(action=action, answers=answers, version=0, by=reporter, on=today)
        draft.refresh_from_db()
        assert (draft.by, draft.as_at, draft.submitted_at, draft.source) == (None, None, None, "")

    @pytest.mark.parametrize("version", [0, 1, 3])
    def test_the_second_editor_is_told_what_the_first_saved(self, action, reporter, other_reporter, today, version):
        save(action, reporter, today, happened="Mine.")
        save(action, reporter, today, version=1, happened="Mine, later.")
        with pytest.raises(Overtaken) as overtaken:
            save(action, other_reporter, today, version=version, happened="Theirs.")
        assert overtaken.value.current.happened == "Mine, later."
        assert (overtaken.value.current.version, overtaken.value.current.saved_by) == (2, reporter)
        assert ProgressUpdate.objects.get().happened == "Mine, later."

    def test_after_a_submission_the_second_editor_is_told_that_no_draft_is_left(
        self, action, reporter, other_reporter, today
    ):
        save(action, reporter, today, **WHOLE)
        submit_update(action=action, version=1, by=reporter, on=today)
        with pytest.raises(Overtaken) as overtaken:
            save(action, other_reporter, today, version=1, happened="Theirs.")
        assert overtaken.value.current is None
        assert ProgressUpdate.objects.get().happened == WHOLE["happened"]

    def test_a_page_made_for_an_earlier_draft_does_not_overwrite_the_next_one(
        self, action, reporter, other_reporter, today
    ):
        save(action, reporter, today, **WHOLE)
        submit_update(action=action, version=1, by=reporter, on=today)
        begun = save(action, other_reporter, today, happened="The next one.")
        with pytest.raises(Overtaken) as overtaken:
            save(action, reporter, today, version=1, happened="From the old page.")
        assert overtaken.value.current == begun
        assert draft_of(action).happened == "The next one."

    def test_each_action_has_its_own_draft(self, action, reporter, today):
        other = builders.an_action()
        builders.a_lead(other, action.leads.get().post)
        save(action, reporter, today, happened="One.")
        save(other, reporter, today, happened="Two.")
        assert [draft_of(action).happened, draft_of(other).happened] == ["One.", "Two."]

    @pytest.mark.parametrize("role", ["member", "chair", "support", "keeper", "data_officer", "stranger"])
    def test_nobody_else_may(self, role, request, action, reporter, today):
        with pytest.raises(PermissionDenied):
            save(action, request.getfixturevalue(role), today)
        assert ProgressUpdate.objects.count() == 0

    def test_a_draft_that_is_not_there_yet_is_a_new_one(self, action):
        assert (draft_of(action).pk, draft_of(action).action, draft_of(action).version) == (None, action, 0)


class TestSubmitUpdate:
    def test_puts_the_draft_on_the_record_with_who_and_when(self, action, reporter, today):
        save(action, reporter, today, **WHOLE)
        update = submit_update(action=action, version=1, by=reporter, on=today)
        update.refresh_from_db()
        assert words(update) == WHOLE
        assert (update.by, update.saved_by, update.as_at) == (reporter, reporter, today)
        assert update.post == action.leads.get().post
        assert update.submitted_at == update.saved_at
        assert list(action.updates.drafts()) == []

    def test_a_second_submission_is_refused(self, action, reporter, today):
        save(action, reporter, today, **WHOLE)
        submit_update(action=action, version=1, by=reporter, on=today)
        with pytest.raises(Overtaken) as overtaken:
            submit_update(action=action, version=1, by=reporter, on=today)
        assert overtaken.value.current is None
        assert ProgressUpdate.objects.count() == 1

    def test_what_somebody_changed_after_it_was_read_is_not_submitted(self, action, reporter, other_reporter, today):
        save(action, reporter, today, **WHOLE)
        save(action, other_reporter, today, version=1, **WHOLE | {"happened": "Something else."})
        with pytest.raises(Overtaken) as overtaken:
            submit_update(action=action, version=1, by=reporter, on=today)
        assert overtaken.value.current.happened == "Something else."
        assert action.updates.on_record(today).count() == 0

    def test_it_is_said_in_the_post_that_reports_before_another(self, action, reporter, today):
        builders.a_lead(action, builders.a_tenure(reporter).post, reports=False, position=0)
        save(action, reporter, today, **WHOLE)
        update = submit_update(action=action, version=1, by=reporter, on=today)
        assert update.post == action.leads.get(reports=True).post

    def test_it_is_said_in_the_post_of_whoever_submits(self, action, reporter, other_reporter, today):
        save(action, reporter, today, **WHOLE)
        update = submit_update(action=action, version=1, by=other_reporter, on=today)
        assert (update.by, update.post) == (other_reporter, action.leads.get(reports=False).post)

    def test_who_was_named_speaks_in_no_post(self, action, member, today):
        Reporter.objects.create(action=action, person=member, starts_on=today)
        save(action, member, today, **WHOLE)
        update = submit_update(action=action, version=1, by=member, on=today)
        assert (update.by, update.post) == (member, None)

    @pytest.mark.parametrize(
        ("answers", "sentence"),
        [
            ({"stage": ""}, "Say how far along it is."),
            ({"outlook": "", "reason": ""}, "Say whether it will be done on time."),
            ({"reason": ""}, "Say what is in the way."),
            ({"outlook": "off_track", "reason": ""}, "Say what is in the way."),
            ({"stage": "stopped", "outlook": "", "reason": ""}, "Say what is in the way."),
            ({"happened": ""}, "Say what has happened."),
            ({"stage": "complete"}, "Say whether it will be done on time."),
        ],
    )
    def test_what_is_missing_is_said_and_the_draft_stays_one(self, action, reporter, today, answers, sentence):
        save(action, reporter, today, **WHOLE | answers)
        with pytest.raises(ValidationError) as fault:
            submit_update(action=action, version=1, by=reporter, on=today)
        assert sentence in fault.value.messages
        assert [draft.submitted_at for draft in ProgressUpdate.objects.all()] == [None]

    def test_after_the_tenure_has_ended_it_is_refused(self, action, reporter, today):
        save(action, reporter, today, **WHOLE)
        reporter.tenures.update(ends_on=today - timedelta(days=1))
        with pytest.raises(PermissionDenied):
            submit_update(action=action, version=1, by=reporter, on=today)
        assert action.updates.drafts().count() == 1

    def test_evidence_goes_on_the_record_with_it(self, action, reporter, today):
        draft = save(action, reporter, today, **WHOLE)
        draft.evidence.create(title="Minutes", link="https://example.org/", added_by=reporter)
        update = submit_update(action=action, version=1, by=reporter, on=today)
        assert [evidence.title for evidence in update.evidence.all()] == ["Minutes"]


class TestSameWork:
    def test_the_other_action_gets_the_words_and_says_where_they_come_from(self, action, reporter, same_work, today):
        save(action, reporter, today, **WHOLE)
        update = submit_update(action=action, version=1, by=reporter, on=today, also=[same_work])
        copy = same_work.updates.get()
        assert words(copy) == WHOLE
        assert (copy.told_with, copy.by, copy.as_at, copy.post) == (update, reporter, today, None)
        assert copy.submitted_at is not None

    def test_a_draft_on_the_other_action_stays_as_it_is(self, action, reporter, same_work, today):
        builders.a_draft(same_work, builders.a_person(), happened="Theirs.")
        save(action, reporter, today, **WHOLE)
        submit_update(action=action, version=1, by=reporter, on=today, also=[same_work])
        assert [draft.happened for draft in same_work.updates.drafts()] == ["Theirs."]
        assert [update.happened for update in same_work.updates.on_record(today)] == [WHOLE["happened"]]

    def test_where_the_other_action_is_somebody_elses_it_is_refused_and_nothing_is_said(
        self, action, reporter, same_work, today
    ):
        builders.a_lead(same_work)
        save(action, reporter, today, **WHOLE)
        with pytest.raises(PermissionDenied):
            submit_update(action=action, version=1, by=reporter, on=today, also=[same_work])
        assert [update.submitted_at for update in ProgressUpdate.objects.all()] == [None]

    def test_where_both_are_theirs_each_is_said_in_its_own_post(self, action, reporter, same_work, today):
        lead = builders.a_lead(same_work, builders.a_tenure(reporter).post)
        save(action, reporter, today, **WHOLE)
        update = submit_update(action=action, version=1, by=reporter, on=today, also=[same_work])
        assert update.post != same_work.updates.get().post == lead.post

    def test_an_action_that_is_not_the_same_work_is_refused(self, action, reporter, today):
        save(action, reporter, today, **WHOLE)
        with pytest.raises(PermissionDenied):
            submit_update(action=action, version=1, by=reporter, on=today, also=[builders.an_action()])
        assert [update.submitted_at for update in ProgressUpdate.objects.all()] == [None]


class TestNothingChanged:
    def test_copies_how_it_stands_and_points_at_what_was_said(self, action, reporter, today):
        earlier = today - timedelta(days=40)
        told = builders.an_update(action, as_at=earlier, **WHOLE)
        update = say_nothing_changed(action=action, since=told.pk, by=reporter, on=today)
        update.refresh_from_db()
        assert words(update) == dict.fromkeys(ANSWERS, "") | {
            "stage": "under_way",
            "outlook": "at_risk",
            "reason": "Two posts are empty.",
        }
        assert (update.no_change_since, update.by, update.as_at) == (told, reporter, today)
        assert (update.post, update.submitted_at) == (action.leads.get().post, update.saved_at)

    def test_said_again_it_points_at_the_original(self, action, reporter, today):
        told = builders.an_update(action, as_at=today - timedelta(days=80), **WHOLE)
        first = say_nothing_changed(action=action, since=told.pk, by=reporter, on=today - timedelta(days=40))
        second = say_nothing_changed(action=action, since=first.pk, by=reporter, on=today)
        assert (first.no_change_since, second.no_change_since) == (told, told)
        assert (second.stage, second.outlook, second.reason) == ("under_way", "at_risk", "Two posts are empty.")

    def test_pressed_twice_it_is_said_once(self, action, reporter, today):
        told = builders.an_update(action, as_at=today - timedelta(days=40))
        first = say_nothing_changed(action=action, since=told.pk, by=reporter, on=today)
        second = say_nothing_changed(action=action, since=told.pk, by=reporter, on=today)
        assert second == first
        assert action.updates.count() == 2

    def test_when_somebody_else_spoke_in_between_it_is_refused(self, action, reporter, other_reporter, today):
        told = builders.an_update(action, as_at=today - timedelta(days=40))
        said = say_nothing_changed(action=action, since=told.pk, by=other_reporter, on=today)
        with pytest.raises(Overtaken) as overtaken:
            say_nothing_changed(action=action, since=told.pk, by=reporter, on=today)
        assert overtaken.value.current == said
        assert action.updates.count() == 2

    def test_when_the_same_person_said_something_else_in_between_it_is_refused(self, action, reporter, today):
        told = builders.an_update(action, as_at=today - timedelta(days=40))
        said = builders.an_update(action, by=reporter, outlook="off_track", reason="Staff.")
        with pytest.raises(Overtaken) as overtaken:
            say_nothing_changed(action=action, since=told.pk, by=reporter, on=today)
        assert overtaken.value.current == said

    def test_when_nobody_ever_spoke_it_is_refused(self, action, reporter, today):
        builders.a_draft(action, reporter, stage="complete")
        with pytest.raises(Overtaken) as overtaken:
            say_nothing_changed(action=action, since=0, by=reporter, on=today)
        assert overtaken.value.current is None

    def test_since_an_update_on_another_action_it_is_refused(self, action, reporter, today):
        builders.an_update(action)
        elsewhere = builders.an_update(builders.an_action())
        with pytest.raises(Overtaken):
            say_nothing_changed(action=action, since=elsewhere.pk, by=reporter, on=today)

    @pytest.mark.parametrize("facts", [{}, {"stage": "under_way", "outlook": "on_track"}, {"as_at": date(2022, 5, 1)}])
    def test_since_a_printed_update_that_says_not_how_it_stands_it_is_refused(self, action, reporter, today, facts):
        told = builders.a_printed_update(action, **facts)
        with pytest.raises(ValidationError) as fault:
            say_nothing_changed(action=action, since=told.pk, by=reporter, on=today)
        assert fault.value.messages == ["Nobody has said yet how this action stands. Report its progress instead."]
        assert action.updates.count() == 1

    def test_a_finished_action_can_be_said_to_be_so_still(self, action, reporter, today):
        told = builders.an_update(action, stage="stopped", outlook="", reason="It was dropped.")
        update = say_nothing_changed(action=action, since=told.pk, by=reporter, on=today)
        assert (update.stage, update.outlook, update.reason) == ("stopped", "", "It was dropped.")

    @pytest.mark.parametrize("role", ["member", "chair", "keeper", "data_officer", "stranger"])
    def test_nobody_else_may(self, role, request, action, today):
        told = builders.an_update(action)
        with pytest.raises(PermissionDenied):
            say_nothing_changed(action=action, since=told.pk, by=request.getfixturevalue(role), on=today)
        assert action.updates.count() == 1


class TestPrintedDate:
    def test_gives_a_printed_update_its_day_and_changes_no_word(self, action, data_officer):
        printed = builders.a_printed_update(action)
        set_printed_date(update=printed, as_at=date(2022, 5, 1), by=data_officer)
        printed.refresh_from_db()
        assert (printed.as_at, printed.saved_by, printed.by) == (date(2022, 5, 1), data_officer, None)
        assert (printed.happened, printed.dated_words) == (
            "The document tells of it.",
            "spring 2022, date not printed",
        )

    def test_what_somebody_reported_keeps_its_day(self, action, data_officer, today):
        update = builders.an_update(action)
        with pytest.raises(PermissionDenied):
            set_printed_date(update=update, as_at=date(2022, 5, 1), by=data_officer)
        assert ProgressUpdate.objects.get().as_at == today

    def test_only_what_a_document_prints_is_printed(self, action, reporter):
        assert is_printed(builders.a_printed_update(action)) is True
        assert is_printed(builders.an_update(action)) is False
        assert is_printed(builders.a_draft(action, reporter, source="The document")) is False


def test_nobody_is_asked_for_an_action_that_lost_its_lead(action, reporter, today):
    Lead.objects.all().delete()
    with pytest.raises(PermissionDenied):
        save(action, reporter, today)
