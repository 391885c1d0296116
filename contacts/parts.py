"""The contacts that an import made, as they are taken back."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts import verbs
from contacts.models import Contact, ContactPoint
from contacts.writing import TAG
from core.models import Tag
from imports.additions import WordsPart
from imports.leftovers import reasons_to_stay, referring
from imports.targets import Part


class ContactPart(Part):
    """The contacts that an import made, as they are taken back."""

    label = _("Contacts")

    def rows(self, run: Any) -> models.QuerySet[Any]:
        return Contact.objects.filter(import_run=run)

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


class TagsPart(WordsPart):
    """The tags that came into being with an import: those go that no row bears any more."""

    label = _("Tags")
    kind = TAG
    model = Tag

    def shown(self, run: Any, user: Any) -> QuerySet[Any]:
        """Those on rows that the reader sees: that somebody else's row bears one is not told."""
        return self.rows(run).filter(pk__in=Tag.objects.borne_by(run.kind.model.objects.visible_to(user)).values("pk"))

    def reasons(self, rows: Sequence[Any]) -> dict[int, list[str]]:
        """They stay as long as any row bears them."""
        return {key: [gettext("still in use")] for key in referring(Tag, [row.pk for row in rows])}
