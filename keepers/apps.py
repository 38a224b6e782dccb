from django.apps import AppConfig
from django.db.models.signals import post_migrate

from . import groups


class KeepersConfig(AppConfig):
    name = "keepers"
    verbose_name = "People and posts"

    def ready(self):
        post_migrate.connect(groups.give_rights, dispatch_uid="data officers")
