"""The actions of the plans, and who leads them."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, Subquery
from django.urls import reverse
from simple_history.models import HistoricalRecords

from foundations.models import Duty, Foundation, Plan, PlanStanding, PriorityArea, Theme
from indicators.models import Indicator
from keepers.models import DatedFact, Post, PromiseKeeper, Tenure
from promise_tracker.lists import ListOf

from .progress import ProgressUpdate, standing_of
from .testimony import Story, Voice


class FundingCondition(models.TextChoices):
    SCOTTISH_GOVERNMENT = "scottish_government", "Based on Scottish Government funding"


class ActionQuerySet(models.QuerySet):
    def in_force(self, on):
        """Actions that the board works on: their plan is adopted, and they have not been settled by a day."""
        return self.exclude(plan__standing=PlanStanding.DRAFT).filter(
            Q(settlement__isnull=True) | Q(settlement__settled_on__gt=on),
            Q(plan__closed_on__isnull=True) | Q(plan__closed_on__gt=on),
        )

    def of_adopted_plans(self):
        """Actions of plans that are neither closed nor still being written."""
        return self.filter(plan__standing=PlanStanding.ADOPTED)

    def listed_in_areas(self, **handle):
        """Actions that priority areas list: a draft or closed plan's stand only in the areas of that plan itself.

        Actions keep their areas when they are carried, so an area can hold actions of several plans.
        """
        own_or_adopted = Q(plan__standing=PlanStanding.ADOPTED) | Q(priority_areas__plan=F("plan"))
        return self.filter(own_or_adopted, **handle)

    def reported_by(self, person, on):
        """Actions whose next update this person is asked for: their post reports, or they were named reporter."""
        held = Tenure.objects.in_force(on).filter(person=person).values("post")
        return self.in_force(on).filter(
            Exists(Lead.objects.filter(action=OuterRef("pk"), reports=True, post__in=held))
            | Exists(Reporter.objects.in_force(on).filter(action=OuterRef("pk"), person=person))
        )

    def open_to(self, person, on):
        """Actions that this person may report on: any post that leads it will do, or being named its reporter."""
        held = Tenure.objects.in_force(on).filter(person=person).values("post")
        return self.in_force(on).filter(
            Exists(Lead.objects.filter(action=OuterRef("pk"), post__in=held))
            | Exists(Reporter.objects.in_force(on).filter(action=OuterRef("pk"), person=person))
        )

    def kept_by(self, person, on):
        """Actions under the foundations that this person keeps as a Promise Keeper."""
        keeping = PromiseKeeper.objects.in_force(on).filter(person=person)
        return self.in_force(on).filter(foundation__in=keeping.values("foundations"))

    def with_standing(self, on, since):
        """Adds what was last said up to a day, and how the action stands because of it, seen from the last meeting.

        `told` is the latest update itself, joined once: any of its fields can be asked for as told__..., and
        select_related("told") brings it along. The subquery runs once for each action.
        """
        return self.annotate(
            told=FilteredRelation("updates", condition=last_word(on)),
            told_on=F("told__as_at"),
            stage=F("told__stage"),
            outlook=F("told__outlook"),
        ).annotate(standing=standing_of(since))

    def with_standing_before(self, on, since):
        """Adds the same for an earlier day as well."""
        return self.annotate(
            told_before=FilteredRelation("updates", condition=last_word(on)),
            told_on_before=F("told_before__as_at"),
            stage_before=F("told_before__stage"),
            outlook_before=F("told_before__outlook"),
        ).annotate(standing_before=standing_of(since, "_before"))

    def with_leads(self):
        """Adds the post that reports, and the duties the action serves."""
        served = DutyServed.objects.filter(action=OuterRef("pk")).order_by("duty__letter")
        return self.annotate(
            reporting=FilteredRelation("leads", condition=Q(leads__reports=True)),
            reports_title=F("reporting__post__title"),
            reports_slug=F("reporting__post__slug"),
            duty_rows=ListOf(served, letter="duty__letter", name="duty__name"),
        )

    def with_lead_rows(self):
        """Adds all posts that lead it, in their order."""
        leads = Lead.objects.filter(action=OuterRef("pk")).order_by("position", "pk")
        return self.annotate(lead_rows=ListOf(leads, "post", "post__title", "is_accountable", "reports"))

    def with_people_asked(self, on):
        """Adds who is asked, on a day, how it stands: whoever holds the post that reports, and those named."""
        person = {"name": "person__name", "is_example": "person__is_example"}
        holding = Tenure.objects.in_force(on).filter(post__leads__action=OuterRef("pk"), post__leads__reports=True)
        named = Reporter.objects.in_force(on).filter(action=OuterRef("pk"))
        return self.annotate(
            holders=ListOf(holding.order_by("person__name", "pk"), "is_acting", **person),
            named=ListOf(named.order_by("person__name", "pk"), **person),
        )

    def for_list(self, on, since):
        """What a list of actions shows, in one query."""
        shown = self.select_related("plan", "foundation", "theme", "settlement")
        return shown.with_standing(on, since).with_leads()

    def for_pack(self, on, since):
        """What a meeting's pack tells of actions, in one query."""
        indicators = Indicator.objects.filter(actions=OuterRef("pk")).order_by("reference")
        actions = self.for_list(on, since).with_lead_rows().with_people_asked(on)
        return actions.annotate(indicator_rows=ListOf(indicators, "reference"))

    def for_page(self, on, since):
        """What an action's own page shows of it: its short lists come along in the same query."""
        mine = {"action": OuterRef("pk")}
        in_other_plans = Action.objects.filter(same_work=OuterRef("pk"))
        before = Action.objects.filter(settlement__into=OuterRef("pk")).order_by("plan__position", "position")
        shown = self.for_list(on, since).select_related("settlement__into__plan", "settlement__settled_by")
        return shown.annotate(
            continues_rows=ListOf(before, "reference", "title", plan="plan__title"),
            milestone_rows=ListOf(
                Milestone.objects.filter(**mine).order_by("due_on", "pk"),
                "title",
                "due_on",
                "done_on",
                is_example="set_by__is_example",
            ),
            area_rows=ListOf(PriorityArea.objects.filter(actions=OuterRef("pk")).order_by("position"), "slug", "name"),
            served_rows=ListOf(
                DutyServed.objects.filter(**mine).order_by("duty"), "words", letter="duty__letter", name="duty__name"
            ),
            same_work_rows=ListOf(in_other_plans.order_by("reference"), "reference", "title", plan="plan__title"),
            voice_rows=ListOf(
                Voice.objects.quotable().filter(**mine).order_by("position"),
                "words",
                "speaker",
                "consent",
                "dated_words",
                "source",
            ),
            story_rows=ListOf(Story.objects.filter(actions=OuterRef("pk")).order_by("position"), "slug", "title"),
            named_rows=ListOf(
                Reporter.objects.in_force(on).filter(**mine).order_by("pk"),
                name="person__name",
                is_example="person__is_example",
            ),
        )


