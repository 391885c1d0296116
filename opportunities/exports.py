"""Opportunities as a source of exports: what stands in each column, so that an import reads the same opportunity."""

from collections.abc import Collection, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from contacts.vocabularies import ContactIds, ContactNames
from core import slots
from core.ordering import order_of
from core.paging import in_order
from core.querysets import VisibleQuerySet
from exports.sources import Column, Source, Spelling, columns_of
from imports.fields import Kind
from opportunities.filters import OpportunityFilter
from opportunities.import_fields import FIELDS
from opportunities.models import Opportunity
from opportunities.ordering import COLUMNS, DEFAULT, prepared
from opportunities.vocabularies import BY_HAND, FOLLOWS, AmountTypes, Origins, People, Reasons, Stages

# As the list has them: the budget is four fields of the import.
FIRST = (
    "title",
    "contact",
    "stage",
    "amount",
    "currency",
    "amount_type",
    "periods",
    "total",
    "probability",
    "probability_origin",
    "expected_close_on",
    "next_step",
    "next_step_due",
    "responsible",
)


class OpportunitySpelling(Spelling):
    """What the rows refer to by the names that an import resolves to the very same."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self.stages, self.people, self.reasons = Stages(), People(), Reasons()
        self.types, self.origins = AmountTypes(), Origins()
        self.contacts, self.ids = ContactNames(user), ContactIds(user)
        self.next_steps: dict[int, Any] = {}
        self._sole_ids: set[str] = set()

    def prepare(self, rows: Sequence[Any], columns: Collection[str]) -> None:
        contacts = [row.contact for row in rows if row.contact] if {"contact", "contact_id"} & set(columns) else []
        if "participants" in columns:
            contacts += [each.contact for row in rows for each in row.participants.all()]
        self.contacts.find({contact.name for contact in contacts})
        if "contact_id" in columns:
            found = self.ids.find({contact.external_id for contact in contacts} - {""})
            self._sole_ids = {name for name, known in found.items() if len(known) == 1}
        self.next_steps = {}
        if {"next_step", "next_step_due"} & set(columns):
            for steps in slots.ask("next_steps", user=self.user, rows=rows):
                self.next_steps |= steps

    def contact(self, contact: Contact | None) -> str:
        """Return what a contact is called, with its number where others are called alike."""
        return self.contacts.name_of(contact) if contact else ""

    def contact_id(self, contact: Contact | None) -> str:
        """Return the id that another system gave a contact, where no other one has the same."""
        return contact.external_id if contact and contact.external_id in self._sole_ids else ""

    def next_step(self, row: Opportunity, part: str) -> Any:
        """Return a part of the open task that is due first, as far as the reader may see it."""
        return getattr(self.next_steps.get(row.pk), part, None)


VALUES: dict[str, Any] = {
    "id": lambda row, _spelling: row.public_id,
    "title": lambda row, _spelling: row.title,
    "contact": lambda row, spelling: spelling.contact(row.contact),
    "contact_id": lambda row, spelling: spelling.contact_id(row.contact),
    "description": lambda row, _spelling: row.description,
    "stage": lambda row, spelling: spelling.stages.name_of(row.stage),
    "responsible": lambda row, spelling: spelling.people.name_of(row.responsible),
    "amount": lambda row, _spelling: row.amount,
    "currency": lambda row, _spelling: row.currency,
    "amount_type": lambda row, spelling: spelling.types.spelled(row.amount_type, str(row.get_amount_type_display())),
    "periods": lambda row, _spelling: row.periods,
    "probability": lambda row, _spelling: row.probability,
    "probability_origin": lambda row, spelling: spelling.origins.name_of(FOLLOWS if row.follows_stage else BY_HAND),
    "expected_close_on": lambda row, _spelling: row.expected_close_on,
    "closed_on": lambda row, _spelling: row.closed_on,
    "lost_reason": lambda row, spelling: spelling.reasons.name_of(row.lost_reason) if row.lost_reason else "",
    "tags": lambda row, _spelling: [tag.name for tag in row.tags.all()],
    "participants": lambda row, spelling: [spelling.contact(each.contact) for each in row.participants.all()],
    "created_on": lambda row, _spelling: timezone.localdate(row.created_at),
    "external_id": lambda row, _spelling: row.external_id,
}
# What is only to be read: an import leaves it alone.
OTHERS = (
    Column("total", _("Total amount"), Kind.NUMBER, lambda row, _spelling: row.total),
    Column("next_step", _("Next step"), Kind.TEXT, lambda row, spelling: spelling.next_step(row, "title")),
    Column("next_step_due", _("Next step due on"), Kind.DAY, lambda row, spelling: spelling.next_step(row, "due_on")),
)


class OpportunitySource(Source):
    """The list of opportunities."""

    key = "opportunities"
    label = _("Opportunities")
    heading = _("Export opportunities")
    list_url = "opportunities:index"

    def columns(self) -> Sequence[Column]:
        return columns_of(FIELDS, VALUES, first=FIRST, others=OTHERS)

    def found(self, request: HttpRequest) -> VisibleQuerySet:
        order = order_of(request.GET.get("sort", ""), COLUMNS, DEFAULT)
        rows: Any = OpportunityFilter(request, reverse("contacts:suggest")).qs.with_probability()
        return in_order(prepared(rows, order, request.user), order.terms())

    def rows(self) -> VisibleQuerySet:
        return Opportunity.objects.all()

    def fetched(self, rows: VisibleQuerySet) -> VisibleQuerySet:
        related = rows.select_related("contact", "stage__pipeline", "responsible", "lost_reason")
        return related.prefetch_related("tags", "participants__contact")

    def spelling(self, user: Any) -> OpportunitySpelling:
        return OpportunitySpelling(user)
