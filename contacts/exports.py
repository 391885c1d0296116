"""Contacts as a source of exports: what stands in each column, so that an import reads the same contact."""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.forms import ContactFilter
from contacts.imports import FIELDS
from contacts.models import Contact, ContactPoint
from contacts.ordering import columns_for, prepared
from contacts.reached import POINTS, field_of, joined
from contacts.vocabularies import CompanyNames
from contacts.word_lists import Countries, Kinds, Salutations
from core.ordering import order_of
from core.paging import in_order
from core.querysets import VisibleQuerySet
from exports.lookups import grouped, tags_of
from exports.sources import Column, Source, Spelling, columns_of
from fields.exports import CustomSpelling, custom_values
from fields.imports import import_fields
from fields.layout import Layout
from imports.fields import Kind

# As the list has them: a name is several fields of the import, and a way to reach one has a column for each kind.
FIRST = ("kind", "company_name", "salutation", "title", "first_name", "last_name", *POINTS, "city", "tags")


class ContactSpelling(Spelling):
    """What the rows refer to by the names that an import resolves to the very same."""

    def __init__(self, user: Any) -> None:
        kinds, salutations, self._countries = Kinds(), Salutations(), Countries()
        self.kinds = {known.ref: kinds.spelled(known.ref, known.label) for known in kinds.entries()}
        self.salutations = {known.ref: salutations.spelled(known.ref, known.label) for known in salutations.entries()}
        self.countries: dict[str, str] = {"": ""}
        self.tags: dict[int, list[str]] = {}
        self.points: dict[int, list[tuple[str, str]]] = {}
        self._companies = CompanyNames(user)
        self._by_key: dict[int, Contact] = {}
        self.custom = CustomSpelling("contacts", user)

    def prepare(self, rows: Sequence[Any], columns: Collection[str]) -> None:
        for code in {row.country for row in rows} - self.countries.keys():
            self.countries[code] = self._countries.name_of(code)
        self.custom.prepare(rows, columns)
        if "tags" in columns:
            self.tags = tags_of(Contact, rows)
        if set(POINTS) & set(columns):
            found = ContactPoint.objects.filter(contact__in=[row.pk for row in rows])
            told = found.values_list("contact", "kind", "label", "value")
            self.points = grouped((key, (field_of(kind, label), value)) for key, kind, label, value in told)
        if "company_name" in columns:
            wanted = {row.company_id for row in rows} - {None}
            companies = Contact.objects.filter(pk__in=wanted).only("public_id", "name") if wanted else ()
            self._by_key = {company.pk: company for company in companies}
            self._companies.find({company.name for company in self._by_key.values()})

    def company(self, row: Contact) -> str:
        """Return the name of a company; of a person the one of theirs, with its number where others are alike."""
        company = self._by_key.get(row.company_id) if row.company_id else None
        return self._companies.name_of(company) if company else row.company_name


def _points(row: Contact, spelling: Any, *, key: str) -> str:
    return joined(value for field, value in spelling.points.get(row.pk, ()) if field == key)


def _plain(row: Contact, _spelling: Any, *, name: str) -> Any:
    return getattr(row, name)


PLAIN = ("title", "first_name", "last_name", "position", "street", "postcode", "city", "description", "external_id")
VALUES: dict[str, Callable[[Any, Any], Any]] = {
    "id": partial(_plain, name="public_id"),
    "kind": lambda row, spelling: spelling.kinds[row.kind],
    "company_name": lambda row, spelling: spelling.company(row),
    "salutation": lambda row, spelling: spelling.salutations.get(row.salutation, ""),
    "country": lambda row, spelling: spelling.countries[row.country],
    "tags": lambda row, spelling: spelling.tags.get(row.pk),
    "created_on": lambda row, _spelling: timezone.localdate(row.created_at),
    **{name: partial(_plain, name=name) for name in PLAIN},
    **{key: partial(_points, key=key) for key in POINTS},
}
# What is only to be read: an import leaves it alone.
OTHERS = (
    Column(
        "last_activity", _("Last activity"), Kind.DAY, lambda row, _spelling: timezone.localdate(row.last_activity_at)
    ),
)


class ContactSource(Source):
    """The list of contacts."""

    key = "contacts"
    label = _("Contacts")
    heading = _("Export contacts")
    list_url = "contacts:index"

    def columns(self) -> Sequence[Column]:
        custom = Layout.of(self.key)
        fields, values = (*FIELDS, *import_fields(custom)), VALUES | custom_values(custom)
        return columns_of(fields, values, first=FIRST, others=OTHERS)

    def found(self, request: HttpRequest) -> VisibleQuerySet:
        order = order_of(request.GET.get("sort", ""), columns_for(request.user))
        rows: Any = prepared(ContactFilter(request.GET, user=request.user).apply(), order)
        ordered: Any = in_order(rows, order.terms())
        return ordered

    def left_out(self, request: HttpRequest) -> Sequence[str]:
        return ContactFilter(request.GET, user=request.user).left_out

    def rows(self) -> VisibleQuerySet:
        return Contact.objects.all()

    def fetched(self, rows: VisibleQuerySet) -> VisibleQuerySet:
        return rows.defer("search_text")

    def spelling(self, user: Any) -> ContactSpelling:
        return ContactSpelling(user)