def last_word(on):
    """The condition that joins to an action what was last said of it up to a day."""
    latest = ProgressUpdate.objects.filter(action=OuterRef("pk")).on_record(on).latest_first().values("pk")[:1]
    return Q(updates__pk=Subquery(latest))


class Action(models.Model):
    """Something that a plan says will be done."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="actions")
    foundation = models.ForeignKey(Foundation, models.PROTECT, null=True, blank=True, related_name="actions")
    theme = models.ForeignKey(Theme, models.PROTECT, null=True, blank=True, related_name="actions")
    priority_areas = models.ManyToManyField(PriorityArea, blank=True, related_name="actions")
    indicators = models.ManyToManyField(Indicator, blank=True, related_name="actions")
    posts = models.ManyToManyField(Post, through="Lead", related_name="actions")
    duties = models.ManyToManyField(Duty, through="DutyServed", related_name="actions")
    same_work = models.ManyToManyField(
        "self", blank=True, verbose_name="same work in the other plan", help_text="One update may serve both."
    )

    reference = models.SlugField(max_length=16, unique=True, help_text="Such as CP-12 or P-FA-1.")
    position = models.PositiveSmallIntegerField(help_text="Its place in the plan, from 1.")
    title = models.CharField(max_length=160, help_text="Short, ours. The plan's own words are the wording.")
    wording = models.TextField(blank=True, help_text="Word for word. Empty where the plan's words are not held here.")
    summary = models.TextField("in plain words", blank=True)
    outcomes = models.TextField(blank=True, help_text="Word for word, one on each line.")
    timescale_printed = models.CharField("timescale as printed", max_length=100, blank=True)
    starts_on = models.DateField("from", null=True, blank=True)
    due_on = models.DateField("until", null=True, blank=True, help_text="The last day of its timescale.")
    added_on = models.DateField(
        "added by the board",
        null=True,
        blank=True,
        help_text="The day of the meeting that added it. Empty for what the plan prints.",
    )
    funding_condition = models.CharField(max_length=20, choices=FundingCondition, blank=True)
    leads_printed = models.TextField("lead officers as printed", blank=True)
    indicators_printed = models.TextField(blank=True)
    priority_areas_printed = models.CharField(max_length=200, blank=True)
    source_note = models.TextField(blank=True, help_text="What is odd about the printed words. They stay as printed.")

    objects = ActionQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[priority_areas, indicators, same_work])

    class Meta:
        ordering = ["plan", "position"]
        constraints = [
            models.UniqueConstraint(
                "plan",
                "position",
                name="an_action_has_its_own_place",
                violation_error_message="Another action of this plan stands at this position.",
            ),
            models.CheckConstraint(
                name="an_action_stands_in_one_part_of_its_plan",
                condition=Q(foundation__isnull=True) ^ Q(theme__isnull=True),
                violation_error_message="Choose a foundation or a theme, and not both.",
            ),
            models.CheckConstraint(
                name="an_action_ends_after_it_starts",
                condition=Q(starts_on__isnull=True) | Q(due_on__isnull=True) | Q(due_on__gte=F("starts_on")),
                violation_error_message="The action must not end before it starts.",
            ),
            models.CheckConstraint(
                name="an_action_has_a_known_funding_condition",
                condition=Q(funding_condition__in=["", *FundingCondition.values]),
                violation_error_message="Choose the funding condition from the list.",
            ),
        ]

    def __str__(self):
        return f"{self.reference} {self.title}"

    def get_absolute_url(self):
        return reverse("actions:action-detail", args=[self.reference])

    @property
    def has_ended(self):
        """Whether it was settled, or its plan is not one that the board works on: nobody is asked for an update."""
        return getattr(self, "settlement", None) is not None or self.plan.standing != PlanStanding.ADOPTED

    def is_late(self, on):
        """Whether its timescale has run out; that it is complete or stopped is for the caller to know."""
        return self.due_on is not None and self.due_on < on


class Lead(models.Model):
    """A post leads an action, in the order the plan prints them."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="leads")
    post = models.ForeignKey(Post, models.PROTECT, related_name="leads")
    position = models.PositiveSmallIntegerField()
    is_accountable = models.BooleanField("accountable", default=False, help_text="Answers for it to the board.")
    reports = models.BooleanField(default=False, help_text="Says how it stands before each meeting.")

    history = HistoricalRecords()

    class Meta:
        ordering = ["action", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                "action",
                "post",
                name="a_post_leads_an_action_once",
                violation_error_message="This post leads the action already.",
            ),
            models.UniqueConstraint(
                "action",
                condition=Q(is_accountable=True),
                name="one_post_is_accountable",
                violation_error_message="Another post is accountable for this action.",
            ),
            models.UniqueConstraint(
                "action",
                condition=Q(reports=True),
                name="one_post_reports",
                violation_error_message="Another post reports on this action.",
            ),
        ]

    def __str__(self):
        return f"{self.action.reference}: {self.post}"


