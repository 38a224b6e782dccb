"""The addresses of what data officers do about people and posts, beside those of keepers."""

from django.urls import path

from . import handover_views, merging_views, people_views

app_name = "people"

urlpatterns = [
    path("people/", people_views.PersonList.as_view(), name="person-list"),
    path("people/<int:pk>/", people_views.PersonDetail.as_view(), name="person-detail"),
    path("people/<int:pk>/hand-over/", handover_views.PersonHandOver.as_view(), name="person-hand-over"),
    path("people/<int:pk>/merge/", merging_views.PersonMerge.as_view(), name="person-merge"),
    path("posts/<slug:slug>/hand-over/", handover_views.PostHandOver.as_view(), name="post-hand-over"),
    path("posts/<slug:slug>/merge/", merging_views.PostMerge.as_view(), name="post-merge"),
]
