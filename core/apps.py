from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """The ground floor: what every app stands on. Imports no other app of ours."""

    name = "core"
    verbose_name = _("Tags and forms")

    def ready(self) -> None:
        post_migrate.connect(index_texts, sender=self, dispatch_uid="core.index_texts")


def index_texts(*, using: str, **_signal: Any) -> None:
    """After each migration, make the indexes of the search that are missing."""
    from core import trigrams

    trigrams.ensure(using)
