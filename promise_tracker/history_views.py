"""The history of every record, for data officers: of one row, and what was changed lately anywhere."""

from datetime import datetime, time, timedelta
from itertools import chain

from django import forms
from django.apps import apps
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import EmptyPage, Paginator
from django.http import Http404
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.text import capfirst
from django.views.generic import TemplateView, View

from .editions import unchanged_is_not_sent_again
from .forms import DateInput, Form
from .history import NOBODY, VERBS, as_rows, history_of, latest, record_models, with_article
from .spreadsheets import KINDS, sheet_response

HOME = ("Home", reverse_lazy("home"))
ON_A_PAGE = 100


class ForDataOfficers:
    """Turns everybody else away: histories hold names, addresses and words that were taken back."""

    def dispatch(self, request, *args, **kwargs):
        if not request.facts.is_data_officer:
            raise PermissionDenied("Data officers read the history of a record.")
        return super().dispatch(request, *args, **kwargs)


class OneRecord(ForDataOfficers):
    """Finds the row that the address names, even if it was taken away since."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.model = next((model for model in record_models() if model._meta.label_lower == kwargs["table"]), None)
        self.key = kwargs["key"]

    def found(self):
        """The row as people call it, and whether it is still there."""
        if self.model is None or self.key > 2**63 - 1:
            raise Http404("There is no such kind of record.")
        row = self.model._default_manager.filter(pk=self.key).first()
        was = row or self.model.history.filter(id=self.key).select_related().first()
        if was is None:
            raise Http404("There never was such a record.")
        return row, str(row or self.name_of(was))

    def name_of(self, was):
        for name in ("title", "name", "printed", "reference", "slug"):
            if value := getattr(was, name, None):
                return value
        return f"{capfirst(self.model._meta.verbose_name)} {self.key}"


@unchanged_is_not_sent_again
class RecordHistory(OneRecord, TemplateView):
    """To read who changed a record, when, why and how, in sentences."""

    template_name = "pages/record_history.html"

    def get_context_data(self, **kwargs):
        row, name = self.found()
        page = page_of(history_of(self.model, self.key), self.request)
        return super().get_context_data(**kwargs) | {
            "name": name,
            "kind": self.model._meta.verbose_name,
            "is_gone": row is None,
            "address": getattr(row, "get_absolute_url", lambda: "")(),
            "changes": page.object_list,
            "page_obj": page,
            "table": self.kwargs["table"],
            "key": self.key,
            "kinds": KINDS.items(),
            "crumbs": [HOME, ("What was changed", reverse("history")), (name, None)],
        }


class RecordHistoryFile(OneRecord, View):
    """To take the history of a record away as a spreadsheet."""

    def get(self, request, table, key, kind):
        if kind not in KINDS:
            raise Http404("A history can be had as CSV, as an Excel file or as an OpenDocument file.")
        self.found()
        name = f"history-{table.replace('.', '-')}-{key}-{request.today.isoformat()}"
        return sheet_response(kind, name, as_rows(history_of(self.model, key)), "History")


class ChangesForm(Form):
    """Which changes to show."""

    table = forms.ChoiceField(label="Kind of record", required=False)
    since = forms.DateField(label="From", required=False, widget=DateInput)
    until = forms.DateField(label="Until", required=False, widget=DateInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        words = [(model._meta.label_lower, capfirst(model._meta.verbose_name_plural)) for model in record_models()]
        self.fields["table"].choices = [("", "Every kind"), *sorted(words, key=lambda choice: choice[1])]

    def changes(self):
        """The changes asked for, as one query."""
        asked = self.cleaned_data
        chosen = [apps.get_model(asked["table"])] if asked["table"] else record_models()
        since, until = asked["since"], asked["until"] and asked["until"] + timedelta(days=1)
        return latest(chosen, since and begins(since), until and begins(until))


class Changes(ForDataOfficers, TemplateView):
    """To see what was changed lately, in any record, and by whom."""

    template_name = "pages/changes.html"

    def get(self, request, *args, **kwargs):
        form = ChangesForm(request.GET)
        page = page_of(form.changes(), request) if form.is_valid() else None
        changes = sentences(page.object_list) if page else []
        narrowed = request.GET.copy()
        narrowed.pop("page", None)
        context = self.get_context_data(
            form=form, page_obj=page, changes=changes, kinds=KINDS.items(), query=narrowed.urlencode()
        )
        return self.render_to_response(context, status=200 if form.is_valid() else 400)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"crumbs": [HOME, ("What was changed", None)]}


class ChangesFile(ForDataOfficers, View):
    """To take away what was changed, of all records or of those that the list was narrowed to."""

    def get(self, request, kind):
        form = ChangesForm(request.GET)
        if kind not in KINDS:
            raise Http404("What was changed can be had as CSV, as an Excel file or as an OpenDocument file.")
        if not form.is_valid():
            raise BadRequest("One of the filters cannot be used. Go back to the list to see which.")
        columns = {"When": "at", "Who": "by", "What": "what", "Which": "name", "Why": "why"}
        told = sentences(form.changes().iterator(500))
        rows = chain([[*columns]], ([change[name] for name in columns.values()] for change in told))
        return sheet_response(kind, f"changes-{request.today.isoformat()}", rows, "What was changed")


def sentences(rows):
    """Changes, with the words that tell them."""
    for row in rows:
        model = apps.get_model(row["of_table"])
        yield {
            "what": f"{VERBS[row['history_type']].capitalize()} {with_article(model)}",
            "table": row["of_table"],
            "key": row["of_key"],
            "name": row["known_as"][:200] or row["of_key"],
            "by": row["history_user__name"] or NOBODY,
            "is_example": row["history_user__is_example"],
            "at": row["history_date"],
            "why": row["history_change_reason"] or "",
        }


def page_of(rows, request):
    asked = request.GET.get("page") or "1"
    if not asked.isdecimal() or len(asked) > 9 or int(asked) < 1:
        raise BadRequest("The page must be a number from 1.")
    try:
        return Paginator(rows, ON_A_PAGE).page(int(asked))
    except EmptyPage as fault:
        raise Http404("The list has no such page.") from fault


def begins(day):
    """The moment at which a day begins in Glasgow."""
    return timezone.make_aware(datetime.combine(day, time.min))
