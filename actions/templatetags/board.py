"""What pages of the apps to the left show of actions: how many, and how much of a plan is recorded at all."""

from django import template
from django.db.models import Count, Q

from actions.models import Action
from foundations.models import Plan
from keepers.models import PromiseKeeper
from promise_tracker.editions import kept

register = template.Library()

# Their lists hold the actions of closed plans and of drafts, too: see ActionFilter.
PARTS_OF_A_PLAN = ("plan", "theme", "priority_area")

HANDLES = {
    "duty": "duties__letter",
    "foundation": "foundation__slug",
    "theme": "theme__slug",
    "priority_area": "priority_areas__slug",
    "post": "posts__slug",
    "plan": "plan__slug",
    "indicator": "indicators__reference",
}


@register.simple_tag(takes_context=True)
def count_actions(context, by):
    """How many actions a list holds by the handle of something: {"a": 4, "b": 3, ...}. One query."""
    handle = HANDLES[by]
    listed = Action.objects if by in PARTS_OF_A_PLAN else Action.objects.of_adopted_plans()
    has_one = {f"{handle}__isnull": False}
    listed = listed.listed_in_areas(**has_one) if by == "priority_area" else listed.filter(**has_one)
    counted = listed.order_by().values_list(handle)
    return kept(context["request"], "count", lambda: dict(counted.annotate(n=Count("pk", distinct=True))), by)


@register.filter
def at(counts, key):
    """What stands in a dictionary at a key, or 0."""
    return counts.get(key, 0)


@register.inclusion_tag("actions/_plan_totals.html", takes_context=True)
def plan_totals(context, plan=None):
    """How much of what a plan says of itself is recorded: "12 of 100 actions recorded, 0 of 44 keepers named".

    Without a plan: of every plan that states a number. Promise Keepers are named once, for all plans, and examples
    do not count, nor do actions that the board added later. Two queries.
    """
    stating = Plan.objects.filter(Q(actions_stated__isnull=False) | Q(keepers_stated__isnull=False))
    plans = stating.filter(pk=plan.pk) if plan else stating
    request = context["request"]
    keepers = PromiseKeeper.objects.in_force(request.today).filter(person__is_example=False)

    def recorded():
        return {
            "plans": list(plans.annotate(recorded=Count("actions", filter=Q(actions__added_on=None)))),
            "named": keepers.values("person").distinct().count(),
        }

    return kept(request, "plan totals", recorded, plan and plan.pk)
