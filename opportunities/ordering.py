"""The orders of the list: what a click on a column's heading sorts by."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Case, IntegerField, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import slots

DEFAULT = "due"


@dataclass(frozen=True)
class Column:
    """A column of the list: its key in the address, its heading, and the fields that it sorts by, in order."""

    key: str
    heading: str | Promise
    fields: tuple[str, ...]
    # The leading fields that keep their direction whichever way the column is sorted.
    fixed: int = 0


# Amounts of different currencies are not compared: the site's own currency first, then by code, then by total.
COLUMNS = (
    Column("title", _("Title"), ("sort_title",)),
    Column("contact", _("Contact"), ("contact__sort_name",)),
    Column("stage", _("Stage"), ("stage__pipeline__position", "stage__position")),
    Column("budget", _("Budget"), ("foreign", "currency", "total"), fixed=2),
    Column("probability", _("Probability"), ("effective_probability",)),
    Column("due", _("Expected close date"), ("expected_close_on",)),
    Column("next", _("Next step"), ("next_step_on",)),
    Column("who", _("Owner"), ("responsible__last_name", "responsible__first_name", "responsible__username")),
)
_BY_KEY = {column.key: column for column in COLUMNS}


@dataclass(frozen=True)
class Order:
    """A column and a direction, read from the address: "budget" or "-budget"."""

    column: Column
    descending: bool

    @property
    def word(self) -> str:
        """What stands for it in the address."""
        return f"-{self.column.key}" if self.descending else self.column.key

    def terms(self) -> list[str]:
        """Return the terms of the order, closed by the key so that it is total."""
        sign = "-" if self.descending else ""
        fixed, free = self.column.fields[: self.column.fixed], self.column.fields[self.column.fixed :]
        return [*fixed, *(f"{sign}{name}" for name in free), f"{sign}pk"]

    def prepare(self, rows: Any, user: Any) -> Any:
        """Return the rows with the values that the order needs and the model does not have."""
        if self.column.key == "budget":
            own = When(currency=settings.BASE_CURRENCY, then=Value(0))
            return rows.annotate(foreign=Case(own, default=Value(1), output_field=IntegerField()))
        if self.column.key == "next":
            for due_on in slots.ask("next_step_due", user=user):
                rows = rows.annotate(next_step_on=due_on)
        return rows


def order_of(word: str) -> Order:
    """Return the order that an address asks for; by expected close date where it asks for none of ours."""
    column = _BY_KEY.get(word.removeprefix("-"))
    return Order(column or _BY_KEY[DEFAULT], bool(column) and word.startswith("-"))
