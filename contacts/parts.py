"""The contacts that an import made, as they are taken back."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from contacts import verbs
from contacts.models import Contact
from history.models import Event
from imports.targets import Part


class ContactPart(Part):
    """The contacts that an import made, as they are taken back."""

    label = _("Contacts")

    def rows(self, run: Any) -> models.QuerySet[Any]:
        return Contact.objects.filter(import_run=run)

    def touched(self, rows: Sequence[Any]) -> set[int]:
        """Changed ones, ones with events of their own, and ones that anything else refers to.

        What may refer to a contact is asked of the model, so that floors above need not be known here. People of the
        same import go before their companies, so only those that stay hold them.
        """
        keys = {row.pk for row in rows}
        held = {row.pk for row in rows if row.version != 1}
        events = Event.objects.filter(page_type__app_label="contacts", page_type__model="contact", page_id__in=keys)
        held |= set(events.exclude(verb=verbs.IMPORTED).values_list("page_id", flat=True))
        for relation in Contact._meta.related_objects:
            if relation.related_model._meta.model_name == "contactpoint":
                continue
            name = relation.field.name
            others = relation.related_model._base_manager.filter(**{f"{name}__in": keys})
            held |= set(others.values_list(name, flat=True))
        return held


class PeoplePart(ContactPart):
    """The people among them: they go before the companies they belong to."""

    label = _("People")

    def rows(self, run: Any) -> models.QuerySet[Any]:
        return super().rows(run).filter(kind="person")


class CompaniesPart(ContactPart):
    """The companies among them."""

    label = _("Companies")

    def rows(self, run: Any) -> models.QuerySet[Any]:
        return super().rows(run).filter(kind="company")
