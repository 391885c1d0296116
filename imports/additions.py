"""Words of lists that others use, too (stages, tags), which an import adds: noted, and taken back with it."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from core.bulk import insert_many
from imports.models import ImportAddition
from imports.targets import Part


def note_additions(run: Any, kind: str, rows: Iterable[models.Model]) -> None:
    """Note that rows came into being with an import, in the caller's transaction."""
    insert_many([ImportAddition(run=run, kind=kind, row_key=row.pk) for row in rows])


class WordsPart(Part):
    """The words of one kind that an import added. They go after the rows, where nothing else has come to use them."""

    are_words = True
    model: Any = None

    def rows(self, run: Any) -> models.QuerySet[Any]:
        added = ImportAddition.objects.filter(run=run, kind=self.kind)
        found: models.QuerySet[Any] = self.model._base_manager.filter(pk__in=added.values("row_key"))
        return found
