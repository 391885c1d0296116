"""What a change of an opportunity comes to, and how its parts are told to history."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _

from core.sharing import Grant
from history.models import Event, event


@dataclass
class Plan:
    """What a change comes to: field values to set, and what goes beside the row."""

    row: Any
    by: Any
    now: datetime
    today: date
    fresh: bool = False
    fields: dict[str, Any] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    tags: list[Any] | None = None
    grants: list[Grant] | None = None
    refusals: dict[str, list[str]] = field(default_factory=dict)

    @property
    def changes_anything(self) -> bool:
        """Whether there is something to write."""
        return bool(self.fields or self.events or self.tags is not None or self.grants is not None)

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
        """Plan an event on the opportunity's page; a new opportunity tells only that it was created."""
        if not self.fresh:
            self.note(verb, particulars)

    def note(self, verb: str, particulars: dict[str, Any]) -> None:
        """Plan an event on the opportunity's page, at the plan's own time."""
        row = self.row
        self.events.append(event(verb, row, by=self.by, page=row, particulars=particulars, happened_at=self.now))

    def refuse(self, name: str, sentence: str) -> None:
        """Note why a field cannot be so."""
        self.refusals.setdefault(name, []).append(sentence)


def cleaned(plan: Plan, name: str, value: Any) -> Any:
    """Return a plain value by its model field's own rules; what breaks them is refused by field."""
    if isinstance(value, str):
        value = value.strip()
        if "\0" in value:
            plan.refuse(name, _("Null characters are not allowed."))
    if name == "contact":
        return value
    if name == "title" and not value:
        plan.refuse(name, _("Enter a title for the opportunity."))
        return value
    field = plan.row._meta.get_field(name)
    try:
        if isinstance(value, str) and not field.choices:
            return field.clean(value, plan.row)
        return _clean(field, value)
    except ValidationError as error:
        for sentence in error.messages:
            plan.refuse(name, sentence)
        return value


@lru_cache(maxsize=4096)
def _clean(field: Any, value: Any) -> Any:
    """Return a value as the field cleans it; the same days, currencies and types come again and again."""
    return field.clean(value, None)


def stands(field: Any) -> Callable[[str], bool]:
    """Return what says of a text that `cleaned` would neither change nor refuse it in this field of the model.

    It may say False of one that would pass: then the rule itself is asked.
    """
    plain = all(isinstance(validator, MaxLengthValidator) for validator in field.validators) and not field.choices
    longest = field.max_length if plain else -1
    least = 0 if field.blank else 1
    return lambda text: least <= len(text) <= longest and text == text.strip() and "\0" not in text


def day_of(day: date | None) -> dict[str, str] | None:
    """Return a day as events keep it, or None."""
    return {"day": day.isoformat()} if day else None


def person_of(person: Any) -> dict[str, Any]:
    """Return a person as events keep them."""
    return {"user": person.pk, "name": person.name}
