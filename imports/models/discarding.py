"""Deleting an import of which nothing would be lost, together with its file."""

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import models, transaction

from core.editing import locked


class Discardable(models.Model):
    """The part of an import that is about getting rid of it: a draft, or one that was stopped before it wrote a row."""

    if TYPE_CHECKING:
        beside: dict[str, int]
        created: int
        file: Any
        kind: Any
        updated: int
        workbook: Any

        @property
        def is_draft(self) -> bool: ...

        @property
        def is_stopped(self) -> bool: ...

    class Meta:
        abstract = True

    @property
    def can_be_discarded(self) -> bool:
        """Whether no row is there that it made or changed, nor ever was.

        One that was stopped has written none where its file was replaced, say: it cannot go on, and there is nothing
        to be taken back.
        """
        return self.is_draft or (self.is_stopped and not (self.created or self.updated or any(self.beside.values())))

    def discard(self, *, by: Any) -> bool:
        """Delete it together with its file, where it can be discarded; return whether it could.

        Words that its start made of unknown names go, too, unless somebody uses them or has changed them.
        """
        with transaction.atomic():
            run = locked(self)
            if not run.can_be_discarded:
                return False
            for part in run.kind.parts() if not run.is_draft else ():
                if part.are_words and (words := list(part.rows(run))):
                    part.delete_untouched(words)
            names, storage = [str(file.name) for file in (run.file, run.workbook) if file], run.file.storage
            run.delete()
            for name in names:
                transaction.on_commit(partial(storage.delete, name), robust=True)
        return True
