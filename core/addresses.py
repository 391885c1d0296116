"""Addresses that come from a browser."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def back_of(request: HttpRequest, home: str) -> str:
    """Return the page that one came from, as the form or the address says it by `next`; `home` for none of ours.

    It begins with "/": a bare word would be taken by `redirect` for the name of a view.
    """
    back = request.POST.get("next") or request.GET.get("next") or ""
    ours = back.startswith("/") and back.isprintable() and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if ours else home
