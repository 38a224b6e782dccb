"""What is on record of a plan, as far as its health rests on it: read once, in a fixed number of queries."""

from collections import defaultdict
from datetime import date
from functools import cached_property

from django.db.models import Exists, OuterRef, Prefetch, Q

from actions.checking import differing
from actions.models import Action, DutyServed, Lead, Milestone
from foundations.models import Duty
from indicators.models import Indicator, Measurement
from keepers.models import Post, PromiseKeeper, Tenure
from promise_tracker.lists import ListOf

SHOWN = ["pk", "reference", "title", "wording", "summary", "outcomes", "indicators_printed", "starts_on", "due_on"]
WORKED_OUT = ["theme", "told_on", "stage", "leads_on", "indicator_keys", "duty_letters", "same_as", "has_milestone"]


class PlanRecord:
    """A plan with its open actions, their posts, indicators and duties, and what it states, as on a day."""

    def __init__(self, plan, on):
        self.plan, self.on = plan, on

    @cached_property
    def actions(self):
        """Its actions that were not settled, in their order, as dictionaries."""
        mine = {"action": OuterRef("pk")}
        actions = (
            self.plan.actions.filter(Q(settlement__isnull=True)).order_by("position").with_standing(self.on, None)
        )
        rows = actions.annotate(
            leads_on=ListOf(Lead.objects.filter(**mine).order_by("position"), "post", "is_accountable", "reports"),
            indicator_keys=ListOf(Indicator.objects.filter(actions=OuterRef("pk")), "pk"),
            duty_letters=ListOf(DutyServed.objects.filter(**mine), letter="duty__letter"),
            same_as=ListOf(Action.objects.filter(same_work=OuterRef("pk")), "pk"),
            has_milestone=Exists(Milestone.objects.filter(**mine)),
        )
        return list(rows.values(*SHOWN, *WORKED_OUT))

    @cached_property
    def posts(self):
        """The posts that lead them, by key."""
        keys = {lead["post"] for action in self.actions for lead in action["leads_on"]}
        return {post.pk: post for post in Post.objects.filter(pk__in=keys).order_by("title")}

    @cached_property
    def held_until(self):
        """The last day that each post is held from today on, without a gap; None where nobody knows of an end."""
        tenures = defaultdict(list)
        held = Tenure.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=self.on), post__in=self.posts)
        for tenure in held.order_by("starts_on"):
            tenures[tenure.post_id].append(tenure)
        return {post: _until(rows, self.on) for post, rows in tenures.items() if rows[0].starts_on <= self.on}

    @cached_property
    def indicators(self):
        """The indicators that its actions name, by key, each with its figures in force and its targets."""
        keys = {row["pk"] for action in self.actions for row in action["indicator_keys"]}
        figures = Measurement.objects.current().whole().order_by("ends_on", "pk")
        rows = Indicator.objects.filter(pk__in=keys).order_by("reference")
        rows = rows.prefetch_related(Prefetch("measurements", figures, to_attr="figures"), "targets")
        return {indicator.pk: indicator for indicator in rows}

    @cached_property
    def duties(self):
        return list(Duty.objects.order_by("letter"))

    @cached_property
    def differing(self):
        """The figures it states, or its actions' updates do, that differ from what the tracker makes of them."""
        keys = {action["pk"] for action in self.actions}
        return [row for row in differing(self.on) if row.plan_id == self.plan.pk or row.action_id in keys]

    @cached_property
    def keepers(self):
        """The Promise Keepers of today, real ones, each knowing whether they keep a foundation."""
        keeps = PromiseKeeper.foundations.through.objects.filter(promisekeeper=OuterRef("pk"))
        rows = PromiseKeeper.objects.in_force(self.on).select_related("person").annotate(keeps=Exists(keeps))
        return list(rows.order_by("person__name", "pk"))


def _until(tenures, on):
    """How long a post is held from a day on; each tenure may begin while the one before it still lasts."""
    until = None
    for tenure in tenures:
        if until is not None and (tenure.starts_on - until).days > 1:
            break
        if tenure.starts_on <= on or until is not None:
            if tenure.ends_on is None:
                return None
            until = max(until or date.min, tenure.ends_on)
    return until
