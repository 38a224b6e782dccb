"""The addresses of what data officers do about people and posts, beside those of keepers."""

from django.urls import path

from . import people_views

app_name = "people"

urlpatterns = [
    path("posts/<slug:slug>/hand-over/", people_views.PostHandOver.as_view(), name="post-hand-over"),
]
