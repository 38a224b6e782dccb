"""What a plan, an update or a story states in figures, and what the tracker makes of it."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from foundations.models import Plan
from indicators.models import Measurement
from indicators.series import series_of
from indicators.templatetags.figures import percentage_text
from indicators.when import in_a_sentence
from promise_tracker.arithmetic import PLACES, as_people_write, check_sum, work_out

from .testimony import Story


class Unit(models.TextChoices):
    COUNT = "count", "Number"
    PERCENT = "percent", "Per cent"
    POUNDS = "pounds", "Pounds"
    TIMES = "times", "Times"


class Verdict(models.TextChoices):
    AGREES = "agrees", "Agrees"
    DIFFERS = "differs", "Differs"
    UNCHECKED = "unchecked", "Cannot be checked"


class Tie(models.TextChoices):
    """What a stated figure is, of figures on the record."""

    FIGURE = "figure", "The figure itself"
    SHARE = "share", "The figure’s share in per cent"
    CHANGE = "change", "The change from one figure to another, in per cent"
    DIFFERENCE = "difference", "The difference of two figures"
    RATIO = "ratio", "How many times one figure is another"
    TOTAL = "total", "The sum of all figures from one to another"


OF_TWO = [Tie.CHANGE, Tie.DIFFERENCE, Tie.RATIO, Tie.TOTAL]
UNITS = {Tie.SHARE: Unit.PERCENT, Tie.CHANGE: Unit.PERCENT, Tie.RATIO: Unit.TIMES}


class Way(models.TextChoices):
    """Which way the words say that a figure went."""

    UP = "up", "More than before"
    DOWN = "down", "Less than before"


class Worked(NamedTuple):
    """What came out, and of what; or why nothing did."""

    value: Decimal | None = None
    of: str = ""
    why_not: str = ""


class StatementQuerySet(models.QuerySet):
    def with_ties(self):
        """Together with the figures they are tied to; checking.with_figures brings the others of their series."""
        return self.select_related("figure__indicator", "figure__part", "earlier")

    def on_record(self, on):
        """What the documents print, and what was reported up to a day."""
        return self.filter(
            Q(update__isnull=True) | Q(update__as_at__isnull=True) | Q(update__as_at__lte=on),
        )

    def checkable(self):
        """Those that can be worked out, or could if their figures were there."""
        return self.exclude(working="", tied_as="")


class Statement(models.Model):
    """A figure that a plan, an update or a story states, and what the tracker computes for it."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="statements")
    update = models.ForeignKey(
        "actions.ProgressUpdate", models.PROTECT, null=True, blank=True, related_name="statements"
    )
    action = models.ForeignKey("actions.Action", models.PROTECT, null=True, blank=True, related_name="statements")
    story = models.ForeignKey(Story, models.PROTECT, null=True, blank=True, related_name="statements")
    figure = models.ForeignKey(
        Measurement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The figure on the record that it is of; the later one where there are two.",
    )
    earlier = models.ForeignKey(
        Measurement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="earlier figure",
        help_text="Only where it is of two figures, or of all from this one on.",
    )

    position = models.PositiveIntegerField()
    printed = models.CharField(max_length=60, help_text="The figure word for word, such as £3.3M.")
    says = models.CharField(max_length=300, help_text="What the figure is of.")
    value = models.DecimalField(max_digits=14, decimal_places=2)
    precision = models.DecimalField(
        max_digits=14,
        decimal_places=2,
        default=Decimal(1),
        help_text="What the printed figure is rounded to: 1 for 24 %, 100000 for £3.3M.",
    )
    unit = models.CharField(max_length=7, choices=Unit)
    way = models.CharField(
        "which way it says that it went",
        max_length=4,
        choices=Way,
        blank=True,
        help_text="Only for a change or a difference: 24 % fewer is less than before.",
    )
    working = models.CharField(
        "how it is worked out",
        max_length=200,
        blank=True,
        validators=[check_sum],
        help_text="Numbers with + - * / and brackets. Empty if it cannot be worked out, or is tied to figures.",
    )
    tied_as = models.CharField("tied to figures as", max_length=10, choices=Tie, blank=True)
    why_unchecked = models.CharField("why it cannot be checked", max_length=200, blank=True)
    source_note = models.TextField(blank=True, help_text="What is odd about the printed figure. It stays as printed.")

    settled_because = models.TextField("why it stands although it differs", blank=True)
    settled_value = models.DecimalField(
        "what the tracker made of it then", max_digits=20, decimal_places=4, null=True, blank=True
    )
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = StatementQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["plan", "position"]
        constraints = [
            models.UniqueConstraint(
                "plan",
                "position",
                name="a_statement_has_its_own_place",
                violation_error_message="Another figure of this plan stands at this position.",
            ),
            models.CheckConstraint(
                name="a_statement_has_a_known_unit",
                condition=Q(unit__in=Unit.values),
                violation_error_message="Choose the unit from the list.",
            ),
            models.CheckConstraint(
                name="a_statement_is_rounded_to_something",
                condition=Q(precision__gt=0),
                violation_error_message="Say what the figure is rounded to: a number above nothing.",
            ),
            models.CheckConstraint(
                name="a_statement_went_a_known_way",
                condition=Q(way="") | Q(way__in=Way.values, tied_as__in=[Tie.CHANGE, Tie.DIFFERENCE]),
                violation_error_message="Say more or less only of a change or a difference.",
            ),
            models.CheckConstraint(
                name="a_statement_is_worked_out_one_way",
                condition=Q(working="") | Q(tied_as=""),
                violation_error_message="Give a sum, or tie it to figures, and not both.",
            ),
            models.CheckConstraint(
                name="a_tie_has_its_figures",
                condition=Q(tied_as="", figure__isnull=True, earlier__isnull=True)
                | Q(tied_as__in=[Tie.FIGURE, Tie.SHARE], figure__isnull=False, earlier__isnull=True)
                | Q(tied_as__in=OF_TWO, figure__isnull=False, earlier__isnull=False),
                violation_error_message=(
                    "Name the figure that it is tied to, and the earlier one for a change, a difference, a ratio or "
                    "a sum."
                ),
            ),
            models.CheckConstraint(
                name="what_is_settled_says_who_when_and_why",
                condition=Q(
                    settled_by__isnull=True, settled_at__isnull=True, settled_value__isnull=True, settled_because=""
                )
                | Q(settled_by__isnull=False, settled_at__isnull=False, settled_value__isnull=False)
                & ~Q(settled_because=""),
                violation_error_message="Say why the figure stands although it differs.",
            ),
        ]

    def __str__(self):
        return f"{self.printed} {self.says}"

    def get_absolute_url(self):
        return reverse("actions:statement-detail", args=[self.pk])

    def clean(self):
        if self.figure and self.earlier:
            first, last = self.earlier, self.figure
            if (first.indicator_id, first.part_id) != (last.indicator_id, last.part_id):
                raise ValidationError({"earlier": "That is a figure of something else."})
            if first.ends_on >= last.ends_on:
                raise ValidationError({"earlier": "That figure is not earlier than the other."})
        if UNITS.get(self.tied_as, self.unit) != self.unit:
            raise ValidationError({"tied_as": f"That does not come out in {self.get_unit_display().lower()}."})

    # What the tracker makes of it

    @cached_property
    def series(self):
        """The figures among which those that it is tied to stand. For a list of statements see checking.py."""
        figures = self.figure.indicator.measurements.current().select_related("part")
        return series_of(self.figure.indicator, figures, self.figure.part)

    @cached_property
    def worked(self):
        """What its sum or its figures come to, in its own unit."""
        if self.working:
            return Worked(work_out(self.working), as_people_write(self.working))
        return worked_out(self) if self.tied_as else Worked(why_not=self.why_unchecked)

    @property
    def computed(self):
        """What the tracker makes of it, in the statement's unit, as a Decimal; None if it cannot be worked out."""
        return self.worked.value

    @property
    def verdict(self):
        """Whether the printed figure is the computed one, rounded as printed (half a unit either way)."""
        if self.computed is None:
            return Verdict.UNCHECKED
        return Verdict.AGREES if abs(self.computed - self.value) <= self.precision / 2 else Verdict.DIFFERS

    @property
    def is_settled(self):
        """Whether a data officer has said why it stands, of what the tracker makes of it today."""
        return self.settled_at is not None and self.settled_value == self.computed

    @property
    def is_open(self):
        """Whether it differs, and nobody has said why it stands."""
        return self.verdict == Verdict.DIFFERS and not self.is_settled

    # In words

    @property
    def computed_words(self):
        """What the tracker makes of it as people write it, a digit closer than it is printed: £3,560,935, 24.0%."""
        return "" if self.computed is None else self._written(self.computed, self._digits_of(self.computed))

    @property
    def rounded_words(self):
        """The same, rounded as the printed figure is; empty if that changes nothing."""
        if self.computed is None:
            return ""
        steps = (self.computed / self.precision).to_integral_value(ROUND_HALF_UP)
        words = self._written(steps * self.precision, self._printed_digits)
        return "" if words == self.computed_words else words

    @property
    def differs_by(self):
        """How far apart the printed and the computed figure are: £260,935, 57.9 percentage points."""
        if self.verdict != Verdict.DIFFERS:
            return ""
        apart = abs(self.computed - self.value)
        words = self._written(apart, self._digits_of(apart))
        return f"{words.removesuffix('%')} percentage points" if self.unit == Unit.PERCENT else words

    @property
    def tied_words(self):
        """Which figures it is tied to: IND-29, February 2020 to February 2022."""
        if not self.tied_as:
            return ""
        # Without the word before each: in February 2020.
        periods = [in_a_sentence(row.starts_on, row.ends_on) for row in (self.earlier, self.figure) if row]
        return f"{self.figure.indicator.reference}, {' to '.join(period.partition(' ')[2] for period in periods)}"

    @property
    def _printed_digits(self):
        return max(0, -self.precision.normalize().as_tuple().exponent)

    def _digits_of(self, value):
        if self.unit in (Unit.PERCENT, Unit.TIMES):
            return self._printed_digits + 1
        whole = value == value.to_integral_value()
        return self._printed_digits if whole else max(self._printed_digits, 2 if self.unit == Unit.POUNDS else 1)

    def _written(self, value, digits):
        number = f"{abs(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP):,}"
        sign = "-" if value < 0 else ""
        if self.unit == Unit.POUNDS:
            return f"{sign}£{number}"
        return f"{sign}{number}%" if self.unit == Unit.PERCENT else f"{sign}{number}"


