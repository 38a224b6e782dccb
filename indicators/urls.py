"""The addresses of indicators."""

from django.urls import path

from . import views

app_name = "indicators"

urlpatterns = [
    path("indicators/", views.IndicatorList.as_view(), name="indicator-list"),
    path("indicators/<slug:reference>/", views.IndicatorDetail.as_view(), name="indicator-detail"),
]
