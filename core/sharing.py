"""Grants: who, beyond the rule, may see or change one restricted row. The only place that talks to django-guardian.

Grants are guardian's object permissions on direct-foreign-key models, so that they fall with their row. A grantee (a
person or a team) has one level per row; "change" includes "view", so exactly one permission row stands for it.
guardian's own questions (`has_perm`, `get_objects_for_user`) are not asked anywhere: they know neither the responsible
person nor that a role is not a grant. Seeing is decided by the rows' `visible_to`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models
from guardian.utils import get_group_obj_perms_model, get_user_obj_perms_model

from core.bulk import insert_many

VIEW, CHANGE = "view", "change"


@dataclass(frozen=True)
class Grant:
    """One grantee of one row. `grantee` is a user or a group (a team); `level` is "view" or "change"."""

    grantee: Any
    level: str

    @property
    def is_team(self) -> bool:
        """Whether a whole team is meant."""
        return isinstance(self.grantee, Group)

    @property
    def key(self) -> tuple[str, int]:
        """What tells grantees apart: ("team" or "user", key)."""
        return ("team" if self.is_team else "user"), self.grantee.pk


@cache
def grant_models(model: type[models.Model]) -> tuple[type[models.Model], type[models.Model]]:
    """Return the models that hold grants of `model` to users and to teams."""
    return get_user_obj_perms_model(model), get_group_obj_perms_model(model)  # type: ignore[arg-type]


def permission(model: type[models.Model], level: str) -> Permission:
    """Return the permission that stands for `level` on `model`.

    Not cached: tests that flush the database would leave a stale key behind, and writing a grant is rare.
    """
    return Permission.objects.get(
        content_type=ContentType.objects.get_for_model(model), codename=f"{level}_{model._meta.model_name}"
    )


def granted(model: type[models.Model], user: Any, *levels: str) -> models.Q:
    """Return the condition that a row of `model` is granted to `user`, or to whom they stand in for, or to a team.

    With `levels`, only grants of these levels count; without, any grant does, since "change" includes "view".
    `pk IN (subquery)` and not EXISTS: it has no bad case for people without grants (docs/decisions/0001).
    """
    condition = models.Q()
    changing = bool(levels) and VIEW not in levels
    holders = (
        {"user__in": user.counts_as(changing=changing)},
        {"group__in": user.counts_as_groups(changing=changing)},
    )
    for grants, holder in zip(grant_models(model), holders, strict=True):
        rows = grants._default_manager.filter(**holder)
        if levels:
            rows = rows.filter(permission__codename__in=[f"{level}_{model._meta.model_name}" for level in levels])
        condition |= models.Q(pk__in=rows.values("content_object"))
    return condition


def grants_of(row: models.Model) -> list[Grant]:
    """Return the grants of `row`: teams first, each sorted by name."""
    user_grants, group_grants = grant_models(type(row))
    found = []
    for grants, holder in ((group_grants, "group"), (user_grants, "user")):
        rows: Any = grants._default_manager.filter(content_object=row).select_related(holder, "permission")
        named = [Grant(getattr(held, holder), held.permission.codename.partition("_")[0]) for held in rows]
        found += sorted(named, key=lambda grant: str(grant.grantee).casefold())
    return found


def grants_of_all(rows: Sequence[models.Model]) -> dict[int, list[Grant]]:
    """Return the grants of rows of one model by key of the row, asked for in two questions."""
    found: dict[int, list[Grant]] = {}
    for grants, holder in zip(reversed(grant_models(type(rows[0]))) if rows else (), ("group", "user"), strict=False):
        held: Any = grants._default_manager.filter(content_object__in=rows).select_related(holder, "permission")
        for one in sorted(held, key=lambda one: str(getattr(one, holder)).casefold()):
            grant = Grant(getattr(one, holder), one.permission.codename.partition("_")[0])
            found.setdefault(one.content_object_id, []).append(grant)
    return found


def grants_named(kept: Iterable[Sequence[Any]]) -> list[Grant]:
    """Return grants by what was kept of them, ("team" or "user", key, level); grantees that are gone are left out."""
    wanted = [(kind, pk, level) for kind, pk, level in kept]
    people = get_user_model()._default_manager.in_bulk([pk for kind, pk, _level in wanted if kind == "user"])
    groups = Group.objects.in_bulk([pk for kind, pk, _level in wanted if kind == "team"])
    found = [((groups if kind == "team" else people).get(pk), level) for kind, pk, level in wanted]
    return [Grant(grantee, level) for grantee, level in found if grantee is not None]


def set_grants(row: models.Model, wanted: Iterable[Grant], *, by: Any) -> list[Grant]:
    """Make `wanted` the grants of `row`, in the caller's transaction; return the newly granted ones.

    Who keeps a grant keeps its `granted_by` and `granted_at`; whose level changes is not newly granted.
    """
    target = {grant.key: grant for grant in wanted}
    present = {grant.key: grant for grant in grants_of(row)}
    user_grants, group_grants = grant_models(type(row))
    for (kind, pk), grant in present.items():
        if target.get((kind, pk)) != grant:
            model, holder = (group_grants, "group_id") if kind == "team" else (user_grants, "user_id")
            model._default_manager.filter(content_object=row, **{holder: pk}).delete()
    for (kind, pk), grant in target.items():
        if present.get((kind, pk)) != grant:
            model, holder = (group_grants, "group_id") if kind == "team" else (user_grants, "user_id")
            model._default_manager.create(
                content_object=row, permission=permission(type(row), grant.level), granted_by=by, **{holder: pk}
            )
    return [grant for key, grant in target.items() if key not in present]


def grant_to_new(wanted: Sequence[tuple[models.Model, Sequence[Grant]]], *, by: Any) -> None:
    """Give new rows of one model their grants, in bulk, in the caller's transaction."""
    if not wanted:
        return
    model = type(wanted[0][0])
    levels = {level: permission(model, level) for level in {grant.level for _row, grants in wanted for grant in grants}}
    for held, holder, teams in zip(grant_models(model), ("user", "group"), (False, True), strict=True):
        insert_many(
            [
                held(content_object=row, permission=levels[grant.level], granted_by=by, **{holder: grant.grantee})
                for row, grants in wanted
                for grant in grants
                if grant.is_team == teams
            ]
        )
