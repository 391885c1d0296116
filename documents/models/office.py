"""What an office server needs to know between two calls: who may do what for how long, and which file is locked."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.ids import LENGTH, new_public_id
from documents.models.document import Document


class AccessTokenQuerySet(models.QuerySet["AccessToken"]):
    """Questions to tokens."""

    def valid(self, now: datetime) -> Self:
        """Return the tokens that are neither expired nor revoked at `now`."""
        return self.filter(expires_at__gt=now, revoked_at=None)

    def expired(self, now: datetime) -> Self:
        """Return the tokens whose time is over at `now`."""
        return self.filter(expires_at__lte=now)

    def revoke(self) -> int:
        """End these tokens from the next call on; return how many were still valid."""
        now = timezone.now()
        return self.valid(now).update(revoked_at=now)


class AccessToken(models.Model):
    """One person's key to one document for some hours, carried by an office server. The key itself is not kept.

    It opens nothing by itself: every call asks anew whether the person may do what they want. The document is named
    by its public id, not by a foreign key, so that a deleted one is told from an unknown key. `browser` and
    `standing` are digests of the browser's session and of what keeps the person's sessions valid; the token falls
    with either. `session` names the stretch of editing, by which consecutive saves are known.
    """

    digest = models.CharField(_("checksum (SHA-256)"), max_length=64, unique=True, editable=False)
    file_id = models.CharField(_("document"), max_length=LENGTH, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    can_write = models.BooleanField(_("may change it"), default=False)
    can_save_as = models.BooleanField(_("may save it under another name"), default=True)
    session = models.CharField(_("editing session"), max_length=LENGTH, default=new_public_id, editable=False)
    browser = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    standing = models.CharField(max_length=64, editable=False)
    issued_at = models.DateTimeField(_("issued at"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires at"), db_index=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("key of an office server")
        verbose_name_plural = _("keys of an office server")

    def __str__(self) -> str:
        return f"{self.user} · {self.file_id}"


class Lock(models.Model):
    """An office server is editing the document until `expires_at`; `lock_id` is a text of its own, at most 1024 long.

    It keeps other office servers away, not people: whatever they upload meanwhile is a version of its own.
    """

    document = models.OneToOneField(Document, models.CASCADE, related_name="office_lock", verbose_name=_("document"))
    lock_id = models.CharField(_("name of the lock"), max_length=1024)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("locked for")
    )
    expires_at = models.DateTimeField(_("expires at"), db_index=True)

    class Meta:
        verbose_name = _("lock of an office server")
        verbose_name_plural = _("locks of an office server")

    def __str__(self) -> str:
        return str(self.document)


class OfficePreferences(models.Model):
    """What an office server remembers about a person: a text of its own, which nobody reads here."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    text = models.TextField(_("text"), max_length=1024, blank=True)

    class Meta:
        verbose_name = _("preferences in the office server")
        verbose_name_plural = _("preferences in the office server")

    def __str__(self) -> str:
        return str(self.user)
