"""The list of contacts, and what pickers ask."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from contacts.forms import ContactFilter
from contacts.models import Contact, Kind
from contacts.ordering import columns_for, custom_columns, prepared
from core import places
from core.fold import fold
from core.ordering import headings, order_of
from core.paging import SIZES, keyset, page_size

SUGGESTED = 20
LIST = "contacts"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    columns, further = columns_for(request.user), custom_columns(request.user)
    wanted, order = ContactFilter(request.GET, user=request.user), order_of(request.GET.get("sort", ""), columns)
    found = wanted.apply()
    rows = prepared(found.for_list().with_may_edit(request.user).with_may_delete(request.user), order)
    for column in further:
        rows = column.prepare(rows) if column != order.column else rows
    page = keyset(rows, order.terms(), request.GET.get("cursor", ""), page_size(request.GET.get("size")))
    remember_place(request)
    context = {
        "filter": wanted,
        "more_open": wanted.more_open,
        "reset_url": request.path if wanted.set_words else "",
        "headings": headings(columns, order),
        "columns": further,
        "order": order,
        "page": page,
        "sizes": SIZES,
        "count": found.order_by().count(),
        "empty": not page.rows and not wanted.set_words,
    }
    fragment = request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request
    return render(request, "contacts/_table.html" if fragment else "contacts/index.html", context)


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Answer a picker: the first contacts that fit `q`; with `kind` only companies or only people."""
    rows = Contact.objects.visible_to(request.user).select_related("company")
    kind = request.GET.get("kind")
    if kind in Kind.values:
        rows = rows.filter(kind=kind)
    found = rows.search(request.GET.get("q", ""))[:SUGGESTED]
    return JsonResponse({"results": [{"id": row.public_id, "text": row.name, "hint": row.hint} for row in found]})


@require_safe
def suggest_tags(request: HttpRequest) -> JsonResponse:
    """Answer a field of tags: those that fit `q`, of contacts that one may see."""
    used = Contact.objects.visible_to(request.user).used_tags()
    found = used.filter(folded__contains=fold(request.GET.get("q", "")[:50]))[:SUGGESTED]
    return JsonResponse({"results": [{"id": tag.name, "text": tag.name} for tag in found]})


def kind_asked(request: HttpRequest) -> str:
    """Return which kind of contact an address is about, a company unless it says so; Http404 for none of ours."""
    kind = request.GET.get("kind", Kind.COMPANY)
    if kind not in Kind.values:
        raise Http404
    return kind


def remember_place(request: HttpRequest) -> None:
    """Keep the address of the list, so that the way back from a page leads to the same filter and place."""
    places.remember(request, LIST)


def list_address(request: HttpRequest) -> str:
    """Return the list as it was left: same filter, same place."""
    return places.remembered(request, LIST, reverse("contacts:index"))
