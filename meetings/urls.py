"""The addresses of meetings."""

from django.urls import path

from . import views

app_name = "meetings"

urlpatterns = [
    path("", views.MeetingList.as_view(), name="meeting-list"),
    path("new/", views.SeriesNew.as_view(), name="series-new"),
    path("round/", views.RoundMine.as_view(), name="round-mine"),
    path("<str:day>/", views.MeetingDetail.as_view(), name="meeting-detail"),
    path("<str:day>/round/", views.RoundAll.as_view(), name="round-all"),
]
