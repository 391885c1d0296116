"""Deeds that reach beyond the account itself."""

from typing import Any

from django.db import transaction

from accounts.models import AccountChange, User
from core import slots


def open_work(person: User, *, by: User) -> list[slots.Handover]:
    """Return what `person` is still responsible for, one entry for each kind of work, without the empty ones."""
    return [work for work in slots.ask("handovers", user=by, person=person) if work.count]


@transaction.atomic
def deactivate(person: User, *, hand_over_to: User | None, by: User) -> bool:
    """Deactivate a person and give their open work to somebody else, or leave it where it is. All of it or nothing.

    The apps above move their own rows, by their own rules, through the slot "handovers". Return whether the person
    was deactivated; for one who was already, nothing moves. Raises what `User.deactivate` raises.
    """
    if not person.deactivate(by=by):
        return False
    if hand_over_to is None:
        return True
    moved: dict[str, Any] = {}
    for work in open_work(person, by=by):
        moved[work.label] = work.move(hand_over_to, by)
    if moved:
        AccountChange.objects.create(
            deed=AccountChange.Deed.HANDED_OVER,
            person=person,
            email=person.email,
            actor=by,
            particulars={"to": hand_over_to.name, "rows": sum(moved.values())},
        )
    return True
