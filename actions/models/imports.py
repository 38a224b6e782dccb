"""A plan that is brought in from a document, from the file to the last press."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from foundations.models import Plan


class ImportStanding(models.TextChoices):
    READ = "read", "Being prepared"
    CONFIRMED = "confirmed", "Brought in"
    UNDONE = "undone", "Undone"


class PlanImport(models.Model):
    """A document that a data officer brings a plan's actions in from, with what they chose on the way."""

    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="imports")

    # A plan that is made when the import is confirmed, while there is none yet.
    plan_title = models.CharField(max_length=200, blank=True)
    plan_prefix = models.CharField(max_length=8, blank=True)
    plan_starts_on = models.DateField(null=True, blank=True)
    plan_ends_on = models.DateField(null=True, blank=True)
    # The document itself is not kept; its lines are, as they were read.
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    lines = models.JSONField()
    # What its columns hold, by their headings; which line holds these, if it was not found; and each doubt's answer.
    mapping = models.JSONField(default=dict, blank=True)
    headings_at = models.SmallIntegerField(null=True, blank=True)
    choices = models.JSONField(default=dict, blank=True)
    # What confirming did, so that it can be undone: the keys of what it made, and what changed rows said before.
    done = models.JSONField(default=dict, blank=True)
    standing = models.CharField(max_length=10, choices=ImportStanding, default=ImportStanding.READ)

    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    read_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-read_at", "-pk"]
        verbose_name = "import"
        constraints = [
            models.CheckConstraint(
                name="an_import_says_who_confirmed_and_undid_it",
                condition=Q(standing="read", confirmed_by__isnull=True, undone_by__isnull=True)
                | Q(standing="confirmed", confirmed_by__isnull=False, undone_by__isnull=True)
                | Q(standing="undone", confirmed_by__isnull=False, undone_by__isnull=False),
                violation_error_message="An import that was brought in or undone says by whom.",
            ),
        ]

    def __str__(self):
        return f"{self.name} into {self.plan_name}"

    def get_absolute_url(self):
        return reverse("actions:import-detail", args=[self.pk])

    @property
    def plan_name(self):
        return self.plan.title if self.plan_id else self.plan_title

    @property
    def period(self):
        """From and until when the plan runs."""
        if self.plan_id:
            return self.plan.starts_on, self.plan.ends_on
        return self.plan_starts_on, self.plan_ends_on

    @property
    def is_open(self):
        return self.standing == ImportStanding.READ
