"""The rules of a task, as pure plans: row and wished changes in, field values and unsaved events out.

A plan asks no database and saves nothing, so that forms, hand-overs, demo data and the admin change tasks by one rule.
What cannot be raises ValidationError by field.

Wished changes, by key: `title`, `category`, `description`, `assignee`, `opportunity` or `contact`, `due_on`,
`due_time`, `due_zone` (the name of the zone in which they are meant; the actor's own unless said), `remind_minutes`,
and for a new one `created_at`. Whether the assignee may see what the task is about, and whether the actor may change
what it is put on, the verb finds out and hands in as `assignee_sees` and `may_put`.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from history.models import Event, event
from tasks import verbs
from tasks.due import REMINDERS, due_instant, remind_instant

PLAIN = ("title", "category", "description", "opportunity", "contact")
DUE = ("due_on", "due_time", "due_zone")


@dataclass
class Plan:
    """What a change comes to: field values to set, and events to record."""

    row: Any
    by: Any
    now: datetime
    fresh: bool = False
    fields: dict[str, Any] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    refusals: dict[str, list[str]] = field(default_factory=dict)

    @property
    def changes_anything(self) -> bool:
        """Whether there is something to write."""
        return bool(self.fields)

    def get(self, name: str) -> Any:
        """Return the value that a field will have."""
        return self.fields[name] if name in self.fields else getattr(self.row, name)

    def set(self, name: str, value: Any) -> bool:
        """Plan a field's value; return whether it differs from the row's."""
        if not self.fresh and getattr(self.row, name) == value:
            return False
        self.fields[name] = value
        return True

    def tell(self, verb: str, **particulars: Any) -> None:
        """Plan an event on the page of what the task is about, at the plan's own time."""
        row, page = self.row, self.get("opportunity") or self.get("contact") or self.row
        pending = event(
            verb,
            row,
            by=self.by,
            page=page,
            particulars={"title": self.get("title"), **particulars},
            happened_at=self.now,
        )
        pending.subject_label = self.get("title")
        self.events.append(pending)

    def refuse(self, name: str, sentence: str) -> None:
        """Note why a field cannot be so."""
        self.refusals.setdefault(name, []).append(sentence)


def plan_opening(
    row: Any, changes: dict[str, Any], *, by: Any, now: datetime, assignee_sees: bool = True, may_put: bool = True
) -> Plan:
    """Return what `changes` come to as a new task; `title`, `category` and `due_on` are needed.

    Without an `assignee` it is the actor's own. The one event says that it was created, at `created_at` (or now).
    """
    created_at = changes.get("created_at") or now
    plan = Plan(row, by, created_at, fresh=True)
    for name in ("category", "due_on"):
        if not changes.get(name):
            plan.refuse(name, _("This is needed."))
    wished = {"title": "", "due_time": None, "remind_minutes": None} | changes
    _planned(plan, wished | {"assignee": changes.get("assignee") or by}, assignee_sees, may_put)
    plan.fields["created_at"] = created_at
    assignee = plan.fields["assignee"]
    when = due(plan.fields["due_on"], plan.fields["due_time"])
    plan.tell(verbs.CREATED, assignee=person(assignee), due=when, own=assignee == by)
    return plan


def plan_revision(
    row: Any, changes: dict[str, Any], *, by: Any, now: datetime, assignee_sees: bool = True, may_put: bool = True
) -> Plan:
    """Return what `changes` come to on an existing task; each change of hands, and any other, is one event."""
    plan = Plan(row, by, now)
    _planned(plan, changes, assignee_sees, may_put)
    revised = plan.fields.keys() - {"assignee"}
    if revised:
        plan.tell(verbs.REVISED, **_difference(plan, revised))
    if "assignee" in plan.fields:
        hands = {"from": person(row.assignee), "assignee": person(plan.get("assignee"))}
        plan.tell(verbs.REASSIGNED, **hands, due=due(plan.get("due_on"), plan.get("due_time")))
    return plan


