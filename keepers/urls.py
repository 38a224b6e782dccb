"""The addresses of keepers."""

from django.urls import path

from . import demo_views, post_views, roll_views, views

app_name = "keepers"

urlpatterns = [
    path("keepers/", views.KeeperList.as_view(), name="keeper-list"),
    path("people/bring-in/", roll_views.RollImport.as_view(), name="roll-import"),
    path("posts/", views.PostList.as_view(), name="post-list"),
    path("posts/<slug:slug>/", views.PostDetail.as_view(), name="post-detail"),
    path("posts/<slug:slug>/rename/", post_views.PostRename.as_view(), name="post-rename"),
    path("demo/", demo_views.accounts, name="demo-accounts"),
    path("demo/<slug:handle>/", demo_views.sign_in, name="demo-sign-in"),
]
