"""A change of many opportunities at once, and what it came to on each of them."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.models import PublicRow
from core.querysets import VisibleQuerySet
from jobs.models import Job

# How long it can be undone, and how long a preview waits for its answer.
KEPT = timedelta(days=7)
PREVIEW_KEPT = timedelta(days=1)
# Up to so many rows are looked at, changed and given back while their person waits; more by a worker.
AT_ONCE = 200


class BulkAction(models.TextChoices):
    """What is changed."""

    STAGE = "stage", _("Change the stage")
    RESPONSIBLE = "responsible", _("Change the owner")
    TAGS = "tags", _("Add or remove tags")
    ACCESS = "access", _("Change the access")
    DUE = "due", _("Change the expected close date")
    CUSTOM = "custom", _("Change a custom field")
    DELETE = "delete", pgettext_lazy("bulk", "Delete")


class BulkChangeQuerySet(VisibleQuerySet):
    """Bulk changes, by owner and time."""

    def visible_q(self, user: Any) -> Q:
        """One's own, and for administrators those of everybody; a preview is its owner's alone."""
        if not user.is_administrator:
            return Q(owner=user)
        return Q(owner=user) | ~Q(state__in=(BulkChange.State.CHECKING, BulkChange.State.PREVIEW))

    def editable_q(self, user: Any) -> Q:
        """Whoever sees it may go on with it and undo it; on each row, only what they may change is changed."""
        return Q()

    def for_list(self) -> Self:
        """Return the changes with all that a line or page of theirs shows, the newest first."""
        return self.select_related("owner", "job", "undone_by").order_by("-created_at", "-pk")

    def recent(self, now: datetime) -> Self:
        """Return the changes that were made in the last seven days; previews are none."""
        begun = self.exclude(state__in=(BulkChange.State.CHECKING, BulkChange.State.PREVIEW))
        return begun.filter(created_at__gte=now - KEPT)

    def outdated(self, now: datetime) -> Self:
        """Return the changes that can be undone no more, and the previews that nobody has answered."""
        unanswered = Q(state__in=(BulkChange.State.CHECKING, BulkChange.State.PREVIEW))
        return self.filter(Q(created_at__lt=now - KEPT) | unanswered & Q(created_at__lt=now - PREVIEW_KEPT))


class BulkChange(PublicRow):
    """One change of many opportunities: what is wished, by whom, and how far it is.

    Which rows it is about is settled when it is asked for: each has its `BulkRow`, with the version that the preview
    has seen. So what was previewed is what is changed; what somebody else has changed since is left alone, and told.
    `wish` is read by `opportunities.bulk.wishes`. `gone` counts chosen ids under which its owner sees nothing, `losses`
    what goes with rows that are deleted, `unseen` how many open tasks of whom, by the person's key, would go out of
    their sight. The counts are those of the step that ended last.
    """

    class State(models.TextChoices):
        """How far it is."""

        CHECKING = "checking", _("being looked at")
        PREVIEW = "preview", _("waiting for an answer")
        RUNNING = "running", _("running")
        DONE = "done", _("finished")
        UNDOING = "undoing", pgettext_lazy("bulk", "being undone")
        UNDONE = "undone", pgettext_lazy("bulk", "undone")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner"))
    action = models.CharField(_("action"), max_length=20, choices=BulkAction)
    wish = models.JSONField(_("wish"), default=dict)
    keep_own = models.BooleanField(_("own probabilities are kept"), default=False)
    query = models.TextField(_("filter"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CHECKING)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("job"))
    rows_chosen = models.PositiveIntegerField(_("chosen"), default=0)
    gone = models.PositiveIntegerField(_("not found"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    skipped = models.PositiveIntegerField(_("skipped"), default=0)
    restored = models.PositiveIntegerField(_("undone"), default=0)
    left = models.PositiveIntegerField(_("left as they are"), default=0)
    losses = models.JSONField(_("goes with them"), default=dict, blank=True)
    unseen = models.JSONField(default=dict, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("undone by")
    )

    objects = BulkChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("bulk change")
        verbose_name_plural = _("bulk changes")
        indexes = [
            models.Index(fields=["owner", "-created_at"], name="opportunities_bulk_of_owner"),
            models.Index(fields=["-created_at"], name="opportunities_bulk_recent"),
        ]

    def __str__(self) -> str:
        return str(self.get_action_display())

    def get_absolute_url(self) -> str:
        return reverse("opportunities:bulk_change", args=[self.public_id])

    @property
    def is_preview(self) -> bool:
        """Whether nothing is written yet."""
        return self.state in (self.State.CHECKING, self.State.PREVIEW)

    @property
    def is_at_work(self) -> bool:
        """Whether a step is not at its end."""
        return self.state in (self.State.CHECKING, self.State.RUNNING, self.State.UNDOING)

    @property
    def is_working(self) -> bool:
        """Whether a job is at it."""
        return self.is_at_work and self.job is not None and self.job.is_live

    @property
    def is_stopped(self) -> bool:
        """Whether a step was cancelled or given up before its end."""
        return self.is_at_work and not self.is_working

    @property
    def is_of_stage(self) -> bool:
        """Whether its rows are moved since their stage is deleted (`bulk.goings`)."""
        return "goes" in self.wish

    @property
    def undoable_until(self) -> datetime:
        """Until when it can be undone: seven days."""
        return self.created_at + KEPT

    @property
    def can_be_undone(self) -> bool:
        """Whether its rows can get their former values back. What was deleted is gone."""
        ended = self.state == self.State.DONE or (self.state == self.State.RUNNING and self.is_stopped)
        lasting = self.action == BulkAction.DELETE or self.is_of_stage
        return ended and not lasting and timezone.now() < self.undoable_until


class BulkRow(models.Model):
    """One opportunity of a bulk change, by its key: it may be gone.

    `version` is the one that the preview has seen, afterwards the one that the change has made. `former` holds the
    values before. A row that was left has a `reason`, with a `sentence` where a rule refused it, and `changed_by` where
    somebody was faster.
    """

    class Outcome(models.TextChoices):
        """What became of it; the first two are still to come."""

        PENDING = "pending", _("to be looked at")
        READY = "ready", _("changes")
        SAME = "same", _("is so already")
        SKIPPED = "skipped", _("skipped")
        CHANGED = "changed", _("changed")
        RESTORED = "restored", pgettext_lazy("bulk", "undone")
        LEFT = "left", _("left as it is")

    class Reason(models.TextChoices):
        """Why a row was left."""

        GONE = "gone", _("Deleted, or you have no access any more.")
        FORBIDDEN = "forbidden", _("You may see it, but not change it.")
        SINCE = "since", _("Changed by somebody since.")
        REFUSED = "refused", _("A rule does not allow it.")

    change = models.ForeignKey(BulkChange, models.CASCADE, related_name="rows")
    row_key = models.BigIntegerField()
    version = models.PositiveIntegerField(default=0)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.PENDING)
    overwrites = models.BooleanField(default=False)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason, blank=True)
    sentence = models.CharField(_("sentence"), max_length=300, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("changed by")
    )
    former = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("row of a bulk change")
        verbose_name_plural = _("rows of a bulk change")
        constraints = [models.UniqueConstraint(fields=["change", "row_key"], name="opportunities_bulk_row_once")]
        indexes = [models.Index(fields=["change", "outcome", "id"], name="opportunities_bulk_rows")]

    def __str__(self) -> str:
        return f"{self.change_id}: {self.row_key}"

    def leave(self, outcome: str, reason: str, sentence: str = "") -> None:
        """Note that it is left, and why. The row is not saved."""
        self.outcome, self.reason, self.sentence = outcome, reason, sentence[:300]
