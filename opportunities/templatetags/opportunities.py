"""What the frame of an opportunity's page shows, whichever app serves the tab."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.db.models import QuerySet
from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from core import slots
from core.drawing import drawn, drawn_once
from core.money import format_money, format_rate
from core.querysets import NumberOf
from core.templatetags.stencils import stencil
from opportunities import cells, place
from opportunities.models import Opportunity
from opportunities.ordering import ListColumn
from opportunities.rates import Rates

register = template.Library()


@register.simple_tag(takes_context=True)
def frame_of(context: dict[str, Any], opportunity: Opportunity) -> dict[str, Any]:
    """Return the tabs with their counts, the way back to the list as it was left, and whether it is overdue."""
    request = context["request"]
    tabs = _counted(slots.ask("tabs", user=request.user, row=opportunity), opportunity)
    return {
        "tabs": sorted(tabs, key=lambda tab: tab.position),
        "list_url": place.list_address(request),
        "overdue": opportunity.is_overdue(timezone.localdate()),
    }


@register.simple_tag
def list_row(row: Opportunity, columns: Sequence[ListColumn], may_create: bool) -> SafeString:
    """Draw a marked opportunity as a row of the list."""
    values = {"opportunity": row, "columns": columns, "may_create": may_create}
    draw = lambda: render_to_string("opportunities/_row.html", values)  # noqa: E731
    if not all(column.shows for column in columns):
        return draw()
    shown = tuple((column.key, column.heading, column.shows(row)) for column in columns if column.shows)
    allowed = (may_create, row.may_edit, row.may_govern)  # type: ignore[attr-defined]
    return drawn_once((list_row, row.public_id, row.title, row.stage.is_open, allowed, shown), draw)


@register.simple_tag(takes_context=True)
def cell(context: Context, column: ListColumn, row: Opportunity) -> SafeString:
    """Draw the cell of a column: from the values that it shows, else by its template from the row."""
    if column.shows:
        return drawn(column.template, column.shows(row), heading=column.heading)
    with context.push(column=column):
        return context.template.engine.get_template(column.template).render(context)  # type: ignore[union-attr]


@register.simple_tag
def card(row: Opportunity, here: str) -> SafeString:
    """Draw the card of a marked opportunity on the board. `here` is the board as one sees it."""
    return drawn(
        "opportunities/_card.html", cells.card(row), menu=stencil("opportunities/_card_menu.html", row, here=here)
    )


@register.simple_tag(takes_context=True)
def filter_bar(context: Context, target: str) -> SafeString:
    """Draw the filter above list or board. `target` is what a script puts anew while one chooses."""
    given = {name: context.get(name) for name in ("filter", "order", "page", "view", "kept", "request")}
    wanted, view, path = given["filter"], given["view"], given["request"].path
    values = {**given, "target": target, "more_open": wanted.more_open}
    draw = lambda: render_to_string("opportunities/_filter.html", values)  # noqa: E731
    drawn_as = wanted.drawn_as
    if drawn_as is None:
        return draw()
    shown = (drawn_as, given["order"].word, given["page"].size, view and (view.pk, view.version))
    return drawn_once((filter_bar, shown, target, path, tuple(given["kept"] or ())), draw)


@register.simple_tag
def in_base(amount: Decimal | None) -> str:
    """Return an amount of the base currency as people read it."""
    return format_money(amount, settings.BASE_CURRENCY)


@register.simple_tag
def conversion_of(opportunity: Opportunity) -> dict[str, Any] | None:
    """Return how a foreign budget is converted: the amount (None without a rate), the rate and its day; else None."""
    base = settings.BASE_CURRENCY
    if opportunity.total is None or opportunity.currency == base:
        return None
    found = Rates.on(opportunity.currency, opportunity.closed_on).rate(opportunity.currency, opportunity.closed_on)
    told = format_rate(base, found.rate, opportunity.currency) if found else ""
    return {"total": opportunity.base_total, "base": base, "rate": told, "day": found.day if found else None}


def _counted(tabs: list[slots.Tab], opportunity: Opportunity) -> list[slots.Tab]:
    """Return the tabs with numbers in place of rows, all counted by one question."""
    uncounted = [tab for tab in tabs if isinstance(tab.count, QuerySet)]
    if not uncounted:
        return tabs
    asked = [NumberOf(tab.count.order_by().values("pk")) for tab in uncounted]
    numbers = Opportunity.objects.filter(pk=opportunity.pk).order_by().values_list(*asked).get()
    counts = {tab.key: number for tab, number in zip(uncounted, numbers, strict=True)}
    return [replace(tab, count=counts.get(tab.key, tab.count)) for tab in tabs]


@register.simple_tag(takes_context=True)
def same_filter_at(context: dict[str, Any], name: str) -> str:
    """Return the address of another view of the opportunities, under the filter of this page."""
    return place.same_filter_at(context["request"], name)
