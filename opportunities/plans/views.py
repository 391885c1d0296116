"""What a saved view may be: its name, what it keeps of an address, and with whom it is shared."""

from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.paging import SIZES

LONGEST_NAME, LONGEST_QUERY, LAST_POSITION = 60, 2000, 999
PLAIN = ("name", "query", "sort", "size", "columns", "for_everybody", "position")


def plan_view(row: Any, changes: dict[str, Any], *, teams: Iterable[Any], by: Any) -> dict[str, Any]:
    """Return the field values that a change of a view comes to; "teams" among them where these change.

    `teams` are those with which it is shared already. Raises ValidationError by field for what cannot be: only whoever
    creates opportunities shares, and with teams of their own; an administrator with all.
    """
    shared = set(teams)
    fields = {name: changes[name] for name in PLAIN if name in changes and changes[name] != getattr(row, name)}
    if "name" in changes or row.pk is None:
        fields |= {"name": _name(changes.get("name", row.name))}
    if len(changes.get("query", "")) > LONGEST_QUERY:
        raise ValidationError(_("This filter is too long to be kept. Choose fewer things in it."))
    if not 0 <= changes.get("position", 0) <= LAST_POSITION:
        raise ValidationError({"position": _("Enter a position from 0 to 999.")})
    if changes.get("size", SIZES[0]) not in SIZES:
        fields["size"] = SIZES[0]
    wished = set(changes.get("teams", shared))
    added = wished - shared
    if (added or fields.get("for_everybody")) and not by.may("create"):
        raise ValidationError({"name": _("Your role does not include sharing views. Keep it for yourself.")})
    if not by.is_administrator and added - set(by.teams):
        raise ValidationError({"teams": _("Share a view with teams of your own.")})
    if fields.get("name") == row.name and row.pk is not None:
        del fields["name"]
    return fields | ({"teams": sorted(wished, key=lambda team: team.name)} if wished != shared else {})


def _name(typed: str) -> str:
    name = " ".join(typed.replace("\0", "").split())
    if not name:
        raise ValidationError({"name": _("Give the view a name.")})
    if len(name) > LONGEST_NAME:
        raise ValidationError({"name": _("A name may have at most 60 characters.")})
    return name


def free_name(name: str, former: str, taken: Collection[str]) -> str:
    """Return the name of a view that comes from somebody: its own, or where that is taken, one that says from whom."""
    if name not in taken:
        return name
    for number in range(1, len(taken) + 2):
        beside = f" ({former})" if number == 1 else f" ({number})"
        found = f"{name[: max(1, LONGEST_NAME - len(beside))]}{beside}"[:LONGEST_NAME]
        if found not in taken:
            return found
    raise ValueError("There are more names than views.")
