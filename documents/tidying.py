"""Removing from the disk what no row names any more: a job, after every deletion and by the clock."""

import logging

from django.utils import timezone

from documents.keeping import holders
from documents.models import AccessToken, DiscardedFile, EditingMark, HeldUpload, Lock
from documents.models.editing_mark import LASTS
from documents.models.held import HELD_FOR
from documents.storage import private_files
from jobs import AGAIN, DONE, Outcome, Slice

logger = logging.getLogger("documents")

BATCH = 100


def tidy(slice: Slice) -> Outcome:
    """Forget who edited, let go of what nobody answered for and an office server needs no more, then remove the files.

    A file that cannot be removed does not keep the others; at the end it raises OSError, so that the job tries again.
    """
    EditingMark.objects.expired(timezone.now() - LASTS).delete()
    for held in HeldUpload.objects.expired(timezone.now() - HELD_FOR)[:BATCH]:
        held.let_go()
    AccessToken.objects.expired(timezone.now()).delete()
    Lock.objects.filter(expires_at__lte=timezone.now()).delete()
    after, stuck = 0, 0
    while not slice.time_is_up:
        rows = list(DiscardedFile.objects.filter(pk__gt=after).order_by("pk")[:BATCH])
        for row in rows:
            after = row.pk
            stuck += not clear_away(row)
        if len(rows) < BATCH:
            if stuck:
                raise OSError(f"{stuck} discarded files could not be removed.")
            return DONE
    return AGAIN


def clear_away(row: DiscardedFile) -> bool:
    """Remove one file, then its row: in this order, so that a crash in between only repeats it.

    Return False where the disk refuses.
    """
    living = [model for model in holders() if model is not DiscardedFile]
    if any(model._base_manager.filter(file=row.file).exists() for model in living):
        logger.error("A discarded file is still in use and stays: %s", row.file)
    else:
        try:
            private_files().delete(row.file)
        except OSError:
            logger.exception("A discarded file could not be removed: %s", row.file)
            return False
    row.delete()
    return True
