"""Contacts as a source of exports: what stands in each column, so that an import reads the same contact."""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.forms import ContactFilter
from contacts.imports import FIELDS
from contacts.models import Contact
from contacts.ordering import COLUMNS, prepared
from contacts.reached import POINTS, field_of, joined
from contacts.vocabularies import CompanyNames, Countries, Kinds, Salutations
from core.ordering import order_of
from core.paging import in_order
from core.querysets import VisibleQuerySet
from exports.sources import Column, Source, Spelling, columns_of
from imports.fields import Kind

# As the list has them: a name is several fields of the import, and a way to reach one has a column for each kind.
FIRST = ("kind", "company_name", "salutation", "title", "first_name", "last_name", *POINTS, "city", "tags")


class ContactSpelling(Spelling):
    """What the rows refer to by the names that an import resolves to the very same."""

    def __init__(self, user: Any) -> None:
        self.kinds, self.salutations, self.countries = Kinds(), Salutations(), Countries()
        self.companies = CompanyNames(user)

    def prepare(self, rows: Sequence[Any], columns: Collection[str]) -> None:
        if "company_name" in columns:
            self.companies.find({row.company.name for row in rows if row.company})

    def company(self, row: Contact) -> str:
        """Return the name of a company; of a person the one of theirs, with its number where others are alike."""
        return self.companies.name_of(row.company) if row.company else row.company_name


def _points(row: Contact, _spelling: Any, *, key: str) -> str:
    return joined(point.value for point in row.points.all() if field_of(point) == key)


def _plain(row: Contact, _spelling: Any, *, name: str) -> Any:
    return getattr(row, name)


PLAIN = ("title", "first_name", "last_name", "position", "street", "postcode", "city", "description", "external_id")
VALUES: dict[str, Callable[[Any, Any], Any]] = {
    "id": partial(_plain, name="public_id"),
    "kind": lambda row, spelling: spelling.kinds.spelled(row.kind, str(row.get_kind_display())),
    "company_name": lambda row, spelling: spelling.company(row),
    "salutation": lambda row, spelling: (
        spelling.salutations.spelled(row.salutation, str(row.get_salutation_display())) if row.salutation else ""
    ),
    "country": lambda row, spelling: spelling.countries.name_of(row.country) if row.country else "",
    "tags": lambda row, _spelling: [tag.name for tag in row.tags.all()],
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
        return columns_of(FIELDS, VALUES, first=FIRST, others=OTHERS)

    def found(self, request: HttpRequest) -> VisibleQuerySet:
        order = order_of(request.GET.get("sort", ""), COLUMNS)
        rows: Any = prepared(ContactFilter(request.GET, user=request.user).apply(), order)
        return in_order(rows, order.terms())

    def rows(self) -> VisibleQuerySet:
        return Contact.objects.all()

    def fetched(self, rows: VisibleQuerySet) -> VisibleQuerySet:
        return rows.select_related("company").prefetch_related("points", "tags")

    def spelling(self, user: Any) -> ContactSpelling:
        return ContactSpelling(user)
