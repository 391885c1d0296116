"""Versions: what a document was at a time. A version is never changed; the newest one is what the document is."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.ids import LENGTH
from documents.keeping import holds_files
from documents.models.document import Document
from documents.querysets import VersionQuerySet
from documents.storage import private_files, random_name

if TYPE_CHECKING:
    from documents.models.preview import Preview


@holds_files(of="created_by")
class Version(models.Model):
    """One file of a document. Numbers begin at 1 and have no gaps; who may see the document may see all of them.

    What an office server saved bears its editing `session`, whether it was `autosaved` (nobody asked for it), and how
    often this very content was saved in a row.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="versions", verbose_name=_("document"))
    number = models.PositiveIntegerField(_("version"))
    file = models.FileField(_("file"), storage=private_files, upload_to=random_name, max_length=100, unique=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("checksum (SHA-256)"), max_length=64)
    content_type = models.CharField(_("content type"), max_length=100)
    note = models.CharField(_("note"), max_length=500, blank=True)
    session = models.CharField(_("editing session"), max_length=LENGTH, blank=True, editable=False)
    saves = models.PositiveIntegerField(_("times saved"), default=1, editable=False)
    autosaved = models.BooleanField(_("saved by itself"), default=False, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    created_at = models.DateTimeField(_("uploaded at"), default=timezone.now)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="documents_version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="documents_version_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.document} · {self.number}"

    @property
    def url(self) -> str:
        """Where it is downloaded."""
        return reverse("documents:download_version", args=[self.document.public_id, self.number])

    @property
    def shown(self) -> "Preview | None":
        """Its preview, or None while none was made."""
        return getattr(self, "preview", None)

    @property
    def has_view(self) -> bool:
        """Whether there is something to see of it without downloading it."""
        return self.shown is not None and self.shown.state == "ready"

    @property
    def thumbnail_url(self) -> str:
        """Where its small picture is; "" where there is none."""
        if self.shown is None or not self.shown.file:
            return ""
        return reverse("documents:thumbnail", args=[self.document.public_id, self.number])
