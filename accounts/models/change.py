"""The log of accounts: who gave or took what."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role


class AccountChange(models.Model):
    """What was done to an account, by whom and when; written in the verb's transaction, never changed.

    Accounts stand below the history of the CRM, and are read by administrators only, so they keep this log of their
    own. `person` is empty for an invitation that nobody has accepted yet.
    """

    class Deed(models.TextChoices):
        """What can be done to an account, as the log says it."""

        CREATED = "created", _("created the account")
        INVITED = "invited", _("invited")
        INVITED_AGAIN = "invited_again", _("sent the invitation again")
        REVOKED = "revoked", _("revoked the invitation")
        ACCEPTED = "accepted", _("accepted the invitation")
        RENAMED = "renamed", _("changed the name")
        ROLE = "role", _("changed the role")
        TEAMS = "teams", _("changed the teams")
        EMAIL = "email", _("changed the e-mail address")
        HANDED_OVER = "handed_over", _("handed over open work")
        DEACTIVATED = "deactivated", _("deactivated the account")
        REACTIVATED = "reactivated", _("reactivated the account")
        STAND_IN = "stand_in", _("arranged a stand-in")
        REMOVED = "removed", _("took the account back")
        STAND_IN_ENDED = "stand_in_ended", _("ended a stand-in")

    deed = models.CharField(_("what"), max_length=20, choices=Deed)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="changes", verbose_name=_("person")
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    particulars = models.JSONField(default=dict)
    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = _("change of an account")
        verbose_name_plural = _("changes of accounts")

    def __str__(self) -> str:
        return f"{self.get_deed_display()}: {self.person or self.email}"

    @property
    def details(self) -> str:
        """From what to what, or just to what, in the reader's language; empty where the deed says it all."""
        before, after = self._shown("from"), self._shown("to")
        if self.deed in (self.Deed.STAND_IN, self.Deed.STAND_IN_ENDED):
            first, last = (self._shown_day(end) for end in ("first", "last"))
            return f"{after}, {first}" if first == last else f"{after}, {first} – {last}"
        return f"{before} → {after}" if before else after

    def _shown_day(self, end: str) -> str:
        return date_format(date.fromisoformat(self.particulars[end]), "SHORT_DATE_FORMAT")

    def _shown(self, end: str) -> str:
        value: Any = self.particulars.get(end, "")
        if self.deed in (self.Deed.ROLE, self.Deed.INVITED) and value in Role.values:
            return str(Role(value).label)
        if self.deed == self.Deed.ROLE:
            return "–"
        return ", ".join(value) if isinstance(value, list) else str(value)
