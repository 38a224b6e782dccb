"""Pages to bring figures in a file, and to take all of them away in one."""

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.generic import FormView, View

from promise_tracker.spreadsheets import sheet_response
from promise_tracker.uploads import rows_of

from .entering import for_entry
from .entry_forms import FiguresFileForm
from .entry_views import counted
from .exporting import HEADINGS, table_of_figures
from .importing import read_figures
from .models import Indicator
from .permissions import ENTERS_NOTHING, may_enter, may_enter_some
from .services import enter_figures
from .views import HOME

SALT = "indicators.figures_in_a_file"
MOST_SHOWN = 200
CHANGED = "The record has changed since you looked at this. Here is what the file comes to now."


class FiguresImport(FormView):
    """To bring many figures in one file: first to see what it comes to, then to put it on the record."""

    template_name = "indicators/figures_import.html"
    form_class = FiguresFileForm

    def dispatch(self, request, *args, **kwargs):
        if not may_enter_some(request.facts):
            raise PermissionDenied(ENTERS_NOTHING)
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if "table" in request.POST:
            return self.confirm(request.POST["table"])
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        upload = form.cleaned_data["file"]
        try:
            rows = rows_of(upload)
        except ValidationError as fault:
            form.add_error("file", fault)
            return self.form_invalid(form)
        return self.preview(rows, upload.name)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=400)

    def read(self, rows):
        """What the table comes to, for whoever brings it."""
        facts = self.request.facts
        indicators = list(for_entry(Indicator.objects.all()))
        return read_figures(
            rows, indicators=indicators, may_enter=lambda one: may_enter(one, facts), on=self.request.today
        )

    def preview(self, rows, name, *, status=200, **context):
        reading = self.read(rows)
        status = 400 if reading.faults else status
        table = signing.dumps([name, rows], salt=SALT, compress=True)
        return self.render_to_response(
            self.get_context_data(form=None, reading=reading, name=name, table=table, **context), status=status
        )

    def confirm(self, table):
        """Put on the record what was looked at. It is read anew: the record may have changed meanwhile."""
        try:
            name, rows = signing.loads(table, salt=SALT)
        except signing.BadSignature:
            return self.form_invalid(self.get_form_class()({}, {}))
        reading = self.read(rows)
        looked_at = f"{len(reading.new)}/{reading.replacing}/{reading.same}"
        if reading.faults or self.request.POST.get("looked_at") != looked_at:
            return self.preview(rows, name, status=409, fault=CHANGED)
        if reading.doubts and not self.request.POST.get("sure"):
            return self.preview(rows, name, fault="Say whether the figures that look odd are right.", status=400)
        try:
            enter_figures(reading.new, by=self.request.user, on=self.request.today, reason=f"From the file {name}")
        except IntegrityError:
            return self.preview(rows, name, status=409, fault=CHANGED)
        messages.success(self.request, f"{counted(len(reading.new))} on the record, from “{name}”.")
        return HttpResponseRedirect(reverse("indicators:indicator-list"))

    def get_context_data(self, **kwargs):
        crumbs = [HOME, ("Indicators", reverse("indicators:indicator-list")), ("Bring figures in a file", None)]
        return super().get_context_data(**kwargs) | {
            "crumbs": crumbs,
            "headings": HEADINGS.values(),
            "most_shown": MOST_SHOWN,
        }


class FiguresTable(View):
    """To take every figure away as a spreadsheet, or to change it there and bring it back."""

    def get(self, request, kind):
        return sheet_response(kind, f"Figures, {request.today:%Y-%m-%d}", list(table_of_figures()), "Figures")
