"""Where one was in the list or on the board: same filter, same order, same page."""

from django.http import HttpRequest
from django.urls import reverse

from core import places

LIST = "opportunities"


def remember_place(request: HttpRequest) -> None:
    """Keep the address of the list, so that the way back from a page leads to the same filter and place."""
    places.remember(request, LIST)


def same_filter_at(request: HttpRequest, name: str) -> str:
    """Return the address of another view of the opportunities, under the filter of this one, from its beginning."""
    query = request.GET.copy()
    for part in ("cursor", "column", "sums"):
        query.pop(part, None)
    return f"{reverse(name)}?{query.urlencode()}" if query else reverse(name)


def list_address(request: HttpRequest) -> str:
    """Return the list as it was left."""
    return places.remembered(request, LIST, reverse("opportunities:index"), reverse("opportunities:board"))
