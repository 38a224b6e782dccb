"""The addresses of what was promised."""

from django.urls import path

from . import views

app_name = "foundations"

urlpatterns = [
    path("plans/", views.PlanList.as_view(), name="plan-list"),
    path("plans/<slug:slug>/", views.PlanDetail.as_view(), name="plan-detail"),
    path("foundations/", views.FoundationList.as_view(), name="foundation-list"),
    path("foundations/<slug:slug>/", views.FoundationDetail.as_view(), name="foundation-detail"),
    path("priority-areas/", views.PriorityAreaList.as_view(), name="priority_area-list"),
    path("priority-areas/<slug:slug>/", views.PriorityAreaDetail.as_view(), name="priority_area-detail"),
    path("themes/", views.ThemeList.as_view(), name="theme-list"),
    path("themes/<slug:slug>/", views.ThemeDetail.as_view(), name="theme-detail"),
    path("duties/", views.DutyList.as_view(), name="duty-list"),
    path("duties/<slug:letter>/", views.DutyDetail.as_view(), name="duty-detail"),
]
