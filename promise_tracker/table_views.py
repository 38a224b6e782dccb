"""Every table of the record as files: what data officers may see they may also take along."""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db.models import Count, IntegerField, Value
from django.http import Http404
from django.urls import reverse_lazy
from django.utils.text import capfirst
from django.views.generic import TemplateView, View
from simple_history.models import HistoricalChanges

from .history_views import ForDataOfficers
from .listing import listed
from .spreadsheets import KINDS, sheet_response

HOME = ("Home", reverse_lazy("home"))
# What lets somebody in, and documents, which are had as what they are.
LEFT_OUT = {"meetings.CalendarFeed", "meetings.PackDocument"}


def tables():
    """The models of our own apps whose rows say how things are, in the order of the apps."""
    ours = [config for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR]
    found = [model for config in ours for model in config.get_models() if model._meta.label not in LEFT_OUT]
    return [model for model in found if not issubclass(model, HistoricalChanges)]


def rows_for(request, model):
    """The rows of a table as the administration shows them: no draft of anybody's."""
    if admin.site.is_registered(model):
        return admin.site.get_model_admin(model).get_queryset(request)
    return model._default_manager.all()


class TableList(ForDataOfficers, TemplateView):
    """To take the record away, table by table."""

    template_name = "pages/tables.html"
    extra_context = {"crumbs": [HOME, ("The record as files", None)], "kinds": KINDS.items()}

    def get_context_data(self, **kwargs):
        models = tables()
        counts = [
            rows_for(self.request, model)
            .order_by()
            .annotate(which_table=Value(place, IntegerField()))
            .values_list("which_table")
            .annotate(how_many=Count("pk"))
            for place, model in enumerate(models)
        ]
        numbers = dict(counts[0].union(*counts[1:]))
        return super().get_context_data(**kwargs) | {
            "tables": [
                {"handle": model._meta.label_lower, "name": plural(model), "number": numbers.get(place, 0)}
                for place, model in enumerate(models)
            ]
        }


class TableFile(ForDataOfficers, View):
    """To take one table of the record away as a spreadsheet, with every column."""

    def get(self, request, table, kind):
        model = next((model for model in tables() if model._meta.label_lower == table), None)
        if model is None or kind not in KINDS:
            raise Http404("There is no such table, or no such kind of file.")
        name = f"{model._meta.model_name}-{request.today.isoformat()}"
        return sheet_response(kind, name, listed(rows_for(request, model)), plural(model))


def plural(model):
    return capfirst(model._meta.verbose_name_plural)
