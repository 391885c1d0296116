"""Uploads that wait for an answer: a new version of what is there, or a file of its own?"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.editing import locked
from core.models import PublicRow
from documents import names
from documents.keeping import Kept, holds_files
from documents.models.discarded import discard
from documents.models.document import Document, add_document
from documents.querysets import HeldUploadQuerySet
from documents.storage import private_files, random_name

HELD_FOR = timedelta(days=1)


@holds_files(of="held_by")
class HeldUpload(PublicRow):
    """A file that somebody uploaded beside a document of the same name, or over a newer version than they knew.

    Only they see it; it waits for a day. `document` is what is there already.
    """

    class Reason(models.TextChoices):
        """Why it waits."""

        SAME_NAME = "same_name", _("same name")
        NEWER_VERSION = "newer_version", _("newer version")

    document = models.ForeignKey(Document, models.CASCADE, related_name="held_uploads", verbose_name=_("document"))
    reason = models.CharField(_("reason"), max_length=13, choices=Reason, default=Reason.SAME_NAME)
    file = models.FileField(_("file"), storage=private_files, upload_to=random_name, max_length=100)
    name = models.CharField(_("name"), max_length=names.MAX_LENGTH)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("checksum (SHA-256)"), max_length=64)
    note = models.CharField(_("note"), max_length=500, blank=True)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    held_at = models.DateTimeField(_("uploaded at"), default=timezone.now, db_index=True)

    objects = HeldUploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("question about an upload")
        verbose_name_plural = _("questions about uploads")

    def __str__(self) -> str:
        return self.name

    def become_version(self) -> bool:
        """Make it the next version of the document; return False where that one holds the very same content."""
        with transaction.atomic():
            kept = self._hand_over()
            version = self.document.add_version(kept, by=self.held_by, note=self.note)
            became = str(version.file) == kept.path
            if not became:
                discard([kept.path])
            return became

    def become_document(self) -> Document:
        """Make it a document of its own, beside the other one, under a name with a number."""
        with transaction.atomic():
            kept = self._hand_over()
            return add_document(self.document.place, kept, by=self.held_by, note=self.note)

    def let_go(self) -> None:
        """Forget it; the file goes from the disk by a job."""
        with transaction.atomic():
            discard([str(self.file)])
            self.delete()

    def _hand_over(self) -> Kept:
        """Delete the row and return its file, which stays on the disk."""
        row: HeldUpload = locked(self)
        kept = Kept(path=str(row.file), name=row.name, size=row.size, sha256=row.sha256)
        row.delete()
        return kept


def hold(document: Document, kept: Kept, *, by: Any, reason: str, note: str = "") -> HeldUpload:
    """Let an upload wait for the answer of whoever uploaded it; the very same one waits once."""
    waiting = document.held_uploads.filter(held_by=by, sha256=kept.sha256, name=kept.name).first()
    return waiting or HeldUpload.objects.create(
        document=document,
        reason=reason,
        file=kept.path,
        name=kept.name,
        size=kept.size,
        sha256=kept.sha256,
        note=note,
        held_by=by,
    )
