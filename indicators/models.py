"""How we know: what is counted, what it should become, and what it was."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from keepers.models import Post


class IndicatorKind(models.TextChoices):
    NUMBER = "number", "Number"
    PERCENTAGE = "percentage", "Percentage"
    NUMBER_AND_PERCENTAGE = "both", "Number and percentage"
    MONEY = "money", "Money"
    YES_NO = "yes_no", "Yes or no"
    NARRATIVE = "narrative", "In words"


class Better(models.TextChoices):
    HIGHER = "higher", "Higher is better"
    LOWER = "lower", "Lower is better"
    NEITHER = "neither", "Neither"


class Frequency(models.TextChoices):
    SIX_WEEKLY = "six_weekly", "Every six weeks"
    MONTHLY = "monthly", "Every month"
    QUARTERLY = "quarterly", "Every quarter"
    YEARLY = "yearly", "Every year"
    ONCE = "once", "Once"


class IndicatorQuerySet(models.QuerySet):
    def for_list(self):
        """Indicators with their owner and their figures, latest first, those that were replaced left out."""
        return self.select_related("owner").prefetch_related(
            models.Prefetch("measurements", Measurement.objects.current().by_date(), to_attr="figures")
        )


class Indicator(models.Model):
    """A figure or a finding by which a plan says it will know."""

    owner = models.ForeignKey(
        Post,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
        help_text="The post that answers for the figure.",
    )
    reference = models.SlugField(max_length=12, unique=True, help_text="Such as IND-07.")
    name = models.CharField(max_length=300, help_text="Word for word, as the plan prints it.")
    kind = models.CharField(max_length=10, choices=IndicatorKind)
    counted = models.CharField("what is counted", max_length=200, blank=True)
    out_of = models.CharField("out of what", max_length=200, blank=True)
    better = models.CharField("better when", max_length=7, choices=Better, default=Better.NEITHER)
    source = models.CharField("where the figure comes from", max_length=200, blank=True)
    frequency = models.CharField("how often", max_length=10, choices=Frequency, blank=True)
    counts_people = models.BooleanField(
        default=False, help_text="It counts people, so small numbers are hidden outside the team."
    )
    source_note = models.TextField(blank=True, help_text="What is odd about the printed words. They stay as printed.")

    objects = IndicatorQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["reference"]
        constraints = [
            models.CheckConstraint(
                name="an_indicator_is_of_a_known_kind",
                condition=Q(kind__in=IndicatorKind.values),
                violation_error_message="Choose what kind of indicator this is.",
            ),
            models.CheckConstraint(
                name="an_indicator_says_what_is_better",
                condition=Q(better__in=Better.values),
                violation_error_message="Say whether higher or lower is better, or neither.",
            ),
            models.CheckConstraint(
                name="an_indicator_has_a_known_frequency",
                condition=Q(frequency__in=["", *Frequency.values]),
                violation_error_message="Choose how often from the list.",
            ),
        ]

    def __str__(self):
        return f"{self.reference} {self.name}"

    def get_absolute_url(self):
        return reverse("indicators:indicator-detail", args=[self.reference])

    @property
    def has_base(self):
        """Whether its kind needs a denominator."""
        return self.kind in (IndicatorKind.PERCENTAGE, IndicatorKind.NUMBER_AND_PERCENTAGE)


class Target(models.Model):
    """Where an indicator should be by a date."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="targets")
    due_on = models.DateField("by")
    value = models.DecimalField(max_digits=14, decimal_places=2, help_text="A percentage where it is one.")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    history = HistoricalRecords()

    class Meta:
        ordering = ["indicator", "due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                "indicator",
                "due_on",
                name="one_target_for_a_date",
                violation_error_message="There is a target for that date already.",
            )
        ]

    def __str__(self):
        return f"{self.indicator.reference}: {self.value} by {self.due_on}"


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

    def by_date(self):
        """The latest first."""
        return self.order_by("indicator", "-ends_on", "-pk").select_related("entered_by")


class Measurement(models.Model):
    """What an indicator was, over a period or as at a date. A revision is a new row; the old one stays."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="measurements")
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name="replaces"
    )
    starts_on = models.DateField("first day", null=True, blank=True, help_text="Empty for a figure as at one date.")
    ends_on = models.DateField("last day, or as at")
    dated_words = models.CharField("date as printed", max_length=60, blank=True)
    numerator = models.DecimalField("how many, or how much", max_digits=14, decimal_places=2, null=True, blank=True)
    denominator = models.DecimalField("out of", max_digits=14, decimal_places=2, null=True, blank=True)
    words = models.TextField("in words", blank=True)
    certainty = models.CharField(max_length=11, choices=Certainty, default=Certainty.FINAL)
    why_missing = models.CharField(max_length=14, choices=WhyMissing, blank=True)
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
