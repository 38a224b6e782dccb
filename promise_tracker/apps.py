from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig

from .checks import register_all


class PromiseTrackerConfig(AppConfig):
    name = "promise_tracker"

    def ready(self):
        register_all()


class AdministrationConfig(AdminConfig):
    """Django's administration, in our order and our words."""

    default_site = "promise_tracker.admin.Administration"
