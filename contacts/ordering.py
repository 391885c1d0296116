"""The columns of the list of contacts, and what each sorts by. Names and towns are compared folded."""

from typing import Any

from django.db.models import F, Value
from django.db.models.functions import NullIf
from django.utils.translation import gettext_lazy as _

from core.ordering import Column, Order

COLUMNS = (
    Column("name", _("Name"), ("sort_name",)),
    Column("company", _("Company"), ("company__sort_name", "sort_name")),
    Column("points", _("Phone and e-mail")),
    Column("city", _("City"), ("town", "sort_name")),
    Column("tags", _("Tags")),
    Column("activity", _("Last activity"), ("last_activity_at",), latest_first=True),
)


def prepared(rows: Any, order: Order) -> Any:
    """Return the rows with what the order needs: an empty town is none, and stands last."""
    return rows.annotate(town=NullIf(F("sort_city"), Value(""))) if order.column.key == "city" else rows
