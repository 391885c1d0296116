"""The list of opportunities: filter, order, page, and what the whole filter comes to."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core import slots
from core.ordering import headings
from core.paging import SIZES
from opportunities.listing import Listing
from opportunities.models import Opportunity
from opportunities.place import remember_place
from opportunities.querysets import CurrencySum


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The list; without a query the view that the person has chosen to begin with."""
    listing = Listing(request)
    if not request.GET and listing.opening_view:
        return redirect(listing.opening_view)
    wanted, order = listing.filter, listing.order
    page = listing.page()
    with_next_steps(request.user, page.rows, listing)
    remember_place(request)
    context = {"filter": wanted, "order": order, "page": page, "sizes": SIZES, "listing": listing, "view": listing.view}
    context |= {"headings": headings(listing.columns, order), "columns": listing.columns}
    context |= {"sums": sums(wanted.qs), "empty": not page.rows and wanted.hides_nothing}
    fragment = request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request
    return render(request, "opportunities/_table.html" if fragment else "opportunities/index.html", context)


def with_next_steps(user: Any, rows: list[Opportunity], listing: Listing) -> None:
    """Give each row of the page its `next_step`, asked for in one batch where it is shown, and `overdue`."""
    found: dict[int, slots.NextStep] = {}
    shown = any(column.key == "next" for column in listing.columns)
    for steps in slots.ask("next_steps", user=user, rows=rows) if shown else ():
        found |= steps
    for row in rows:
        row.next_step, row.overdue = found.get(row.pk), row.is_overdue(timezone.localdate())


def sums(rows: Any) -> dict[str, Any]:
    """Return the sum line of the whole filter: the count, and by currency the total and the weighted total."""
    by_currency: list[CurrencySum] = rows.sums()
    amounts = [one for one in by_currency if one.total or one.weighted]
    amounts.sort(key=lambda one: (one.currency != settings.BASE_CURRENCY, one.currency))
    return {"count": sum(one.count for one in by_currency), "amounts": amounts}
