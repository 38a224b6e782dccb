"""The demonstration's mails: the first reminder of the round, as example people got it. Nothing is sent."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from .chasing import debts
from .models import Ladder, Meeting, Reminder, ReminderKind
from .reminders import asking, new_mail_key

REFUSAL = "The mail server refused the address: 550 5.1.1 Mailbox unavailable (made up for the demonstration)"
REFUSED = 2


def make(today):
    """Write down the mails of the ladder's first step for the next meeting, of which one was refused. Once."""
    last, meeting = Meeting.objects.around(today)
    if meeting is None or Reminder.objects.filter(person__is_example=True).exists():
        return
    step_on = meeting.updates_due_on - timedelta(days=max(Ladder().days))
    if step_on > today:
        return
    at = timezone.make_aware(datetime.combine(step_on, time(7)))
    owing = [debt for debt in debts(step_on, last and last.held_on).people if debt.person.is_example]
    rows = []
    for place, debt in enumerate(owing):
        row = asking(ReminderKind.DIGEST, debt, meeting, step_on, step_on=step_on)
        row.begun_at, row.address, row.mail_key = at, debt.person.email, new_mail_key()
        if place == REFUSED:
            row.failed_at, row.failure = at, REFUSAL
        else:
            row.sent_at = at
        rows.append(row)
    Reminder.objects.bulk_create(rows)
