"""Who is told what: one function per reaction to what was recorded, in the same transaction."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.auth import get_user_model

from exports import verbs as exports
from history.alike import among
from history.models import Event, EventRecipient
from history.signals import event_recorded
from history.verbs import ADDED
from imports import verbs as imports
from notifications import kinds
from notifications.imported import given_by
from notifications.telling import Telling, about, tell
from opportunities import verbs as opportunities
from tasks import verbs as tasks

Reaction = Callable[[Sequence[Event]], None]

# What makes somebody responsible, and under which word the event keeps them.
MADE_RESPONSIBLE = {opportunities.CREATED: "responsible", opportunities.RESPONSIBLE_CHANGED: "to"}
TASK_GIVEN = (tasks.CREATED, tasks.REASSIGNED)


def listen() -> None:
    """Connect the reactions."""
    for reaction in (
        whoever_became_responsible_is_told,
        whoever_was_granted_access_is_told,
        whoever_was_given_a_task_is_told,
        whoever_was_named_is_told,
        whoever_started_an_import_is_told_of_its_end,
        whoever_got_something_by_an_import_is_told_once,
        whoever_started_an_export_is_told_of_its_end,
        whoever_got_something_by_a_bulk_change_is_told_once,
        whoever_started_a_long_bulk_change_is_told_of_its_end,
    ):
        event_recorded.connect(_receiver(reaction), dispatch_uid=f"notifications.{reaction.__name__}", weak=False)


def _receiver(reaction: Reaction) -> Callable[..., None]:
    def receive(events: Sequence[Event], **_signal: Any) -> None:
        reaction(events)

    return receive


def whoever_became_responsible_is_told(events: Sequence[Event]) -> None:
    """Of an opportunity made for them, or handed over to them; not for each row of an import or a bulk change."""
    tell(
        about(kinds.RESPONSIBLE, event, {person})
        for event in among(events, *MADE_RESPONSIBLE)
        if (person := _new_responsible(event))
    )


def whoever_was_granted_access_is_told(events: Sequence[Event]) -> None:
    """People, and the members of teams; not those who became responsible by the same deed: they were told that."""
    given = among(events, *MADE_RESPONSIBLE)
    told = {(event.page_id, person) for event in given if (person := _new_responsible(event))}
    tell(
        about(kinds.GRANTED, event, {person for person in _granted(event) if (event.page_id, person) not in told})
        for event in among(events, opportunities.ACCESS_CHANGED)
        if not _one_of_many(event)
    )


def whoever_was_given_a_task_is_told(events: Sequence[Event]) -> None:
    """Of a task made for them, or handed over to them."""
    tell(about(kinds.ASSIGNED, event, {event.subject.assignee_id}) for event in among(events, *TASK_GIVEN))


def whoever_was_named_is_told(events: Sequence[Event]) -> None:
    """Of the note, call or appointment on which they were named, or in whose text they were mentioned."""
    added = among(events, ADDED)
    if not added:
        return
    told: dict[bool, dict[int, set[int]]] = {False: defaultdict(set), True: defaultdict(set)}
    for row in EventRecipient.objects.filter(event__in=added):
        told[row.mentioned][row.event_id].add(row.user_id)
    tell(about(kinds.NAMED, event, told[False][event.pk]) for event in added)
    tell(about(kinds.MENTIONED, event, told[True][event.pk]) for event in added)


def whoever_is_mentioned_later_is_told(*, user: Any, event: Event, people: Sequence[Any]) -> None:
    """Answer the slot "mentions": when a note is changed, of the mentions that are new in it; by whoever changed it."""
    by = {"by": {"user": user.pk, "name": user.name}}
    hearers = {person.pk for person in people}
    tell([about(kinds.MENTIONED, event, hearers, particulars=by, to_actor=True)])


def whoever_stands_in_is_told(*, user: Any, stand_in: Any) -> None:
    """Answer the slot "stand_ins": from when to when, and for whom; not who arranged it for themselves."""
    if stand_in.substitute_id == user.pk:
        return
    words = {
        "by": {"user": user.pk, "name": user.name},
        "absent": {"user": stand_in.absent_id, "name": stand_in.absent.name},
        "first": {"day": stand_in.first_day.isoformat()},
        "last": {"day": stand_in.last_day.isoformat()},
    }
    hearers = frozenset({stand_in.substitute_id})
    tell([Telling(kinds.STAND_IN, hearers, f"{kinds.STAND_IN.name}:{stand_in.pk}", particulars=words)])


def whoever_started_an_import_is_told_of_its_end(events: Sequence[Event]) -> None:
    """Once for the whole import, and themselves: they have gone on to other things since."""
    finished = among(events, imports.FINISHED)
    tell(about(kinds.IMPORTED, event, {event.subject.owner_id}, to_actor=True) for event in finished)


def whoever_got_something_by_an_import_is_told_once(events: Sequence[Event]) -> None:
    """Of how many opportunities they are responsible for now, or have access to; not once for each."""
    for event in among(events, imports.FINISHED):
        tell(given_by(event.subject))


def whoever_started_an_export_is_told_of_its_end(events: list[Event]) -> None:
    """Of one that a job wrote, when its file can be downloaded."""
    finished = among(events, exports.FINISHED)
    tell(about(kinds.EXPORTED, event, {event.subject.owner_id}, to_actor=True) for event in finished)


def whoever_got_something_by_a_bulk_change_is_told_once(events: Sequence[Event]) -> None:
    """Of how many opportunities they are responsible for now, or have access to; not once for each."""
    for event in among(events, opportunities.BULK_CHANGED):
        if person := event.particulars.get("responsible"):
            tell([about(kinds.RESPONSIBLE_FOR_MANY, event, {person["user"]})])
        tell([about(kinds.GRANTED_MANY, event, _granted(event))])


def whoever_started_a_long_bulk_change_is_told_of_its_end(events: Sequence[Event]) -> None:
    """Of one that a worker made: they have gone on to other things since."""
    made = [event for event in among(events, opportunities.BULK_CHANGED) if event.particulars["by_job"]]
    tell(about(kinds.BULK_CHANGED, event, {event.actor_id}, to_actor=True) for event in made)


def _new_responsible(event: Event) -> int | None:
    return None if _one_of_many(event) else event.particulars[MADE_RESPONSIBLE[event.verb]]["user"]


def _one_of_many(event: Event) -> bool:
    """Whether an import or a bulk change did it: thousands of those tell nobody row by row."""
    return bool({"import", "bulk"} & event.particulars.keys())


def _granted(event: Event) -> set[int]:
    grantees = event.particulars.get("granted") or []
    teams = [grantee["team"] for grantee in grantees if "team" in grantee]
    members = get_user_model()._default_manager.filter(groups__in=teams).values_list("pk", flat=True) if teams else ()
    return {grantee["user"] for grantee in grantees if "user" in grantee} | set(members)
