"""Takes an import back as a whole, as long as nothing was reported against it."""

from django.utils import timezone

from foundations.models import Theme
from indicators.models import Indicator
from keepers.models import Post, PostSpelling

from ..models import Action, DutyServed, ImportStanding, Lead, ProgressUpdate
from .proposals import PRINTED

REPORTED = "{reference} has been reported on. An import can be undone only while nothing was reported against it."
CHANGED_SINCE = "{reference} has been changed since. Undoing would lose that, so the import stays."


def replace(rows, wanted, sign):
    """Take the rows away that belong to an action, and put others in their place, all in its history."""
    for row in rows.all():
        sign(row)
        row.delete()
    for row in wanted:
        sign(row)
        row.save()


def snapshot(action):
    """What an import may change of an action, to be compared and put back."""
    names = [*PRINTED.values(), "funding_condition"]
    return {
        "fields": {name: getattr(action, name) for name in names}
        | {name: getattr(action, name) and getattr(action, name).isoformat() for name in ("starts_on", "due_on")}
        | {name: getattr(action, name) for name in ("theme_id", "foundation_id")},
        "leads": [
            [lead.post_id, lead.position, lead.is_accountable, lead.reports]
            for lead in action.leads.order_by("position")
        ],
        "duties": [[served.duty_id, served.words] for served in action.duties_served.order_by("duty_id")],
        "indicators": sorted(action.indicators.values_list("pk", flat=True)),
        "areas": sorted(action.priority_areas.values_list("pk", flat=True)),
    }


def why_not_undone(brought):
    """Why an import stays, in a sentence; nothing if it can be undone."""
    made = brought.done.get("made", {}).get("actions.action", [])
    changed = {each["action"]: each for each in brought.done.get("changed", [])}
    reported = ProgressUpdate.objects.filter(action__in=[*made, *changed]).select_related("action").first()
    if reported:
        return REPORTED.format(reference=reported.action.reference)
    for action in Action.objects.filter(pk__in=changed):
        if snapshot(action) != changed[action.pk]["after"]:
            return CHANGED_SINCE.format(reference=action.reference)
    return ""


def take_back(brought, by):
    """Put back what an import changed, and take away what it made. The import itself stays, as undone."""
    made = brought.done["made"]
    for each in brought.done["changed"]:
        put_back(Action.objects.get(pk=each["action"]), each["before"], brought, by)
    Action.objects.filter(pk__in=made.get("actions.action", [])).delete()
    plan = brought.plan if "foundations.plan" in made else None
    if plan:
        brought.plan_title, brought.plan_prefix = plan.title, plan.prefix
        brought.plan_starts_on, brought.plan_ends_on = plan.starts_on, plan.ends_on
        brought.plan = None
    brought.standing, brought.undone_by, brought.undone_at = ImportStanding.UNDONE, by, timezone.now()
    brought.save()
    take_away(made, plan)


def put_back(action, before, brought, by):
    def sign(row):
        row._change_reason, row._history_user = f"Undid what came from {brought.name}"[:100], by

    for name, value in before["fields"].items():
        setattr(action, name, value)
    sign(action)
    action.full_clean()
    action.save()
    leads = [
        Lead(action=action, post_id=post, position=place, is_accountable=answers, reports=reports)
        for post, place, answers, reports in before["leads"]
    ]
    replace(action.leads, leads, sign)
    replace(action.duties_served, [DutyServed(action=action, duty_id=d, words=w) for d, w in before["duties"]], sign)
    action.indicators.set(before["indicators"])
    action.priority_areas.set(before["areas"])


def take_away(made, plan):
    """What was made besides the actions, unless something else rests on it by now."""
    for model in (PostSpelling, Post, Indicator, Theme):
        for row in model.objects.filter(pk__in=made.get(model._meta.label_lower, [])):
            if not has_others(row):
                row.delete()
    if plan and not has_others(plan):
        plan.delete()


def has_others(row):
    """Whether any row of the record leads to this one, besides the ways in which a post is printed."""
    links = [each for each in row._meta.related_objects if each.related_model is not PostSpelling]
    return any(each.related_model._base_manager.filter(**{each.field.name: row}).exists() for each in links)
