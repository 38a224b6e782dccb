"""The pages of documents: which there are, and each as a file."""

from http import HTTPStatus

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.utils.http import content_disposition_header
from django.views.generic import TemplateView, View

from foundations.models import Plan
from promise_tracker.editions import unchanged_is_not_sent_again

from .closing import closing_report
from .documents import KINDS, REPORTS
from .forms import AsAtForm

HOME = ("Home", reverse_lazy("home"))


def day_asked_for(request):
    """The form that asks for a day, filled in from the address; an address without a day asks for today."""
    return AsAtForm(request.GET if "on" in request.GET else {"on": request.today}, today=request.today)


@unchanged_is_not_sent_again
class ReportList(TemplateView):
    """To see which documents can be made of the record, and to take one as it was on any day."""

    template_name = "reports/report_list.html"
    extra_context = {"crumbs": [HOME, ("Documents", None)]}

    def get(self, request, *args, **kwargs):
        form = day_asked_for(request)
        status = HTTPStatus.OK if form.is_valid() else HTTPStatus.BAD_REQUEST
        return self.render_to_response(self.get_context_data(form=form, **kwargs), status=status)

    def get_context_data(self, form, **kwargs):
        plans = set(Plan.objects.values_list("slug", flat=True))
        return super().get_context_data(form=form, **kwargs) | {
            "on": form.cleaned_data.get("on"),
            "reports": [report for report in REPORTS.values() if report.plan in plans],
            "kinds": KINDS.values(),
        }


@unchanged_is_not_sent_again
class ReportFile(View):
    """To take a document away, as a Word file to work on or as a PDF to send."""

    def get(self, request, handle, kind):
        report, kind = REPORTS[handle], KINDS[kind]
        form = day_asked_for(request)
        if not form.is_valid():
            raise BadRequest(form.errors["on"][0])
        on = form.cleaned_data["on"]
        plan = get_object_or_404(Plan, slug=report.plan)
        name = f"{handle}-{on.isoformat()}.{kind.ending}"
        header = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
        return HttpResponse(kind.make(report.compose(plan, on)), content_type=kind.content_type, headers=header)


@unchanged_is_not_sent_again
class ClosingReport(View):
    """To read what became of each action of a plan, as the board closed it; before that, as it would be today."""

    def get(self, request, slug, kind):
        plan, kind = get_object_or_404(Plan, slug=slug), KINDS[kind]
        name = f"{slug}-closing-report{'' if plan.is_closed else '-draft'}.{kind.ending}"
        header = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
        return HttpResponse(
            kind.make(closing_report(plan, request.today)), content_type=kind.content_type, headers=header
        )
