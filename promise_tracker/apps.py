from django.apps import AppConfig


class PromiseTrackerConfig(AppConfig):
    name = "promise_tracker"
