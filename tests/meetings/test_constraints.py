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


REFUSED = {
    NAME: lambda: builders.a_meeting(MEETING, papers_out_on=UPDATES, updates_due_on=PAPERS),
    "there_is_one_ladder": lambda: Ladder.objects.create(id=2),
    "a_reminder_is_of_a_known_kind": lambda: builders.a_reminder(kind="letter"),
    "a_mail_that_failed_says_why": lambda: builders.a_reminder(failed_at=timezone.now()),
    "a_step_is_sent_once": a_step_twice,
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
