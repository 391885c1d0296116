"""Deeds that reach beyond the account itself."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import AccountChange, User
from core import slots
from core.deeds import one_deed


class LosesSight(ValidationError):
    """A change of role or teams would take open work out of somebody's sight; the messages say whose."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(sentences, code="loses_sight")


def out_of_sight(people: Iterable[User], *, by: User) -> list[str]:
    """Return sentences about the open work of people that they may not see, as they stand in the database."""
    rows = User.objects.filter(pk__in=[person.pk for person in people]).by_name()
    return [said for row in rows for part in slots.ask("out_of_sight", user=by, person=row) for said in part]


@contextmanager
def keeping_sight(people: list[User], *, by: User, knowing: bool) -> Iterator[None]:
    """Change role or teams of `people` inside this, in one transaction.

    Raises LosesSight, and writes nothing, where open work goes out of somebody's sight and `by` does not know.
    """
    with transaction.atomic():
        before = set() if knowing else set(out_of_sight(people, by=by))
        yield
        lost = [] if knowing else [said for said in out_of_sight(people, by=by) if said not in before]
        if lost:
            raise LosesSight(lost)


def revise(
    person: User, changes: dict[str, Any], *, by: User, version: int | None = None, knowing: bool = False
) -> bool:
    """Change a person as `User.revise` does; raises LosesSight where they would lose sight of open work of theirs."""
    with keeping_sight([person], by=by, knowing=knowing):
        return person.revise(changes, by=by, version=version)


def set_members(team: Group, wanted: Iterable[User], *, by: User, knowing: bool = False) -> bool:
    """Make these people the members of a team, each by their own verb; return whether anything changed.

    Raises LosesSight, and writes nothing, where open work goes out of the sight of who leaves and `by` does not know.
    """
    members, staying = set(team.user_set.all()), set(wanted)  # type: ignore[attr-defined]
    with keeping_sight([*(members - staying)], by=by, knowing=knowing):
        for person in staying - members:
            person.join_only([*person.teams, team], by=by)
        for person in members - staying:
            person.join_only([other for other in person.teams if other != team], by=by)
    return members != staying


def open_work(person: User, *, by: User) -> list[slots.Handover]:
    """Return what `person` is still responsible for, one entry for each kind of work, without the empty ones."""
    return [work for work in slots.ask("handovers", user=by, person=person) if work.count]


@transaction.atomic
def deactivate(person: User, *, hand_over_to: User | None, by: User) -> bool:
    """Deactivate a person and give their open work to somebody else, or leave it where it is. All of it or nothing.

    The apps above move their own rows, by their own rules, through the slot "handovers"; whoever gets them is told
    once. Return whether the person was deactivated; for one who was already, nothing moves. Raises what
    `User.deactivate` raises.
    """
    if not person.deactivate(by=by):
        return False
    if hand_over_to is None:
        return True
    moved: dict[str, Any] = {}
    with one_deed(by=by, word="handed_over", **{"from": person.name}):
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
