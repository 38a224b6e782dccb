"""Asking people for their updates by mail: on the steps of the ladder, by a personal nudge, and never twice."""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from email.errors import MessageError
from email.utils import make_msgid, parseaddr
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMessage, get_connection
from django.db import IntegrityError, transaction
from django.db.models.functions import Lower
from django.template.loader import render_to_string
from django.utils import timezone

from actions.permissions import facts_of

from .chasing import debts
from .figures_owed import with_figures
from .models import Ladder, Meeting, Reminder, ReminderKind
from .permissions import can_chase, can_see_reminders

# Addresses and Message-IDs in a report, which may be long.
NAMED = re.compile(r"[^\s<>()\[\]\"',;:]+@[^\s<>()\[\]\"',;:]+")
MOST_NAMED = 200
# What keeps a mail from going out. Whatever else goes wrong is a fault of ours, and is not taken for the mail's.
TROUBLE = (OSError, ValueError, MessageError)


def latest_step(ladder, due_on, today):
    """The day of the last step of the ladder up to today; None before the first.

    Steps that were missed are not made up for: whoever was to have three mails by now gets the last one.
    """
    steps = [due_on - timedelta(days=days) for days in ladder.days]
    late, every = (today - due_on).days, ladder.every_days_late
    if every and late >= every:
        steps.append(today - timedelta(days=late % every))
    return max((day for day in steps if day <= today), default=None)


@dataclass
class Outcome:
    """What a run did: the mails that went out, those that did not, and the actions that fall to nobody."""

    meeting: Meeting | None = None
    sent: list = field(default_factory=list)
    failed: list = field(default_factory=list)
    nobodys: list = field(default_factory=list)


def remind(*, at):
    """Send everybody who owes a word or a figure one mail, if a step of the ladder has come since their last.

    Steps are days, so when a meeting is moved, only those that now lie after somebody's last mail come to them.
    """
    today = timezone.localdate(at)
    last, meeting = Meeting.objects.around(today)
    step_on = meeting and latest_step(Ladder.in_force(), meeting.updates_due_on, today)
    if step_on is None:
        return Outcome(meeting)
    since_step = timezone.make_aware(datetime.combine(step_on, time.min))
    since_then = Reminder.objects.filter(meeting=meeting, kind=ReminderKind.DIGEST, begun_at__gte=since_step)
    have_it = set(since_then.arrived_or_came_back().values_list("person", flat=True))
    owed = with_figures(debts(today, last and last.held_on), today)
    outcome = Outcome(meeting, nobodys=owed.nobodys)
    with Outbox(at) as outbox:
        for debt in owed.people:
            if debt.person.pk in have_it:
                continue
            reminder = outbox.send(asking(ReminderKind.DIGEST, debt, meeting, today, step_on=step_on))
            if reminder:
                (outcome.failed if reminder.failed_at else outcome.sent).append(reminder)
    return outcome


def nudge(*, person, by, at):
    """Send somebody who owes the board a word a mail in the name of whoever chases them, once a day."""
    today = timezone.localdate(at)
    if not can_chase(facts_of(by, today)):
        raise PermissionDenied("Only the chair and board support chase updates.")
    last, meeting = Meeting.objects.around(today)
    debt = meeting and debts(today, last and last.held_on).of(person)
    if not debt:
        raise ValidationError(f"{person} owes the board no update any more.")
    with Outbox(at) as outbox:
        reminder = outbox.send(asking(ReminderKind.NUDGE, debt, meeting, today, step_on=today, asked_by=by))
    if reminder is None:
        raise ValidationError(f"{person} was nudged today already.")
    return reminder


def send_test_mail(*, by, at):
    """Send a mail to whoever asks for it, to see that mail goes out."""
    today = timezone.localdate(at)
    if not can_see_reminders(facts_of(by, today)):
        raise PermissionDenied("Only those who run meetings and data officers send a test mail.")
    subject, words = written("meetings/reminder_test.txt", {"person": by})
    with Outbox(at) as outbox:
        return outbox.send(
            Reminder(kind=ReminderKind.TEST, person=by, asked_by=by, step_on=today, subject=subject, words=words)
        )


def asking(kind, debt, meeting, today, **facts):
    """A mail that asks for what somebody owes, not sent yet."""
    context = {"debt": debt, "person": debt.person, "meeting": meeting, "today": today, **facts}
    subject, words = written(f"meetings/reminder_{kind}.txt", context)
    return Reminder(
        kind=kind,
        person=debt.person,
        meeting=meeting,
        due_on=meeting.updates_due_on,
        number=debt.number,
        subject=subject,
        words=words,
        **facts,
    )


