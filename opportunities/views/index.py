"""The list of opportunities: filter, order, page, and what the whole filter comes to."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core.ordering import headings
from core.paging import SIZES
from jobs.models import Job
from opportunities.board import AT_ONCE
from opportunities.listing import Listing
from opportunities.marks import mark
from opportunities.models.rate import RECKON
from opportunities.place import remember_place
from opportunities.totals import totals_known, totals_of


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
    context |= {"headings": headings(listing.columns, order), "columns": listing.columns_in_words()}
    context |= {"empty": not page.rows and wanted.hides_nothing, **sum_line(listing)}
    context["may_create"] = request.user.may("create")
    return render(request, "opportunities/_table.html" if is_fragment(request) else "opportunities/index.html", context)


@require_safe
def totals(request: HttpRequest) -> HttpResponse:
    """What the whole filter comes to: the sum line of a long list, which is added up after the list has appeared."""
    applying = Job.objects.live().filter(kind=RECKON).exists()
    wanted = Listing(request).filter
    context = {"list_query": request.GET.urlencode(), "totals": totals_of(wanted.qs)}
    context |= {"applying": applying, "left_out": wanted.left_out}
    return render(request, "opportunities/_sums.html" if is_fragment(request) else "opportunities/totals.html", context)


def is_fragment(request: HttpRequest) -> bool:
    """Whether a script asks for a part of the page."""
    return bool(request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request)


def sum_line(listing: Listing) -> dict[str, Any]:
    """Return what the sum line shows of the whole filter, or that it is long (`more_than`) and added up by itself."""
    is_long, applying = listing.length
    if is_long:
        return {"more_than": AT_ONCE}
    totals = totals_known(lambda: listing.found, known=listing.filter.known, user=listing.user)
    return {"totals": totals, "applying": applying}
