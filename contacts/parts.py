"""The contacts that an import made, as they are taken back."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from contacts import verbs
from contacts.models import Contact, ContactPoint
from imports.leftovers import reasons_to_stay
from imports.targets import Part


class ContactPart(Part):
    """The contacts that an import made, as they are taken back."""

    label = _("Contacts")

    def rows(self, run: Any) -> models.QuerySet[Any]:
        return Contact.objects.filter(import_run=run).select_related("import_run")

    def reasons(self, rows: Sequence[Any]) -> dict[int, list[str]]:
        """People of the same import go before their companies, so only those that stay hold them."""
        return reasons_to_stay(rows, imported=verbs.IMPORTED, apart=(ContactPoint,))


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
