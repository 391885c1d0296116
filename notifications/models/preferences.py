"""How somebody wants to be told of what."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications import kinds
from notifications.ways import Way

DIGEST_HOUR = 7


class Preferences(models.Model):
    """One person's choices: a way for each kind, and the hour of the daily mail, by the person's own clock.

    What was not chosen, and kinds that came later, are told in the kind's own way (`kinds.Kind.default`).
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="notification_preferences",
        verbose_name=_("person"),
    )
    ways = models.JSONField(_("ways by kind"), default=dict, blank=True)
    digest_hour = models.PositiveSmallIntegerField(
        _("hour of the daily mail"), default=DIGEST_HOUR, validators=[MaxValueValidator(23)]
    )

    class Meta:
        verbose_name = _("choice of notifications")
        verbose_name_plural = _("choices of notifications")
        constraints = [
            models.CheckConstraint(condition=Q(digest_hour__lte=23), name="notifications_preferences_hour_of_a_day")
        ]

    def __str__(self) -> str:
        return str(self.user)

    @classmethod
    def of(cls, user: Any) -> "Preferences":
        """Return the choices of a person; those of somebody who chose nothing are not saved yet."""
        return cls.objects.filter(user=user).first() or cls(user=user)

    def revise(self, ways: dict[str, str], digest_hour: int) -> bool:
        """Choose a way for kinds, and the hour; return whether anything changed.

        What is chosen as a kind does it anyway is not kept, so that it follows the kind. Raises ValidationError for a
        kind that cannot be chosen, and for one that may not be switched off.
        """
        wanted: dict[str, str] = {}
        for name, way in ways.items():
            kind = kinds.kind(name)
            if way not in kind.offered:
                raise ValidationError(_("“%(kind)s” cannot be switched off."), params={"kind": kind.label})
            if way != kind.default:
                wanted[name] = str(way)
        with transaction.atomic():
            now = type(self).objects.select_for_update().filter(user=self.user).first()
            before = (now.ways, now.digest_hour) if now else ({}, DIGEST_HOUR)
            if before == (wanted, digest_hour):
                return False
            chosen = {"ways": wanted, "digest_hour": digest_hour}
            type(self).objects.update_or_create(user=self.user, defaults=chosen)
        self.ways, self.digest_hour = wanted, digest_hour
        return True


def way_of(kind: kinds.Kind, ways: dict[str, str] | None) -> Way:
    """Return in which way somebody who made these choices is told of a kind; one no longer offered counts as none."""
    chosen = (ways or {}).get(kind.name, kind.default)
    return Way(chosen) if chosen in kind.offered else kind.default
