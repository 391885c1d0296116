"""What somebody opened last, for the search.

Kept in a cookie of their browser: a page that is only looked at writes nothing, so it never waits for an import that is
writing. The cookie holds ids alone and says whose they are; whoever signs in after them finds nothing of theirs. What
it names is asked for anew each time, within the access of whoever looks.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from contacts.models import Contact
from contacts.slots import hit as contact_hit
from core.slots import Hit
from documents.models import Document
from documents.slots import hit as document_hit
from opportunities.models import Opportunity
from opportunities.slots import hit as opportunity_hit
from tasks.models import Task
from tasks.slots import hit as task_hit

COOKIE = "recent"
KEPT = 12
FOR_SECONDS = 90 * 24 * 60 * 60
NAMED = re.compile(r"([octd])-([0-9A-Za-z]{12})")


@dataclass(frozen=True)
class Kind:
    """A kind of row that has pages: which rows there are, what is shown of one, and its icon."""

    rows: Callable[[], QuerySet[Any]]
    show: Callable[[Any], Hit]
    icon: str


@dataclass(frozen=True)
class Opened:
    """One row that was opened before."""

    hit: Hit
    icon: str


KINDS = {
    "o": Kind(lambda: Opportunity.objects.select_related("stage", "contact"), opportunity_hit, "graph-up-arrow"),
    "c": Kind(lambda: Contact.objects.select_related("company"), contact_hit, "people"),
    "t": Kind(lambda: Task.objects.select_related("opportunity", "contact", "category"), task_hit, "check2-square"),
    "d": Kind(lambda: Document.objects.for_list(), document_hit, "files"),
}
# The pages on which a row counts as opened; the tabs of an opportunity are it, too.
PAGES = {
    "opportunities:detail": "o",
    "opportunities:participants": "o",
    "tasks:of_opportunity": "o",
    "documents:of_opportunity": "o",
    "contacts:detail": "c",
    "tasks:detail": "t",
    "documents:edit": "d",
    "documents:view": "d",
    "documents:office": "d",
}


class RecentMiddleware:
    """Remembers which rows somebody opened, the last one first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        at = request.resolver_match
        kind = PAGES.get(at.view_name) if at else None
        if at and kind and request.method == "GET" and response.status_code == 200 and request.user.is_authenticated:
            _remember(request, response, (kind, str(at.kwargs["public_id"])))
        return response


def recent(request: HttpRequest) -> list[Opened]:
    """Return what the signed-in person opened last and may still see, the last one first. One question a kind."""
    named = _named(request)
    found: dict[tuple[str, str], Opened] = {}
    for key, kind in KINDS.items():
        ids = [public_id for of, public_id in named if of == key]
        rows = kind.rows().visible_to(request.user).filter(public_id__in=ids) if ids else []  # type: ignore[attr-defined]
        found |= {(key, row.public_id): Opened(kind.show(row), kind.icon) for row in rows}
    return [found[each] for each in named if each in found]


def _named(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what the cookie names, as kind and public id; nothing where it is another person's, or forged."""
    whose, _colon, rows = request.COOKIES.get(COOKIE, "").partition(":")
    if whose != getattr(request.user, "public_id", None):
        return []
    return list(dict.fromkeys(NAMED.findall(rows[: KEPT * 16])))[:KEPT]


def _remember(request: HttpRequest, response: HttpResponse, row: tuple[str, str]) -> None:
    before = _named(request)
    now = [row, *(each for each in before if each != row)][:KEPT]
    if now == before:
        return
    value = f"{request.user.public_id}:{'.'.join('-'.join(each) for each in now)}"  # type: ignore[union-attr]
    response.set_cookie(
        COOKIE, value, max_age=FOR_SECONDS, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
