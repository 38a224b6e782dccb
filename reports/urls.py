"""The addresses of documents."""

from django.urls import path, register_converter

from . import views
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


register_converter(ReportHandle, "report")
register_converter(FileKind, "file")

urlpatterns = [
    path("", views.ReportList.as_view(), name="report-list"),
    path("closing/<slug:slug>.<file:kind>", views.ClosingReport.as_view(), name="closing-report"),
    path("<report:handle>.<file:kind>", views.ReportFile.as_view(), name="report-file"),
]
