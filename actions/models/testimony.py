"""What people say and what the documents state: voices, stories and figures."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from foundations.models import Plan, PriorityArea
from promise_tracker.arithmetic import check_sum, work_out


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


class Unit(models.TextChoices):
    COUNT = "count", "Number"
    PERCENT = "percent", "Per cent"
    POUNDS = "pounds", "Pounds"
    TIMES = "times", "Times"


class Verdict(models.TextChoices):
    AGREES = "agrees", "Agrees"
    DIFFERS = "differs", "Differs"
    UNCHECKED = "unchecked", "Cannot be checked"


class Statement(models.Model):
    """A figure that a plan or an update states, and what the tracker computes for it."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="statements")
    update = models.ForeignKey(
        "actions.ProgressUpdate", models.PROTECT, null=True, blank=True, related_name="statements"
    )
    action = models.ForeignKey("actions.Action", models.PROTECT, null=True, blank=True, related_name="statements")
    story = models.ForeignKey(Story, models.PROTECT, null=True, blank=True, related_name="statements")

    position = models.PositiveSmallIntegerField()
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
    working = models.CharField(
        "how it is worked out",
        max_length=200,
        blank=True,
        validators=[check_sum],
        help_text="Numbers with + - * / and brackets. Empty if it cannot be worked out.",
    )
    why_unchecked = models.CharField("why it cannot be checked", max_length=200, blank=True)
    source_note = models.TextField(blank=True, help_text="What is odd about the printed figure. It stays as printed.")

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
        ]

    def __str__(self):
        return f"{self.printed} {self.says}"

    @property
    def computed(self):
        """What the tracker makes of it, in the statement's unit, as a Decimal; None without a working."""
        return work_out(self.working) if self.working else None

    @property
    def computed_words(self):
        """The same as people write it: £3,560,935, 24.1 %, 12."""
        if self.computed is None:
            return ""
        number = f"{self.computed:,.1f}".removesuffix(".0")
        if self.unit == Unit.POUNDS:
            return f"-£{number[1:]}" if number.startswith("-") else f"£{number}"
        return f"{number} %" if self.unit == Unit.PERCENT else number

    @property
    def verdict(self):
        """Whether the printed figure is the computed one, rounded as printed (half a unit either way)."""
        if self.computed is None:
            return Verdict.UNCHECKED
        return Verdict.AGREES if abs(self.computed - self.value) <= self.precision / 2 else Verdict.DIFFERS
