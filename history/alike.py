"""Events of one kind about thousands of new rows: written as columns, and told without making them one by one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from json import dumps
from typing import Any, overload

from django.db import transaction

from core.bulk import another, insert_columns
from history.models import LABEL_LENGTH, Event
from history.signals import event_recorded

# What differs from event to event; all else is the sample's.
OWN = frozenset({"id", "public_id", "subject_id", "subject_label", "page_id", "particulars", "happened_at"})


class Alike(Sequence[Event]):
    """Saved events that differ from a sample in their row, a number or two and their time: made when looked at."""

    def __init__(
        self, sample: Event, columns: Mapping[str, Sequence[Any]], numbers: Mapping[str, Sequence[int]]
    ) -> None:
        self.verb = sample.verb
        self._sample, self._columns, self._numbers = sample, columns, numbers

    def __len__(self) -> int:
        return len(self._columns["id"])

    @overload
    def __getitem__(self, index: int) -> Event: ...

    @overload
    def __getitem__(self, index: slice) -> list[Event]: ...

    def __getitem__(self, index: int | slice) -> Event | list[Event]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        made = another(self._sample)
        made.__dict__.update({name: values[index] for name, values in self._columns.items()})
        numbers = {name: values[index] for name, values in self._numbers.items()}
        made.particulars = self._sample.particulars | numbers
        made._state.adding = False
        return made


def among(events: Sequence[Event], *verbs: str) -> list[Event]:
    """Return the events of these verbs: how a receiver picks what it reacts to out of what was recorded."""
    if isinstance(events, Alike) and events.verb not in verbs:
        return []
    return [event for event in events if event.verb in verbs]


def record_alike(
    sample: Event,
    keys: Sequence[int],
    *,
    labels: Iterable[str],
    happened_at: Sequence[datetime],
    numbers: Mapping[str, Sequence[int]],
) -> None:
    """Write down that the same happened to many rows, each on its own page, and tell the receivers once.

    In the caller's transaction. `sample` is an unsaved event about an unsaved row of the same model; `keys` and
    `labels` are those of the rows, `numbers` the particulars in which the events differ.
    """
    if not keys:
        return
    shown = [label[:LABEL_LENGTH] for label in labels]
    columns: dict[str, Sequence[Any]] = {
        "subject_id": keys,
        "page_id": keys,
        "subject_label": shown,
        "happened_at": happened_at,
    }
    same = {
        field.attname: getattr(sample, field.attname)
        for field in Event._meta.concrete_fields
        if field.attname not in OWN and not getattr(field, "auto_now_add", False)
    }
    texts = _texts(sample.particulars, numbers) if numbers else [dumps(sample.particulars)] * len(keys)
    with transaction.atomic(savepoint=False):
        made = insert_columns(Event, len(keys), {**columns, "particulars": texts}, same)
        event_recorded.send(sender=Event, events=Alike(sample, {**columns, "id": made}, numbers))


def _texts(particulars: Mapping[str, Any], numbers: Mapping[str, Sequence[int]]) -> list[str]:
    """Return the particulars of each event as JSON: what they share is written once."""
    head = dumps(particulars)[:-1] + (", " if particulars else "")
    names = [dumps(name) for name in numbers]
    if len(names) == 1:
        (values,) = numbers.values()
        return [f"{head}{names[0]}: {value}}}" for value in values]
    rows = zip(*numbers.values(), strict=True)
    return [head + ", ".join(f"{name}: {value}" for name, value in zip(names, row, strict=True)) + "}" for row in rows]
