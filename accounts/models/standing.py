"""What a person may: role and teams, read once for each person that a request has in hand."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Group
from django.db import models

from accounts.roles import ROLE_GROUP_NAMES, Role, strongest


class Standing(models.Model):
    """The part of a person that follows from their groups: the role, the teams, and what the role includes."""

    if TYPE_CHECKING:
        groups: Any
        is_active: bool
        is_superuser: bool

    class Meta:
        abstract = True

    @cached_property
    def _groups(self) -> list[Group]:
        return list(self.groups.all()) if self.pk else []

    def hold_groups(self, groups: list[Group]) -> None:
        """Take over the groups that were read together with the person."""
        self._groups = groups

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

    def may(self, word: str) -> bool:
        """Return whether the person's role includes a right that is about no row: create, import, administer."""
        return self.role is not None and word in self.role.words
