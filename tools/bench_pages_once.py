"""The pages measured on the database that the environment names; writes `figures.json`.

A page is asked for by one client and by eight, in turns with a bare page of the same size. Its questions to the
database are counted beforehand, by the same request within this process.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import django

django.setup()

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.ordering import order_of
from core.paging import SIZES, first_page, in_order
from jobs.models import Job, Schedule
from opportunities.models import Opportunity
from opportunities.ordering import COLUMNS, DEFAULT
from tools.bench_floor import PATH
from tools.bench_load import eight_clients, one_client, percentile
from tools.bench_page import Site, serving
from tools.bench_seed import FOUND, seed, who_looks

FAR = 2000
# The worker does at its start what it does once a day; the pages are measured when it is done.
RESTS_WITHIN = 900


class Page(NamedTuple):
    """A page that is measured: its name, and its address as `person` asks for it."""

    name: str
    address: Callable[[Any], str]


def at(name: str, query: str = "") -> Callable[[Any], str]:
    """Return what gives the address of a view that needs nothing but a query."""
    return lambda person: f"{reverse(name)}{query}"


def far_page(person: Any) -> str:
    """Return the address of page 2,000 of the list, or of its last page where there are fewer."""
    order, rows = order_of("", COLUMNS, DEFAULT).terms(), Opportunity.objects.visible_to(person).open()
    before = min((FAR - 1) * SIZES[0], max(1, rows.count() - SIZES[0]))
    found = list(in_order(rows, order)[before - 1 : before + 1])
    return f"{reverse('opportunities:index')}?kind=open&cursor={first_page(found, order, 1).after}"


def opportunity(person: Any) -> str:
    """Return the address of an opportunity with a history."""
    rows = Opportunity.objects.visible_to(person).open().filter(responsible=person, next_step_at__isnull=False)
    return str(rows.order_by("pk")[0].get_absolute_url())


# To measure one more page, add its line.
PAGES = (
    Page("list", at("opportunities:index", "?kind=open")),
    Page("list: words", at("opportunities:index", f"?kind=open&q={FOUND}")),
    Page("list: page 2000", far_page),
    Page("list: by budget", at("opportunities:index", "?kind=open&sort=-budget")),
    Page("board", at("opportunities:board")),
    Page("forecast", at("reports:forecast")),
    Page("search", at("crm:search", f"?q={FOUND}")),
    Page("today", at("crm:today")),
    Page("opportunity", opportunity),
)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--page", action="append", default=[])
    wanted = parser.parse_args()
    pages = [page for page in PAGES if not wanted.page or page.name in wanted.page]
    if not pages:
        sys.exit(f"Name a page with --page: {', '.join(page.name for page in PAGES)}.")
    seeded = wanted.folder / "seeded"
    if not seeded.exists():
        seed(wanted.rows)
        seeded.touch()
    person = who_looks()
    addresses = [(page.name, page.address(person)) for page in pages]
    with serving(person) as site:
        wait_for_rest()
        queries = {address: queries_of(person, address) for _name, address in addresses}
        figures = [{"page": name, "queries": queries[address], **timed(site, address)} for name, address in addresses]
    (wanted.folder / "figures.json").write_text(json.dumps(figures), encoding="utf-8")


def queries_of(person: Any, address: str) -> int:
    """Return how many questions to the database a page takes, once it has been looked at."""
    client = Client(headers={"host": "localhost"})
    client.force_login(person)
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    if answer.status_code != 200:
        sys.exit(f"{address} answers {answer.status_code}.")
    return len(asked)


def wait_for_rest() -> None:
    """Wait until the worker has nothing to do."""
    ends_at = time.monotonic() + RESTS_WITHIN
    while Job.objects.live().filter(run_after__lte=timezone.now()).exists() or is_any_due():
        if time.monotonic() > ends_at:
            sys.exit("The worker does not come to rest.")
        time.sleep(1)


def is_any_due() -> bool:
    """Whether a schedule's turn has come."""
    return Schedule.objects.due(timezone.now()).exists()


def timed(site: Site, address: str) -> dict[str, Any]:
    """Return what one client and eight say of a page and of its floor."""
    size = len(site.get(address))
    paths = (address, f"{PATH}{size}/")
    times, floor_times = one_client(site.port, site.cookie, paths)
    rate, floor_rate = eight_clients(site.port, site.cookie, paths)
    half, floor_half = percentile(times, 50), percentile(floor_times, 50)
    return {
        "bytes": size,
        "p50_ms": half,
        "p95_ms": percentile(times, 95),
        "rps": round(rate, 1),
        "floor_p50_ms": floor_half,
        "floor_rps": round(floor_rate, 1),
        "ratio": round(half / floor_half, 1),
    }


if __name__ == "__main__":
    main()
