"""What the pages of plans and actions say of how they ended, and of how their work goes on."""

from django import template

from actions.permissions import may_close_plans, may_write_plans

register = template.Library()


@register.inclusion_tag("actions/_plan_standing.html")
def plan_standing(plan):
    """That a plan is closed or still being written; which plan it follows and which follows it."""
    return {"plan": plan, "before": getattr(plan, "follows", None)}


@register.inclusion_tag("actions/_plan_tasks.html", takes_context=True)
def plan_tasks(context, plan):
    """What can be done with a plan as a whole, as links for those who may."""
    facts = context["request"].facts
    return {"plan": plan, "may_close": may_close_plans(facts), "may_write": may_write_plans(facts)}


@register.inclusion_tag("actions/_action_end.html")
def action_end(action):
    """How an action ended and where its work goes on; which actions it continues."""
    return {"action": action, "end": getattr(action, "settlement", None)}
