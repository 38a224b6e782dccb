from datetime import date

import pytest
from django.utils import timezone

from meetings.models import Ladder, Reminder
from tests import builders
from tests.constraints import assert_refused, constraints_of

MEETING, PAPERS, UPDATES = date(2026, 12, 8), date(2026, 12, 1), date(2026, 11, 24)
NAME = "updates_are_due_before_papers_and_papers_before_the_meeting"


def a_step_twice():
    facts = {"meeting": builders.a_meeting(MEETING), "person": builders.a_person(), "step_on": UPDATES}
    builders.a_reminder(**facts)
    builders.a_reminder(**facts)


def a_number_twice(build, **shared):
    build(**shared, number=1)
    build(**shared, number=1)


def a_person_recorded_twice():
    facts = {"meeting": builders.a_meeting(MEETING), "person": builders.a_person()}
    builders.an_attendance(**facts)
    builders.an_attendance(**facts, presence="apologies")


def a_second_pack_in_force():
    meeting = builders.a_meeting(MEETING)
    builders.a_pack(meeting)
    builders.a_pack(meeting)


def a_second_document_of_a_kind():
    pack = builders.a_pack()
    builders.a_pack_document(pack)
    builders.a_pack_document(pack)


def an_unfrozen_pack(**facts):
    return {"unfrozen_by": builders.a_person(), "unfrozen_at": timezone.now(), "unfrozen_because": "A figure."} | facts


REFUSED = {
    NAME: lambda: builders.a_meeting(MEETING, papers_out_on=UPDATES, updates_due_on=PAPERS),
    "cancelling_says_who_when_and_why": lambda: builders.a_cancelled_meeting(MEETING, cancelled_because=""),
    "there_is_one_ladder": lambda: Ladder.objects.create(id=2),
    "a_reminder_is_of_a_known_kind": lambda: builders.a_reminder(kind="letter"),
    "a_mail_that_failed_says_why": lambda: builders.a_reminder(failed_at=timezone.now()),
    "a_step_is_sent_once": a_step_twice,
    "a_question_has_its_own_number": lambda: a_number_twice(builders.a_question, action=builders.an_action()),
    "a_question_asks_something": lambda: builders.a_question(text=""),
    "an_answer_says_who_and_when": lambda: builders.a_question(answer="Because."),
    "a_withdrawal_says_who_and_when": lambda: builders.a_question(withdrawn_on=MEETING),
    "a_question_is_answered_or_withdrawn": lambda: builders.a_question(
        answer="Because.",
        answered_by=builders.a_person(),
        answered_on=MEETING,
        withdrawn_by=builders.a_person(),
        withdrawn_on=MEETING,
    ),
    "a_decision_has_its_own_number": lambda: a_number_twice(builders.a_decision, meeting=builders.a_meeting(MEETING)),
    "a_decision_says_something": lambda: builders.a_decision(text=""),
    "work_decided_has_an_owner_and_a_date": lambda: builders.a_decision(due_on=MEETING),
    "work_done_says_who_when_and_how": lambda: builders.a_decision(owner=builders.a_post(), done_on=MEETING),
    "a_person_is_recorded_once_for_a_meeting": a_person_recorded_twice,
    "attendance_is_of_a_known_kind": lambda: builders.an_attendance(presence="late"),
    "a_pack_has_its_own_number": lambda: a_number_twice(
        builders.a_pack, meeting=builders.a_meeting(MEETING), **an_unfrozen_pack()
    ),
    "a_meeting_has_one_frozen_pack": a_second_pack_in_force,
    "unfreezing_says_who_when_and_why": lambda: builders.a_pack(**an_unfrozen_pack(unfrozen_because="")),
    "a_pack_has_one_document_of_a_kind": a_second_document_of_a_kind,
    "a_document_is_of_a_known_kind": lambda: builders.a_pack_document(kind="odt"),
    "a_template_has_its_own_number": lambda: a_number_twice(builders.a_word_template),
    "a_file_is_tried_once": lambda: [builders.a_word_template(sha256="0" * 64) for _ in range(2)],
    "one_template_is_in_use": lambda: [builders.a_word_template(standing="in_use") for _ in range(2)],
    "a_template_has_a_known_standing": lambda: builders.a_word_template(standing="liked"),
    "using_a_template_says_who_and_when": lambda: builders.a_word_template(standing="in_use", set_by=None),
    "an_item_has_its_own_number": lambda: a_number_twice(builders.an_item, meeting=builders.a_meeting(MEETING)),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    assert_refused(constraints_of("meetings")[name], REFUSED[name])


def test_every_constraint_is_tried():
    assert set(REFUSED) == set(constraints_of("meetings"))


@pytest.mark.django_db
def test_papers_do_not_go_out_after_the_meeting():
    assert_refused(
        constraints_of("meetings")[NAME],
        lambda: builders.a_meeting(PAPERS, papers_out_on=MEETING, updates_due_on=UPDATES),
    )


@pytest.mark.django_db
def test_a_mail_that_did_not_fail_has_no_reason_why():
    assert_refused(
        constraints_of("meetings")["a_mail_that_failed_says_why"],
        lambda: builders.a_reminder(failure="The mail server is away."),
    )


@pytest.mark.django_db
def test_a_step_whose_mail_failed_may_be_tried_again():
    facts = {"meeting": builders.a_meeting(MEETING), "person": builders.a_person(), "step_on": UPDATES}
    builders.a_reminder(**facts, failed_at=timezone.now(), failure="The mail server is away.")

    builders.a_reminder(**facts)

    assert Reminder.objects.count() == 2
