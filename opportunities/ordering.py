"""The columns of the list, what each shows, and what it sorts by."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.ordering import Column, Order
from opportunities import cells
from opportunities.models import LostReason
from opportunities.totals import WEIGHTED

DEFAULT = "due"
STAGE = ("stage__pipeline__position", "stage__pipeline", "stage__position", "stage")
PERSON = ("last_name", "first_name", "username")


@dataclass(frozen=True)
class ListColumn(Column):
    """A column that one can choose for the list.

    `template` draws its cell, of `opportunity`. `related` is what is fetched for it in the same question. `everyday`
    ones are there unless one has chosen.
    """

    template: str = ""
    everyday: bool = False
    related: tuple[str, ...] = ()
    # The reference whose few values, put in order by `in_turn`, the list walks along instead of sorting by `fields`.
    by: str = ""
    # What gives rows the annotations that the column is sorted by and drawn from.
    prepare: Callable[[Any], Any] | None = None
    # What gives the values of a row from which alone the cell is drawn; without it, it is drawn from the row.
    shows: Callable[[Any], Any] | None = None
    # The custom field that it shows.
    custom: Any = None


def built_in(key: str, heading: Any, fields: tuple[str, ...] = (), **more: Any) -> ListColumn:
    """Return a column of ours, drawn by the template of its key."""
    return ListColumn(key, heading, fields, template=f"opportunities/cells/{key}.html", **more)


def by_person(path: str) -> tuple[str, ...]:
    """Return the fields by which people are sorted."""
    return tuple(f"{path}__{name}" for name in PERSON)


def with_tags(rows: Any) -> Any:
    """Return the rows with what the cell of their tags shows."""
    return rows.with_tag_names()


# Amounts are compared in the base currency; those that have none, or no rate, stand last.
COLUMNS = (
    built_in("title", _("Title"), ("sort_title",), everyday=True, shows=cells.titled),
    built_in("contact", _("Contact"), ("sort_contact",), everyday=True, shows=cells.contact),
    built_in("stage", _("Stage"), STAGE, by="stage", everyday=True, shows=cells.stage),
    built_in("budget", _("Budget"), ("base_total",), number=True, everyday=True, shows=cells.budget),
    built_in(
        "probability", _("Probability"), ("effective_probability",), number=True, everyday=True, shows=cells.probability
    ),
    built_in("due", _("Expected close date"), ("expected_close_on",), everyday=True, shows=cells.due),
    built_in("next", _("Next step"), ("next_step_at",), everyday=True, shows=cells.next_step),
    built_in("who", _("Owner"), by_person("responsible"), by="responsible", everyday=True, shows=cells.owner),
    built_in("tags", _("Tags"), prepare=with_tags, shows=cells.tags),
    built_in("created", _("Created"), ("created_at",), latest_first=True),
    built_in("activity", _("Last activity"), ("last_activity_at",), latest_first=True),
    built_in("pipeline", _("Pipeline"), STAGE, by="stage", related=("stage__pipeline",)),
    built_in("currency", _("Currency"), ("currency",)),
    built_in("weighted", _("Weighted budget"), ("weighted",), number=True),
    built_in("external", _("External id"), ("external_id",)),
    built_in("author", _("Created by"), by_person("created_by"), by="created_by", related=("created_by",)),
    built_in("since", _("In this stage since"), ("stage_since",), latest_first=True),
    built_in(
        "reason", _("Lost reason"), ("lost_reason__position", "lost_reason"), by="lost_reason", related=("lost_reason",)
    ),
    built_in("closed", _("Closed on"), ("closed_on",), latest_first=True),
)


def prepared(rows: Any, order: Order, user: Any) -> Any:
    """Return the rows with the values that the order needs and the model does not have."""
    if "weighted" in order.column.fields:
        rows = rows.annotate(weighted=WEIGHTED)
    if isinstance(order.column, ListColumn) and order.column.prepare:
        rows = order.column.prepare(rows)
    return rows


def in_turn(key: str) -> list[int]:
    """Return the keys of all rows that a reference of opportunities (not the stage) may name, in the order of lists."""
    rows: Any = LostReason.objects.order_by("position", "pk") if key == "lost_reason" else User.objects.by_name()
    return list(rows.values_list("pk", flat=True))