class DutyServed(models.Model):
    """An action serves a duty in law, in the plan's own words."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="duties_served")
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="served_by")
    words = models.TextField("in the plan's words", help_text="Word for word.")

    history = HistoricalRecords()

    class Meta:
        ordering = ["action", "duty"]
        verbose_name_plural = "duties served"
        constraints = [
            models.UniqueConstraint(
                "action",
                "duty",
                name="an_action_serves_a_duty_once",
                violation_error_message="The action serves this duty already.",
            )
        ]

    def __str__(self):
        return f"{self.action.reference}: {self.duty}"


class Reporter(DatedFact):
    """A person named to report on one action, besides those whose posts lead it."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="reporters")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reporterships")

    history = HistoricalRecords()

    class Meta(DatedFact.Meta):
        ordering = ["action", "-starts_on", "pk"]
        constraints = [
            *DatedFact.Meta.constraints,
            models.UniqueConstraint(
                "action",
                "person",
                "starts_on",
                name="a_reporter_is_named_once",
                violation_error_message="This person was named for this action from that day already.",
            ),
        ]

    def __str__(self):
        return f"{self.action.reference}: {self.person}"


class Milestone(models.Model):
    """A step on the way, with the day by which it should be done."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=200)
    due_on = models.DateField("due")
    done_on = models.DateField("done", null=True, blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["action", "due_on", "pk"]

    def __str__(self):
        return f"{self.action.reference}: {self.title}"

    @property
    def is_example(self):
        return self.set_by is not None and self.set_by.is_example
