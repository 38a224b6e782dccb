"""The figures and findings by which the plans will know, and where they should be by when."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from keepers.models import Post
from promise_tracker.lists import ListOf

from .breakdown import Breakdown
from .measurement import Measurement


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
    SCHOOL_YEAR = "school_year", "Every school year"
    YEARLY = "yearly", "Every year, on 31 July"
    ONCE = "once", "Once"


class Aim(models.TextChoices):
    AT_LEAST = "at_least", "At least"
    AT_MOST = "at_most", "At most"
    BETWEEN = "between", "Between"


class IndicatorQuerySet(models.QuerySet):
    def for_list(self):
        """Indicators with their owner and their figures, latest first, those that were replaced left out."""
        return self.select_related("owner").prefetch_related(
            models.Prefetch("measurements", Measurement.objects.current().whole().by_date(), to_attr="figures")
        )

    def with_aims(self):
        """Their targets come along in the same query: see `aims`."""
        targets = Target.objects.filter(indicator=OuterRef("pk")).order_by("due_on")
        return self.annotate(target_rows=ListOf(targets, "due_on", "aim", "value", "upper"))


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
    breakdowns = models.ManyToManyField(
        Breakdown, blank=True, related_name="indicators", help_text="By what the figure is told apart."
    )

    reference = models.SlugField(max_length=12, unique=True, help_text="Such as IND-07.")
    name = models.CharField(max_length=300, help_text="Word for word, as the plan prints it.")
    kind = models.CharField(max_length=10, choices=IndicatorKind)
    counted = models.CharField("what is counted", max_length=200, blank=True)
    out_of = models.CharField("out of what", max_length=200, blank=True)
    unit = models.CharField(max_length=40, blank=True, help_text="Such as young people, days or visits.")
    decimals = models.PositiveSmallIntegerField(
        default=1,
        validators=[MaxValueValidator(2)],
        help_text="Digits after the point, where a figure is not whole.",
    )
    better = models.CharField("better when", max_length=7, choices=Better, default=Better.NEITHER)
    source = models.CharField("where the figure comes from", max_length=200, blank=True)
    method = models.TextField("how it is counted", blank=True)
    caveats = models.TextField("what to know before using it", blank=True)
    frequency = models.CharField("how often", max_length=11, choices=Frequency, blank=True)
    counts_people = models.BooleanField(
        default=False, help_text="It counts people, so small numbers are hidden outside the team."
    )
    source_note = models.TextField(blank=True, help_text="What is odd about the printed words. They stay as printed.")

    objects = IndicatorQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[breakdowns])

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
            models.CheckConstraint(
                name="an_indicator_shows_at_most_two_decimals",
                condition=Q(decimals__lte=2),
                violation_error_message="Show 0, 1 or 2 digits after the point.",
            ),
        ]

    def __str__(self):
        return f"{self.reference} {self.name}"

    def get_absolute_url(self):
        return reverse("indicators:indicator-detail", args=[self.reference])

    def clean(self):
        """What was published stands under its reference for good, and what was hidden then stays hidden."""
        published = self.pk and Indicator.objects.filter(pk=self.pk, publications__isnull=False).first()
        if not published:
            return
        if self.reference != published.reference:
            raise ValidationError({"reference": "Its figures were published under the reference it has: it stays."})
        if published.counts_people and not self.counts_people:
            stays = "Its figures were published as counts of people, with small numbers hidden: it stays one."
            raise ValidationError({"counts_people": stays})

    @property
    def aims(self):
        """The targets that came along, the first one first."""
        fields = {name: Target._meta.get_field(name) for name in ("due_on", "aim", "value", "upper")}
        return [
            Target(indicator=self, **{name: field.to_python(row[name]) for name, field in fields.items()})
            for row in self.target_rows
        ]

    @property
    def has_base(self):
        """Whether its kind needs a denominator."""
        return self.kind in (IndicatorKind.PERCENTAGE, IndicatorKind.NUMBER_AND_PERCENTAGE)

    @property
    def is_in_words(self):
        return self.kind == IndicatorKind.NARRATIVE

    @property
    def is_yes_or_no(self):
        return self.kind == IndicatorKind.YES_NO


class Target(models.Model):
    """Where an indicator should be by a date."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="targets")
    due_on = models.DateField("by")
    aim = models.CharField(max_length=8, choices=Aim, default=Aim.AT_LEAST)
    value = models.DecimalField(max_digits=14, decimal_places=2, help_text="A percentage where it is one.")
    upper = models.DecimalField(
        "and", max_digits=14, decimal_places=2, null=True, blank=True, help_text="Only for a target between two."
    )
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
            ),
            models.CheckConstraint(
                name="a_target_has_a_known_aim",
                condition=Q(aim__in=Aim.values),
                violation_error_message="Choose at least, at most or between.",
            ),
            models.CheckConstraint(
                name="a_target_between_two_has_both",
                condition=Q(aim=Aim.BETWEEN, upper__isnull=False, upper__gt=F("value"))
                | ~Q(aim=Aim.BETWEEN) & Q(upper__isnull=True),
                violation_error_message="Give the second, larger figure for a target between two, and only then.",
            ),
        ]

    def __str__(self):
        return f"{self.indicator.reference}: {self.value} by {self.due_on}"

    def clean(self):
        wrong = {Better.HIGHER: Aim.AT_MOST, Better.LOWER: Aim.AT_LEAST}
        if hasattr(self, "indicator") and wrong.get(self.indicator.better) == self.aim:
            better = self.indicator.get_better_display().lower()
            raise ValidationError({"aim": f"That wants the other way: of this indicator {better}."})
