"""What the cells of the list and the cards of the board show: plain values, from which alone they are drawn.

A template that is given nothing but these values draws the same for the same values, whoever looks; so what was drawn
can be used again (`core.drawing`). A cell whose text depends on the reader's clock is drawn from its row instead.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from core.fold import fold
from core.querysets import BETWEEN


class Face(NamedTuple):
    """A person, as far as a mark of them shows."""

    public_id: str
    name: str
    label: str
    is_active: bool
    photo_url: str


class Badge(NamedTuple):
    """A stage, as far as its badge shows."""

    name: str
    colour: str


class Titled(NamedTuple):
    """The title, and where it leads."""

    title: str
    url: str
    restricted: bool


class Linked(NamedTuple):
    """The contact's name, and where it leads; both "" for none."""

    name: str = ""
    url: str = ""


class Staged(NamedTuple):
    """The stage."""

    stage: Badge


class Budgeted(NamedTuple):
    """The budget as a total."""

    total: Decimal | None
    currency: str


class Probable(NamedTuple):
    """The probability that counts, in percent."""

    percentage: int


class Due(NamedTuple):
    """When it may close, or closed."""

    closed_on: date | None
    expected_on: date | None
    overdue: bool


class Next(NamedTuple):
    """The next step, if there is one, and why the opportunity lies still."""

    title: str
    url: str
    due_on: date | None
    overdue: bool
    is_today: bool
    is_open: bool
    stale: tuple[str, ...]


class Held(NamedTuple):
    """A person."""

    person: Face | None


class Tagged(NamedTuple):
    """The names of the tags, in order."""

    names: tuple[str, ...]


class Card(NamedTuple):
    """A card of the board. `may_edit`: it can be moved."""

    public_id: str
    version: int
    stage_id: int
    last_activity_at: datetime
    may_edit: bool
    own_probability: int | None
    titled: Titled
    contact: Linked
    budget: Budgeted
    due: Due
    step: Next
    owner: Face | None


def titled(row: Any) -> Titled:
    return Titled(row.title, row.get_absolute_url(), row.restricted)


def contact(row: Any) -> Linked:
    return Linked(row.contact.name, row.contact.get_absolute_url()) if row.contact else Linked()


def stage(row: Any) -> Staged:
    return Staged(Badge(row.stage.name, row.stage.colour))


def budget(row: Any) -> Budgeted:
    return Budgeted(row.total, row.currency)


def probability(row: Any) -> Probable:
    return Probable(row.effective_probability)


def due(row: Any) -> Due:
    return Due(row.closed_on, row.expected_close_on, row.overdue)


def next_step(row: Any) -> Next:
    return _next(row, row.stale)


def owner(row: Any) -> Held:
    return Held(_face(row.responsible))


def tags(row: Any) -> Tagged:
    return Tagged(tuple(sorted((row.tag_names or "").split(BETWEEN), key=fold)) if row.tag_names else ())


def card(row: Any) -> Card:
    """Return what the card of a marked row shows; of what lies still, what its dates do not show."""
    return Card(
        row.public_id,
        row.version,
        row.stage_id,
        row.last_activity_at,
        row.may_edit,
        row.own_probability,
        titled(row),
        contact(row),
        budget(row),
        due(row),
        _next(row, row.slow),
        _face(row.responsible),
    )


def _next(row: Any, stale: list[Any]) -> Next:
    step, reasons = row.next_step, tuple(str(reason) for reason in stale)
    if step is None:
        return Next("", "", None, False, row.step_is_today, row.stage.is_open, reasons)
    return Next(step.title, step.url, step.due_on, step.overdue, row.step_is_today, row.stage.is_open, reasons)


def _face(person: Any) -> Face | None:
    if person is None:
        return None
    return Face(person.public_id, person.name, person.label, person.is_active, person.photo_url)
