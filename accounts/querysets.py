"""Questions to people and teams."""

from typing import Any, Self

from django.contrib.auth.models import Group
from django.contrib.auth.models import UserManager as AuthUserManager
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.roles import ROLE_GROUP_NAMES, Role
from core.fold import words
from core.querysets import VisibleQuerySet


def teams() -> QuerySet[Group]:
    """Return the teams: every group that is not a role, by name."""
    return Group.objects.exclude(name__in=ROLE_GROUP_NAMES).order_by("name")


class UserQuerySet(VisibleQuerySet):
    """Who is active, who has a role, who may see a row.

    People with a role see each other; administrators change what is about others.
    """

    def visible_q(self, user: Any) -> Q:
        """Everybody with a role sees all people."""
        return Q()

    def editable_q(self, user: Any) -> Q:
        """Administrators change accounts; that of a superuser, who may do all on this server, only a superuser."""
        if user.is_superuser:
            return Q()
        return Q(is_superuser=False) if user.is_administrator else Q(pk__in=[])

    def active(self) -> Self:
        """Return the people who may sign in."""
        return self.filter(is_active=True)

    def deactivated(self) -> Self:
        """Return the people who may no longer sign in; their work keeps their names."""
        return self.filter(is_active=False)

    def _in_groups(self, names: tuple[str, ...]) -> Exists:
        memberships = self.model.groups.through.objects
        return Exists(memberships.filter(user_id=OuterRef("pk"), group__name__in=names))

    def with_role(self) -> Self:
        """Return the active people who have a role, and so see anything at all. A superuser is an administrator."""
        return self.active().filter(Q(is_superuser=True) | self._in_groups(ROLE_GROUP_NAMES))

    def administrators(self) -> Self:
        """Return the active people who administer the CRM."""
        return self.active().filter(Q(is_superuser=True) | self._in_groups((Role.ADMINISTRATION.group_name,)))

    def in_role(self, role: Role) -> Self:
        """Return the people, active or not, who hold this role. A superuser is an administrator."""
        holds = Q(self._in_groups((role.group_name,)))
        return self.filter(holds | Q(is_superuser=True) if role == Role.ADMINISTRATION else holds)

    def who_may_see(self, row: Any) -> Self:
        """Return the people who may see `row`: the inverse of `visible_to`, for pickers and mails.

        The model of the row says who, by `viewers_q()`: a condition over users that also names the administrators if
        they may see it. It is asked in a subquery, so that its joins never list a person twice.
        """
        viewers = self.model._default_manager.filter(row.viewers_q()).values("pk")
        return self.with_role().filter(pk__in=viewers)

    def who_may_change(self) -> Self:
        """Return the people whose role lets them change rows: Sales and administrators."""
        names = (Role.SALES.group_name, Role.ADMINISTRATION.group_name)
        return self.active().filter(Q(is_superuser=True) | self._in_groups(names))

    def matching(self, text: str) -> Self:
        """Return the people in whose name, user name or e-mail every word of `text` occurs."""
        rows = self
        for word in words(text):
            rows = rows.filter(Q(search_text__contains=word) | Q(username__icontains=word) | Q(email__icontains=word))
        return rows

    def by_name(self) -> Self:
        """Return the people in the order of lists: last name, first name, user name."""
        return self.order_by("last_name", "first_name", "username", "pk")

    def for_names(self) -> Self:
        """Return the people with nothing but what their name and label are made of."""
        return self.only("public_id", "username", "first_name", "last_name", "is_active")

    def for_list(self) -> Self:
        """Return the people with their groups fetched, active ones first, by name."""
        return self.prefetch_related("groups").order_by(
            F("is_active").desc(), "last_name", "first_name", "username", "pk"
        )


class UserManager(AuthUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes people; user names and e-mail addresses are kept in lower case."""

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Return the address in lower case, without blanks around it."""
        return (email or "").strip().lower()

    def get_by_natural_key(self, username: str) -> Any:
        """Return the person of this user name, whatever its case."""
        return self.get(username=self.model.normalize_username(username))


class InvitationQuerySet(VisibleQuerySet):
    """Which invitations still count. They are the administrators' business."""

    def visible_q(self, user: Any) -> Q:
        """Administrators see invitations, nobody else does."""
        return Q() if user.is_administrator else Q(pk__in=[])

    def editable_q(self, user: Any) -> Q:
        """Whoever sees an invitation may send it again, or revoke it."""
        return self.visible_q(user)

    def pending(self) -> Self:
        """Return the invitations that were neither accepted nor revoked; they may have expired."""
        return self.filter(accepted_at=None, revoked_at=None)

    def open(self) -> Self:
        """Return the invitations that can be accepted now."""
        return self.pending().filter(expires_at__gt=timezone.now())

    def for_names(self) -> Self:
        """Return the people with nothing but what their name and label are made of."""
        return self.only("public_id", "username", "first_name", "last_name", "is_active")

    def for_list(self) -> Self:
        """Return the pending invitations, newest first, with their teams and who invited."""
        return self.pending().select_related("invited_by").prefetch_related("teams").order_by("-created_at", "-pk")
