"""The columns of the list of contacts, and what each sorts by. Names and towns are compared folded."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import NullIf
from django.utils.translation import gettext_lazy as _

from core.ordering import Column, Order
from fields.layout import layout_for
from fields.sorting import as_column, preparing

COLUMNS = (
    Column("name", _("Name"), ("sort_name",)),
    Column("company", _("Company"), ("company__sort_name", "sort_name")),
    Column("points", _("Phone and e-mail")),
    Column("city", _("City"), ("town", "sort_name")),
    Column("tags", _("Tags")),
    Column("activity", _("Last activity"), ("last_activity_at",), latest_first=True),
)


@dataclass(frozen=True)
class CustomColumn(Column):
    """A column that shows a custom field: `prepare` gives rows what it is sorted by and drawn from."""

    prepare: Callable[[Any], Any] = lambda rows: rows
    custom: Any = None


def custom_columns(user: Any) -> list[CustomColumn]:
    """Return the columns of the custom fields that stand in the list."""
    listed = [field for field in layout_for(user, "contacts").fields if field.listed]
    return [as_column(field, CustomColumn, prepare=preparing(field), custom=field) for field in listed]


def columns_for(user: Any) -> list[Column]:
    """Return all columns of the list."""
    return [*COLUMNS, *custom_columns(user)]


def prepared(rows: Any, order: Order) -> Any:
    """Return the rows with what the order needs: an empty town is none, and stands last."""
    if isinstance(order.column, CustomColumn):
        return order.column.prepare(rows)
    return rows.annotate(town=NullIf(F("sort_city"), Value(""))) if order.column.key == "city" else rows
