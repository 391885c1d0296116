"""Opportunities bear custom fields."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from contacts.models import Contact
from fields.bearers import Bearer
from fields.layout import layout_for
from fields.sorting import as_column, preparing
from opportunities.models import Opportunity
from opportunities.ordering import ListColumn


def derive(rows: Sequence[Any]) -> list[str]:
    """Set what opportunities are found by after their texts changed; return the attribute."""
    contacts = Contact.objects.in_bulk({row.contact_id for row in rows} - {None})
    for row in rows:
        row.contact = contacts.get(row.contact_id)
        row.index()
    return ["search_text"]


def columns(user: Any) -> list[ListColumn]:
    """Return the columns of the list that show custom fields."""
    return [
        as_column(
            field,
            ListColumn,
            template="fields/_cell.html",
            everyday=field.listed,
            prepare=preparing(field),
            custom=field,
        )
        for field in layout_for(user, "opportunities").fields
    ]


OPPORTUNITIES = Bearer(
    "opportunities",
    _("Opportunities"),
    Opportunity,
    derive,
    lambda n: ngettext_lazy("%(n)s opportunity", "%(n)s opportunities", n),
)
