from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The ground floor: what every app stands on. Imports no other app of ours."""

    name = "core"
