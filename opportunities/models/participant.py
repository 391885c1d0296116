"""Who else takes part in an opportunity, beside its own contact."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from core.models import Versioned
from opportunities.models.opportunity import Opportunity


class Participant(Versioned):
    """A contact that takes part in an opportunity. The opportunity's own contact is not stored as one.

    What is edited is the role; `version` counts its revisions.
    """

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="participants")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="participations", verbose_name=_("contact"))
    role = models.CharField(_("role"), max_length=100, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        verbose_name=_("added by"),
    )
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)

    class Meta:
        ordering = ("contact__sort_name", "pk")
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "contact"], name="opportunities_participant_once")
        ]

    def __str__(self) -> str:
        return self.contact.name
