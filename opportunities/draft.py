"""What a row of a file comes to as a new opportunity, before it is written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from contacts.models import Contact
from core.sharing import Grant
from history.models import Event


@dataclass(slots=True)
class Draft:
    """What a row comes to: the values of a new opportunity by attribute, and what goes beside it.

    Its contacts may be unsaved. `notes` are events that the plan tells beside the one of the import.
    """

    line: int
    values: dict[str, Any]
    contact: Contact | None = None
    tags: list[str] = field(default_factory=list)
    participants: Sequence[Contact] = ()
    grants: Sequence[Grant] = ()
    notes: Sequence[Event] = ()

    def __str__(self) -> str:
        return str(self.values["title"])

    def unsaved(self) -> list[Contact]:
        """Return the contacts it refers to that come into being with it."""
        found: list[Contact] = [self.contact] if self.contact is not None and self.contact.id is None else []
        return [*found, *(each for each in self.participants if each.id is None)] if self.participants else found


@dataclass(slots=True)
class First:
    """The first row of its kind, as it was planned. `held` keeps what the kind is known by from being forgotten."""

    draft: Draft
    held: tuple[Any, ...]
    doubts: Sequence[tuple[str, str]]
    closed_at: datetime | None
