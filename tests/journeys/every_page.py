"""Every address of the product, filled with rows: what the walk through all pages goes along.

`manage.py shell -c "from tests.journeys import every_page; every_page.tell()"` makes in a running house's own database
what its demo lacks, all of it anna's, and prints the addresses by name as JSON. The rows come from the world of the
outsider walk: an address with a part that nobody has filled fails there and here alike, and is named.
"""

import json
import time
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.utils import setup_test_environment
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.models import User
from documents.blanks import FORMS
from imports.models import ImportRun
from opportunities.bulk import steps
from opportunities.models import Opportunity
from tests import make
from tests.architecture import world
from tests.architecture.test_outsider import OF_MACHINES, rows_named
from tests.architecture.test_public_views import ADDRESSES
from tests.imports.conftest import OPPORTUNITIES, check, upload

# Of the Django admin every page is Django's own: what stands there is not ours to better.
ADMIN = "admin:"
NO_SECRET = {
    "accounts:accept": ["token"],
    "agenda:feed": ["token"],
    "account_reset_password_from_key": ["uidb36", "key"],
}
# The last page of an import waits so long for the worker, which may have other work.
DONE_WITHIN = 60
# A history looks the same on all kinds of pages but for two.
KINDS_OF_PAGES = 2
# Pages that look otherwise with something in their address.
ASKING = {
    "opportunities:index": ("?kind=all", "?who=me&due_from=2020-01-01", "?q=nirgends", "?stage=abc"),
    "contacts:index": ("?kind=person", "?q=nirgends"),
    "contacts:create": ("?kind=person",),
    "agenda:index": ("?view=week", "?view=day"),
    "fields:new_field": ("?kind=choice",),
    "crm:search": ("?q=a", "?q=nirgends"),
    "opportunities:bulk": tuple(f"?all=1&action={action}" for action in ("stage", "access", "due")),
    "opportunities:save_view": ("?who=me",),
}


def tell() -> None:
    """Make what is missing, and print the addresses by their names."""
    print(json.dumps(addresses()))


def addresses() -> dict[str, list[str]]:
    """Return every address of ours that a browser may be led to, by name, each with all the rows that differ there."""
    anna, ben, carla = (User.objects.get(username=name) for name in ("anna", "ben", "carla"))
    built = world.build(anna, ben, carla)
    filled: dict[str, list[str]] = {}
    for name, pattern in ADDRESSES.items():
        if name.startswith(ADMIN) or name.partition(":")[0] in OF_MACHINES:
            continue
        # What is public names no row: in the place of a secret stands one that opens nothing.
        parts = rows_named(name, pattern, built) or [dict.fromkeys(NO_SECRET.get(name, ()), "0")]
        paths = [reverse(name, kwargs=part) for part in parts[:KINDS_OF_PAGES]]
        filled[name] = paths + [paths[0] + query for query in ASKING.get(name, ())]
    better: dict[str, list[str]] = {}
    for name, *values in (*of_opportunities(anna), *of_documents(anna), *of_imports(anna), *of_changes(anna)):
        better.setdefault(name, []).append(reverse(name, args=values))
    notes = better["documents:edit"][0].removesuffix("edit/")
    better["documents:compare"] = [f"{notes}compare/?version=1&version=2"]
    return filled | better


def of_opportunities(anna: User) -> list[tuple[Any, ...]]:
    """The demo's own: one that is open, with as much on it as any, one that is won, and one that anna may only read."""
    mine = Opportunity.objects.filter(responsible=anna)
    busy = max(mine.filter(closed_on=None), key=lambda row: row.events.count())
    read_only = make.opportunity(responsible=User.objects.get(username="ben"), viewers=[anna])
    rows = [busy, mine.exclude(closed_on=None).first(), read_only]
    return [("opportunities:detail", row.public_id) for row in rows if row] + [
        ("opportunities:edit", busy.public_id),
        ("opportunities:glance", busy.public_id),
        ("tasks:of_opportunity", busy.public_id),
        ("opportunities:participants", busy.public_id),
        ("contacts:detail", busy.contact.public_id),
    ]


def of_documents(anna: User) -> list[tuple[Any, ...]]:
    """A new file of each kind in its editor and as it is viewed; two versions that differ; a picture."""
    row, out = make.opportunity(responsible=anna), BytesIO()
    Image.new("RGB", (40, 30), "#334155").save(out, "PNG")
    picture = make.document(opportunity=row, by=anna, file=SimpleUploadedFile("Plan.png", out.getvalue()))
    notes = make.document(opportunity=row, by=anna, file=make.upload("Notiz.txt", b"eins\nzwei\n"))
    notes.add_version(make.upload("Notiz.txt", b"eins\ndrei\n"), by=anna)
    pages = [("documents:view", picture.public_id), ("documents:edit", notes.public_id)]
    pages += [("documents:write", notes.public_id), ("documents:of_contact", make.company(by=anna).public_id)]
    for form in FORMS.values():
        file = form.file("Halle 3", author=anna.name, language="de")
        file.name = f"Halle 3.{form.ending}"
        document = make.document(opportunity=row, by=anna, file=file)
        pages.append(("documents:write", document.public_id))
    template = make.template("{{ contact.name }}, guten Tag", by=anna, name_de="Brief", name_en="Letter")
    template.revise({}, by=anna, upload=make.docx_file("{{ contact.name }}"))
    return pages + [(f"documents:{page}", template.public_id, 1) for page in ("download_former", "restore_former")]


def of_imports(anna: User) -> list[tuple[Any, ...]]:
    """One import that has been checked, so that each of its steps can be looked at, and one that is through."""
    setup_test_environment()  # or pages would not say which form stands on them
    browser = Client()
    browser.force_login(anna)
    checked, done = (_checked(browser) for _run in range(2))
    browser.post(reverse("imports:check", args=[done.public_id]))
    until = time.monotonic() + DONE_WITHIN
    while done.state != ImportRun.State.DONE and time.monotonic() < until:
        time.sleep(0.1)  # the house's own worker does it
        done.refresh_from_db()
    pages: list[tuple[Any, ...]] = [("imports:row", checked.public_id, 5)]
    pages += [(f"imports:{step}", checked.public_id) for step in ("file", "columns", "values", "check")]
    return pages + [(f"imports:{step}", done.public_id) for step in ("result", "undo")]


def _checked(browser: Client) -> ImportRun:
    refused = "Ohne Phase;Muster AG;Nirgendwo;12;31.12.2026\n"
    answer = browser.post(reverse("imports:start", args=["opportunities"]), {"file": upload(OPPORTUNITIES + refused)})
    run = ImportRun.objects.get(public_id=answer["Location"].split("/")[2])
    return check(browser, run, all_contact="create", all_stage="refuse")


def of_changes(anna: User) -> list[tuple[Any, ...]]:
    """A bulk change that is previewed, one that is done, and one that can be deleted by."""
    rows = [make.opportunity(responsible=anna, title=f"Reihe {number}").pk for number in range(3)]
    day = timezone.localdate().isoformat()
    previewed, done = (steps.begin("due", {"how": "set", "day": day}, rows, by=anna) for _change in range(2))
    steps.apply(done, keep_own=True, by=anna)
    deleting = steps.begin("delete", {}, rows, by=anna)
    return [
        ("opportunities:bulk_change", previewed.public_id),
        ("opportunities:bulk_change", done.public_id),
        ("opportunities:undo_bulk", done.public_id),
        ("opportunities:delete_bulk", deleting.public_id),
    ]