# What figures on the record come to


def worked_out(statement):
    """What the figures that a statement is tied to come to."""
    series, tied_as = statement.series, statement.tied_as
    last, first = (_in_force(series, row) for row in (statement.figure, statement.earlier))
    if last is None or (statement.earlier and first is None):
        return Worked(why_not="The figure that it was tied to is not on the record any more.")
    if last.value is None:
        return Worked(why_not="The figure that it is tied to is missing.")
    if tied_as == Tie.FIGURE:
        return _worked(last.figure.numerator, "")
    if tied_as == Tie.SHARE:
        return _worked(last.figure.percentage, share_words(last.figure))
    change = series.change(first, last)
    if change.why_not:
        return Worked(why_not=change.why_not)
    if tied_as == Tie.TOTAL:
        points = series.points[series.points.index(first) : series.points.index(last) + 1]
        lacking = any(point.value is None for point in points)
        return _worked(None if lacking else sum(point.figure.numerator for point in points), _added(points))
    ratio = last.value / first.value if first.value else None
    value = {Tie.CHANGE: change.share, Tie.DIFFERENCE: change.by, Tie.RATIO: ratio}[tied_as]
    if value is not None and tied_as != Tie.RATIO:
        value = {Way.UP: value, Way.DOWN: -value}.get(statement.way, abs(value))
    return _worked(value, f"{plain(first)} to {plain(last)}")


def _worked(value, of):
    if value is None:
        return Worked(why_not="The figures that it is tied to do not give what it states.")
    return Worked(Decimal(value).quantize(PLACES, ROUND_HALF_UP), of)


def _in_force(series, tied):
    """The figure that holds today for the period of a tied one: that one, or its revision."""
    period = tied and (tied.starts_on, tied.ends_on)
    return next((point for point in series.points if (point.starts_on, point.ends_on) == period), None)


def plain(point):
    """A number as it is: 988, 62.5%."""
    if point.figure.percentage is not None:
        return percentage_text(point.figure.percentage)
    return f"{point.value:,.2f}".removesuffix(".00")


def share_words(figure):
    """What a share is of: 5 of 8."""
    return " of ".join(f"{number:,.2f}".removesuffix(".00") for number in (figure.numerator, figure.denominator or 0))


def _added(points):
    return " + ".join("?" if point.value is None else plain(point) for point in points)
