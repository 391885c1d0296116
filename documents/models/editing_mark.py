"""Who is editing: an advisory mark. It keeps nobody out; it tells people of each other before they save."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.models.document import Document
from documents.querysets import LASTS, EditingMarkQuerySet


class EditingMark(models.Model):
    """Somebody has a document open in a quick editor. It holds for two minutes after it was last renewed."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="editing_marks", verbose_name=_("document"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("user"))
    since = models.DateTimeField(_("since"), default=timezone.now)
    renewed_at = models.DateTimeField(_("renewed at"), default=timezone.now, db_index=True)

    objects = EditingMarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("mark of who is editing")
        verbose_name_plural = _("marks of who is editing")
        constraints = [models.UniqueConstraint(fields=["document", "user"], name="documents_one_mark_per_person")]

    def __str__(self) -> str:
        return f"{self.document} · {self.user}"


def mark_editing(document: Document, *, by: Any) -> list[EditingMark]:
    """Say that `by` is editing, or still is; return the marks of the others, oldest first."""
    now = timezone.now()
    mine = EditingMark.objects.filter(document=document, user=by)
    if not mine.filter(renewed_at__gt=now - LASTS).update(renewed_at=now):
        EditingMark.objects.update_or_create(document=document, user=by, defaults={"since": now, "renewed_at": now})
    alive = EditingMark.objects.filter(document=document).alive(now - LASTS)
    return list(alive.exclude(user=by).select_related("user").order_by("since", "pk"))


def unmark_editing(document: Document, *, by: Any) -> None:
    """Say that `by` is not editing any more."""
    EditingMark.objects.filter(document=document, user=by).delete()
