from django.apps import AppConfig

from .checks import register_all


class PromiseTrackerConfig(AppConfig):
    name = "promise_tracker"

    def ready(self):
        register_all()
