"""What the indicators were: a figure for a period or a date, and what replaced it."""

from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import BigIntegerField, F, Q, Value
from django.db.models.functions import Cast, Coalesce
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


HAS_A_FIGURE = "There is a figure for that period already. Revise that one, and say why."


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
            # Later figures for the period replace this one, in a chain: `supersedes` lets a row be replaced once.
            models.UniqueConstraint(
                "indicator",
                Coalesce(Cast("part", BigIntegerField()), Value(0, BigIntegerField())),
                Coalesce("starts_on", "ends_on"),
                "ends_on",
                condition=Q(supersedes__isnull=True),
                name="a_period_has_one_figure_and_its_revisions",
                violation_error_message=HAS_A_FIGURE,
            ),
        ]

    def __str__(self):
        return f"{self.indicator.reference}, {self.dated_words or self.ends_on}"

    def clean(self):
        if not hasattr(self, "indicator"):
            return
        faults = self.faults()
        # A figure of a part that its indicator has no more can still be corrected.
        if self.part and self.indicator.pk and self.supersedes is None and not self._is_told_apart():
            faults["part"] = "This indicator is not told apart in that way. Its breakdowns are kept with it."
        if self.supersedes is None:
            if self.certainty == Certainty.REVISED:
                faults.setdefault("supersedes", "Choose the figure that this one replaces.")
        elif self.supersedes.indicator_id != self.indicator_id:
            other = self.supersedes.indicator.reference
            faults["supersedes"] = f"That is a figure of {other}, not of this indicator."
        elif self.supersedes.covers != self.covers:
            faults["supersedes"] = "That figure is of another period or part. One replaces only a figure of its own."
        if faults:
            raise ValidationError(faults)

    def _is_told_apart(self):
        return self.indicator.breakdowns.filter(pk=self.part.breakdown_id).exists()

    def faults(self):
        """What does not fit the kind of its indicator: a sentence by field. Asks the database nothing."""
        if self.certainty == Certainty.MISSING:
            return {}
        indicator, faults = self.indicator, {}
        if indicator.is_in_words:
            if not self.words:
                faults["words"] = "Say in words what was found."
            if self.numerator is not None:
                faults["numerator"] = "This indicator is told in words, without a figure."
        elif self.numerator is None:
            faults["numerator"] = "Give the figure, or say why it is missing."
        elif indicator.is_yes_or_no and self.numerator not in (0, 1):
            faults["numerator"] = "Answer yes or no: 1 is yes, 0 is no."
        elif self.numerator < 0 and (indicator.has_base or indicator.counts_people):
            faults["numerator"] = "A count is never below 0."
        elif indicator.counts_people and self.numerator % 1:
            faults["numerator"] = "A count of people is a whole number."
        if self.denominator is None:
            if indicator.has_base and self.numerator is not None:
                faults["denominator"] = "Say out of how many: a percentage is worked out, never typed."
        elif not indicator.has_base:
            faults["denominator"] = "This indicator is out of nothing: leave the base empty."
        elif self.denominator <= 0:
            faults["denominator"] = "A base is more than 0."
        elif indicator.counts_people and self.denominator % 1:
            faults["denominator"] = "A count of people is a whole number."
        return faults

    @property
    def covers(self):
        """The period and the part that it speaks of: a figure and its revisions share them."""
        return self.starts_on or self.ends_on, self.ends_on, self.part_id

    @property
    def percentage(self):
        """The share in per cent, as a Decimal; None without a base. From 0 upwards; above 100 if counted so."""
        if self.denominator is None:
            return None
        return Decimal(100) * self.numerator / self.denominator

    @property
    def is_example(self):
        return self.entered_by is not None and self.entered_by.is_example
