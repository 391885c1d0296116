"""The list of opportunities: filter, order, page, and what the whole filter comes to."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core.ordering import headings
from core.paging import SIZES, capped_count
from jobs.models import Job
from opportunities.listing import Listing
from opportunities.marks import mark
from opportunities.models.rate import RECKON
from opportunities.place import remember_place
from opportunities.totals import totals_of

# Longer lists are added up after they have appeared: the page itself costs the same however many rows there are.
AT_ONCE = 10_000


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The list; without a query the view that the person has chosen to begin with."""
    listing = Listing(request)
    if not request.GET and listing.opening_view:
        return redirect(listing.opening_view)
    wanted, order = listing.filter, listing.order
    page = listing.page()
    mark(request.user, page.rows, steps=any(column.key == "next" for column in listing.columns))
    remember_place(request)
    context = {"filter": wanted, "order": order, "page": page, "sizes": SIZES, "listing": listing, "view": listing.view}
    context |= {"headings": headings(listing.columns, order), "columns": listing.columns}
    context |= {"count": capped_count(wanted.qs, AT_ONCE), "empty": not page.rows and wanted.hides_nothing}
    context |= sum_line(wanted.qs) if context["count"] <= AT_ONCE else {"at_once": AT_ONCE}
    return render(request, "opportunities/_table.html" if is_fragment(request) else "opportunities/index.html", context)


@require_safe
def totals(request: HttpRequest) -> HttpResponse:
    """What the whole filter comes to: the sum line of a long list, which is added up after the list has appeared."""
    context = {"list_query": request.GET.urlencode(), **sum_line(Listing(request).filter.qs)}
    return render(request, "opportunities/_sums.html" if is_fragment(request) else "opportunities/totals.html", context)


def is_fragment(request: HttpRequest) -> bool:
    """Whether a script asks for a part of the page."""
    return bool(request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request)


def sum_line(rows: Any) -> dict[str, Any]:
    """Return what the sum line shows of the whole filter, and whether rates are being applied to amounts just now."""
    return {"totals": totals_of(rows), "applying": Job.objects.live().filter(kind=RECKON).exists()}
