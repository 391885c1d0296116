"""The person who signs in."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AbstractUser, Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.mails import tell_former_address
from accounts.models.change import AccountChange
from accounts.models.standing import Standing
from accounts.querysets import UserManager, teams
from accounts.roles import ROLE_GROUP_NAMES, Role, role_group, role_groups, strongest
from accounts.validators import validate_time_zone, zone_or_none
from core.editing import locked
from core.fold import search_text
from core.models import PublicRow, Versioned

Deed = AccountChange.Deed
PLAIN_FIELDS = ("first_name", "last_name", "language", "time_zone", "single_keys")


class LastAdministrator(ValidationError):
    """Nobody would be left to administer the CRM."""

    def __init__(self) -> None:
        super().__init__(
            _("This is the last active administrator. Make somebody else an administrator first."),
            code="last_administrator",
        )


class User(Standing, AbstractUser, PublicRow, Versioned):
    """A person who works with the CRM. People are deactivated, never deleted: their work keeps their name.

    (Accounts that an import made go with it, where nobody uses them: `accounts.former`.) User names and e-mail
    addresses are kept in lower case, so that two people never differ by case alone. An empty
    `language` means as the browser says, an empty `time_zone` the site's. Raising `session_epoch` ends all sessions
    and spoils all password links of the person.
    """

    class Language(models.TextChoices):
        """The languages in which the CRM is read."""

        GERMAN = "de", "Deutsch"
        ENGLISH = "en", "English"

    language = models.CharField(gettext_lazy("language"), max_length=2, choices=Language, blank=True)
    time_zone = models.CharField(gettext_lazy("time zone"), max_length=64, blank=True, validators=[validate_time_zone])
    single_keys = models.BooleanField(gettext_lazy("keys of a single character"), default=True)
    photo = models.FileField(gettext_lazy("photo"), upload_to="photos/", max_length=100, blank=True, editable=False)
    search_text = models.TextField(blank=True, editable=False)
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    deactivated_at = models.DateTimeField(gettext_lazy("deactivated at"), null=True, blank=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = gettext_lazy("person")
        verbose_name_plural = gettext_lazy("people")
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="accounts_user_username_once",
                violation_error_message=gettext_lazy("This user name is taken. Choose another one."),
            ),
            models.UniqueConstraint(
                fields=["email"],
                condition=~Q(email=""),
                name="accounts_user_email_once",
                violation_error_message=gettext_lazy("Another account has this e-mail address."),
            ),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="accounts_user_email_lower"),
        ]

    def __str__(self) -> str:
        return self.name

    # Who it is

    @property
    def name(self) -> str:
        """First and last name, else the user name."""
        return f"{self.first_name} {self.last_name}".strip() or self.username

    def get_full_name(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name as lists show it: with "(deactivated)" in the reader's language where that is so."""
        return self.name if self.is_active else _("%(name)s (deactivated)") % {"name": self.name}

    @property
    def initials(self) -> str:
        """Up to two letters that stand where there is no photo."""
        letters = [part[0] for part in (self.first_name, self.last_name) if part]
        return "".join(letters or [self.username[:1]]).upper()

    @property
    def photo_url(self) -> str:
        """The address of the photo, or "". It changes with the photo, so that browsers may keep it."""
        if not self.photo.name:
            return ""
        fingerprint = sha256(self.photo.name.encode()).hexdigest()[:8]
        return f"{reverse('accounts:photo', args=[self.public_id])}?v={fingerprint}"

    @property
    def zone(self) -> ZoneInfo:
        """The time zone this person reads and writes times in: their own, else the site's."""
        return zone_or_none(self.time_zone) or ZoneInfo(timezone.get_default_timezone_name())

    # Keeping the fields in order

    @classmethod
    def normalize_username(cls, username: str) -> str:
        """Return the user name as it is kept: compatible forms unified, in lower case."""
        return super().normalize_username(username).lower() if isinstance(username, str) else username

    def clean(self) -> None:
        super().clean()
        self._put_in_order()

    def _put_in_order(self) -> None:
        self.username = self.normalize_username(self.username)
        self.email = type(self).objects.normalize_email(self.email)
        self.search_text = search_text(self.first_name, self.last_name)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._put_in_order()
        if (fields := kwargs.get("update_fields")) and {"first_name", "last_name"} & set(fields):
            kwargs["update_fields"] = {*fields, "search_text"}
        super().save(*args, **kwargs)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        self.forget()
        super().refresh_from_db(*args, **kwargs)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what a session must hold to stay valid: it falls with the password and with `session_epoch`."""
        value = f"{self.password}:{self.session_epoch}"
        return salted_hmac("accounts.User.session", value, secret=secret, algorithm="sha256").hexdigest()

    # Verbs

    def _lock(self, version: int | None = None, *, by: "User | None" = None) -> "User":
        """Return this row as it stands, locked. A lock on all administrators keeps the last one in office.

        Raises Conflict where `version` is given and somebody else saved meanwhile, PermissionDenied where `by` would
        change a superuser's account without being one: its address or role is the way into it.
        """
        if by is not None and by.pk != self.pk and self.is_superuser and not by.is_superuser:
            raise PermissionDenied(_("Only a superuser may change a superuser’s account."))
        rows = User.objects.administrators().select_for_update(no_key=True).order_by("pk")
        list(rows.values_list("pk", flat=True))
        return locked(self, version)

    def _must_not_be_last(self) -> None:
        if not User.objects.administrators().exclude(pk=self.pk).exists():
            raise LastAdministrator

    def _log(self, deed: Deed, by: "User | None", **particulars: Any) -> None:
        AccountChange.objects.create(deed=deed, person=self, email=self.email, actor=by, particulars=particulars)

    def log_creation(self, *, by: "User") -> None:
        """Log that somebody made this account by hand; invitations log their own acceptance."""
        self._log(Deed.CREATED, by)

    @transaction.atomic
    def revise(self, changes: dict[str, Any], *, by: "User", version: int | None = None) -> bool:
        """Apply what a form changed: names, language, time zone, email, role, teams. Return whether anything changed.

        Raises Conflict where the row is no longer at `version`, and what the verbs below raise; then nothing changed.
        """
        row = self._lock(version, by=by)
        plain = {key: changes[key] for key in PLAIN_FIELDS if key in changes and changes[key] != getattr(row, key)}
        for key, value in plain.items():
            setattr(self, key, value)
        if plain:
            self.save(update_fields=list(plain))
        if self.name != row.name:
            self._log(Deed.RENAMED, by, **{"from": row.name, "to": self.name})
        done = [
            bool(plain),
            "email" in changes and self.change_email(changes["email"], by=by),
            "role" in changes and self.give_role(changes["role"], by=by),
            "teams" in changes and self.join_only(changes["teams"], by=by),
        ]
        if any(done):
            self.version = row.version + 1
            self.save(update_fields=["version"])
        return any(done)

    @transaction.atomic
    def give_role(self, role: Role | None, *, by: "User | None") -> bool:
        """Give the person this role and no other; None takes it away. Return whether anything changed.

        Administrators may open the administration pages, others no longer. `by` is None where the program itself acts
        (set-up). Raises LastAdministrator where nobody would be left to administer.
        """
        row = self._lock(by=by)
        held = [group for group in row._groups if group.name in ROLE_GROUP_NAMES]
        if [group.name for group in held] == ([role.group_name] if role else []):
            return False
        before = strongest([group.name for group in held])
        if row.is_administrator and not row.is_superuser and role != Role.ADMINISTRATION:
            self._must_not_be_last()
        self.groups.remove(*role_groups())
        if role:
            self.groups.add(role_group(role))
        self.is_staff = role == Role.ADMINISTRATION or row.is_superuser
        self.save(update_fields=["is_staff"])
        self.__dict__.pop("_groups", None)
        self._log(Deed.ROLE, by, **{"from": before or "", "to": role or ""})
        return True

    @transaction.atomic
    def join_only(self, wanted: Iterable[Group], *, by: "User | None") -> bool:
        """Make the person a member of exactly these teams; roles are not touched. Return whether anything changed."""
        row = self._lock()
        keys = {group.pk for group in wanted}
        chosen = list(teams().filter(pk__in=keys))
        if {team.pk for team in row.teams} == {team.pk for team in chosen}:
            return False
        self.groups.remove(*row.teams)
        self.groups.add(*chosen)
        self.__dict__.pop("_groups", None)
        self._log(Deed.TEAMS, by, **{"from": [team.name for team in row.teams], "to": [team.name for team in chosen]})
        return True

    @transaction.atomic
    def deactivate(self, *, by: "User | None") -> bool:
        """Shut the person out from the next request on: sessions and password links end. Return whether it changed.

        Their work, grants, role and teams stay. Raises ValidationError for oneself, LastAdministrator for the last one.
        """
        row = self._lock(by=by)
        if not row.is_active:
            return False
        if by is not None and by.pk == self.pk:
            raise ValidationError(_("You cannot deactivate your own account. Ask another administrator."))
        if row.is_administrator:
            self._must_not_be_last()
        self.is_active, self.deactivated_at, self.session_epoch = False, timezone.now(), row.session_epoch + 1
        self.save(update_fields=["is_active", "deactivated_at", "session_epoch"])
        self._log(Deed.DEACTIVATED, by)
        return True

    @transaction.atomic
    def reactivate(self, *, by: "User | None") -> bool:
        """Let the person sign in again, with the role and teams they had. Return whether it changed."""
        row = self._lock(by=by)
        if row.is_active:
            return False
        self.is_active, self.deactivated_at = True, None
        self.save(update_fields=["is_active", "deactivated_at"])
        self._log(Deed.REACTIVATED, by)
        return True

    @transaction.atomic
    def change_email(self, email: str, *, by: "User") -> bool:
        """Set the address for signing in and for mails; password links sent to the former one no longer work.

        The former address is told. Return whether it changed. Raises ValidationError where another account has it.
        """
        row = self._lock(by=by)
        wanted = User.objects.normalize_email(email)
        if row.email == wanted:
            return False
        if wanted and User.objects.exclude(pk=self.pk).filter(email=wanted).exists():
            raise ValidationError(_("Another account has this e-mail address."), code="email")
        self.email = wanted
        self.save(update_fields=["email"])
        # allauth would also sign in by addresses of its own; there is only one, and it stands on the person.
        EmailAddress.objects.filter(user_id=self.pk).delete()
        self._log(Deed.EMAIL, by, **{"from": row.email, "to": wanted})
        if row.email:
            transaction.on_commit(lambda: tell_former_address(self, row.email), robust=True)
        return True

    @transaction.atomic
    def show_photo(self, picture: ContentFile | None) -> None:
        """Set the photo (as `accounts.photos.square` made it), or remove it; the former file goes on commit."""
        former, storage = self.photo.name, self.photo.storage
        self.photo = picture
        self.save(update_fields=["photo"])
        if former:
            transaction.on_commit(lambda: storage.delete(former), robust=True)
