"""The addresses of indicators."""

from django.urls import path, register_converter

from . import public_views as public
from . import publication_views, views
from .chart_views import LineChart, PartsChart

app_name = "indicators"


class ChartKind:
    """What a chart can be had as: an image, and the figures that are drawn in it."""

    regex = "svg|csv"
    to_python = to_url = str


class PublishedKind:
    """What published figures can be had as."""

    regex = "csv|json"
    to_python = to_url = str


register_converter(ChartKind, "chart")
register_converter(PublishedKind, "published")

urlpatterns = [
    path("indicators/", views.IndicatorList.as_view(), name="indicator-list"),
    path("indicators/<slug:reference>/", views.IndicatorDetail.as_view(), name="indicator-detail"),
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
