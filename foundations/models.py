"""What was promised: the plans, the five foundations, and the duties in law."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords


class PlanStanding(models.TextChoices):
    DRAFT = "draft", "Draft"
    ADOPTED = "adopted", "Adopted"
    CLOSED = "closed", "Closed"


class Plan(models.Model):
    """A written promise with a beginning and an end, adopted by the board."""

    followed_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="follows", verbose_name="plan that follows it"
    )
    slug = models.SlugField("handle", unique=True, help_text="The plan's part of a web address.")
    title = models.CharField(max_length=200, unique=True)
    prefix = models.CharField(max_length=8, unique=True, help_text="What its references begin with, such as CP.")
    position = models.PositiveSmallIntegerField(unique=True)
    summary = models.TextField("in plain words", blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    standing = models.CharField(max_length=10, choices=PlanStanding, default=PlanStanding.DRAFT)
    source = models.CharField("source document", max_length=300)
    source_note = models.TextField(blank=True, help_text="What is odd about the document. Its words stay as printed.")
    actions_stated = models.PositiveSmallIntegerField(
        "actions it says it has", null=True, blank=True, help_text="As the plan says, whatever is recorded here."
    )
    keepers_stated = models.PositiveSmallIntegerField("Promise Keepers it says it has", null=True, blank=True)
    closed_on = models.DateField("closed on", null=True, blank=True, editable=False)
    closing_words = models.TextField("what the board said at its closing", blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                name="a_plan_ends_after_it_starts",
                condition=Q(ends_on__gt=F("starts_on")),
                violation_error_message="The plan must end after it starts.",
            ),
            models.CheckConstraint(
                name="a_plan_does_not_follow_itself",
                condition=Q(followed_by__isnull=True) | ~Q(followed_by=F("pk")),
                violation_error_message="A plan cannot follow itself.",
            ),
            models.CheckConstraint(
                name="a_plan_has_a_known_standing",
                condition=Q(standing__in=PlanStanding.values),
                violation_error_message="Choose draft, adopted or closed.",
            ),
            models.CheckConstraint(
                name="a_closed_plan_says_when_it_was_closed",
                condition=Q(standing=PlanStanding.CLOSED, closed_on__isnull=False)
                | (~Q(standing=PlanStanding.CLOSED) & Q(closed_on__isnull=True)),
                violation_error_message="A plan is closed, and opened again, on its own page under Close this plan.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("foundations:plan-detail", args=[self.slug])

    @property
    def is_closed(self):
        return self.standing == PlanStanding.CLOSED


class PassagePlace(models.TextChoices):
    OPENING = "opening", "Before the actions"
    SUMMARY = "summary", "After the actions"
    CLOSING = "closing", "At the very end"


class Passage(models.Model):
    """Words of a plan's document that are not an action: its introduction, its summary, its last line."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="passages")
    place = models.CharField(max_length=10, choices=PassagePlace)
    position = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=200, blank=True)
    text = models.TextField(help_text="Word for word.")
    source_note = models.TextField(blank=True, help_text="What is odd about the printed words. They stay as printed.")

    history = HistoricalRecords()

    class Meta:
        ordering = ["plan", "position"]
        constraints = [
            models.UniqueConstraint(
                "plan",
                "position",
                name="a_passage_has_its_own_place",
                violation_error_message="Another passage of this plan stands at this position.",
            ),
            models.CheckConstraint(
                name="a_passage_stands_somewhere_known",
                condition=Q(place__in=PassagePlace.values),
                violation_error_message="Say where in the document the passage stands.",
            ),
        ]

    def __str__(self):
        return self.heading or f"{self.plan}: {self.get_place_display().lower()}, {self.position}"


class Foundation(models.Model):
    """One of the five things that the Promise rests on: Voice, Family, Care, People, Scaffolding."""

    slug = models.SlugField("handle", unique=True)
    name = models.CharField(max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(unique=True)
    statement = models.TextField(help_text="Word for word, as the plan prints it.")
    source_note = models.TextField(blank=True, help_text="What is odd about the printed words. They stay as printed.")

    history = HistoricalRecords()

    class Meta:
        ordering = ["position"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("foundations:foundation-detail", args=[self.slug])


class PriorityArea(models.Model):
    """One of the five areas that Plan 21-24 puts first."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="priority_areas")
    slug = models.SlugField("handle", unique=True)
    name = models.CharField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField()

    history = HistoricalRecords()

    class Meta:
        ordering = ["plan", "position", "pk"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("foundations:priority_area-detail", args=[self.slug])


class Theme(models.Model):
    """A heading that a plan puts its actions under."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="themes")
    slug = models.SlugField("handle", unique=True)
    name = models.CharField(max_length=200, help_text="Word for word, as the plan prints it.")
    position = models.PositiveSmallIntegerField()
    source_note = models.TextField(blank=True, help_text="What is odd about the printed words. They stay as printed.")

    history = HistoricalRecords()

    class Meta:
        ordering = ["plan", "position"]
        constraints = [
            models.UniqueConstraint(
                "plan",
                "position",
                name="a_theme_has_its_own_place",
                violation_error_message="Another theme of this plan stands at this position.",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("foundations:theme-detail", args=[self.slug])


class Duty(models.Model):
    """One of the six things that the law asks of every corporate parent."""

    letter = models.CharField(max_length=1, unique=True, help_text="Its letter in section 58(1) of the 2014 Act.")
    name = models.CharField("short name", max_length=40, unique=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["letter"]
        verbose_name_plural = "duties"

    def __str__(self):
        return f"({self.letter}) {self.name}"

    def get_absolute_url(self):
        return reverse("foundations:duty-detail", args=[self.letter])


class DutyWordingQuerySet(models.QuerySet):
    def in_force(self, on):
        """Those that are the law on a day, as far as their dates are known."""
        return self.filter(
            Q(in_force_from__isnull=True) | Q(in_force_from__lte=on),
            Q(in_force_until__isnull=True) | Q(in_force_until__gte=on),
        )


class DutyWording(models.Model):
    """What the Act says of a duty, from one date until another: the law is amended, the record is not."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="wordings")
    text = models.TextField("statutory wording", help_text="Word for word.")
    source = models.CharField(max_length=300)
    in_force_from = models.DateField(null=True, blank=True, help_text="Empty while the date has not been checked.")
    in_force_until = models.DateField("in force until", null=True, blank=True, help_text="Empty while it is the law.")

    objects = DutyWordingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["duty", F("in_force_from").desc(nulls_last=True), "-pk"]
        constraints = [
            models.UniqueConstraint(
                "duty",
                condition=Q(in_force_until__isnull=True),
                name="a_duty_has_one_wording_today",
                violation_error_message="This duty has a wording in force already. Give that one an end date first.",
            ),
            models.CheckConstraint(
                name="a_wording_ends_after_it_begins",
                condition=Q(in_force_from__isnull=True)
                | Q(in_force_until__isnull=True)
                | Q(in_force_until__gt=F("in_force_from")),
                violation_error_message="A wording must end after it comes into force.",
            ),
        ]

    def __str__(self):
        return f"{self.duty}, {self.source}"

    def is_in_force(self, on):
        """The same rule as in_force, for one row."""
        begun = self.in_force_from is None or self.in_force_from <= on
        return begun and (self.in_force_until is None or on <= self.in_force_until)
