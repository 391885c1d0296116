"""Opportunities as a source of exports: what stands in each column, so that an import reads the same opportunity."""

from collections.abc import Collection, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from contacts.vocabularies import ContactIds, ContactNames
from core import slots
from core.ordering import order_of
from core.paging import in_order
from core.querysets import VisibleQuerySet
from exports.lookups import grouped, tags_of
from exports.sources import Column, Source, Spelling, columns_of
from fields.exports import CustomSpelling, custom_values
from fields.imports import import_fields
from fields.layout import Layout
from imports.fields import Kind
from opportunities.bulk.selection import ROW, Selection
from opportunities.columns import columns_for
from opportunities.filters import OpportunityFilter
from opportunities.import_fields import FIELDS
from opportunities.listing import Listing
from opportunities.models import Opportunity, Participant
from opportunities.ordering import DEFAULT, prepared
from opportunities.people_names import People
from opportunities.vocabularies import BY_HAND, FOLLOWS, AmountTypes, Origins, Reasons, Stages

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
    "base_total",
    "base_weighted",
    "probability",
    "probability_origin",
    "expected_close_on",
    "next_step",
    "next_step_due",
    "responsible",
)

# What of a file says what a column of the list says.
WRITTEN = {
    **{key: (key,) for key in ("title", "contact", "stage", "probability", "tags", "currency")},
    "budget": ("amount", "currency", "amount_type", "periods", "total"),
    "due": ("expected_close_on",),
    "next": ("next_step", "next_step_due"),
    "who": ("responsible",),
    "created": ("created_on",),
    "activity": ("last_activity_on",),
    "pipeline": ("pipeline",),
    "weighted": ("base_weighted",),
    "author": ("created_by",),
    "since": ("stage_since",),
    "external": ("external_id",),
    "reason": ("lost_reason",),
    "closed": ("closed_on",),
}


