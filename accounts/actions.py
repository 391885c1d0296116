"""Deeds that reach beyond the account itself."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import AccountChange, User
from core import slots
from core.deeds import Deed, one_deed


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


def open_work(person: User, *, by: User, keys: Collection[str] | None = None) -> list[slots.Handover]:
    """Return what `person` is still responsible for, one entry for each kind of work, without the empty ones.

    With `keys`, of these kinds alone.
    """
    found = slots.ask("handovers", user=by, person=person)
    return [work for work in found if work.count and (keys is None or work.key in keys)]


def handing_over(person: User, *, by: User, key: str = "") -> AbstractContextManager[Deed]:
    """Gather what whoever gets the work of `person` is told, so that they are told once; `key` as of `one_deed`."""
    return one_deed(by=by, word="handed_over", key=key, **{"from": person.name})


@transaction.atomic
def hand_over(
    person: User,
    *,
    to: User,
    by: User,
    keys: Collection[str] | None = None,
    most: int | None = None,
    logged: bool = True,
) -> dict[str, int]:
    """Give open work of a person to another one, of all kinds or of these; return how many rows by kind.

    The apps above move their own rows, by their own rules, through the slot "handovers", and no more than `most` of a
    kind; whoever gets them is told once. All of it or nothing. Raises PermissionDenied where `by` is neither that
    person nor an administrator, and what the apps raise.
    """
    if not by.may("create") or not (by.pk == person.pk or by.is_administrator):
        raise PermissionDenied(_("Only administrators hand over the work of others."))
    moved: dict[str, int] = {}
    # Of two who hand over the same at once, the second finds what the first has left.
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    with handing_over(person, by=by):
        for work in open_work(person, by=by, keys=keys):
            limit = {} if most is None else {"most": most}
            moved[work.key or work.label] = work.move(to, by, **limit)
    if logged:
        log_hand_over(person, to, moved, by=by)
    return moved


def log_hand_over(person: User, to: User, moved: dict[str, int], *, by: User) -> None:
    """Log that work of a person went to another one: how many rows by kind; nothing where none did."""
    if any(moved.values()):
        AccountChange.objects.create(
            deed=AccountChange.Deed.HANDED_OVER,
            person=person,
            email=person.email,
            actor=by,
            particulars={"to": to.name, "rows": sum(moved.values()), "kinds": moved},
        )


@transaction.atomic
def deactivate(person: User, *, hand_over_to: User | None, by: User) -> bool:
    """Deactivate a person and give their open work to somebody else, or leave it where it is. All of it or nothing.

    Return whether the person was deactivated; for one who was already, nothing moves. Raises what `User.deactivate`
    and `hand_over` raise.
    """
    if not person.deactivate(by=by):
        return False
    if hand_over_to is not None:
        hand_over(person, to=hand_over_to, by=by)
    return True
