"""The jobs that make previews: of a version that was just written, and by the clock of what has none yet."""

import logging
from datetime import timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from documents.models import Document, Preview, Version
from documents.models.preview import Reason, State
from documents.previews import limits, running
from documents.storage import private_files, random_name
from jobs import AGAIN, DONE, Outcome, Slice

logger = logging.getLogger("documents")

# A preview that was begun so long ago and is not there has lost its job: it was cancelled, or failed for good.
LOST_AFTER = timedelta(hours=1)
# What the child finds beside the picture, under the names of the fields that keep it.
FOUND = ("pages", "text", "words", "fetches", "remarks")


def make(slice: Slice) -> Outcome:
    """Make the preview of the version that the job names; nothing for one that was followed by another meanwhile."""
    version = Version.objects.current().filter(pk=slice.payload["version"]).select_related("document").first()
    if version is not None:
        preview(version)
    return DONE


def catch_up(slice: Slice) -> Outcome:
    """Make the previews of newest versions that have none: written before there were previews, or left by a lost job.

    One after the other, so that nothing waits behind a long list.
    """
    while not slice.time_is_up:
        begun = Q(preview__tried_at=None) | Q(preview__tried_at__lt=timezone.now() - LOST_AFTER)
        missing = Q(preview=None) | Q(preview__state=State.WAITING) & begun
        version = Version.objects.current().filter(missing).select_related("document").order_by("pk").first()
        if version is None:
            return DONE
        preview(version)
    return AGAIN


def preview(version: Version) -> Preview:
    """Make the preview of a version and return it; the one that is there, where it was made already.

    That it is tried is written down before: a file that ends this very process is given up after a few times.
    """
    row, _is_new = Preview.objects.get_or_create(version=version)
    if row.state != State.WAITING:
        return row
    if row.tries >= limits.TRIES:
        _write(row, State.FAILED, Reason.GIVEN_UP)
        return row
    Preview.objects.filter(pk=row.pk).update(tries=F("tries") + 1, tried_at=timezone.now())
    try:
        found = running.look(version)
    except running.Unseen as unseen:
        _write(row, State.FAILED if unseen.reason in Reason.values else State.NONE, unseen.reason)
    else:
        for name in FOUND:
            setattr(row, name, getattr(found, name))
        _write(row, State.READY if found.picture or found.text else State.NONE, picture=found.picture)
    return row


def _write(row: Preview, state: State, reason: str = "", picture: bytes = b"") -> None:
    """Write what a preview came to, unless the document is gone meanwhile or somebody else was faster.

    The picture is on the disk before the row names it; one that no row took up is removed again.
    """
    path = private_files().save(random_name(), ContentFile(picture)) if picture else ""
    row.state, row.reason, row.file, row.made_at = state, reason if state == State.FAILED else "", path, timezone.now()
    fields = {name: getattr(row, name) for name in ("state", "reason", "made_at", *FOUND)}
    written = 0
    try:
        with transaction.atomic():
            # Under the lock of the document: whoever deletes it knows of the picture, or there is no row any more.
            Document.objects.select_for_update().filter(versions=row.version_id).first()
            written = Preview.objects.filter(pk=row.pk, state=State.WAITING).update(**fields, file=path)
    finally:
        if path and not written:
            private_files().delete(path)
