"""What a person may: role, teams and for whom they stand in, read once for each person that a request has in hand."""

from collections.abc import Hashable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import Group
from django.db import models

from accounts.roles import ROLE_GROUP_NAMES, Role, strongest


@dataclass(frozen=True)
class ForWhom:
    """Somebody whose work a person looks after now, up to `last_day`, included.

    `may_change`: whether the absent person's own role lets them change rows.
    """

    absent: Any
    last_day: date
    may_change: bool

    @property
    def absent_id(self) -> int:
        """The key of the absent person."""
        return int(self.absent.pk)


class Standing(models.Model):
    """The part of a person that follows from their groups: the role, the teams, and what the role includes."""

    if TYPE_CHECKING:
        groups: Any
        stand_ins: Any
        is_active: bool
        is_superuser: bool

    # For whom this person acts in this request, where they may do so only because they stand in (core.access).
    acting_for: Sequence[Any] = ()

    class Meta:
        abstract = True

    @cached_property
    def _groups(self) -> list[Group]:
        return list(self.groups.all()) if self.pk else []

    def hold_groups(self, groups: list[Group]) -> None:
        """Take over the groups that were read together with the person."""
        self._groups = groups

    def forget(self) -> None:
        """Read it all anew when it is asked for next."""
        for read in ("_groups", "standing_in"):
            self.__dict__.pop(read, None)

    @property
    def group_ids(self) -> list[int]:
        """The keys of the person's groups, roles and teams."""
        return [group.pk for group in self._groups]

    @property
    def teams(self) -> list[Group]:
        """The person's teams, by name."""
        return sorted((group for group in self._groups if group.name not in ROLE_GROUP_NAMES), key=lambda g: g.name)

    @property
    def role(self) -> Role | None:
        """The strongest role the person holds; None for a deactivated person, and for one without a role."""
        if not self.is_active:
            return None
        return self.held_role

    @property
    def held_role(self) -> Role | None:
        """The role the person has, or would have again when reactivated."""
        return Role.ADMINISTRATION if self.is_superuser else strongest([group.name for group in self._groups])

    @property
    def is_administrator(self) -> bool:
        """Whether the person administers the CRM, and so sees and may do everything in it."""
        return self.role == Role.ADMINISTRATION

    @property
    def may_change(self) -> bool:
        """Whether the person's role lets them change rows: as `who_may_change` asks the database."""
        return self.role in (Role.SALES, Role.ADMINISTRATION)

    def may(self, word: str) -> bool:
        """Return whether the person's role includes a right that is about no row: create, import, administer."""
        return self.role is not None and word in self.role.words

    @property
    def standing(self) -> Hashable:
        """All that a rule of access may ask of a person, as a key: whoever has the same is answered the same."""
        absent = tuple((row.absent_id, row.may_change) for row in self.standing_in)
        return self.pk, self.role, self.is_superuser, tuple(self.group_ids), absent

    # Whose access this person has: the one place that says so. Its inverse is `accounts.models.and_who_stands_in`.

    @cached_property
    def standing_in(self) -> list[ForWhom]:
        """Whose work this person looks after now, by the name of the absent one."""
        rows = self.stand_ins.in_force().for_substitute() if self.pk and self.role else []
        return [ForWhom(row.absent, row.last_day, row.absent.may_change) for row in rows]

    def hold_stand_ins(self, absent: list[ForWhom]) -> None:
        """Take over for whom this person stands in, which was read together with them."""
        self.standing_in = absent if self.role else []

    def counts_as(self, *, changing: bool = False) -> list[int]:
        """Return the keys of the people whose own access this person has: theirs, and that of whom they stand in for.

        With `changing`, of those alone whose role lets them change rows. It is not passed on: only what an absent
        person has by themselves counts, and a role is nothing that is had by standing in.
        """
        return [self.pk, *(row.absent_id for row in self.standing_in if row.may_change or not changing)]

    def counts_as_groups(self, *, changing: bool = False) -> Any:
        """Return the keys of the groups whose grants this person has, or a query of them: as `counts_as`."""
        people = self.counts_as(changing=changing)
        return self.group_ids if len(people) == 1 else Group.objects.filter(user__in=people).order_by().values("pk")

    def stands_in_for(self, person: Any) -> bool:
        """Return whether this person looks after somebody's work now."""
        return any(row.absent_id == person.pk for row in self.standing_in)

    def alone(self, *absent: Any) -> Self:
        """Return this person as if they stood in for nobody, or for nobody but these people."""
        person = copy(self)
        person.standing_in = [row for row in self.standing_in if row.absent in absent]
        return person
