"""What is told outside the team: figures as they were published, which nothing changes any more."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from .indicator import Indicator
from .measurement import Certainty, Measurement, WhyMissing

HIDDEN = "c"


class Rounding(models.IntegerChoices):
    """How the counts are shown that are not hidden."""

    AS_THEY_ARE = 1, "Show the others as they are"
    FIVES = 5, "Show the others to the nearest 5"
    TENS = 10, "Show the others to the nearest 10"


class PublicationQuerySet(models.QuerySet):
    def in_force(self):
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def latest(self):
        """Of each indicator, the last that was not withdrawn: what its public page shows."""
        later = Publication.objects.in_force().filter(indicator=OuterRef("indicator"), number__gt=OuterRef("number"))
        return self.in_force().exclude(Exists(later))


class Publication(models.Model):
    """Figures of an indicator that everybody may see, fixed when they were published."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="publications")

    number = models.PositiveSmallIntegerField(help_text="Its place among the editions of the indicator, from 1.")
    threshold = models.PositiveSmallIntegerField(
        "hides counts from 1 to", null=True, blank=True, help_text="Empty where the indicator counts no people."
    )
    rounding = models.PositiveSmallIntegerField(choices=Rounding, default=Rounding.AS_THEY_ARE)
    plain_words = models.TextField("what it tells, in plain words", blank=True)
    about = models.JSONField(help_text="What was counted, and how: see indicators/disclosure/publishing.py.")
    withdrawn_because = models.TextField("why it was withdrawn", blank=True)

    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PublicationQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["about"])

    class Meta:
        ordering = ["indicator", "-number"]
        constraints = [
            models.UniqueConstraint(
                "indicator",
                "number",
                name="an_edition_has_its_own_number",
                violation_error_message="Another edition of this indicator has this number.",
            ),
            models.CheckConstraint(
                name="an_edition_hides_counts_up_to_2_or_more",
                condition=Q(threshold__isnull=True) | Q(threshold__gte=2, threshold__lte=9),
                violation_error_message="Hide counts from 1 to a number between 2 and 9.",
            ),
            models.CheckConstraint(
                name="an_edition_rounds_to_5_or_10_or_not_at_all",
                condition=Q(rounding__in=Rounding.values),
                violation_error_message="Choose how the other counts are shown.",
            ),
            models.CheckConstraint(
                name="withdrawing_an_edition_says_who_when_and_why",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_because="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because="")),
                violation_error_message="Say who withdrew the edition, when and why.",
            ),
        ]

    def __str__(self):
        return f"{self.about['reference']} {self.about['name']}, edition {self.number}"

    def get_absolute_url(self):
        return reverse("indicators:publication-edition", args=[self.about["reference"], self.number])

    @property
    def is_example(self):
        return self.about["is_example"]


class PublishedFigure(models.Model):
    """One figure of an edition as everybody may see it: what is hidden of it is not kept here at all."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="figures")
    # What it was made from, for whoever publishes the next edition. No public page looks.
    measurement = models.ForeignKey(Measurement, models.PROTECT, related_name="published")

    position = models.PositiveIntegerField()
    breakdown = models.CharField(max_length=60, blank=True)
    part = models.CharField(max_length=80, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField()
    dated_words = models.CharField(max_length=60, blank=True)
    number = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    base = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    percentage = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    words = models.TextField(blank=True)
    certainty = models.CharField(max_length=11, choices=Certainty)
    why_missing = models.CharField(max_length=14, choices=WhyMissing, blank=True)
    break_reason = models.CharField(max_length=300, blank=True)
    hides_number = models.BooleanField(default=False)
    hides_base = models.BooleanField(default=False)
    is_withheld = models.BooleanField(default=False, help_text="Its whole breakdown is.")

    class Meta:
        ordering = ["publication", "position"]
        constraints = [
            models.UniqueConstraint(
                "publication",
                "position",
                name="a_published_figure_has_its_own_place",
                violation_error_message="Another figure of this edition stands at this place.",
            ),
            models.CheckConstraint(
                name="a_number_that_is_hidden_is_not_kept",
                condition=Q(hides_number=False) | Q(number__isnull=True, percentage__isnull=True, words=""),
                violation_error_message="A number that is hidden is not kept with what is published.",
            ),
            models.CheckConstraint(
                name="a_base_that_is_hidden_is_not_kept",
                condition=Q(hides_base=False) | Q(base__isnull=True, percentage__isnull=True),
                violation_error_message="A base that is hidden is not kept with what is published.",
            ),
        ]

    def __str__(self):
        return f"{self.part or 'All'}, {self.dated_words or self.ends_on}"

    @property
    def has_base(self):
        """Whether it is out of something, shown or not."""
        return self.base is not None or self.hides_base

    @property
    def is_hidden(self):
        return self.hides_number or self.hides_base
