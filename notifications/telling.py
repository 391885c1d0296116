"""Writing notifications, in the transaction of what they tell of."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from accounts.models import StandIn, User, stand_ins_for
from core import deeds
from core.deeds import Deed
from history.models import Event
from jobs.queue import enqueue, scheduled
from notifications.gathering import gathered
from notifications.kinds import Kind
from notifications.models import Channel, Notification, State
from notifications.models.preferences import way_of
from notifications.ways import Way

DELIVER = "notifications.deliver"


@dataclass(frozen=True)
class Telling:
    """One thing to be told: its kind, who is to hear it (keys of users), and what it is about.

    With an `event`, its page counts unless `page` says otherwise; the actor of an event is never among the hearers,
    but for what they did themselves by a job (`to_actor`).
    """

    kind: Kind
    hearers: frozenset[int]
    dedupe_key: str
    event: Event | None = None
    page: models.Model | None = None
    particulars: dict[str, Any] = field(default_factory=dict)
    to_actor: bool = False

    @property
    def told(self) -> frozenset[int]:
        """Who is told: the hearers without the one who did it."""
        return self.hearers if self.to_actor or self.event is None else self.hearers - {self.event.actor_id}


def about(kind: Kind, event: Event, hearers: Iterable[int], **fields: Any) -> Telling:
    """Return what is to be told about an event; about one event, everybody hears each kind once."""
    return Telling(kind, frozenset(hearers), f"{kind.name}:{event.pk}", event=event, **fields)


def tell(tellings: Iterable[Telling]) -> None:
    """Write the notifications: in the app, and a mail where there is an address, as each hearer chose for the kind.

    Who stands in for a hearer hears it, too, once, and for whom. Who is deactivated or has no role hears nothing. What
    was told before, by its `dedupe_key`, is not told again. The mails go out when the caller's transaction is
    committed. Within one deed (`core.deeds`) everybody hears of all of it at once, at its end.
    """
    tellings = [telling for telling in tellings if telling.told]
    deed = deeds.current()
    if deed is not None:
        deed.gather(_tell_at_once, tellings)
    elif tellings:
        _write(_rows_of(tellings))


def _tell_at_once(deed: Deed, tellings: list[Telling]) -> None:
    """Tell what a deed gathered, at its end."""
    _write(gathered(deed, _rows_of(tellings)))


def _rows_of(tellings: list[Telling]) -> list[Notification]:
    asked = frozenset[int]().union(*(telling.told for telling in tellings))
    standing_in = stand_ins_for(asked)
    asked |= {row.substitute_id for rows in standing_in.values() for row in rows}
    people = User.objects.with_role().filter(pk__in=asked)
    known = people.values_list("pk", "email", "notification_preferences__ways")
    hearers = {key: Hearer(bool(email), ways) for key, email, ways in known}
    return [row for telling in tellings for row in _rows(telling, hearers, standing_in)]


def _write(rows: list[Notification]) -> None:
    Notification.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    if any(row.channel == Channel.MAIL for row in rows):
        deliver_soon = partial(enqueue, DELIVER, dedupe_key=scheduled(DELIVER))
        transaction.on_commit(deliver_soon, robust=True)  # were it lost, the schedule delivers within a minute


def _rows(
    telling: Telling, hearers: dict[int, "Hearer"], standing_in: dict[int, list[StandIn]]
) -> Iterable[Notification]:
    event = telling.event
    actor = event.actor_id if event and not telling.to_actor else None
    page_type, page_id = _page_of(telling)
    told_for = {} if telling.kind.personal else _told_for(telling.told, standing_in)
    for key in sorted((telling.told | told_for.keys()) & hearers.keys() - {actor}):
        absent = {} if key in telling.hearers else {"told_for": told_for[key]}
        for channel in hearers[key].channels(telling.kind):
            yield Notification(
                recipient_id=key,
                channel=channel,
                kind=telling.kind.name,
                dedupe_key=telling.dedupe_key,
                event=event,
                page_type_id=page_type,
                page_id=page_id,
                particulars=telling.particulars | absent,
                state=State.SENT if channel == Channel.IN_APP else State.PENDING,
            )


def _told_for(told: Iterable[int], standing_in: dict[int, list[StandIn]]) -> dict[int, list[dict[str, Any]]]:
    """Return whom each substitute of these hearers stands in for, as particulars keep people."""
    found: dict[int, list[dict[str, Any]]] = {}
    for row in (row for key in sorted(told) for row in standing_in.get(key, ())):
        found.setdefault(row.substitute_id, []).append({"user": row.absent_id, "name": row.absent.name})
    return found


@dataclass(frozen=True)
class Hearer:
    """Somebody who is to hear something: whether mails reach them, and what they chose (None: nothing)."""

    has_address: bool
    ways: dict[str, str] | None

    def channels(self, kind: Kind) -> list[Channel]:
        """Return the channels by which they hear of a kind."""
        way = way_of(kind, self.ways)
        by_mail = {Way.MAIL: [Channel.MAIL], Way.DIGEST: [Channel.DIGEST]}.get(way, [])
        return [] if way == Way.NONE else [Channel.IN_APP, *(by_mail if self.has_address else [])]


def _page_of(telling: Telling) -> tuple[int | None, int | None]:
    if telling.page is not None:
        return ContentType.objects.get_for_model(telling.page).pk, telling.page.pk
    if telling.event is not None:
        return telling.event.page_type_id, telling.event.page_id
    return None, None
