"""How people are asked for their updates: the ladder of days, each mail sent, and their calendar's address."""

import secrets

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.text import get_text_list
from simple_history.models import HistoricalRecords

from .meeting import Meeting

MOST_DAYS_BEFORE = 90


def check_days(text):
    """Days before a date, such as 14, 7, 1, 0."""
    try:
        days = [int(part) for part in text.split(",")]
    except ValueError:
        days = []
    if not days or len(days) > len(set(days)) or not all(0 <= day <= MOST_DAYS_BEFORE for day in days):
        raise ValidationError(
            f"Give whole numbers from 0 to {MOST_DAYS_BEFORE}, each once, with commas between: 14, 7, 1, 0."
        )


class Ladder(models.Model):
    """On which days before and after updates are due people are asked for them. There is one, or the usual one."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    days_before = models.CharField(
        "days before updates are due",
        max_length=60,
        default="14, 7, 1, 0",
        validators=[check_days],
        help_text="With commas between. 0 is the day itself.",
    )
    every_days_late = models.PositiveSmallIntegerField(
        "while late, every so many days",
        default=3,
        validators=[MaxValueValidator(30)],
        help_text="Until the board meets. 0: nobody is asked any more once updates are late.",
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="there_is_one_ladder",
                condition=Q(id=1),
                violation_error_message="There is a ladder already. Change that one.",
            )
        ]

    def __str__(self):
        return "When people are reminded"

    @classmethod
    def in_force(cls):
        """The one that a data officer has set, or the usual one."""
        return cls.objects.first() or cls()

    @property
    def days(self):
        """The days before updates are due, as numbers."""
        return [int(day) for day in self.days_before.split(",")]

    @property
    def in_words(self):
        """When people are reminded: 14, 7 and 1 days before updates are due, on the day, then every 3 days."""
        days = sorted(self.days, reverse=True)
        before = get_text_list([str(day) for day in days if day], "and")
        parts = [f"{before} {'day' if before == '1' else 'days'} before updates are due"] if before else []
        parts += ["on the day"] if 0 in days else []
        if self.every_days_late:
            every = "day" if self.every_days_late == 1 else f"{self.every_days_late} days"
            parts.append(f"then every {every} while they are late")
        return ", ".join(parts)


class ReminderKind(models.TextChoices):
    DIGEST = "digest", "Reminder"
    NUDGE = "nudge", "Nudge"
    HANDED = "handed", "Hand-over"
    TEST = "test", "Test mail"


class ReminderQuerySet(models.QuerySet):
    def arrived_or_came_back(self):
        """Mails that are not tried again: those on their way or there, and those that came back from the address
        that their person still has."""
        came_back = Q(sent_at__isnull=False, address=F("person__email"))
        return self.filter(Q(failed_at__isnull=True) | came_back)

    def failed(self):
        """Mails that did not arrive."""
        return self.filter(failed_at__isnull=False)

    def still_failing(self):
        """People whose latest mail did not arrive: the last one of each."""
        later = Reminder.objects.filter(person=OuterRef("person"), pk__gt=OuterRef("pk"))
        return self.failed().filter(~Exists(later)).select_related("person").order_by("person__name", "person")

    def for_list(self):
        """What the list of mails shows, the latest first."""
        shown = ["pk", "begun_at", "kind", "address", "subject", "words", "number", "sent_at", "failed_at", "failure"]
        people = ["person__name", "person__is_example", "asked_by__name"]
        return self.order_by("-begun_at", "-pk").values(*shown, *people)


class Reminder(models.Model):
    """A mail that asked somebody for their updates, or told them of a post: what it said, when it went out, or why it
    did not."""

    # Empty once a meeting was taken out of the calendar: what was sent stays.
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="reminders")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reminders")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    kind = models.CharField(max_length=6, choices=ReminderKind)
    step_on = models.DateField("step", help_text="The day of the ladder it stands for, or the day it was asked for.")
    due_on = models.DateField("updates due", null=True, blank=True, help_text="As the mail said.")
    number = models.PositiveSmallIntegerField(default=0, help_text="How many actions it asked about.")
    address = models.EmailField()
    subject = models.CharField(max_length=200)
    words = models.TextField()
    mail_key = models.CharField(
        max_length=200, unique=True, help_text="The Message-ID, by which a returned mail tells."
    )

    begun_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    failure = models.TextField(blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_reminder_is_of_a_known_kind",
                condition=Q(kind__in=ReminderKind.values),
                violation_error_message="Choose a reminder, a nudge, a hand-over or a test mail.",
            ),
            models.CheckConstraint(
                name="a_mail_that_failed_says_why",
                condition=Q(failed_at__isnull=True, failure="") | (Q(failed_at__isnull=False) & ~Q(failure="")),
                violation_error_message="Say why the mail did not arrive.",
            ),
            models.UniqueConstraint(
                "meeting",
                "person",
                "kind",
                "step_on",
                condition=Q(failed_at__isnull=True, kind__in=[ReminderKind.DIGEST, ReminderKind.NUDGE]),
                name="a_step_is_sent_once",
                violation_error_message="This person has this reminder already.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} to {self.person}, {self.begun_at:%Y-%m-%d}"

    @property
    def is_example(self):
        return self.person.is_example


def new_handle():
    return secrets.token_urlsafe(18)


class CalendarFeed(models.Model):
    """The secret address at which a person's own calendar program reads meetings and due dates."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="calendar_feed")
    handle = models.CharField(max_length=40, unique=True, default=new_handle, editable=False)

    history = HistoricalRecords(excluded_fields=["handle"])

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"Calendar of {self.person}"

    def get_absolute_url(self):
        return reverse("meetings:calendar-feed", args=[self.secret])

    @property
    def secret(self):
        """What stands in the address. The database alone does not give it away: it is signed with the site's key."""
        return _signer.sign(self.handle)

    @staticmethod
    def handle_in(secret):
        """The handle in an address that we signed, compared in constant time. Raises BadSignature for any other."""
        return _signer.unsign(secret)


_signer = signing.Signer(sep=".", salt="meetings.calendar")
