"""The columns of the list, and what each sorts by."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core import slots
from core.ordering import Column, Order

DEFAULT = "due"

# Amounts are compared in the base currency; those that have none, or no rate, stand last.
COLUMNS = (
    Column("title", _("Title"), ("sort_title",)),
    Column("contact", _("Contact"), ("contact__sort_name",)),
    Column("stage", _("Stage"), ("stage__pipeline__position", "stage__position")),
    Column("budget", _("Budget"), ("base_total",)),
    Column("probability", _("Probability"), ("effective_probability",)),
    Column("due", _("Expected close date"), ("expected_close_on",)),
    Column("next", _("Next step"), ("next_step_on",)),
    Column("who", _("Owner"), ("responsible__last_name", "responsible__first_name", "responsible__username")),
)


def prepared(rows: Any, order: Order, user: Any) -> Any:
    """Return the rows with the values that the order needs and the model does not have."""
    if order.column.key == "next":
        for due_on in slots.ask("next_step_due", user=user):
            rows = rows.annotate(next_step_on=due_on)
    return rows
