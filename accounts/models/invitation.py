"""The invitation by which a person gets an account; there is no public sign-up."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256
from typing import Any, ClassVar

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.mails import send_invitation
from accounts.models.change import AccountChange
from accounts.models.user import User
from accounts.querysets import InvitationQuerySet
from accounts.roles import Role
from core.models import PublicRow

VALID_FOR = timedelta(days=7)
Deed = AccountChange.Deed


def digest(token: str) -> str:
    """Return what is stored of a token: a reader of the database cannot accept an invitation."""
    return sha256(token.encode()).hexdigest()


class InvitationManager(models.Manager.from_queryset(InvitationQuerySet)):  # type: ignore[misc]
    """Makes invitations, and finds the one that a link opens."""

    @transaction.atomic
    def invite(self, *, email: str, role: Role, by: User, teams: Iterable[Group] = (), **names: str) -> "Invitation":
        """Invite a person by mail, which goes out on commit. `names`: first_name, last_name, language.

        Raises ValidationError where the address has an account, or an invitation that still waits.
        """
        email = User.objects.normalize_email(email)
        if User.objects.filter(email=email).exists():
            raise ValidationError({"email": _("There is already an account with this e-mail address.")})
        if self.pending().filter(email=email).exists():
            raise ValidationError({"email": _("This person is invited already. Send the invitation again instead.")})
        token = secrets.token_urlsafe(32)
        invitation = self.create(
            email=email,
            role=role,
            invited_by=by,
            token_hash=digest(token),
            expires_at=timezone.now() + VALID_FOR,
            **names,
        )
        invitation.teams.set(teams)
        invitation._log(Deed.INVITED, by, to=str(role))
        invitation._mail(token)
        return invitation

    def of_token(self, token: str) -> "Invitation | None":
        """Return the invitation that this token opens now, or None: unknown, accepted, revoked or expired."""
        return self.open().filter(token_hash=digest(token)).first()


class Invitation(PublicRow):
    """A person who was asked to join: with which role and teams, by whom, until when.

    Only a digest of the token is kept; the token itself stands in the mail alone. One address has at most one
    invitation that waits. `mailed_at` stays empty where the mail could not be handed over.
    """

    email = models.EmailField(gettext_lazy("e-mail address"))
    first_name = models.CharField(gettext_lazy("first name"), max_length=150, blank=True)
    last_name = models.CharField(gettext_lazy("last name"), max_length=150, blank=True)
    language = models.CharField(gettext_lazy("language"), max_length=2, choices=User.Language, blank=True)
    role = models.CharField(gettext_lazy("role"), max_length=20, choices=Role, default=Role.SALES)
    teams = models.ManyToManyField(Group, verbose_name=gettext_lazy("teams"), blank=True, related_name="+")
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=gettext_lazy("invited by"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(gettext_lazy("invited at"), auto_now_add=True)
    mailed_at = models.DateTimeField(gettext_lazy("mailed at"), null=True, editable=False)
    expires_at = models.DateTimeField(gettext_lazy("valid until"))
    accepted_at = models.DateTimeField(gettext_lazy("accepted at"), null=True, editable=False)
    accepted_by = models.OneToOneField(
        User, models.PROTECT, null=True, related_name="invitation", editable=False, verbose_name=gettext_lazy("account")
    )
    revoked_at = models.DateTimeField(gettext_lazy("revoked at"), null=True, editable=False)

    objects: ClassVar[InvitationManager] = InvitationManager()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = gettext_lazy("invitation")
        verbose_name_plural = gettext_lazy("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["email"], condition=Q(accepted_at=None, revoked_at=None), name="accounts_invitation_once"
            ),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="accounts_invitation_email_lower"),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None), name="accounts_invitation_one_end"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="accounts_invitation_accepted_by",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def name(self) -> str:
        """First and last name, else the address."""
        return f"{self.first_name} {self.last_name}".strip() or self.email

    @property
    def is_expired(self) -> bool:
        """Whether the link in the mail no longer works by age."""
        return self.expires_at <= timezone.now()

    def _log(self, deed: Deed, by: User | None, person: User | None = None, **particulars: Any) -> None:
        AccountChange.objects.create(deed=deed, person=person, email=self.email, actor=by, particulars=particulars)

    def _lock(self) -> "Invitation":
        return Invitation.objects.select_for_update().get(pk=self.pk)

    def _mail(self, token: str) -> None:
        """Send the mail on commit: nobody gets a link to an invitation that was rolled back."""

        def deliver() -> None:
            send_invitation(self, token)
            Invitation.objects.filter(pk=self.pk).update(mailed_at=timezone.now())

        transaction.on_commit(deliver, robust=True)

    @transaction.atomic
    def send_again(self, *, by: User) -> None:
        """Send a new link, valid for a week; the former one no longer works.

        Raises ValidationError where the invitation was accepted or revoked meanwhile.
        """
        self._must_wait()
        token = secrets.token_urlsafe(32)
        self.token_hash, self.expires_at, self.mailed_at = digest(token), timezone.now() + VALID_FOR, None
        self.save(update_fields=["token_hash", "expires_at", "mailed_at"])
        self._log(Deed.INVITED_AGAIN, by)
        self._mail(token)

    @transaction.atomic
    def revoke(self, *, by: User) -> bool:
        """Take the invitation back; its link no longer works. Return whether it changed.

        Raises ValidationError where it was accepted meanwhile.
        """
        if self._lock().revoked_at:
            return False
        self._must_wait()
        self.revoked_at = timezone.now()
        self.save(update_fields=["revoked_at"])
        self._log(Deed.REVOKED, by)
        return True

    def _must_wait(self) -> None:
        row = self._lock()
        if row.accepted_at or row.revoked_at:
            raise ValidationError(_("This invitation was accepted or revoked in the meantime."), code="settled")

    @transaction.atomic
    def accept(self, *, username: str, password: str, first_name: str = "", last_name: str = "") -> User:
        """Make the account: with the invitation's address, role and teams. Its link works once.

        Raises ValidationError where the invitation no longer counts, or the address got an account meanwhile.
        """
        self._must_wait()
        if self.is_expired:
            raise ValidationError(_("This invitation has expired. Ask for a new one."), code="expired")
        if User.objects.filter(email=self.email).exists():
            raise ValidationError(_("There is already an account with this e-mail address."), code="email")
        names = {"first_name": first_name or self.first_name, "last_name": last_name or self.last_name}
        try:
            with transaction.atomic():
                user = User.objects.create_user(username, self.email, password, language=self.language, **names)
        except IntegrityError as error:
            taken = _("This user name is taken. Choose another one.")
            raise ValidationError({"username": taken}, code="taken") from error
        self.accepted_at, self.accepted_by = timezone.now(), user
        self.save(update_fields=["accepted_at", "accepted_by"])
        self._log(Deed.ACCEPTED, user, user)
        user.give_role(Role(self.role), by=self.invited_by)
        user.join_only(self.teams.all(), by=self.invited_by)
        return user
