"""Files that no row names any more and that are still on the disk."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.keeping import holds_files
from jobs.queue import enqueue, scheduled

TIDY = "documents.tidy"


@holds_files()
class DiscardedFile(models.Model):
    """A file to be removed from the disk.

    Written in the transaction that deletes the last row naming it, so that a rollback loses nothing; a job removes the
    file, then this row.
    """

    file = models.CharField(_("file"), max_length=100, unique=True)
    discarded_at = models.DateTimeField(_("discarded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("discarded file")
        verbose_name_plural = _("discarded files")

    def __str__(self) -> str:
        return self.file


def discard(files: Iterable[str]) -> None:
    """Have these files removed from the disk, once the caller’s transaction, which deletes their rows, ended well."""
    noted = [DiscardedFile(file=file) for file in sorted({str(file) for file in files if file})]
    if noted:
        DiscardedFile.objects.bulk_create(noted, batch_size=500, ignore_conflicts=True)
        enqueue(TIDY, dedupe_key=scheduled(TIDY))
