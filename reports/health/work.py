"""Gaps in what a plan says will be done, and in what is said of it."""

from dataclasses import replace

from django.urls import reverse
from django.utils.dateformat import format as format_date

from actions.models import Stage
from foundations.models import PlanStanding

from ..likeness import alike
from .gap import Gap, Kind, of_action

# Found on both plans: pairs that are the same work in other words are above it, all others well below.
ALIKE = 1 / 3
DONE = {Stage.COMPLETE, Stage.STOPPED}


def never_updated(record):
    for action in record.actions:
        if action["told_on"] is None:
            reports = any(lead["reports"] for lead in action["leads_on"])
            says = (
                "Nobody has said how it stands." if reports else "Nobody has said how it stands, and no post is asked."
            )
            yield of_action(action, says, "Name who reports", "leads-group" if not reports else "reporters-group")


def past_its_end(record):
    closing = reverse("actions:plan-close", args=[record.plan.slug])
    for action in record.actions:
        ends_on = action["due_on"] or record.plan.ends_on
        if ends_on < record.on and action["stage"] not in DONE:
            says = f"Its time ran out on {format_date(ends_on, 'j F Y')}."
            if record.plan.standing == PlanStanding.DRAFT:
                # Nothing of a plan that is being written can be settled yet.
                yield of_action(action, says, "Give it a later end", "id_due_on")
            else:
                gap = of_action(action, says, "Settle how it ends", "")
                yield replace(gap, mend_at=f"{closing}#id_{action['reference']}-outcome")


def without_milestone(record):
    plan = record.plan
    for action in record.actions:
        lasts = (action["starts_on"] or plan.starts_on) <= plan.starts_on and (
            action["due_on"] or plan.ends_on
        ) >= plan.ends_on
        if lasts and not action["has_milestone"] and action["stage"] not in DONE:
            says = "It lasts as long as the plan, with no step on the way."
            yield of_action(action, says, "Set a milestone", "milestones-group")


def without_plain_words(record):
    for action in record.actions:
        if not action["summary"]:
            yield of_action(action, "It is not said in plain words.", "Say it in plain words", "id_summary")


def without_duty(record):
    for action in record.actions:
        if action["theme"] and not action["duty_letters"]:
            yield of_action(action, "It serves no duty in law.", "Choose the duty", "duties_served-group")


def duties_nobody_serves(record):
    served = {row["letter"] for action in record.actions for row in action["duty_letters"]}
    if not served:
        return
    for duty in record.duties:
        if duty.letter not in served:
            choose = reverse("admin:actions_action_changelist")
            yield Gap(
                f"({duty.letter})",
                str(duty),
                duty.get_absolute_url(),
                "No action of this plan serves it.",
                "Choose the action that does",
                f"{choose}?plan__id__exact={record.plan.pk}",
            )


def said_twice(record):
    rows = {row["reference"]: row for row in record.actions}
    texts = {key: " ".join([row["wording"], row["outcomes"], row["indicators_printed"]]) for key, row in rows.items()}
    for first, second, share in alike(texts, ALIKE):
        if rows[first]["pk"] in {row["pk"] for row in rows[second]["same_as"]}:
            continue
        says = f"Much the same is printed of {second} {rows[second]['title']}: {share:.0%} of the words that count."
        yield of_action(rows[first], says, "Say that they are the same work", "id_same_work")


def not_all_recorded(record):
    stated, recorded = record.plan.actions_stated, len(record.actions)
    if stated and recorded < stated:
        yield Gap(
            "",
            record.plan.title,
            record.plan.get_absolute_url(),
            f"{recorded} of {stated} actions are recorded.",
            "Bring in the others from a document",
            reverse("actions:import-new") + f"?plan={record.plan.slug}",
        )


WORK = [
    Kind(
        "never-updated",
        "action that nobody has ever told of",
        "actions that nobody has ever told of",
        "Nobody can say whether anything was done.",
        never_updated,
    ),
    Kind(
        "past-its-end",
        "action past its end and not complete",
        "actions past their end and not complete",
        "Late is said aloud, or it goes on unseen.",
        past_its_end,
    ),
    Kind(
        "no-milestone",
        "action as long as the plan without a milestone",
        "actions as long as the plan without a milestone",
        "Without a step on the way nothing can show as late.",
        without_milestone,
    ),
    Kind(
        "no-duty",
        "action that serves no duty",
        "actions that serve no duty",
        "A corporate parent's plan says how each duty is met.",
        without_duty,
    ),
    Kind(
        "duty-not-served",
        "duty that no action serves",
        "duties that no action serves",
        "Each of the six binds every corporate parent; the guidance says that they are not a menu.",
        duties_nobody_serves,
    ),
    Kind(
        "near-duplicate",
        "pair of actions that say much the same",
        "pairs of actions that say much the same",
        "Two reports on one piece of work, or one that both leave to the other.",
        said_twice,
    ),
    Kind(
        "no-plain-words",
        "action that is not said in plain words",
        "actions that are not said in plain words",
        "Young people cannot hold anybody to what they cannot read.",
        without_plain_words,
    ),
    Kind(
        "not-all-recorded",
        "count of actions that falls short of what the plan says",
        "counts of actions that fall short of what the plan says",
        "What is not recorded is followed by nobody.",
        not_all_recorded,
    ),
]
