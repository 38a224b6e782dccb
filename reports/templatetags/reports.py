"""What the pages of a plan show of documents: those that are made of it."""

from django import template

from ..documents import KINDS, REPORTS

register = template.Library()


@register.inclusion_tag("reports/_plan_documents.html")
def plan_documents(plan):
    """Links to a plan's documents, as they are today."""
    return {
        "reports": [report for report in REPORTS.values() if report.plan == plan.slug],
        "kinds": KINDS.values(),
        "plan": plan,
    }


@register.inclusion_tag("reports/_plan_health_link.html")
def plan_health_link(plan):
    """A link to what keeps a plan from being accountable."""
    return {"plan": plan}
