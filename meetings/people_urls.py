"""The addresses of what data officers do about people and posts, beside those of keepers."""

from django.urls import path

from . import merging_views, people_views

app_name = "people"

urlpatterns = [
    path("people/", people_views.PersonList.as_view(), name="person-list"),
    path("people/<int:pk>/", people_views.PersonDetail.as_view(), name="person-detail"),
    path("people/<int:pk>/merge/", merging_views.PersonMerge.as_view(), name="person-merge"),
    path("posts/<slug:slug>/hand-over/", people_views.PostHandOver.as_view(), name="post-hand-over"),
    path("posts/<slug:slug>/merge/", merging_views.PostMerge.as_view(), name="post-merge"),
]
