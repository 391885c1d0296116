from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """The ground floor: what every app stands on. Imports no other app of ours."""

    name = "core"
    verbose_name = _("Tags and forms")
