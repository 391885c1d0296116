"""What the frame of an opportunity's page shows, whichever app serves the tab."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.db.models import IntegerField, QuerySet, Subquery
from django.utils import timezone

from core import slots
from core.money import format_money, format_rate
from opportunities import place
from opportunities.models import Opportunity
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


class NumberOf(Subquery):
    """How many rows a query has."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
