from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgendaConfig(AppConfig):
    """What is due when: the calendar of tasks and close dates, and each person's own feed of it."""

    name = "agenda"
    verbose_name = _("Calendar")
