"""Who acts for whom: what events keep of it where somebody could do something only by standing in."""

from collections.abc import Iterable
from typing import Any

from core.querysets import VisibleQuerySet


def acting_for(people: Iterable[Any]) -> dict[str, Any]:
    """Return the particulars that name the absent ones; {} where there are none."""
    named = [{"user": person.pk, "name": person.name} for person in people]
    return {"acting_for": named} if named else {}


def absent_of(
    user: Any, rows: VisibleQuerySet, keys: Iterable[int], right: str = "editable_by"
) -> dict[int, list[Any]]:
    """Return by key of the row for whom `user` acts on it, where they have the `right` only by standing in.

    Asks nothing where they stand in for nobody; else one question, and one for each absent person where that is needed.
    `right` names the question of the queryset: "editable_by", "governed_by".
    """
    standing_in = getattr(user, "standing_in", ())
    wanted = set(keys) if standing_in else set()
    if not wanted:
        return {}

    def reached_by(person: Any) -> set[int]:
        return set(getattr(rows, right)(person).filter(pk__in=wanted).order_by().values_list("pk", flat=True))

    wanted -= reached_by(user.alone())
    found: dict[int, list[Any]] = {}
    for absent in [row.absent for row in standing_in] if wanted else ():
        for key in reached_by(user.alone(absent)):
            found.setdefault(key, []).append(absent)
    return found


def act_on(user: Any, row: Any) -> None:
    """Note on whoever is about to change a row that no address named for whom they do: history names them."""
    user.acting_for = absent_of(user, type(row)._default_manager.all(), [row.pk]).get(row.pk, [])
