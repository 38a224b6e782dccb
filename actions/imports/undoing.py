"""Takes an import back as a whole, as long as nothing was reported against it."""

from datetime import date

from django.utils import timezone

from foundations.models import Plan, Theme
from indicators.models import Indicator
from keepers.models import Post, PostSpelling

from ..models import Action, DutyServed, ImportStanding, Lead, ProgressUpdate
from .keeping import FIELDS, Keeping, resting_on

REPORTED = "{reference} has been reported on. An import can be undone only while nothing was reported against it."
CHANGED_SINCE = "{reference} has been changed since. Undoing would lose that, so the import stays."


# The parts of an action that an import may change: by what they are ordered, and what is kept of each.
PARTS = {
    "leads": ("leads__position", ["leads__post", "leads__position", "leads__is_accountable", "leads__reports"]),
    "duties": ("duties_served__duty", ["duties_served__duty", "duties_served__words"]),
    "indicators": ("indicators", ["indicators"]),
    "areas": ("priority_areas", ["priority_areas"]),
}


def snapshots(keys):
    """What an import may change of each action, by its key, to be compared and put back."""
    actions = Action.objects.filter(pk__in=list(keys)).order_by("pk")
    found = {
        key: {"fields": dict(zip(FIELDS, map(plainly, values), strict=True)), **{name: [] for name in PARTS}}
        for key, *values in actions.values_list("pk", *FIELDS)
    }
    for name, (order, facts) in PARTS.items():
        # An action without any comes back once, with nothing.
        for key, first, *others in actions.values_list("pk", *facts).order_by("pk", order):
            if first is not None:
                found[key][name].append([first, *others] if others else first)
    return found


def plainly(value):
    return value.isoformat() if isinstance(value, date) else value


def why_not_undone(brought):
    """Why an import stays, in a sentence; nothing if it can be undone."""
    made = brought.done.get("made", {}).get("actions.action", [])
    changed = {each["action"]: each for each in brought.done.get("changed", [])}
    reported = ProgressUpdate.objects.filter(action__in=[*made, *changed]).select_related("action").first()
    if reported:
        return REPORTED.format(reference=reported.action.reference)
    now = snapshots(changed)
    differing = [key for key, each in changed.items() if now.get(key) != each["after"]]
    if differing:
        action = Action.objects.filter(pk__in=differing).first()
        return CHANGED_SINCE.format(reference=action.reference if action else "One of its actions")
    return ""


def plan_is_gone(brought):
    """Whether undoing took away the plan that the import had made: it stays where something else rests on it."""
    made = brought.done.get("made", {}).get("foundations.plan", [])
    return brought.standing == ImportStanding.UNDONE and bool(made) and not Plan.objects.filter(pk__in=made).exists()


def take_back(brought, by):
    """Put back what an import changed, and take away what it made. The import itself stays, as undone."""
    keeping = Keeping(by, f"Undid what came from {brought.name}")
    made = brought.done["made"]
    put_back({each["action"]: each["before"] for each in brought.done["changed"]}, keeping)
    keeping.take_away(Action.objects.filter(pk__in=made.get("actions.action", [])))
    plan = brought.plan if "foundations.plan" in made else None
    if plan:
        brought.plan_title, brought.plan_prefix = plan.title, plan.prefix
        brought.plan_starts_on, brought.plan_ends_on = plan.starts_on, plan.ends_on
        brought.plan = None
    brought.standing, brought.undone_by, brought.undone_at = ImportStanding.UNDONE, by, timezone.now()
    brought.save()
    take_away(made, plan, keeping)


def put_back(before, keeping):
    actions = list(Action.objects.filter(pk__in=list(before)))
    for action in actions:
        for name, value in before[action.pk]["fields"].items():
            is_day = value and name in ("starts_on", "due_on")
            setattr(action, name, date.fromisoformat(value) if is_day else value)
    keeping.change(
        actions,
        leads={
            key: [
                Lead(action_id=key, post_id=post, position=place, is_accountable=answers, reports=reports)
                for post, place, answers, reports in said["leads"]
            ]
            for key, said in before.items()
        },
        duties={
            key: [DutyServed(action_id=key, duty_id=duty, words=words) for duty, words in said["duties"]]
            for key, said in before.items()
        },
        links={
            "indicators": {key: said["indicators"] for key, said in before.items()},
            "priority_areas": {key: said["areas"] for key, said in before.items()},
        },
    )


def take_away(made, plan, keeping):
    """What was made besides the actions, unless something else rests on it by now."""
    for model in (PostSpelling, Post, Indicator, Theme):
        keys = set(made.get(model._meta.label_lower, []))
        keeping.take_away(model.objects.filter(pk__in=keys - resting_on(model, keys, but=PostSpelling)))
    if plan and not resting_on(Plan, [plan.pk], but=PostSpelling):
        keeping.take_away(Plan.objects.filter(pk=plan.pk))
