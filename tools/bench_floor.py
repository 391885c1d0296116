"""The floor beneath the pages: a bare Django page of the same size, answered by the same server in the same process.

It is what Django comes to by itself: a template with a loop, no middleware, no database, no sign-in. Every 400 bytes of
it are a row of six fields, so that a page of 20,000 bytes has fifty of them; the last bytes are filled up.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine

PATH = "/floor/"
BYTES_A_ROW = 400
FIELDS = ("number", "title", "contact", "stage", "amount", "due")
WORDS = {"title": "Machine for hall", "contact": "Sample & Daughters", "stage": "Offer", "due": "31.12.2026"}

_cells = "".join(f'<td class="{name}">{{{{ row.{name} }}}}</td>' for name in FIELDS)
# The cells come to about two hundred bytes when they are filled; the rest is what stands around them in any page.
_row = f'<tr class="{"row " * 40}">{_cells}</tr>\n'
_page = Engine(autoescape=True).from_string(
    f"<!doctype html><title>Floor</title><table>{{% for row in rows %}}{_row}{{% endfor %}}</table>"
)


class FloorMiddleware:
    """Answers /floor/<size>/ before anything else is asked, and hands every other request on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PATH):
            return self.get_response(request)
        page = floor_page(int(request.path.removeprefix(PATH).strip("/")))
        return HttpResponse(page, headers={"Content-Length": str(len(page))})


def floor_page(size: int) -> bytes:
    """Return a bare page of `size` bytes."""
    rows = [{"number": number, "amount": number * 1000, **WORDS} for number in range(size // BYTES_A_ROW)]
    page = _page.render(Context({"rows": rows})).encode()
    return page[:size].ljust(size, b"\n")
