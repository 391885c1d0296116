"""Addresses that come from a browser, and those of rows."""

from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from core.ids import LENGTH

_PLACE = "0" * LENGTH


def back_of(request: HttpRequest, home: str) -> str:
    """Return the page that one came from, as the form or the address says it by `next`; `home` for none of ours.

    It begins with "/": a bare word would be taken by `redirect` for the name of a view.
    """
    back = request.POST.get("next") or request.GET.get("next") or ""
    ours = back.startswith("/") and back.isprintable() and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if ours else home


def address_of(name: str, public_id: str) -> str:
    """Return the address of a view that takes a row's public id and nothing else, as `reverse` would.

    A list has hundreds of them, which differ in the id alone: the rest is worked out once.
    """
    if not (public_id.isalnum() and public_id.isascii()):
        return reverse(name, args=[public_id])
    before, after = _around(name, get_script_prefix(), get_urlconf() or settings.ROOT_URLCONF)
    return f"{before}{public_id}{after}"


@cache
def _around(name: str, _prefix: str, _urlconf: str) -> tuple[str, str]:
    """Return what stands before and after the id; prefix and configuration are what else `reverse` goes by."""
    before, _place, after = reverse(name, args=[_PLACE]).partition(_PLACE)
    return before, after
