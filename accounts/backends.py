"""Signing in by user name or e-mail address, in the same time whether there is such an account or not."""

from datetime import datetime
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Exists
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import StandIn, User
from core.kept import answer


class OneHashBackend(AuthenticationBackend):
    """allauth's backend, which hashes what was typed once.

    allauth tries an address as a user name, too, and so hashes twice for an address that has an account and once for
    one that has none: a stopwatch tells them apart.
    """

    def get_user(self, user_id: int) -> AbstractBaseUser | None:
        """Return whoever is signed in, with their groups and whether they stand in for somebody, in one question.

        Every page asks for all three; of whom they stand in for, only the pages of those who do ask.
        """
        rows = answer(_memberships, user_id, timezone.now().replace(minute=0, second=0, microsecond=0))
        if not rows:
            return super().get_user(user_id)
        person: User = rows[0].user
        person.hold_groups([row.group for row in rows])
        if not rows[0].stands_in:
            person.stand_in_for_nobody()
        return person if self.user_can_authenticate(person) else None

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        """Return the person of this address, else of this user name, if the password is theirs."""
        typed = credentials.get("username") or credentials.get("email") or ""
        by_address = User.objects.filter(email=User.objects.normalize_email(typed)).exclude(email="").first()
        person = by_address or User.objects.filter(username=User.normalize_username(typed)).first()
        return self._check_password(person, credentials.get("password") or "")


def _memberships(user_id: int, hour: datetime) -> Any:
    """Ask for the groups of a person, and whether they stand in for somebody at any time of the hour."""
    memberships = User.groups.through.objects.filter(user=user_id).select_related("user", "group")
    stands_in = Exists(StandIn.objects.in_hour(hour).filter(substitute=user_id))
    return memberships.annotate(stands_in=stands_in).order_by("group__name")
