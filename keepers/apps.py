from django.apps import AppConfig


class KeepersConfig(AppConfig):
    name = "keepers"
    verbose_name = "People and posts"
