"""Signing in by user name or e-mail address, in the same time whether there is such an account or not."""

from datetime import datetime
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import Group
from django.db.models import F, OuterRef, Q, Subquery
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import ForWhom, StandIn, User
from core.kept import answer


class OneHashBackend(AuthenticationBackend):
    """allauth's backend, which hashes what was typed once.

    allauth tries an address as a user name, too, and so hashes twice for an address that has an account and once for
    one that has none: a stopwatch tells them apart.
    """

    def get_user(self, user_id: int) -> AbstractBaseUser | None:
        """Return whoever is signed in, with their groups and whom they stand in for, in one question: all pages ask."""
        people: dict[int, tuple[User, list[Group]]] = {}
        for row in answer(_with_absent, user_id, _quarter(timezone.now())):
            _person, groups = people.setdefault(row.pk, (row, []))
            if row.group_key is not None:
                groups.append(Group(pk=row.group_key, name=row.group_name))
        for person, groups in people.values():
            person.hold_groups(groups)
        signed_in, _groups = people.pop(user_id, (None, []))
        if signed_in is None or not self.user_can_authenticate(signed_in):
            return None
        absent = [
            ForWhom(person, person.until, person.may_change)  # type: ignore[attr-defined]  # annotated
            for person, _groups in people.values()
        ]
        signed_in.hold_stand_ins(absent)
        return signed_in

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        """Return the person of this address, else of this user name, if the password is theirs."""
        typed = credentials.get("username") or credentials.get("email") or ""
        by_address = User.objects.filter(email=User.objects.normalize_email(typed)).exclude(email="").first()
        person = by_address or User.objects.filter(username=User.normalize_username(typed)).first()
        return self._check_password(person, credentials.get("password") or "")


def _quarter(now: datetime) -> datetime:
    """Return when this quarter of an hour began. Stand-ins begin and end at midnight of some zone: always with one."""
    return now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)


def _with_absent(user_id: int, now: datetime) -> Any:
    """Ask for a person and for whom they stand in, by name, once for each of their groups; `until` is the last day."""
    stand_ins = StandIn.objects.in_force(now).filter(substitute=user_id).order_by()
    until = stand_ins.filter(absent=OuterRef("pk")).order_by("-last_day").values("last_day")[:1]
    people = User.objects.filter(Q(pk=user_id) | Q(pk__in=stand_ins.values("absent")))
    rows = people.annotate(group_key=F("groups__pk"), group_name=F("groups__name"), until=Subquery(until))
    return rows.order_by("last_name", "first_name", "pk", "group_name")
