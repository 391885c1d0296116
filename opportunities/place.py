"""Where one was in the list: same filter, same order, same page."""

from django.http import HttpRequest
from django.urls import reverse

PLACE = "opportunities_list"
# What a session may be asked to keep; beyond, the way back leads to where one was before.
LONGEST = 4500


def remember_place(request: HttpRequest) -> None:
    """Keep the address of the list, so that the way back from a page leads to the same filter and place."""
    address = request.get_full_path()
    if len(address) < LONGEST and request.session.get(PLACE) != address:
        request.session[PLACE] = address


def same_filter_at(request: HttpRequest, name: str) -> str:
    """Return the address of another view of the opportunities, under the filter of this one, from its beginning."""
    query = request.GET.copy()
    for part in ("cursor", "column", "sums"):
        query.pop(part, None)
    return f"{reverse(name)}?{query.urlencode()}" if query else reverse(name)


def list_address(request: HttpRequest) -> str:
    """Return the list as it was left."""
    return str(request.session.get(PLACE) or reverse("opportunities:index"))