class OpportunitySpelling(Spelling):
    """What the rows refer to by the names that an import resolves to the very same."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self.contacts, self.ids = ContactNames(user), ContactIds(user)
        stages, people, reasons, types, origins = Stages(), People(), Reasons(), AmountTypes(), Origins()
        self.stages_by_key = {known.value.pk: known.value for known in stages.entries()}
        # Names by key, for there are few of them: no row needs a stage or a person of its own.
        self.stages = {known.value.pk: stages.name_of(known.value) for known in stages.entries()}
        self.people = {known.value.pk: people.name_of(known.value) for known in people.entries()}
        self.reasons = {known.value.pk: reasons.name_of(known.value) for known in reasons.entries()}
        self.types = {known.ref: types.spelled(known.ref, known.label) for known in types.entries()}
        self.origins = {known.ref: origins.name_of(known.ref) for known in origins.entries()}
        self.tags: dict[int, list[str]] = {}
        self.participants: dict[int, list[int]] = {}
        self.next_steps: dict[int, Any] = {}
        self._by_key: dict[int, Contact] = {}
        self._sole_ids: set[str] = set()
        self.custom = CustomSpelling("opportunities", user)

    def prepare(self, rows: Sequence[Any], columns: Collection[str]) -> None:
        for row in rows:
            if row.stage_id in self.stages_by_key:
                row.stage = self.stages_by_key[row.stage_id]
        keys = [row.pk for row in rows]
        if "tags" in columns:
            self.tags = tags_of(Opportunity, rows)
        if "participants" in columns:
            found = Participant.objects.filter(opportunity__in=keys)
            self.participants = grouped(found.values_list("opportunity", "contact"))
        self._look_up_contacts(rows, columns)
        self.custom.prepare(rows, columns)
        self.next_steps = {}
        if {"next_step", "next_step_due"} & set(columns):
            for steps in slots.ask("next_steps", user=self.user, rows=rows):
                self.next_steps |= steps

    def _look_up_contacts(self, rows: Sequence[Any], columns: Collection[str]) -> None:
        wanted = {key for taking_part in self.participants.values() for key in taking_part}
        if {"contact", "contact_id"} & set(columns):
            wanted |= {row.contact_id for row in rows} - {None}
        found = Contact.objects.filter(pk__in=wanted).only("public_id", "name", "external_id") if wanted else ()
        self._by_key = {contact.pk: contact for contact in found}
        self.contacts.find({contact.name for contact in self._by_key.values()})
        if "contact_id" in columns:
            known = self.ids.find({contact.external_id for contact in self._by_key.values()} - {""})
            self._sole_ids = {name for name, meant in known.items() if len(meant) == 1}

    def contact(self, key: int | None) -> str:
        """Return what a contact is called, with its number where others are called alike."""
        contact = self._by_key.get(key) if key else None
        return self.contacts.name_of(contact) if contact else ""

    def contact_id(self, key: int | None) -> str:
        """Return the id that another system gave a contact, where no other one has the same."""
        contact = self._by_key.get(key) if key else None
        return contact.external_id if contact and contact.external_id in self._sole_ids else ""

    def next_step(self, row: Opportunity, part: str) -> Any:
        """Return a part of the open task that is due first, as far as the reader may see it."""
        return getattr(self.next_steps.get(row.pk), part, None)


VALUES: dict[str, Any] = {
    "id": lambda row, _spelling: row.public_id,
    "title": lambda row, _spelling: row.title,
    "contact": lambda row, spelling: spelling.contact(row.contact_id),
    "contact_id": lambda row, spelling: spelling.contact_id(row.contact_id),
    "description": lambda row, _spelling: row.description,
    "stage": lambda row, spelling: spelling.stages.get(row.stage_id, row.stage.name),
    "responsible": lambda row, spelling: spelling.people.get(row.responsible_id, ""),
    "amount": lambda row, _spelling: row.amount,
    "currency": lambda row, _spelling: row.currency,
    "amount_type": lambda row, spelling: spelling.types[row.amount_type],
    "periods": lambda row, _spelling: row.periods,
    "probability": lambda row, _spelling: row.probability,
    "probability_origin": lambda row, spelling: spelling.origins[FOLLOWS if row.follows_stage else BY_HAND],
    "expected_close_on": lambda row, _spelling: row.expected_close_on,
    "closed_on": lambda row, _spelling: row.closed_on,
    "lost_reason": lambda row, spelling: spelling.reasons.get(row.lost_reason_id, ""),
    "tags": lambda row, spelling: spelling.tags.get(row.pk),
    "participants": lambda row, spelling: [spelling.contact(key) for key in spelling.participants.get(row.pk, ())],
    "created_on": lambda row, _spelling: timezone.localdate(row.created_at),
    "external_id": lambda row, _spelling: row.external_id,
}
in_base = lazy(lambda heading: heading % settings.BASE_CURRENCY, str)
# What is only to be read: an import leaves it alone.
OTHERS = (
    Column("total", _("Total amount"), Kind.NUMBER, lambda row, _spelling: row.total),
    Column("base_total", in_base(_("Amount in %s")), Kind.NUMBER, lambda row, _spelling: row.base_total),
    Column("base_weighted", in_base(_("Weighted in %s")), Kind.NUMBER, lambda row, _spelling: row.base_weighted),
    Column("next_step", _("Next step"), Kind.TEXT, lambda row, spelling: spelling.next_step(row, "title")),
    Column("next_step_due", _("Next step due on"), Kind.DAY, lambda row, spelling: spelling.next_step(row, "due_on")),
    Column("pipeline", _("Pipeline"), Kind.TEXT, lambda row, _spelling: row.stage.pipeline.name),
    Column(
        "stage_since", _("In this stage since"), Kind.DAY, lambda row, _spelling: timezone.localdate(row.stage_since)
    ),
    Column("created_by", _("Created by"), Kind.TEXT, lambda row, spelling: spelling.people.get(row.created_by_id, "")),
    Column(
        "last_activity_on",
        _("Last activity"),
        Kind.DAY,
        lambda row, _spelling: timezone.localdate(row.last_activity_at),
    ),
)


class OpportunitySource(Source):
    """The list of opportunities."""

    key = "opportunities"
    label = _("Opportunities")
    heading = _("Export opportunities")
    list_url = "opportunities:index"

    def columns(self) -> Sequence[Column]:
        custom = Layout.of(self.key)
        fields, values = (*FIELDS, *import_fields(custom)), VALUES | custom_values(custom)
        return columns_of(fields, values, first=FIRST, others=OTHERS)

    def found(self, request: HttpRequest) -> VisibleQuerySet:
        order = order_of(request.GET.get("sort", ""), columns_for(request.user), DEFAULT)
        rows: Any = OpportunityFilter(request, reverse("contacts:suggest")).qs.with_probability()
        if ROW in request.GET:
            rows = rows.filter(public_id__in=Selection(request).ids)
        ordered: Any = in_order(prepared(rows, order, request.user), order.terms())
        return ordered

    def shown(self, request: HttpRequest) -> Sequence[str]:
        listing = Listing(request)
        columns = listing.columns if listing.chosen_keys else []
        return [key for column in columns for key in WRITTEN.get(column.key, (column.key,) if column.custom else ())]

    def rows(self) -> VisibleQuerySet:
        return Opportunity.objects.all()

    def fetched(self, rows: VisibleQuerySet) -> VisibleQuerySet:
        return rows.defer("search_text", "budget_before")

    def spelling(self, user: Any) -> OpportunitySpelling:
        return OpportunitySpelling(user)
