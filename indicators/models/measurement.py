"""What the indicators were: a figure for a period or a date, and what replaced it."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from .breakdown import Part


class Certainty(models.TextChoices):
    PROVISIONAL = "provisional", "Provisional"
    FINAL = "final", "Final"
    REVISED = "revised", "Revised"
    MISSING = "missing", "Missing"


class WhyMissing(models.TextChoices):
    NOT_COLLECTED = "not_collected", "Not collected"
    NOT_YET_DUE = "not_yet_due", "Not yet due"
    WITHHELD = "withheld", "Withheld"
    SOURCE_CHANGED = "source_changed", "The source changed"


class MeasurementQuerySet(models.QuerySet):
    def current(self):
        """Those that no later row replaces."""
        return self.filter(superseded_by__isnull=True)

    def whole(self):
        """Those of everybody or everything, not of a part."""
        return self.filter(part__isnull=True)

    def by_date(self):
        """The latest first."""
        return self.order_by("indicator", "-ends_on", "-pk").select_related("entered_by")


class Measurement(models.Model):
    """What an indicator was, over a period or as at a date. A revision is a new row; the old one stays."""

    indicator = models.ForeignKey("indicators.Indicator", models.PROTECT, related_name="measurements")
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name="replaces"
    )
    part = models.ForeignKey(
        Part,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="measurements",
        verbose_name="of which part",
        help_text="Empty for a figure of the whole.",
    )

    starts_on = models.DateField("first day", null=True, blank=True, help_text="Empty for a figure as at one date.")
    ends_on = models.DateField("last day, or as at")
    dated_words = models.CharField("date as printed", max_length=60, blank=True)
    numerator = models.DecimalField("how many, or how much", max_digits=14, decimal_places=2, null=True, blank=True)
    denominator = models.DecimalField("out of", max_digits=14, decimal_places=2, null=True, blank=True)
    words = models.TextField("in words", blank=True)
    certainty = models.CharField(max_length=11, choices=Certainty, default=Certainty.FINAL)
    why_missing = models.CharField(max_length=14, choices=WhyMissing, blank=True)
    break_reason = models.CharField(
        "why it cannot be compared with the figures before it",
        max_length=300,
        blank=True,
        help_text="Empty if it can. A figure that cannot starts the series anew.",
    )
    source = models.CharField(max_length=300, blank=True)
    note = models.TextField("note, or why it was revised", blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    entered_at = models.DateTimeField(auto_now_add=True)

    objects = MeasurementQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["indicator", "-ends_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_period_ends_after_it_starts",
                condition=Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="The period must not end before it starts.",
            ),
            models.CheckConstraint(
                name="a_measurement_says_how_certain_it_is",
                condition=Q(certainty__in=Certainty.values),
                violation_error_message="Choose provisional, final, revised or missing.",
            ),
            models.CheckConstraint(
                name="a_missing_figure_has_a_reason",
                condition=Q(
                    certainty=Certainty.MISSING,
                    why_missing__in=WhyMissing.values,
                    numerator__isnull=True,
                    denominator__isnull=True,
                    words="",
                )
                | ~Q(certainty=Certainty.MISSING) & Q(why_missing=""),
                violation_error_message=(
                    "Say why the figure is missing, and give none; or give the figure and no reason."
                ),
            ),
            models.CheckConstraint(
                name="a_measurement_says_something",
                condition=Q(certainty=Certainty.MISSING) | Q(numerator__isnull=False) | ~Q(words=""),
                violation_error_message="Give a figure, or say in words what was found.",
            ),
            models.CheckConstraint(
                name="a_base_is_more_than_nothing",
                condition=Q(denominator__isnull=True) | Q(denominator__gt=0, numerator__isnull=False),
                violation_error_message="A figure out of something needs a number above nothing to be out of.",
            ),
            models.CheckConstraint(
                name="a_revision_says_why",
                condition=Q(supersedes__isnull=True) | ~Q(note=""),
                violation_error_message="Say why the figure is replaced.",
            ),
        ]

    def __str__(self):
        return f"{self.indicator.reference}, {self.dated_words or self.ends_on}"

    @property
    def percentage(self):
        """The share in per cent, as a Decimal; None without a base. From 0 upwards; above 100 if counted so."""
        if self.denominator is None:
            return None
        return Decimal(100) * self.numerator / self.denominator

    @property
    def is_example(self):
        return self.entered_by is not None and self.entered_by.is_example
