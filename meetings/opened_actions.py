"""New actions that the board adds to a plan by a decision. What the plan prints stays as it is printed."""

from itertools import count

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import Truncator

from actions.models import Action, Lead
from actions.permissions import facts_of
from foundations.models import Foundation, Plan, PlanStanding

from .models import Decision
from .permissions import can_record_meetings

# Far above the places that a printed plan has, some of which may still be loaded.
FIRST_PLACE = 5_001
TITLE_LENGTH = Action._meta.get_field("title").max_length


class OpenedAlready(Exception):
    """The decision has opened an action already. Carries it."""

    def __init__(self, action):
        super().__init__("The decision opened an action already.")
        self.action = action


def places():
    """Where an action can be added: each plan that is not closed, with its themes or else the foundations."""
    foundations = list(Foundation.objects.all())
    plans = Plan.objects.exclude(standing=PlanStanding.CLOSED).prefetch_related("themes")
    return [(plan, list(plan.themes.all()) or foundations) for plan in plans]


def suggested_title(decision):
    """The first words of a decision, as many as a title takes."""
    return Truncator(" ".join(decision.text.split())).chars(TITLE_LENGTH)


def suggested_references(plans):
    """For each plan the first free reference for what the board adds, which no printed one looks like: CP-B1."""
    taken = set(Action.objects.filter(reference__contains="-B").values_list("reference", flat=True))
    return {plan: next(free for n in count(1) if (free := f"{plan.prefix}-B{n}") not in taken) for plan in plans}


@transaction.atomic
def open_action(*, decision, plan, place, reference, title, due_on, posts, by, on):
    """Add an action to a plan, worded as the board decided. The first of the posts answers for it and reports on it.

    `place` is one of the plan's themes, or a foundation. Without a reference it gets the next free one.
    """
    if not can_record_meetings(facts_of(by, on)):
        raise PermissionDenied("Only the chair and board support open actions.")
    decision = (
        Decision.objects.select_for_update(of=["self"]).select_related("meeting", "opened_action").get(pk=decision.pk)
    )
    if decision.opened_action:
        raise OpenedAlready(decision.opened_action)
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if (plan, place) not in [(open_plan, one) for open_plan, all_of_it in places() for one in all_of_it]:
        raise ValidationError({"place": "Choose a place from the list."})
    if len(set(posts)) < len(posts):
        raise ValidationError({"second": "Choose each post once."})
    last = plan.actions.aggregate(last=Max("position", default=0))["last"]
    action = Action(
        plan=plan,
        foundation=place if isinstance(place, Foundation) else None,
        theme=None if isinstance(place, Foundation) else place,
        reference=reference or suggested_references([plan])[plan],
        position=max(last + 1, FIRST_PLACE),
        title=title.strip(),
        wording=decision.text,
        due_on=due_on,
        added_on=decision.meeting.held_on,
    )
    action._change_reason = str(decision)
    action.full_clean()
    action.save()
    for position, post in enumerate(posts, start=1):
        lead = Lead(action=action, post=post, position=position, is_accountable=position == 1, reports=position == 1)
        lead.full_clean()
        lead.save()
    decision.opened_action = action
    decision.save()
    return action
