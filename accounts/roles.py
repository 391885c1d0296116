"""Roles: three auth groups that say what a person may do at all. Every other group is a team.

A role caps what a grant gives: a reader who was granted "can edit" still only reads, and a person without a role sees
nothing, whatever was granted.
"""

from typing import Any

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import pgettext, pgettext_lazy


class Role(models.TextChoices):
    """What a person is in the CRM. The order is from the weakest to the strongest."""

    READ_ONLY = "read_only", pgettext_lazy("role", "Read-only")
    SALES = "sales", pgettext_lazy("role", "Sales")
    ADMINISTRATION = "administration", pgettext_lazy("role", "CRM administration")

    @property
    def group_name(self) -> str:
        """The name of the auth group that stands for this role; stored in English, shown through `group_label`."""
        return GROUP_NAMES[self]

    @property
    def words(self) -> frozenset[str]:
        """The rights that are about no row: "create", "import", "administer"."""
        return WORDS[self]


GROUP_NAMES = {Role.READ_ONLY: "Read-only", Role.SALES: "Sales", Role.ADMINISTRATION: "CRM administration"}
ROLE_OF_GROUP = {name: role for role, name in GROUP_NAMES.items()}
ROLE_GROUP_NAMES = tuple(ROLE_OF_GROUP)
WORDS = {
    Role.READ_ONLY: frozenset[str](),
    Role.SALES: frozenset({"create", "import"}),
    Role.ADMINISTRATION: frozenset({"create", "import", "administer"}),
}
BY_STRENGTH = (Role.ADMINISTRATION, Role.SALES, Role.READ_ONLY)


def strongest(group_names: list[str]) -> Role | None:
    """Return the strongest role among the names of a person's groups, or None."""
    held = {ROLE_OF_GROUP[name] for name in group_names if name in ROLE_OF_GROUP}
    return next((role for role in BY_STRENGTH if role in held), None)


def role_groups() -> QuerySet[Group]:
    """Return the groups that are roles."""
    return Group.objects.filter(name__in=ROLE_GROUP_NAMES)


def role_group(role: Role) -> Group:
    """Return the group of this role, made if an administrator's database lost it."""
    group, _made = Group.objects.get_or_create(name=role.group_name)
    return group


def group_label(group: Group) -> str:
    """Return the name of a group as it is shown: a role translated, a team as it was named."""
    role = ROLE_OF_GROUP.get(group.name)
    return pgettext("role", group.name) if role else group.name


def seed_role_groups(using: str = "default", **_signal: Any) -> None:
    """Make the three groups where they are missing. Runs after every `migrate`; does nothing twice."""
    for name in ROLE_GROUP_NAMES:
        Group.objects.using(using).get_or_create(name=name)
