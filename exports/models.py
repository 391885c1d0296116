"""An export: who took which rows out, in what form, and the file where a job wrote one."""

import contextlib
from array import array
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.models import PublicRow
from exports import sources
from exports.formats import BY_KEY, Format
from exports.querysets import ExportRunQuerySet
from exports.sources import Source
from history import pages
from history.models import Event
from jobs.models import Job
from jobs.queue import enqueue

WRITE = "exports.write"
# How long a file can be downloaded.
KEPT = timedelta(days=7)
KEY_BYTES = array("q").itemsize


@pages.register
class ExportRun(PublicRow):
    """What one person exported: of which list under which filter, which columns, in what form, how many rows.

    A small one is streamed at once and leaves this row only. Of a large one, a job writes the file, which its owner can
    download until `expires_at`. Its rows and their order are settled when it is asked for (`keys`, a file beside it).
    """

    class State(models.TextChoices):
        """How far it is. One whose job was cancelled or given up is stopped, even before that is written down."""

        RUNNING = "running", _("running")
        DONE = "done", _("finished")
        STOPPED = "stopped", pgettext_lazy("export", "stopped")
        EXPIRED = "expired", pgettext_lazy("export", "expired")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner"))
    source = models.CharField(_("list"), max_length=50)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RUNNING)
    form = models.CharField(_("form"), max_length=20)
    columns = models.JSONField(_("columns"), default=list)
    query = models.TextField(_("filter"), blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    file = models.FileField(upload_to="exports/", max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("job"))
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("can be downloaded until"), null=True, blank=True)
    events = GenericRelation(Event, content_type_field="page_type", object_id_field="page_id")

    objects = ExportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        indexes = [
            models.Index(fields=["owner", "-created_at"], name="exports_exportrun_of_owner"),
            models.Index(fields=["state", "expires_at"], name="exports_exportrun_expiring"),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("exports:run", args=[self.public_id])

    @property
    def kind(self) -> Source:
        """The list that it is of."""
        return sources.source(self.source)

    @property
    def format(self) -> Format:
        """The form of its file."""
        return BY_KEY[self.form]

    @property
    def file_name(self) -> str:
        """What the file is called where it is downloaded: "Opportunities-2026-12-31.xlsx"."""
        with override(self.language or None):
            label = slugify(str(self.kind.label), allow_unicode=True).capitalize()
        return f"{label}-{timezone.localdate(self.created_at)}.{self.format.extension}"

    @property
    def is_working(self) -> bool:
        """Whether a job is at it."""
        return self.state == self.State.RUNNING and self.job is not None and self.job.is_live

    @property
    def is_stopped(self) -> bool:
        """Whether it was cancelled, or given up, before its end."""
        return self.state == self.State.STOPPED or (self.state == self.State.RUNNING and not self.is_working)

    @property
    def can_be_downloaded(self) -> bool:
        """Whether its file is there, and its time not over."""
        return bool(
            self.state == self.State.DONE and self.file and self.expires_at and timezone.now() < self.expires_at
        )

    @property
    def is_expired(self) -> bool:
        """Whether it had a file, whose time is over."""
        return self.state == self.State.EXPIRED or bool(self.file and not self.can_be_downloaded)

    def viewers_q(self) -> Q:
        """Return the condition over users who may see it; the inverse of the queryset's `visible_q`."""
        return Q(pk=self.owner_id) | Q(pk__in=User.objects.administrators().values("pk"))

    # The files of one that a job writes: all of them in a folder of its own.

    @property
    def folder(self) -> str:
        """Where its files are."""
        return f"exports/{self.public_id}"

    def keep_keys(self, keys: "array[int]") -> None:
        """Keep which rows stand in it."""
        self.file.storage.save(f"{self.folder}/keys", ContentFile(keys.tobytes()))

    def keys_from(self, place: int) -> "array[int]":
        """Return the keys of the rows from a place on."""
        keys = array("q")
        with self.file.storage.open(f"{self.folder}/keys", "rb") as kept:
            kept.seek(place * KEY_BYTES)
            keys.frombytes(kept.read())
        return keys

    def clear_folder(self, *, spare: str = "") -> None:
        """Delete its files, but for the one of that name."""
        storage = self.file.storage
        with contextlib.suppress(FileNotFoundError):
            names = [f"{self.folder}/{name}" for name in storage.listdir(self.folder)[1]]
            for name in names:
                if name != spare:
                    storage.delete(name)
            if spare not in names:
                storage.delete(self.folder)

    def take_away(self) -> None:
        """Delete its files, as it has expired or was stopped; that somebody exported stays written down."""
        self.clear_folder()
        self.state = self.State.STOPPED if self.is_stopped else self.State.EXPIRED
        self.file, self.size = "", 0
        self.save(update_fields=["state", "file", "size"])


def export_at_once(source: Source, settled: dict[str, Any], rows: int, *, by: Any) -> ExportRun:
    """Write down that somebody exports rows into a stream. `settled` is `form`, `columns` and `query`."""
    now = timezone.now()
    state = {"state": ExportRun.State.DONE, "finished_at": now, "rows": rows, "language": get_language() or ""}
    run: ExportRun = ExportRun.objects.create(owner=by, source=source.key, **settled, **state)
    return run


def export_by_job(source: Source, settled: dict[str, Any], keys: "array[int]", *, by: Any) -> ExportRun:
    """Have a job write the rows of these keys into a file, in the language of the page that asks for it."""
    run = ExportRun(owner=by, source=source.key, language=get_language() or "", **settled)
    run.expires_at = timezone.now() + KEPT
    run.keep_keys(keys)
    try:
        with transaction.atomic():
            run.save()
            run.job = enqueue(WRITE, by=by, payload={"run": run.pk, "total": len(keys)})
            run.save(update_fields=["job"])
    except BaseException:
        run.clear_folder()
        raise
    return run
