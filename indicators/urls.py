"""The addresses of indicators."""

from django.urls import path, register_converter

from promise_tracker.spreadsheets import KINDS

from . import entry_views as entry
from . import public_views as public
from . import publication_views, views
from .chart_views import LineChart, PartsChart
from .import_views import FiguresImport, FiguresTable

app_name = "indicators"


class ChartKind:
    """What a chart can be had as: an image, and the figures that are drawn in it."""

    regex = "svg|csv"
    to_python = to_url = str


class FiguresKind:
    """What the table of all figures can be had as."""

    regex = "|".join(KINDS)
    to_python = to_url = str


class PublishedKind:
    """What published figures can be had as."""

    regex = "csv|json"
    to_python = to_url = str


register_converter(ChartKind, "chart")
register_converter(FiguresKind, "figures")
register_converter(PublishedKind, "published")

urlpatterns = [
    path("figures/", entry.FiguresDue.as_view(), name="figures-due"),
    path("figures/of/<slug:slug>/", entry.FiguresDue.as_view(), name="figures-of-post"),
    path("figures/import/", FiguresImport.as_view(), name="figures-import"),
    path("figures/table.<figures:kind>", FiguresTable.as_view(), name="figures-table"),
    path("indicators/", views.IndicatorList.as_view(), name="indicator-list"),
    path("indicators/<slug:reference>/", views.IndicatorDetail.as_view(), name="indicator-detail"),
    path("indicators/<slug:reference>/figures/new/", entry.MeasurementAdd.as_view(), name="measurement-add"),
    path(
        "indicators/<slug:reference>/figures/<int:pk>/replace/",
        entry.MeasurementRevise.as_view(),
        name="measurement-revise",
    ),
    path("indicators/<slug:reference>/chart.<chart:kind>", LineChart.as_view(), name="indicator-chart"),
    path("indicators/<slug:reference>/by/<int:pk>/chart.<chart:kind>", PartsChart.as_view(), name="indicator-parts"),
    path("indicators/<slug:reference>/publish/", publication_views.PublicationNew.as_view(), name="publication-new"),
    path(
        "indicators/<slug:reference>/published/<int:number>/withdraw/",
        publication_views.PublicationWithdraw.as_view(),
        name="publication-withdraw",
    ),
    # Open to everybody.
    path("published/", public.PublicationList.as_view(), name="publication-list"),
    path("published/<slug:reference>/", public.PublicationDetail.as_view(), name="publication-detail"),
    path("published/<slug:reference>/<int:number>/", public.PublicationDetail.as_view(), name="publication-edition"),
    path(
        "published/<slug:reference>/<int:number>/figures.<published:kind>",
        public.PublicationFile.as_view(),
        name="publication-file",
    ),
    path(
        "published/<slug:reference>/<int:number>/chart.<chart:kind>",
        public.PublicationChart.as_view(),
        name="publication-chart",
    ),
    path(
        "published/<slug:reference>/<int:number>/by/<slug:breakdown>/chart.<chart:kind>",
        public.PublicationChart.as_view(),
        name="publication-parts",
    ),
]
