"""What was said about one file, for the next one of the same headings and names."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from imports import targets
from imports.querysets import ImportMemoryQuerySet


class ImportMemory(models.Model):
    """What one person said once: which columns fill which fields (`COLUMNS`), or what a name stands for (`NAME`).

    `key` is the fingerprint of the headings, or "vocabulary:folded name" (an empty name is the answer for all).
    """

    COLUMNS, NAME = "columns", "name"
    ABOUT = ((COLUMNS, _("columns of a file")), (NAME, _("what a name stands for")))

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner"))
    target = models.CharField(_("target"), max_length=50, choices=targets.choices)
    about = models.CharField(_("about"), max_length=10, choices=ABOUT)
    key = models.CharField(_("recognised by"), max_length=400)
    value: Any = models.JSONField(_("answer"), default=dict)
    used_at = models.DateTimeField(_("last used"), default=timezone.now)

    objects = ImportMemoryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "target", "about", "key"], name="imports_importmemory_once")
        ]
        verbose_name = _("remembered answer")
        verbose_name_plural = _("remembered answers")

    def __str__(self) -> str:
        return self.key
