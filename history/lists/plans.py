"""What the entries of a list may be called, and which order is one: rules that ask no database."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.fold import fold
from core.models import NamedRow

NAMES = ("name_de", "name_en")


def plan_entry(
    row: NamedRow, changes: dict[str, Any], siblings: Iterable[Any], *, needs_active: bool
) -> dict[str, Any]:
    """Return the field values that `changes` come to on an entry: those that differ.

    Raises ValidationError by field: a name is needed in one language, and nobody could tell two entries of one name
    apart. Where `needs_active`, one entry stays switched on.
    """
    siblings = list(siblings)
    wished = {name: _plain(value) if name in NAMES else value for name, value in changes.items()}
    names = {name: wished.get(name, getattr(row, name)) for name in NAMES}
    refusals: dict[str, list[str]] = {}
    if not any(names.values()):
        refusals["name_de"] = [_("Enter a name in at least one language.")]
    elif row.pk is None or any(names[name] != getattr(row, name) for name in NAMES):
        for name, sentence in _doubles(names, siblings):
            refusals[name] = [sentence]
    if needs_active and wished.get("active") is False and not any(each.active for each in siblings):
        refusals["active"] = [_("This is the only entry that is offered: switch another one on first.")]
    if refusals:
        raise ValidationError(refusals)
    fresh = row.pk is None
    return {name: value for name, value in wished.items() if fresh or getattr(row, name) != value}


def _plain(typed: str) -> str:
    return " ".join(typed.replace("\0", "").split())


def _doubles(names: dict[str, str], siblings: Sequence[NamedRow]) -> Iterable[tuple[str, str]]:
    """Yield the fields whose name a sibling is read under already in that language, and the sentence."""
    first, second = (names[name] for name in NAMES)
    shown = {"name_de": first or second, "name_en": second or first}
    for name in NAMES:
        other = next((each for each in siblings if fold(_shown(each, name)) == fold(shown[name])), None)
        if other is not None:
            typed_in = name if names[name] else NAMES[1 - NAMES.index(name)]
            yield typed_in, _("There is “%(name)s” already.") % {"name": _shown(other, name)}


def _shown(row: NamedRow, name: str) -> str:
    """Return how readers of a language read the entry."""
    first, second = row.name_de, row.name_en
    return (first or second) if name == "name_de" else (second or first)


def plan_order(current: Sequence[int], seen: Sequence[int], wanted: Sequence[int]) -> bool:
    """Return whether entries are to stand in another order: keys as they stand, as they were shown, and as wished.

    Raises ValidationError where other entries are named than there are, and where somebody else was faster.
    """
    if sorted(wanted) != sorted(current):
        raise ValidationError(_("The list has changed meanwhile. Look at it, and put it in order again."))
    if list(wanted) == list(current):
        return False
    if list(seen) != list(current):
        raise ValidationError(_("Somebody else has changed the order meanwhile. This is how it stands now."))
    return True
