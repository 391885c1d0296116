"""Previews: what is known of the content of a version."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.keeping import holds_files
from documents.models.version import Version
from documents.querysets import PreviewQuerySet
from documents.storage import private_files, random_name


class State(models.TextChoices):
    """How far a preview is."""

    WAITING = "waiting", _("is being made")
    READY = "ready", _("ready")
    NONE = "none", _("nothing to show")
    FAILED = "failed", _("cannot be shown")


class Reason(models.TextChoices):
    """Why a file cannot be shown: a sentence for whoever wants to see it."""

    DAMAGED = "damaged", _("This file is damaged, or not what its name says.")
    PROTECTED = "protected", _("This file is protected by a password.")
    TOO_LARGE = "too_large", _("This file is too large to be shown here.")
    TOO_LONG = "too_long", _("This file takes too long to be drawn here.")
    UNREADABLE = "unreadable", _("This file cannot be read here.")
    MACROS = "macros", _("There are small programs (macros) in this file, so it is not opened here.")
    MISSING = "missing", _("This file is missing on the server. Tell an administrator of the CRM.")
    GIVEN_UP = "given_up", _("There is no preview of this file: making it broke off several times.")


@holds_files()
class Preview(models.Model):
    """What a version looks like, in a small picture of ours, and which text is in it.

    `file` is the picture, "" for none; `pages` tells how many pages can be drawn (1 for a picture), 0 that there is
    text alone. `text` is the beginning, to be read; `words` are its different words, folded, to be found. `tries`
    counts how often it was begun: what ends its worker every time is given up. `fetches` and `remarks` are
    warnings: an office program would read a template from the network as soon as it opens the file; there are tracked
    changes or comments, which whoever gets the file reads, too.
    """

    version = models.OneToOneField(Version, models.CASCADE, related_name="preview", verbose_name=_("version"))
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.WAITING)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason, blank=True)
    file = models.FileField(
        _("file"), storage=private_files, upload_to=random_name, max_length=100, blank=True, db_index=True
    )
    pages = models.PositiveIntegerField(_("pages"), default=0)
    text = models.TextField(_("text"), blank=True)
    words = models.TextField(_("words"), blank=True, editable=False)
    fetches = models.BooleanField(_("fetches a template from the network"), default=False)
    remarks = models.BooleanField(_("tracked changes or comments"), default=False)
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0, editable=False)
    tried_at = models.DateTimeField(_("last tried at"), null=True, editable=False)

    objects = PreviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("preview")
        verbose_name_plural = _("previews")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="failed") & ~Q(reason="") | ~Q(state="failed") & Q(reason=""),
                name="documents_preview_failed_for_a_reason",
            )
        ]

    def __str__(self) -> str:
        return str(self.version)
