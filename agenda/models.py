"""The secret address under which somebody's own calendar can be fetched by a calendar program."""

from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

TOKEN_BYTES = 32


class CalendarFeed(models.Model):
    """A person's private feed. Only a hash of its secret is kept: who reads this table can read no calendar by it."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed", verbose_name=_("person")
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")

    def __str__(self) -> str:
        return str(self.user)


def hashed(token: str) -> str:
    """Return what is kept of a secret. It is random and long, so no salt and no slow hash are needed."""
    return sha256(token.encode()).hexdigest()


def renew_feed(user: Any) -> str:
    """Give a person a new secret and return it, this once; the one before opens nothing any more."""
    token = token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        kept = {"token_hash": hashed(token), "created_at": timezone.now()}
        CalendarFeed.objects.update_or_create(user=user, defaults=kept)
    return token


def revoke_feed(user: Any) -> bool:
    """Let a person's secret open nothing any more; return whether there was one."""
    return bool(CalendarFeed.objects.filter(user=user).delete()[0])


def person_of(token: str) -> Any:
    """Return the active person whose feed a secret opens, or None."""
    rows = CalendarFeed.objects.filter(token_hash=hashed(token), user__is_active=True)
    feed = rows.select_related("user").first()
    return feed.user if feed else None
