"""Pages about a plan as a whole: how it was on a day that is past, and taking it away."""

import tempfile
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.dateformat import format as format_date
from django.utils.text import capfirst
from django.views.generic import TemplateView, View

from foundations.models import Plan
from promise_tracker.editions import kept, unchanged_is_not_sent_again
from promise_tracker.listing import listed
from promise_tracker.spreadsheets import KINDS, sheet_response

from .archive import Belongings, live_models, write_archive
from .forms import PastDayForm
from .past import PlanOn
from .permissions import may_write_plans

HOME = ("Home", reverse_lazy("home"))
PLANS = ("Plans", reverse_lazy("foundations:plan-list"))


class AboutOnePlan:
    """Loads the plan that the address names."""

    crumb = ""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.plan = Plan.objects.filter(slug=kwargs["slug"]).first()

    def dispatch(self, request, *args, **kwargs):
        if self.plan is None:
            raise Http404("There is no plan at this address.")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "plan": self.plan,
            "crumbs": [HOME, PLANS, (self.plan, self.plan.get_absolute_url()), (self.crumb, None)],
        }


@unchanged_is_not_sent_again
class PlanPast(AboutOnePlan, TemplateView):
    """To choose the day on which to see a plan as it was."""

    template_name = "actions/plan_past.html"
    crumb = "On another day"

    def get(self, request, *args, **kwargs):
        form = PastDayForm(request.GET if "day" in request.GET else None, today=request.today)
        if form.is_valid():
            day = form.cleaned_data["day"].isoformat()
            return HttpResponseRedirect(reverse("actions:plan-on", args=[self.plan.slug, day]))
        near = request.calendar.since or request.today - timedelta(days=1)
        context = self.get_context_data(form=form, near=near, has_met=request.calendar.since is not None)
        return self.render_to_response(context, status=400 if form.is_bound else 200)


@unchanged_is_not_sent_again
class PlanOnDay(AboutOnePlan, TemplateView):
    """To see a plan as it was on a day: the words of each action, who led it, and how it stood."""

    template_name = "actions/plan_on.html"

    def get(self, request, *args, day, **kwargs):
        try:
            self.day = date.fromisoformat(day)
        except ValueError as fault:
            raise Http404("A day is written as 2026-06-01.") from fault
        if self.day >= request.today or day != self.day.isoformat():
            raise Http404("Only days that are past can be shown.")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        then = PlanOn(self.plan, self.day, self.request.calendar.since_before(self.day))
        self.crumb = format_date(self.day, "j F Y")
        return super().get_context_data(**kwargs) | {
            "then": then,
            "day": self.day,
            "form": PastDayForm(initial={"day": self.day}, today=self.request.today),
        }


class WritesPlans(AboutOnePlan):
    """For data officers alone: what leaves here holds addresses, and quotations that must not be printed."""

    def dispatch(self, request, *args, **kwargs):
        if not may_write_plans(request.facts):
            raise PermissionDenied("Data officers take plans away whole.")
        return super().dispatch(request, *args, **kwargs)


class PlanFiles(WritesPlans, TemplateView):
    """To take away everything that belongs to a plan, as one file or table by table."""

    template_name = "actions/plan_files.html"
    crumb = "Take this plan away"

    def get_context_data(self, **kwargs):
        # What belongs to a plan is found table by table: a walk of many short queries, gone once for an edition.
        tables = kept(self.request, "tables of a plan", self.tables, self.plan.pk)
        return super().get_context_data(**kwargs) | {"tables": tables, "kinds": KINDS.items()}

    def tables(self):
        belongings = Belongings(self.plan)
        return [
            {
                "handle": model._meta.model_name,
                "name": str(capfirst(model._meta.verbose_name_plural)),
                "number": number,
            }
            for model in tables_of_plans()
            if (number := len(belongings.live[model]))
        ]


class PlanArchive(WritesPlans, View):
    """To take a plan away as one JSON file, which `load_plan` takes back."""

    def get(self, request, slug):
        file = tempfile.TemporaryFile()  # noqa: SIM115 the answer closes it when it is sent
        write_archive(self.plan, file)
        file.seek(0)
        name = f"{slug}-{request.today.isoformat()}.json"
        return FileResponse(file, as_attachment=True, filename=name, content_type="application/json")


class PlanTable(WritesPlans, View):
    """To take one table of a plan away as a spreadsheet."""

    def get(self, request, slug, table, kind):
        model = next((model for model in tables_of_plans() if model._meta.model_name == table), None)
        if model is None:
            raise Http404("A plan has no such table.")
        keys = Belongings(self.plan).live[model]
        name = f"{slug}-{table}-{request.today.isoformat()}"
        rows = listed(model._default_manager.filter(pk__in=keys))
        return sheet_response(kind, name, rows, capfirst(model._meta.verbose_name_plural))


def tables_of_plans():
    """What people would call the tables of a plan; what only links two of them stands in both."""
    return [model for model in live_models() if not model._meta.auto_created]
