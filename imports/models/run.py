"""The run of an import: who brought which file, what was said about it, and what came of it."""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.editing import locked
from core.models import PublicRow, Versioned
from history import pages
from history.models import Event
from imports import targets
from imports.conversion import RowOutcome
from imports.models.discarding import Discardable
from imports.models.reads_file import ReadsFile
from imports.models.steps import RUN, SURVEY, UNDO, Busy, Settled
from imports.querysets import ImportRunQuerySet
from imports.sessions import Assignment
from imports.targets import Target
from jobs.models import Job
from jobs.queue import enqueue


@pages.register
class ImportRun(ReadsFile, Discardable, PublicRow, Versioned):
    """One file that somebody brought: how it is read, what was answered, how far its import is, and its counts.

    The stored bytes never change (`sha256`), so every step reads the same. `version` counts changes of the settings: a
    check that was made for other settings is void. `place` says how far the step at work has come; it is written in the
    transaction that writes the rows, so that a killed worker's successor writes each row once.
    """

    class State(models.TextChoices):
        """How far it is. A draft is still being set up; a stopped run is running or undoing, its job at an end."""

        DRAFT = "draft", _("being prepared")
        RUNNING = "running", _("running")
        DONE = "done", _("finished")
        UNDOING = "undoing", _("being taken back")
        UNDONE = "undone", _("taken back")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner"))
    target = models.CharField(_("target"), max_length=50, choices=targets.choices)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    original_name = models.CharField(_("file"), max_length=255)
    file = models.FileField(upload_to="imports/", max_length=100, blank=True)
    sha256 = models.CharField(_("checksum (SHA-256)"), max_length=64)
    # Of a workbook: itself, its sheets, the one that is read, and what is to be told of it (`reading.workbook`).
    # `file` is that sheet as a CSV file then, and `read_sha256` the digest of `file`, whatever was brought.
    workbook = models.FileField(upload_to="imports/", max_length=100, blank=True)
    sheets = models.JSONField(default=list)
    sheet = models.CharField(_("sheet"), max_length=255, blank=True)
    sheet_notes = models.JSONField(default=dict)
    read_sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    dialect = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    survey = models.JSONField(default=dict)
    formats = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    repairs = models.JSONField(default=dict)
    checked = models.JSONField(default=dict)
    place = models.JSONField(default=dict)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    created = models.PositiveIntegerField(_("created"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    skipped = models.PositiveIntegerField(_("skipped"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    # Rows that are written although something about them is doubtful.
    doubtful = models.PositiveIntegerField(_("doubtful"), default=0)
    beside = models.JSONField(default=dict)
    taken_back = models.PositiveIntegerField(_("taken back"), default=0)
    restored = models.PositiveIntegerField(_("restored"), default=0)
    continues = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="continued_by", verbose_name=_("continues")
    )
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("job"))
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    events = GenericRelation(Event, content_type_field="page_type", object_id_field="page_id")

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [
            models.Index(fields=["owner", "-created_at"], name="imports_importrun_of_owner"),
            models.Index(fields=["sha256"], name="imports_importrun_of_file"),
        ]

    def __str__(self) -> str:
        return self.original_name

    def get_absolute_url(self) -> str:
        return reverse(f"imports:{self.step}", args=[self.public_id])

    # What it is

    @property
    def kind(self) -> Target:
        """What the file is imported as."""
        return targets.target(self.target)

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed and started."""
        return self.state == self.State.DRAFT

    @property
    def is_surveyed(self) -> bool:
        """Whether the whole file has been read with its present mapping."""
        return bool(self.survey.get("complete"))

    @property
    def is_checked(self) -> bool:
        """Whether it is known what its present settings come to."""
        return bool(self.checked.get("complete"))

    @property
    def is_working(self) -> bool:
        """Whether a job is at it."""
        return self.job is not None and self.job.is_live

    @property
    def is_stopped(self) -> bool:
        """Whether it was cancelled, or given up, before its end."""
        return self.state in (self.State.RUNNING, self.State.UNDOING) and not self.is_working

    @property
    def can_be_taken_back(self) -> bool:
        """Whether there may be rows to take back, and nothing else is at work."""
        return (self.created > 0 or self.updated > 0) and (self.state == self.State.DONE or self.is_stopped)

    @property
    def is_gone(self) -> bool:
        """Whether it was taken back, and nothing of it is left."""
        return self.state == self.State.UNDONE and not self.place.get("left")

    @property
    def recognises(self) -> bool:
        """Whether its rows can mean ones that exist already."""
        return bool(self.options.get("match"))

    @property
    def counts(self) -> dict[str, int]:
        """How many rows came to what, by outcome."""
        return {outcome.value: getattr(self, outcome.value) for outcome in RowOutcome}

    @property
    def step(self) -> str:
        """The step at which it stands, as the name of its page."""
        if not self.is_draft:
            return "run" if self.is_working else "result"
        if self.is_working:
            return "run"
        if self.is_checked:
            return "check"
        if self.is_surveyed:
            return "values"
        return "columns" if self.mapping else "file"

    def viewers_q(self) -> Q:
        """Return the condition over users who may see it; the inverse of the queryset's `visible_q`."""
        return Q(pk=self.owner_id) | Q(pk__in=User.objects.administrators().values("pk"))

    def assignment(self) -> Assignment:
        """Return what the target is told about it."""
        mapped, near = frozenset(self.mapping), self.checked.get("near", {})
        return Assignment(self.owner, self, self.original_name, self.options, self.answers, mapped, near)

    # Verbs of a draft

    def settle(self, *, by: Any, **settings_changed: Any) -> bool:
        """Change settings of a draft; what was found out with the former ones is dropped. Return whether they changed.

        `dialect` and `columns` drop mapping and all behind it, `mapping` and `options` the survey, formats,
        answers and repairs the check. Raises Settled for what is no draft any more.
        """
        with transaction.atomic():
            run: ImportRun = locked(self)
            if not run.is_draft:
                raise Settled
            changed = {name: value for name, value in settings_changed.items() if getattr(run, name) != value}
            if "dialect" in changed or "columns" in changed:
                changed = {"mapping": {}, "options": {}, "formats": {}, "answers": {}, "repairs": {}} | changed
            if {"dialect", "columns", "mapping"} & set(changed):
                changed |= {"survey": {}, "formats": changed.get("formats", {})}
            if changed:
                run._drop_check(changed)
            self.__dict__.update(run.__dict__)
        return bool(changed)

    def _drop_check(self, changed: dict[str, Any]) -> None:
        """Save settings, and forget what was checked with the former ones."""
        for name, value in {**changed, "checked": {}, "place": {}, "version": self.version + 1}.items():
            setattr(self, name, value)
        self.problems.all().delete()
        self.save()

    def begin(self, kind: str, *, by: Any) -> dict[str, Any]:
        """Let a step begin anew, and return its payload. Raises Settled for what is no draft any more."""
        with transaction.atomic():
            run: ImportRun = locked(self)
            if not run.is_draft:
                raise Settled
            run._drop_check({"survey": {}} if kind == SURVEY else {})
            self.__dict__.update(run.__dict__)
        return {"run": self.pk, "version": self.version}

    def hand_to_worker(self, kind: str, payload: dict[str, Any], *, by: Any) -> Job:
        """Have the step done in the background; its sentences are in the language of the page that asks for it.

        Raises Busy while another import is writing the same file.
        """
        payload = payload | {"language": get_language()}
        # The same bytes are written by one import at a time: a second one finds what the first has written.
        alone = f"{RUN}:{self.target}:{self.sha256}" if kind == RUN else ""
        with transaction.atomic():
            job = enqueue(kind, by=by, payload=payload, dedupe_key=alone)
            if job.payload["run"] != self.pk:
                raise Busy(
                    gettext("The very same file is being imported at this moment. Wait until that import has ended.")
                )
            self.job = job
            self.save(update_fields=["job"])
        return job

    # Verbs of a checked import

    def start(self, *, by: Any) -> bool:
        """Start writing the rows in the background; return False when it has been started, or was not checked.

        Raises Busy while the same file is being written.
        """
        with transaction.atomic():
            run: ImportRun = locked(self)
            if not run.is_draft or not run.is_checked:
                return False
            run.problems.all().delete()
            run.answers = run.kind.settle_names(run)
            run.state, run.place, run.started_at = self.State.RUNNING, {}, timezone.now()
            run.version += 1
            run.save()
            run.hand_to_worker(RUN, {"run": run.pk, "version": run.version}, by=by)
            self.__dict__.update(run.__dict__)
        return True

    def go_on(self, *, by: Any) -> bool:
        """Go on where a stopped run, or a stopped undo, has come to; return whether it was stopped.

        Raises Busy while the same file is being written.
        """
        with transaction.atomic():
            run: ImportRun = locked(self)
            if not run.is_stopped:
                return False
            kind = RUN if run.state == self.State.RUNNING else UNDO
            run.hand_to_worker(kind, {"run": run.pk, "version": run.version}, by=by)
            self.__dict__.update(run.__dict__)
        return True

    def take_back(self, *, by: Any) -> bool:
        """Take back in the background what was created; return False when there is nothing to take back."""
        with transaction.atomic():
            run: ImportRun = locked(self)
            if not run.can_be_taken_back:
                return False
            run.state, run.place, run.version = self.State.UNDOING, {}, run.version + 1
            run.save()
            run.hand_to_worker(UNDO, {"run": run.pk, "version": run.version}, by=by)
            self.__dict__.update(run.__dict__)
        return True