@transaction.atomic
def mark_returned(*, reminder, by, at):
    """Write down that a mail came back to the sender's mailbox, where somebody read it. It is not sent again unless
    the address changes."""
    today = timezone.localdate(at)
    if not can_see_reminders(facts_of(by, today)):
        raise PermissionDenied("Only those who run meetings and data officers see which mails went out.")
    failure = f"It came back, says {by}."
    sent = Reminder.objects.filter(pk=reminder.pk, sent_at__isnull=False, failed_at__isnull=True)
    if not sent.update(failed_at=at, failure=failure):
        raise ValidationError("This mail is already known not to have arrived.")


def mail_named_in(report):
    """The mail that a mail server's report is about: the one whose Message-ID it quotes, else the latest that went to
    an address in it; None if it names none of ours."""
    named = {name.strip(".").lower() for name in NAMED.findall(report)[:MOST_NAMED]}
    sent = Reminder.objects.filter(sent_at__isnull=False).order_by("-begun_at", "-pk")
    by_key = sent.alias(key=Lower("mail_key")).filter(key__in={f"<{name}>" for name in named})
    return by_key.first() or sent.alias(to=Lower("address")).filter(to__in=named).first()


def written(template, context):
    """A mail's subject, the first line of its template, and its words."""
    around = {
        "site": settings.SITE_URL,
        "organisation": settings.ORGANISATION,
        "support_contact": settings.SUPPORT_CONTACT,
    }
    subject, _, words = render_to_string(template, context | around).partition("\n")
    # Parts that are left out leave their empty lines behind.
    return subject, re.sub(r"\n{3,}", "\n\n", words.strip()) + "\n"


def new_mail_key():
    """A Message-ID in the sender's name."""
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return make_msgid(domain=sender.rpartition("@")[2] or "localhost")


class Outbox:
    """Sends mails over one connection. Each has its row first, so that no two runs send it; the row says how it went.

    Where the mail server itself is away, the mails after that are not tried: they are written down as not sent, and
    the next run tries them.
    """

    def __init__(self, at):
        self.at, self.connection, self.away = at, get_connection(), ""

    def __enter__(self):
        return self

    def __exit__(self, *error):
        with suppress(OSError):
            self.connection.close()

    def send(self, reminder):
        """Send a mail and return its row; None if somebody else has sent it, or is sending it now."""
        reminder.begun_at = self.at
        reminder.address = reminder.person.email
        reminder.mail_key = new_mail_key()
        if self.away:
            reminder.failed_at, reminder.failure = timezone.now(), self.away
        try:
            # On the record before the mail is, so this is never called inside what may still be taken back.
            with transaction.atomic():
                reminder.save(force_insert=True)
        except IntegrityError:
            return None
        if not self.away:
            self._deliver(reminder)
        return reminder

    def _deliver(self, reminder):
        message = EmailMessage(
            reminder.subject,
            reminder.words,
            # On the envelope stands to whom it comes back, in the letter who sends it.
            from_email=settings.MAIL_RETURNS_TO,
            to=[reminder.address],
            reply_to=[reminder.asked_by.email if reminder.asked_by else settings.MAIL_RETURNS_TO],
            headers={
                "From": settings.DEFAULT_FROM_EMAIL,
                "Message-ID": reminder.mail_key,
                "Auto-Submitted": "auto-generated",
            },
            connection=self.connection,
        )
        try:
            message.send()
        except TROUBLE as trouble:
            reminder.failed_at, reminder.failure = timezone.now(), why_not(trouble)
            if is_away(trouble):
                self.away = reminder.failure
            with suppress(OSError):
                self.connection.close()
        else:
            reminder.sent_at = timezone.now()
        reminder.save(update_fields=["sent_at", "failed_at", "failure"])


def is_away(trouble):
    """Whether the mail server takes nothing at all, rather than not this mail."""
    return isinstance(trouble, OSError) and not isinstance(trouble, SMTPRecipientsRefused | SMTPDataError)


def why_not(trouble):
    """Why a mail did not go out, in words, with what the server said."""
    if isinstance(trouble, SMTPRecipientsRefused):
        code, said = next(iter(trouble.recipients.values()))
        return f"The mail server refused the address: {code} {_text(said)}"
    if isinstance(trouble, SMTPResponseException):
        return f"The mail server refused the mail: {trouble.smtp_code} {_text(trouble.smtp_error)}"
    if isinstance(trouble, SMTPException):
        return f"The mail server ended the call: {trouble}"
    if isinstance(trouble, OSError):
        return f"The mail server could not be reached: {trouble}"
    return f"The mail could not be written: {trouble}"


def _text(said):
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)
