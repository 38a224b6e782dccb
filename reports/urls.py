"""The addresses of documents."""

from django.urls import path, register_converter

from promise_tracker.spreadsheets import KINDS as SHEETS

from . import health_views, views
from .documents import KINDS, REPORTS

app_name = "reports"


class ReportHandle:
    """The documents there are."""

    regex = "|".join(REPORTS)
    to_python = to_url = str


class FileKind:
    """The kinds of file that a document can be had as."""

    regex = "|".join(KINDS)
    to_python = to_url = str


class WorkListKind:
    """The kinds of spreadsheet that a work list can be had as."""

    regex = "|".join(SHEETS)
    to_python = to_url = str


register_converter(ReportHandle, "report")
register_converter(FileKind, "file")
register_converter(WorkListKind, "work_list")

urlpatterns = [
    path("", views.ReportList.as_view(), name="report-list"),
    path("health/<slug:slug>/", health_views.PlanHealth.as_view(), name="plan-health"),
    path("health/<slug:slug>/gaps.<work_list:kind>", health_views.PlanHealthSheet.as_view(), name="plan-health-sheet"),
    path("closing/<slug:slug>.<file:kind>", views.ClosingReport.as_view(), name="closing-report"),
    path("<report:handle>.<file:kind>", views.ReportFile.as_view(), name="report-file"),
]
