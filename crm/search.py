"""The search of the top bar: what the apps find, the first of each kind or all of one kind."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from core import slots
from core.fold import words
from core.paging import Page, keyset
from core.slots import Found, Hit

# So many of each kind stand on the first page.
SHOWN = 8


@dataclass(frozen=True)
class Hits:
    """What the page shows of one kind: the heading, some rows, and where all of them are ("" where these are all)."""

    heading: str
    icon: str
    rows: list[Hit]
    more_url: str = ""
    page: Page | None = None


def found(query: str, user: Any) -> list[Found]:
    """Return what each app finds for `user`, in the order of the page; nothing where `query` holds no word."""
    answers = slots.ask("search", user=user, query=query) if words(query) else []
    return sorted(answers, key=lambda answer: answer.position)


def first_of(answer: Found, query: str) -> Hits:
    """Return the first rows of one kind, and the way to all of them where there are more."""
    rows = list(answer.rows[: SHOWN + 1])
    url = answer.list_url or f"{reverse('crm:search')}?{urlencode({'q': query, 'in': answer.key})}"
    return Hits(answer.heading, answer.icon, _shown(answer, rows[:SHOWN]), url if len(rows) > SHOWN else "")


def all_of(answer: Found, *, cursor: str, size: int) -> Hits:
    """Return one page of all rows of a kind that the search itself pages."""
    page = keyset(answer.rows, list(answer.order), cursor, size)
    return Hits(answer.heading, answer.icon, _shown(answer, page.rows), page=page)


def _shown(answer: Found, rows: list[Any]) -> list[Hit]:
    return [answer.show(row) for row in rows]
