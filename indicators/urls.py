"""The addresses of indicators."""

from django.urls import path, register_converter

from . import views
from .chart_views import LineChart, PartsChart

app_name = "indicators"


class ChartKind:
    """What a chart can be had as: an image, and the figures that are drawn in it."""

    regex = "svg|csv"
    to_python = to_url = str


register_converter(ChartKind, "chart")

urlpatterns = [
    path("indicators/", views.IndicatorList.as_view(), name="indicator-list"),
    path("indicators/<slug:reference>/", views.IndicatorDetail.as_view(), name="indicator-detail"),
    path("indicators/<slug:reference>/chart.<chart:kind>", LineChart.as_view(), name="indicator-chart"),
    path("indicators/<slug:reference>/by/<int:pk>/chart.<chart:kind>", PartsChart.as_view(), name="indicator-parts"),
]
