"""The addresses of keepers."""

from django.urls import path

from . import demo_views

app_name = "keepers"

urlpatterns = [
    path("demo/", demo_views.accounts, name="demo-accounts"),
    path("demo/<slug:handle>/", demo_views.sign_in, name="demo-sign-in"),
]
