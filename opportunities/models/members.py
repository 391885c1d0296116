"""Who takes part in an opportunity: its own contact and its participants, and the verbs that change them."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from contacts.models import Contact
from core.editing import locked
from history.models import record
from opportunities import verbs


class HasMembers(models.Model):
    """The part of an opportunity that is about its participants. Its own contact is not stored as one of them."""

    if TYPE_CHECKING:
        participants: Any
        contact: Any
        contact_id: Any
        touch: Any

    class Meta:
        abstract = True

    def members(self) -> list[Contact]:
        """Return the contacts that take part, its own contact first; with `.participation` (None for its own)."""
        rows = self.participants.exclude(contact=self.contact_id).select_related("contact__company")
        rows = rows.prefetch_related("contact__points")
        found = []
        for participation in rows:
            participation.contact.participation = participation
            found.append(participation.contact)
        if self.contact:
            self.contact.participation = None
            found.insert(0, self.contact)
        return found

    def member_count(self) -> int:
        """Return how many contacts take part, its own included; asked already where the row was opened `for_page`."""
        others: int | None = self.__dict__.get("others")
        if others is None:
            others = self.participants.exclude(contact=self.contact_id).count()
        return others + (self.contact_id is not None)

    def add_participant(self, contact: Contact, *, by: Any, role: str = "") -> bool:
        """Let a contact take part, and record it; return False when it does already (or is the own contact).

        Raises ValidationError where the contact was deleted in the meantime.
        """
        with transaction.atomic():
            hold(contact)
            row = locked(self)
            if row.contact_id == contact.pk:
                return False
            _participant, added = row.participants.get_or_create(
                contact=contact, defaults={"role": role, "added_by": by}
            )
            if added:
                particulars = {"contact": contact.name, "role": role}
                record(verbs.PARTICIPANT_ADDED, row, by=by, page=row, particulars=particulars)
                row.touch()
        return added

    def name_role(self, contact: Contact, role: str, *, by: Any, version: int | None = None) -> bool:
        """Say as what a participant takes part, and record it; return False when it is so already, or takes no part.

        Raises Conflict, with the participant as it is now, for an outdated `version` of it.
        """
        with transaction.atomic():
            row = locked(self)
            participation = row.participants.filter(contact=contact).exclude(role=role).first()
            if participation is None:
                return False
            participation = locked(participation, version)
            particulars = {"contact": contact.name, "from": participation.role, "to": role}
            participation.role, participation.version = role, participation.version + 1
            participation.save(update_fields=["role", "version"])
            record(verbs.PARTICIPANT_ROLE, row, by=by, page=row, particulars=particulars)
            row.touch()
        return True

    def remove_participant(self, contact: Contact, *, by: Any) -> bool:
        """Take a participant away, and record it; return False when it takes no part."""
        with transaction.atomic():
            row = locked(self)
            gone, _by_model = row.participants.filter(contact=contact).delete()
            if gone:
                record(verbs.PARTICIPANT_REMOVED, row, by=by, page=row, particulars={"contact": contact.name})
                row.touch()
        return bool(gone)


def hold(contact: Contact | None) -> None:
    """Keep a contact from being deleted until the caller's transaction, which is to name it, has ended.

    Comes before the lock of an opportunity: who deletes a contact locks the contact first, then its opportunities.
    Raises ValidationError on `contact` where it is gone already.
    """
    if contact is None:
        return
    there = Contact.objects.select_for_update(no_key=True).filter(pk=contact.pk).values_list("pk", flat=True)
    if there.first() is None:
        raise ValidationError({"contact": _("This contact was deleted in the meantime. Choose another one.")})
