"""Where somebody was in a list: same filter, same order, same page, for the way back from a page.

Kept in a cookie of their browser until it is closed: a list that is only looked at writes nothing, so it never waits
for an import that is writing. The cookie says whose it is, and goes when they sign out: its filter may name people.
What it holds is an address of our own, or nothing.
"""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

PREFIX = "place-"
# The names that we give. Browsers send others, too, which no answer could name without breaking.
NAME = re.compile(f"{PREFIX}[a-z]+")
# What browsers keep of a cookie; beyond, the way back leads to where one was before.
LONGEST = 3500


def remember(request: HttpRequest, name: str) -> None:
    """Keep the address that is being answered as the place in the list of this name."""
    address = request.get_full_path()
    if len(address) < LONGEST and _kept(request, name) != address:
        request.place = PREFIX + name, f"{request.user.public_id}:{address}"  # type: ignore[attr-defined, union-attr]


def remembered(request: HttpRequest, name: str, *paths: str) -> str:
    """Return the address of the list of this name as it was left; the first of its `paths` where none is known."""
    address = _kept(request, name)
    return address if address.partition("?")[0] in paths else paths[0]


class PlacesMiddleware:
    """Hands the cookies out, and takes them back from whoever is not signed in any more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if place := getattr(request, "place", None):
            name, address = place
            response.set_cookie(name, address, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
        elif (kept := [*filter(NAME.fullmatch, request.COOKIES)]) and not request.user.is_authenticated:
            for name in kept:
                response.delete_cookie(name, samesite="Lax")
        return response


def _kept(request: HttpRequest, name: str) -> str:
    cookie = PREFIX + name
    held = request.COOKIES.get(cookie, "")
    whose, _colon, address = dict([getattr(request, "place", ("", ""))]).get(cookie, held).partition(":")
    return address if whose == getattr(request.user, "public_id", None) else ""
