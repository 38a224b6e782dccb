"""The addresses of actions, updates, stories and the search."""

from django.urls import path, register_converter

from promise_tracker.spreadsheets import KINDS

from . import plan_views, succession_views, views
from .imports import views as imports
from .report_views import (
    CheckAnswers,
    EvidenceAdd,
    EvidenceDownload,
    EvidenceRemove,
    NothingChanged,
    ReportProgress,
)
from .statement_views import StatementDetail, StatementList, StatementOpen, StatementTie, UntiedList, UntiedTie

app_name = "actions"


class SheetKind:
    """The kinds of spreadsheet a list can be had as."""

    regex = "|".join(KINDS)
    to_python = to_url = str


register_converter(SheetKind, "sheet")

urlpatterns = [
    path("actions/", views.ActionList.as_view(), name="action-list"),
    path("actions/table.<sheet:kind>", views.ActionSheet.as_view(), name="action-export"),
    path("actions/<slug:reference>/", views.ActionDetail.as_view(), name="action-detail"),
    path("actions/<slug:reference>/history/", views.ActionHistory.as_view(), name="action-history"),
    path(
        "actions/<slug:reference>/history/table.<sheet:kind>",
        views.ActionHistoryFile.as_view(),
        name="action-history-file",
    ),
    path("actions/<slug:reference>/report/", ReportProgress.as_view(), name="update-report"),
    path("actions/<slug:reference>/report/check/", CheckAnswers.as_view(), name="update-check"),
    path("actions/<slug:reference>/report/evidence/", EvidenceAdd.as_view(), name="evidence-add"),
    path("actions/<slug:reference>/nothing-changed/", NothingChanged.as_view(), name="update-nothing-changed"),
    path("evidence/<int:pk>/", EvidenceDownload.as_view(), name="evidence-download"),
    path("evidence/<int:pk>/remove/", EvidenceRemove.as_view(), name="evidence-remove"),
    path("imports/", imports.ImportList.as_view(), name="import-list"),
    path("imports/new/", imports.ImportNew.as_view(), name="import-new"),
    path("imports/<int:pk>/", imports.ImportDetail.as_view(), name="import-detail"),
    path("imports/<int:pk>/columns/", imports.ImportColumns.as_view(), name="import-columns"),
    path("imports/<int:pk>/doubts/", imports.ImportDoubts.as_view(), name="import-doubts"),
    path("imports/<int:pk>/confirm/", imports.ImportConfirm.as_view(), name="import-confirm"),
    path("imports/<int:pk>/throw-away/", imports.ImportThrowAway.as_view(), name="import-throw-away"),
    path("imports/<int:pk>/undo/", imports.ImportUndo.as_view(), name="import-undo"),
    path("plans/<slug:slug>/on/", plan_views.PlanPast.as_view(), name="plan-past"),
    path("plans/<slug:slug>/on/<slug:day>/", plan_views.PlanOnDay.as_view(), name="plan-on"),
    path("plans/<slug:slug>/files/", plan_views.PlanFiles.as_view(), name="plan-files"),
    path("plans/<slug:slug>/files/<slug:table>.<sheet:kind>", plan_views.PlanTable.as_view(), name="plan-table"),
    path("plans/<slug:slug>/archive.json", plan_views.PlanArchive.as_view(), name="plan-archive"),
    path("plans/<slug:slug>/close/", succession_views.PlanClose.as_view(), name="plan-close"),
    path("plans/<slug:slug>/open-again/", succession_views.PlanOpenAgain.as_view(), name="plan-open-again"),
    path("plans/<slug:slug>/next/", succession_views.PlanNext.as_view(), name="plan-next"),
    path(
        "actions/<slug:reference>/take-back/",
        succession_views.SettlementTakeBack.as_view(),
        name="settlement-take-back",
    ),
    path("stories/", views.StoryList.as_view(), name="story-list"),
    path("stories/<slug:slug>/", views.StoryDetail.as_view(), name="story-detail"),
    path("statements/", StatementList.as_view(), name="statement-list"),
    path("statements/tied-to-nothing/", UntiedList.as_view(), name="statement-untied"),
    path("statements/tied-to-nothing/<int:pk>/", UntiedTie.as_view(), name="statement-untied-tie"),
    path("statements/<int:pk>/", StatementDetail.as_view(), name="statement-detail"),
    path("statements/<int:pk>/tie/", StatementTie.as_view(), name="statement-tie"),
    path("statements/<int:pk>/open-again/", StatementOpen.as_view(), name="statement-open"),
    path("search/", views.Search.as_view(), name="search"),
]
