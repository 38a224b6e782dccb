"""`manage.py remind`, as cron or a timer runs it once a day."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from .. import builders

pytestmark = pytest.mark.django_db


def command():
    said = StringIO()
    call_command("remind", stdout=said)
    return said.getvalue()


@pytest.fixture
def meeting(today):
    """Updates for it are due today."""
    return builders.a_meeting(today + timedelta(days=14))


@pytest.fixture
def on(meeting):
    return f"{meeting.held_on.day} {meeting.held_on:%B %Y}"


def test_says_how_many_it_sent_and_again_that_none_was_left(reporter, meeting, on):
    assert command() == f"1 reminder sent for the meeting on {on}.\n"
    assert command() == f"No reminders sent for the meeting on {on}.\n"
    assert [message.to for message in mail.outbox] == [["reporter@example.org"]]


def test_counts_more_than_one(reporter, action, meeting, on):
    builders.a_tenure(post=action.leads.get().post)

    assert command() == f"2 reminders sent for the meeting on {on}.\n"


def test_says_that_no_meeting_is_planned(reporter):
    assert command() == "No meeting is planned, so nobody is reminded.\n"


def test_names_what_falls_to_nobody(action, meeting, on):
    assert command() == (
        f"No reminders sent for the meeting on {on}.\n"
        f"Nobody can be asked about {action.reference}: no holder, no cover, no board support.\n"
    )


def test_fails_when_a_mail_does_not_go_out_and_says_whose_and_why(reporter, meeting, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    with pytest.raises(CommandError) as failure:
        command()

    assert str(failure.value).startswith(
        "Not sent; the next run tries again:\n"
        "  Rae Reporter, reporter@example.org: The mail server could not be reached: "
    )


def test_a_mail_that_could_not_go_out_goes_out_with_the_next_run(reporter, meeting, on, settings):
    works, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(CommandError):
        command()
    settings.EMAIL_BACKEND = works

    assert command() == f"1 reminder sent for the meeting on {on}.\n"
    assert [message.to for message in mail.outbox] == [["reporter@example.org"]]
