"""Writing notifications, in the transaction of what they tell of."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from accounts.models import User
from history.models import Event
from jobs.queue import enqueue, scheduled
from notifications.kinds import Kind
from notifications.models import Channel, Notification, State

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


def about(kind: Kind, event: Event, hearers: Iterable[int], **fields: Any) -> Telling:
    """Return what is to be told about an event; about one event, everybody hears each kind once."""
    return Telling(kind, frozenset(hearers), f"{kind.name}:{event.pk}", event=event, **fields)


def tell(tellings: Iterable[Telling]) -> int:
    """Write the notifications, two to a hearer: in the app, and a mail where there is an address. Return how many.

    Who is deactivated or has no role hears nothing. What was told before, by its `dedupe_key`, is not told again.
    The mails go out when the caller's transaction is committed.
    """
    tellings = [telling for telling in tellings if telling.hearers]
    if not tellings:
        return 0
    asked = frozenset[int]().union(*(telling.hearers for telling in tellings))
    addresses = dict(User.objects.with_role().filter(pk__in=asked).values_list("pk", "email"))
    rows = [row for telling in tellings for row in _rows(telling, addresses)]
    Notification.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    if any(row.channel == Channel.MAIL for row in rows):
        deliver_soon = partial(enqueue, DELIVER, dedupe_key=scheduled(DELIVER))
        transaction.on_commit(deliver_soon, robust=True)  # were it lost, the schedule delivers within a minute
    return len(rows)


def _rows(telling: Telling, addresses: dict[int, str]) -> Iterable[Notification]:
    event = telling.event
    actor = event.actor_id if event and not telling.to_actor else None
    page_type, page_id = _page_of(telling)
    for hearer in sorted(telling.hearers & addresses.keys() - {actor}):
        for channel in (Channel.IN_APP, Channel.MAIL):
            if channel == Channel.IN_APP or addresses[hearer]:
                yield Notification(
                    recipient_id=hearer,
                    channel=channel,
                    kind=telling.kind.name,
                    dedupe_key=telling.dedupe_key,
                    event=event,
                    page_type_id=page_type,
                    page_id=page_id,
                    particulars=telling.particulars,
                    state=State.SENT if channel == Channel.IN_APP else State.PENDING,
                )


def _page_of(telling: Telling) -> tuple[int | None, int | None]:
    if telling.page is not None:
        return ContentType.objects.get_for_model(telling.page).pk, telling.page.pk
    if telling.event is not None:
        return telling.event.page_type_id, telling.event.page_id
    return None, None
