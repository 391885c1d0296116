"""Tasks: what somebody is to do, by when, about which opportunity or contact. The rules are in `tasks.plans`."""

from datetime import date, datetime, time, tzinfo
from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User, and_who_stands_in
from contacts.models import Contact
from core import slots
from core.addresses import address_of
from core.editing import lock_all, locked
from core.fold import search_text
from core.models import PublicRow, Versioned
from history import pages
from history.models import Event, record, record_many
from opportunities.models import Opportunity
from tasks import plans, verbs
from tasks.assignees import assignable
from tasks.due import REMINDERS
from tasks.models.category import TaskCategory
from tasks.querysets import TaskQuerySet, may_put, note_next_steps


@pages.register
class Task(PublicRow, Versioned):
    """Something to be done by its assignee.

    It is about an opportunity, or a contact, or neither. `due_on` and `due_time` (none: the whole day) are meant in
    the zone `due_zone`; the instants `due_at` and `remind_at` follow from them (`tasks.due`). It is open while
    `closed_at` is empty. Its events stand on the page of what it is about, else on its own.
    """

    title = models.CharField(_("title"), max_length=255)
    category = models.ForeignKey(TaskCategory, models.PROTECT, related_name="tasks", verbose_name=_("task category"))
    description = models.TextField(_("description"), blank=True, max_length=65_000)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="tasks", verbose_name=_("responsible person")
    )
    opportunity = models.ForeignKey(
        Opportunity, models.CASCADE, null=True, blank=True, related_name="tasks", verbose_name=_("opportunity")
    )
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="tasks", verbose_name=_("contact")
    )
    due_on = models.DateField(_("due date"))
    due_time = models.TimeField(_("time"), null=True, blank=True)
    due_zone = models.CharField(_("time zone"), max_length=64, editable=False)
    due_at = models.DateTimeField(_("due at"), editable=False)
    remind_minutes = models.PositiveSmallIntegerField(_("reminder"), null=True, blank=True, choices=REMINDERS)
    remind_at = models.DateTimeField(_("remind at"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("closed by"),
    )
    result = models.TextField(_("result"), blank=True, max_length=65_000)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("created by"), editable=False
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("updated at"), default=timezone.now, editable=False)
    search_text = models.TextField(editable=False)
    events = GenericRelation(Event, content_type_field="page_type", object_id_field="page_id")

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = [
            models.Index(fields=["assignee", "closed_at", "due_at", "id"], name="tasks_of_assignee"),
            models.Index(fields=["opportunity", "closed_at", "due_at", "id"], name="tasks_of_opportunity"),
            models.Index(fields=["due_at", "id"], name="tasks_open_by_due", condition=Q(closed_at=None)),
            models.Index(fields=["-closed_at", "-id"], name="tasks_last_closed", condition=Q(closed_at__isnull=False)),
            models.Index(fields=["remind_at"], name="tasks_to_remind", condition=Q(closed_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(opportunity=None) | Q(contact=None),
                name="tasks_about_one_thing",
                violation_error_message=_("A task is about an opportunity or about a contact, not about both."),
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="tasks_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(remind_minutes=None, remind_at=None)
                | Q(remind_minutes__isnull=False, remind_at__isnull=False),
                name="tasks_reminder_has_an_instant",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.index()
        super().save(*args, **kwargs)

    def index(self) -> None:
        """Set the text under which it is found: title, description, result."""
        self.search_text = search_text(self.title, self.description[:5000], self.result[:5000])

    def get_absolute_url(self) -> str:
        return address_of("tasks:detail", self.public_id)

    # What it is

    @property
    def about(self) -> Opportunity | Contact | None:
        """The opportunity or contact that it is about."""
        return self.opportunity or self.contact

    @property
    def page(self) -> models.Model:
        """The row on whose page its events are read: what it is about, else itself."""
        return self.about or self

    @property
    def is_closed(self) -> bool:
        """Whether it is done."""
        return self.closed_at is not None

    def is_overdue(self, now: datetime) -> bool:
        """Whether it is open and its time is over; `now` is in the viewer's zone. A whole day lasts to its end."""
        if self.is_closed:
            return False
        return self.due_on < now.date() if self.due_time is None else self.due_at < now

    def due_for(self, zone: tzinfo | None) -> tuple[date, time | None]:
        """Return the day and time of day on which it is due for a viewer in `zone`; a whole day has no time."""
        if self.due_time is None:
            return self.due_on, None
        local = self.due_at.astimezone(zone)
        return local.date(), local.time().replace(tzinfo=None)

    def viewers_q(self) -> Q:
        """Return the condition over users who may see it; the inverse of the queryset's `visible_q`."""
        if self.opportunity:
            return self.opportunity.viewers_q()
        if self.contact_id:
            return Q()
        own = and_who_stands_in(Q(pk__in=[self.assignee_id, self.created_by_id]))
        return own | Q(pk__in=User.objects.administrators().values("pk"))

    # Verbs

    def revise(self, changes: dict[str, Any], *, by: Any, version: int | None = None) -> "Task":
        """Change the task as `plans.plan_revision` allows, and record it; return the row as it stands.

        Does nothing when all is already so. Raises Conflict for an outdated `version`, ValidationError by field for
        what cannot be.
        """
        with transaction.atomic():
            row = self._locked(changes.get("opportunity"), changes.get("contact"), version=version)
            sees = "assignee" not in changes and "opportunity" not in changes or row._sees(changes)
            put = may_put(row, changes, by)
            plan = plans.plan_revision(row, changes, by=by, now=timezone.now(), assignee_sees=sees, may_put=put)
            if plan.changes_anything:
                row.carry_out(plan)
        return row

    def _sees(self, changes: dict[str, Any]) -> bool:
        """Return whether who is to do it may see what it will be about; who keeps it is not asked again."""
        fresh = self.pk is None
        assignee = changes.get("assignee") or (None if fresh else self.assignee)
        opportunity = changes.get("opportunity", self.opportunity)
        if opportunity is None or assignee is None:
            return True
        if not fresh and assignee.pk == self.assignee_id and opportunity.pk == self.opportunity_id:
            return True
        return assignable(opportunity).filter(pk=assignee.pk).exists() or not assignee.may("create")

    def carry_out(self, plan: plans.Plan) -> None:
        """Write what a plan says, in the caller's transaction: fields, events, and that something happened."""
        before = self.opportunity_id
        for name, value in plan.fields.items():
            setattr(self, name, value)
        if self.pk:
            self.version += 1
        self.updated_at = plan.now
        self.save()
        record_many(plan.events)
        self.touch()
        note_next_steps(Task.objects, {before, self.opportunity_id})

    def close(self, *, by: Any, result: str = "", next_task: dict[str, Any] | None = None) -> bool:
        """Mark it as done, with what came of it, and open the next one; return False when it is closed already.

        `next_task` takes the changes of `follow_up`.
        """
        with transaction.atomic():
            row = self._anew(self._locked())
            if row.is_closed:
                return False
            row.closed_at, row.closed_by, row.result = timezone.now(), by, result
            row._write(verbs.CLOSED, by, "closed_at", "closed_by", "result", text=result)
            row.follow_up(by=by, next_task=next_task)
        return True

    def follow_up(self, *, by: Any, result: str = "", next_task: dict[str, Any] | None = None) -> "Task | None":
        """Note what came of it, and open the next task about the same, `by`'s own unless said otherwise; or neither.

        Return the next task, if there is one. Raises ValidationError as `open_task` does.
        """
        with transaction.atomic():
            self.report(result, by=by)
            if not next_task:
                return None
            same = {"opportunity": self.opportunity, "contact": self.contact, "category": self.category}
            return open_task(same | next_task, by=by)

    def report(self, result: str, *, by: Any) -> bool:
        """Note what came of a closed task, into the history, too; return False when it is noted already."""
        with transaction.atomic():
            row = self._anew(self._locked())
            if not row.is_closed or not result or row.result == result:
                return False
            row.result = result
            row._write(verbs.REPORTED, by, "result", text=result)
        return True

    def reopen(self, *, by: Any) -> bool:
        """Make it open again; its result stays in the history. Return False when it is open already."""
        with transaction.atomic():
            row = self._anew(self._locked())
            if not row.is_closed:
                return False
            row.closed_at, row.closed_by, row.result = None, None, ""
            row._write(verbs.REOPENED, by, "closed_at", "closed_by", "result")
        return True

    def remove(self, *, by: Any) -> None:
        """Delete it. The history of what it was about keeps that; of one about nothing, the administrators' log."""
        with transaction.atomic():
            row = self._locked()
            record(verbs.DELETED, row, by=by, page=row.about, particulars={"title": row.title})
            row.touch()
            slots.ask("deletions", user=by, row=row)
            row.delete()
            note_next_steps(Task.objects, {row.opportunity_id})

    def _locked(self, *further: models.Model | None, version: int | None = None) -> "Task":
        """Return the row anew under lock, what it is about (and `further`, what it is to be about) locked first.

        Whoever changes or deletes an opportunity locks in this order, too, so that nobody waits for each other.
        Raises as `core.editing.locked` does.
        """
        lock_all(self.about, *further)
        row: Task = locked(self, version)
        return row

    def _anew(self, row: Self) -> Self:
        """Take over the values of the row as it stands, so that the caller holds what a verb writes."""
        self.__dict__.update({field.attname: getattr(row, field.attname) for field in self._meta.concrete_fields})
        self._state.fields_cache.clear()
        return self

    def _write(self, verb: str, by: Any, *fields: str, text: str = "") -> None:
        self.version += 1
        self.updated_at = timezone.now()
        self.save(update_fields=[*fields, "version", "updated_at", "search_text"])
        record(verb, self, by=by, page=self.page, particulars={"title": self.title}, text=text)
        self.touch()
        note_next_steps(Task.objects, {self.opportunity_id})

    def touch(self) -> None:
        """Note at the opportunity or contact that something happened around it."""
        if self.opportunity:
            self.opportunity.touch()
        elif self.contact_id:
            Contact.objects.filter(pk=self.contact_id).update(last_activity_at=timezone.now())


def open_task(changes: dict[str, Any], *, by: Any) -> Task:
    """Make a task as `plans.plan_opening` allows, and record it; return the saved row.

    Raises ValidationError by field for what cannot be.
    """
    with transaction.atomic():
        row = Task(created_by=by)
        lock_all(changes.get("opportunity"), changes.get("contact"))
        sees = row._sees({"assignee": by} | changes)
        put = may_put(row, changes, by)
        row.carry_out(plans.plan_opening(row, changes, by=by, now=timezone.now(), assignee_sees=sees, may_put=put))
    return row
