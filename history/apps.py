from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from history.seeds import seed_categories


class HistoryConfig(AppConfig):
    """What happened, in the words of the app that did it. Knows no domain class."""

    name = "history"
    verbose_name = _("History")

    def ready(self) -> None:
        import history.lists.own
        import history.lists.words  # noqa: F401 - the list of event types, and what is told of all lists

        post_migrate.connect(seed_categories, sender=self, dispatch_uid="history.seed_categories")
