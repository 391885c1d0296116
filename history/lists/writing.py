"""The verbs of administrators' lists: add, revise, order, remove. Pages and admin go through them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from core.editing import locked, one_at_a_time
from core.models import NamedRow
from history.lists import words
from history.lists.plans import plan_entry, plan_order
from history.lists.register import KeptList, kept_of, siblings
from history.models import record


def add_entry(row: NamedRow, changes: dict[str, Any], *, by: Any) -> Any:
    """Add an unsaved entry as `plans.plan_entry` allows, at its place, and record it; return the saved row.

    Raises ValidationError by field for what cannot be.
    """
    kept = kept_of(row)
    with transaction.atomic():
        one_at_a_time(kept.model)
        others = _others(row)
        _set(row, plan_entry(row, changes, others, needs_active=False))
        place = kept.placed(row, others) if kept.placed else len(others)
        row.position = place + 1
        row.full_clean()
        row.save()
        _number([*others[:place], row, *others[place:]])
        if kept.added:
            kept.added(row)
        _tell(words.ADDED, row, by, name=row.labels)
    return row


def tell_added(rows: Iterable[NamedRow], *, by: Any) -> None:
    """Record entries that came into being otherwise, such as with an import, in the caller's transaction."""
    for row in rows:
        _tell(words.ADDED, row, by, name=row.labels)


def revise_entry(row: NamedRow, changes: dict[str, Any], *, by: Any, version: int | None = None) -> Any:
    """Change an entry as `plans.plan_entry` and its model allow, and record it; return the row as it stands.

    Does nothing when all is already so. Raises Conflict for an outdated `version`, ValidationError by field.
    """
    kept = kept_of(row)
    with transaction.atomic():
        one_at_a_time(kept.model)
        fresh: Any = locked(row, version)
        before = {name: getattr(fresh, name) for name in changes}
        moved = kept.parent in changes and changes[kept.parent] != before[kept.parent] if kept.parent else False
        others = _others(fresh, changes[kept.parent] if moved else None)
        fields = plan_entry(fresh, changes, others, needs_active=kept.needs_active)
        if not fields:
            return fresh
        name = fresh.labels
        _set(fresh, fields)
        fresh.full_clean()
        fresh.version += 1
        fresh.save()
        told = [
            {"field": key, "from": _said(before[key]), "to": _said(fields[key])} for key in fields if key != "position"
        ]
        if told:
            _tell(words.CHANGED, fresh, by, name=name, changes=told)
    return fresh


def order_entries(kept: KeptList, of: Any, seen: Sequence[int], wanted: Sequence[int], *, by: Any) -> bool:
    """Put the entries of a list (of `of`) in the wanted order, and record it; return whether it was another one.

    Raises ValidationError where `wanted` names other entries than there are, or the order is not the `seen` one any
    more.
    """
    with transaction.atomic():
        one_at_a_time(kept.model)
        rows = {row.pk: row for row in kept.rows(of)}
        if not plan_order(list(rows), seen, wanted):
            return False
        ordered = [rows[key] for key in wanted]
        _number(ordered)
        _tell(words.ORDERED, ordered[0], by, names=[row.labels for row in ordered])
    return True


def remove_entry(row: NamedRow, *, by: Any, to: Any = None, version: int | None = None, moved: int = 0) -> int:
    """Delete an entry, and record it; `to` takes its place wherever it is used. Return how often it did.

    Where each of these changes is one of its own, they are made before (`KeptList.begin`), and counted in `moved`.
    Raises ValidationError where it is needed, or is used and nothing takes its place; Conflict for an outdated
    `version`, Gone where it is gone already.
    """
    kept = kept_of(row)
    with transaction.atomic():
        one_at_a_time(kept.model)
        fresh: Any = locked(row, version)
        # Stronger than `locked`: whoever puts something into the entry now waits, so that what is counted is all.
        list(type(fresh)._base_manager.filter(pk=fresh.pk).select_for_update())
        if refusal := kept.refusal(fresh) or _needed(kept, fresh):
            raise ValidationError(refusal)
        count = kept.use_of(fresh)
        if count and (to is None or kept.replace is None):
            raise ValidationError(_in_use(kept, count))
        if count:
            if not kept.others(fresh).filter(pk=to.pk).exists():
                raise ValidationError(_("Choose an entry of the list that takes its place."))
            moved = kept.replace(fresh, to)  # type: ignore[misc]
        if kept.removing:
            kept.removing(fresh)
        taken = {"to": to.labels, "count": moved} if to is not None and moved else {}
        _tell(words.REMOVED, fresh, by, name=fresh.labels, **taken)
        try:
            fresh.delete()
        except ProtectedError as held:
            raise ValidationError(_in_use(kept, len(held.protected_objects))) from held
    return moved


def why_stays(row: NamedRow) -> str:
    """Return why an entry cannot be deleted whatever takes its place, "" where it can."""
    kept = kept_of(row)
    return kept.refusal(row) or _needed(kept, row)


def _needed(kept: KeptList, row: Any) -> str:
    if kept.needs_active and row.active and not any(each.active for each in siblings(row)):
        return _("This is the only entry that is offered: switch another one on first.")
    return ""


def _in_use(kept: KeptList, count: int) -> str:
    return _("This entry is in use: %(used)s. Choose what takes its place.") % {"used": kept.used(count)}


def _others(row: NamedRow, parent: Any = None) -> list[Any]:
    """Return the other entries of the list, in order."""
    kept = kept_of(row)
    return [each for each in kept.rows(parent or kept.parent_of(row)) if each.pk != row.pk]


def _set(row: Any, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(row, name, value)


def _number(rows: Sequence[Any]) -> None:
    """Number entries in this order. That is no revision: what stands in a form that is open meanwhile stays true."""
    for position, row in enumerate(rows, start=1):
        if row.position != position:
            row.position = position
            type(row)._default_manager.filter(pk=row.pk).update(position=position)


def _said(value: Any) -> Any:
    """Return a field's value as events keep it."""
    return value.labels if isinstance(value, NamedRow) else value


def _tell(verb: str, row: Any, by: Any, **particulars: Any) -> None:
    kept = kept_of(row)
    parent = kept.parent_of(row)
    of = {"of": parent.labels} if parent is not None else {}
    record(verb, row, by=by, page=None, particulars={"list": kept.key, **of, **particulars})
