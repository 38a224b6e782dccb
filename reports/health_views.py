"""The pages of how healthy a plan is."""

from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.views.generic import DetailView, View

from foundations.models import Plan
from promise_tracker.editions import kept, unchanged_is_not_sent_again
from promise_tracker.spreadsheets import KINDS as FILES
from promise_tracker.spreadsheets import sheet_response

from .health import gaps_of
from .trend import trend_of

HOME = ("Home", reverse_lazy("home"))
PLANS = ("Plans", reverse_lazy("foundations:plan-list"))
HEADINGS = ["Kind", "Reference", "What it is about", "What is missing", "What mends it", "Where"]


def found_in(request, plan):
    """The gaps of a plan as they are today, worked out once for each edition of the record."""
    return kept(request, "health", lambda: gaps_of(plan, request.today), plan.pk)


@unchanged_is_not_sent_again
class PlanHealth(DetailView):
    """To see what keeps a plan from being accountable, and to mend it one by one."""

    model = Plan
    template_name = "reports/plan_health.html"

    def get_context_data(self, **kwargs):
        request, plan = self.request, self.object
        found = found_in(request, plan)
        trend = trend_of(plan, request.today, request.calendar.since)
        return super().get_context_data(**kwargs) | {
            "found": [one for one in found if one.gaps],
            "mended": [one for one in found if not one.gaps],
            "number": sum(one.number for one in found),
            "trend": trend,
            "files": FILES.items(),
            "crumbs": [HOME, PLANS, (plan, plan.get_absolute_url()), ("Plan health", None)],
        }


class PlanHealthSheet(View):
    """To take the gaps of a plan away as a work list."""

    def get(self, request, slug, kind):
        plan = get_object_or_404(Plan, slug=slug)
        site = request.build_absolute_uri("/").rstrip("/")
        rows = [
            [found.kind.one, gap.reference, gap.about, gap.says, gap.mend, f"{site}{gap.mend_at}"]
            for found in found_in(request, plan)
            for gap in found.gaps
        ]
        return sheet_response(kind, f"{slug}-gaps-{request.today.isoformat()}", [HEADINGS, *rows], "Gaps")
