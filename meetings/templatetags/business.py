"""What the pages of other apps show of the board's business: of an action, and of whoever reads their first page."""

from django import template

from promise_tracker.editions import kept

from ..business import business_of_action, decision_that_added, waiting_for
from ..permissions import can_ask

register = template.Library()


@register.inclusion_tag("meetings/_business_of_action.html", takes_context=True)
def business_of(context, action):
    """The questions and decisions about an action, and the way to ask. One query."""
    request = context["request"]
    business = kept(request, "business of action", lambda: business_of_action(action), action.pk)
    return business | {"request": request, "action": action, "can_ask": can_ask(request.facts)}


@register.inclusion_tag("meetings/_added_by_board.html", takes_context=True)
def added_by_board(context, action):
    """Which decision of the board added an action that no plan prints. One query, for such an action alone."""
    request = context["request"]
    return {
        "action": action,
        "decision": kept(request, "decision that added", lambda: decision_that_added(action), action.pk),
    }


@register.inclusion_tag("meetings/_waiting.html", takes_context=True)
def waiting_for_you(context):
    """The questions that wait for the reader's answer, and the work the board gave their posts. One query, or none."""
    request = context["request"]
    if not request.facts.reports:
        return {}
    person, on = request.user, request.today
    return kept(request, "waiting", lambda: waiting_for(person, on), person.pk) | {"request": request}
