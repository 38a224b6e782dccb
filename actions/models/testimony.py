"""What people say: voices and stories."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from foundations.models import Plan, PriorityArea


class Story(models.Model):
    """Good practice, told at length."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="stories")
    actions = models.ManyToManyField("actions.Action", blank=True, related_name="stories")
    priority_areas = models.ManyToManyField(PriorityArea, blank=True, related_name="stories")

    slug = models.SlugField("handle", max_length=80, unique=True)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160, help_text="Short, ours.")
    heading = models.CharField(max_length=200, help_text="Word for word, as the document prints it.")
    text = models.TextField(help_text="Word for word.")
    priority_areas_printed = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300)
    dated_words = models.CharField("date in words", max_length=100, blank=True)
    source_note = models.TextField(blank=True, help_text="What is odd about the printed words. They stay as printed.")

    history = HistoricalRecords(m2m_fields=[actions, priority_areas])

    class Meta:
        ordering = ["plan", "position"]
        verbose_name_plural = "stories"
        constraints = [
            models.UniqueConstraint(
                "plan",
                "position",
                name="a_story_has_its_own_place",
                violation_error_message="Another story of this plan stands at this position.",
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("actions:story-detail", args=[self.slug])


class Consent(models.TextChoices):
    NOT_RECORDED = "not_recorded", "Not recorded"
    GIVEN = "given", "Given"
    REFUSED = "refused", "Refused"
    PUBLISHED = "published", "Published elsewhere"


class VoiceQuerySet(models.QuerySet):
    def quotable(self):
        """Those whose speakers have not refused to be quoted."""
        return self.exclude(consent=Consent.REFUSED)

    def withheld(self):
        """Those that are not printed: nobody has recorded yet that the speaker agreed, or they refused."""
        return self.filter(consent__in=[Consent.NOT_RECORDED, Consent.REFUSED])


class Voice(models.Model):
    """A quotation: what a child, a family or a worker said, and who speaks in general terms."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="voices")
    action = models.ForeignKey("actions.Action", models.PROTECT, null=True, blank=True, related_name="voices")

    position = models.PositiveSmallIntegerField()
    words = models.TextField(help_text="Word for word.")
    speaker = models.CharField(max_length=160, help_text="In general terms. Never a name.")
    consent = models.CharField(max_length=12, choices=Consent, default=Consent.NOT_RECORDED)
    said_on = models.DateField(null=True, blank=True)
    dated_words = models.CharField("date in words", max_length=100, blank=True)
    source = models.CharField(max_length=300)
    source_note = models.TextField(blank=True, help_text="What is odd about the printed words. They stay as printed.")

    objects = VoiceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["plan", "position"]
        constraints = [
            models.UniqueConstraint(
                "plan",
                "position",
                name="a_voice_has_its_own_place",
                violation_error_message="Another quotation of this plan stands at this position.",
            ),
            models.CheckConstraint(
                name="a_voice_has_a_known_consent",
                condition=Q(consent__in=Consent.values),
                violation_error_message="Choose what is known of the consent.",
            ),
        ]

    def __str__(self):
        return f"{self.speaker}: {self.words[:60]}"
