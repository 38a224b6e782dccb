"""The days on which the board looks at its plans."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Subquery
from django.urls import reverse
from simple_history.models import HistoricalRecords


class MeetingQuerySet(models.QuerySet):
    def held(self):
        """Those that were not cancelled."""
        return self.filter(cancelled_on__isnull=True)

    def before(self, day):
        """Meetings held before a day, the latest first."""
        return self.held().filter(held_on__lt=day).order_by("-held_on")

    def from_day(self, day):
        """Meetings to be held on a day or after it, the next first."""
        return self.held().filter(held_on__gte=day).order_by("held_on")

    def around(self, day):
        """The latest meeting before a day and the first on or after it, each None if there is none. One query."""
        last = self.before(day).values("held_on")[:1]
        following = self.from_day(day).values("held_on")[:1]
        found = self.filter(Q(held_on=Subquery(last)) | Q(held_on=Subquery(following))).select_related("scheduled_by")
        by_side = {meeting.held_on < day: meeting for meeting in found}
        return by_side.get(True), by_side.get(False)

    def days(self):
        """The days of all meetings that are held, in order."""
        return list(self.held().order_by("held_on").values_list("held_on", flat=True))

    def by_day(self):
        """The days of all meetings in order, each with the day on which it was cancelled, or None."""
        return dict(self.order_by("held_on").values_list("held_on", "cancelled_on"))

    def on_day(self, day):
        """The meeting on a day, with who planned it and who cancelled it."""
        return self.select_related("scheduled_by", "cancelled_by").get(held_on=day)

    def for_list(self):
        """What the calendar shows, in the order of days."""
        shown = ["held_on", "starts_at", "place", "updates_due_on", "papers_out_on", "cancelled_on"]
        return self.order_by("held_on").values(*shown, "scheduled_by__is_example")


class Meeting(models.Model):
    """A day on which the board looks at its plans. It gathers what was said since the meeting before.

    One that is cancelled stays readable, and what was to come before it goes to the next that is held.
    """

    held_on = models.DateField("date", unique=True)
    starts_at = models.TimeField("time", default=time(16, 0), help_text="Glasgow time.")
    place = models.CharField(max_length=200, blank=True)
    updates_due_on = models.DateField("updates due")
    papers_out_on = models.DateField("papers out")
    scheduled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    cancelled_because = models.TextField("why it was cancelled", blank=True, editable=False)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    cancelled_on = models.DateField("cancelled", null=True, blank=True, editable=False)

    objects = MeetingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["held_on"]
        constraints = [
            models.CheckConstraint(
                name="updates_are_due_before_papers_and_papers_before_the_meeting",
                condition=Q(updates_due_on__lte=F("papers_out_on"), papers_out_on__lte=F("held_on")),
                violation_error_message="Updates are due first, then papers go out, then the board meets.",
            ),
            models.CheckConstraint(
                name="cancelling_says_who_when_and_why",
                condition=Q(cancelled_on__isnull=True, cancelled_by__isnull=True, cancelled_because="")
                | (Q(cancelled_on__isnull=False, cancelled_by__isnull=False) & ~Q(cancelled_because="")),
                violation_error_message="Say who cancelled the meeting, when and why.",
            ),
        ]

    def __str__(self):
        return f"Board meeting on {self.held_on.day} {self.held_on:%B %Y}"

    def get_absolute_url(self):
        return reverse("meetings:meeting-detail", args=[self.held_on])

    @property
    def starts(self):
        """The moment it starts, in Glasgow's time, summer or winter."""
        return datetime.combine(self.held_on, self.starts_at, ZoneInfo(settings.TIME_ZONE))

    @property
    def is_example(self):
        return self.scheduled_by is not None and self.scheduled_by.is_example