def _planned(plan: Plan, changes: dict[str, Any], assignee_sees: bool, may_put: bool) -> None:
    if not may_put:
        about = "opportunity" if changes.get("opportunity") else "contact"
        plan.refuse(about, _("You may not change what the task would be about, so you cannot put a task there."))
    _plan_plain(plan, changes)
    _plan_assignee(plan, changes, assignee_sees)
    _plan_due(plan, changes)
    if plan.refusals:
        raise ValidationError(plan.refusals)


def _plan_plain(plan: Plan, changes: dict[str, Any]) -> None:
    for name in PLAIN:
        if name in changes:
            plan.set(name, _cleaned(plan, name, changes[name]))
    if plan.get("opportunity") and plan.get("contact"):
        plan.refuse("contact", _("A task is about an opportunity or about a contact, not about both."))


def _cleaned(plan: Plan, name: str, value: Any) -> Any:
    """Return a plain value by its model field's own rules; what breaks them is refused by field."""
    if not isinstance(value, str):
        return value
    value = value.strip()
    if "\0" in value:
        plan.refuse(name, _("Null characters are not allowed."))
    elif name == "title" and not value:
        plan.refuse(name, _("Enter a title for the task."))
    else:
        try:
            return plan.row._meta.get_field(name).clean(value, plan.row)
        except ValidationError as error:
            for sentence in error.messages:
                plan.refuse(name, sentence)
    return value


def _plan_assignee(plan: Plan, changes: dict[str, Any], sees: bool) -> None:
    """Who is to do it must be able to see it and to act. Who has lost either keeps what they had until reassigned."""
    assignee = changes.get("assignee")
    if assignee and plan.set("assignee", assignee) and not (assignee.is_active and assignee.may("create")):
        plan.refuse("assignee", _("This person cannot take on tasks: choose an active one who may edit."))
    elif not sees:
        plan.refuse("assignee", _("This person may not see what the task is about. Choose one who may."))


def _plan_due(plan: Plan, changes: dict[str, Any]) -> None:
    """When it is due and when to remind follow from day, time, zone and minutes, and are always set together."""
    due = {name: changes[name] for name in ("due_on", "due_time") if name in changes}
    if changes.get("due_on", date(2000, 1, 1)) is None:
        plan.refuse("due_on", _("This is needed."))
    elif "due_on" in due and not 1900 <= due["due_on"].year <= 2200:
        plan.refuse("due_on", _("The year must lie between 1900 and 2200."))
    minutes = changes.get("remind_minutes", None if plan.fresh else plan.row.remind_minutes)
    if minutes is not None and minutes not in dict(REMINDERS):
        plan.refuse("remind_minutes", _("Choose one of the times for a reminder that are offered."))
    if plan.refusals:
        return
    moved = [plan.set(name, value) for name, value in due.items()]
    if any(moved) or plan.fresh:
        plan.set("due_zone", changes.get("due_zone") or str(plan.by.zone))
    plan.set("remind_minutes", minutes)
    day, at, zone = (plan.get(name) for name in DUE)
    plan.set("due_at", due_instant(day, at, zone))
    plan.set("remind_at", None if minutes is None else remind_instant(day, at, zone, minutes))


def _difference(plan: Plan, revised: set[str]) -> dict[str, Any]:
    """Return what an event says of a revision: the new due time, else the former title, else nothing."""
    row = plan.row
    if revised & {"due_on", "due_time"}:
        return {"from": due(row.due_on, row.due_time), "to": due(plan.get("due_on"), plan.get("due_time"))}
    return {"former": row.title} if "title" in revised else {}


def due(day: Any, at: Any) -> Any:
    """Return a due time as events keep it: the day, with the time of day if there is one."""
    parts = [{"day": day.isoformat()}]
    return [*parts, {"time": at.isoformat("minutes")}] if at else parts


def person(who: Any) -> dict[str, Any]:
    """Return a person as events keep them."""
    return {"user": who.pk, "name": who.name}
