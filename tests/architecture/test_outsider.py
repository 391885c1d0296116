"""An outsider calls every address of the house with the ids of hidden rows: it is as if they were not there."""

import re

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from tests import make
from tests.architecture import world
from tests.architecture.test_public_views import ADDRESSES, PUBLIC

# What the parts of an address name, by app; `None` marks an address that names no row of an opportunity, with a reason.
NAMES = {
    "opportunities": lambda hidden: hidden.opportunity.public_id,
    "tasks": lambda hidden: hidden.task.public_id,
    "documents": lambda hidden: hidden.document.public_id,
    "history": lambda hidden: hidden.event.public_id,
}
# Addresses whose public id names an opportunity although another app serves them.
OF_OPPORTUNITY = {
    "tasks:of_opportunity",
    "documents:of_opportunity",
    "documents:create",
    "documents:upload",
    "documents:waiting",
}
NO_HIDDEN_ROW = {
    "contacts": "everybody with a role sees contacts",
    "accounts": "people are not hidden rows",
    "imports": "files belong to their owner (tests/imports)",
    "notifications": "belong to their recipient (tests/notifications)",
    "jobs": "belong to who started them (tests/jobs)",
    "crm": "names no row",
    "admin": "asked by test_the_admin",
}


@pytest.fixture
def hidden(anna, ben, carla):
    return world.build(anna, ben, carla)


@pytest.fixture
def outsider(otto, as_):
    return as_(otto)


def rows_named(name: str, pattern: URLPattern, hidden: world.World) -> dict[str, str] | None:
    """Return what fills the parts of an address with hidden rows; None where it names no row at all."""
    parts = pattern.pattern.converters
    app = name.partition(":")[0]
    if not parts or app in NO_HIDDEN_ROW or name in PUBLIC:
        return None
    filled = {}
    for part in parts:
        if part in {"public_id", "opportunity_id"}:
            of_opportunity = name in OF_OPPORTUNITY or part == "opportunity_id"
            filled[part] = hidden.opportunity.public_id if of_opportunity else NAMES[app](hidden)
        elif part == "page_id":
            filled[part] = hidden.opportunity.public_id
        elif part in {"kind", "page_kind"}:
            filled[part] = "opportunity"
        elif part == "form":
            filled[part] = "document"
        elif part in {"number", "version"}:
            filled[part] = 1
        elif part in {"contact_id", "participant_id"}:
            filled[part] = hidden.contact.public_id
        else:
            pytest.fail(f"{name}: what is “{part}”? Say so here, so that outsiders are tried on it.")
    return filled


def own_addresses():
    return sorted(name for name in ADDRESSES if ":" in name and not name.startswith("admin:"))


def walk(client, method, hidden, spared=()):
    """Call every address that names a hidden row; yield its name and status, and whether the call changed anything."""
    before = world.snapshot()
    for name in own_addresses():
        filled = rows_named(name, ADDRESSES[name], hidden)
        if filled is None or name in spared:
            continue
        answer = getattr(client, method)(reverse(name, kwargs=filled))
        after = world.snapshot()
        yield name, answer.status_code, [table for table in after if after[table] != before[table]]
        before = after


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_outsider_finds_nothing_and_changes_nothing(method, hidden, outsider):
    walked = list(walk(outsider, method, hidden))
    assert len(walked) > 20
    assert not [one for one in walked if one[1] not in {404, 405} or one[2]]


def test_a_reader_changes_nothing(hidden, ben, as_):
    """ben may see it all; whatever he posts is refused (403, 404, 405), and nothing changes."""
    walked = list(walk(as_(ben), "post", hidden, READERS_POSTS))
    assert len(walked) > 20
    assert not [one for one in walked if one[1] not in {403, 404, 405} or one[2]]


# What a reader of a restricted opportunity may post nevertheless, and why.
READERS_POSTS: dict[str, str] = {}


def test_every_app_is_walked_or_named():
    apps = {name.partition(":")[0] for name in own_addresses()}
    assert apps <= set(NAMES) | set(NO_HIDDEN_ROW)
    assert get_resolver().url_patterns


@pytest.mark.django_db
def test_a_hidden_row_and_no_row_are_told_alike(hidden, outsider):
    """Same status, same body but for the address asked for."""
    there = outsider.get(f"/opportunities/{hidden.opportunity.public_id}/")
    nowhere = outsider.get("/opportunities/0000000000zz/")
    assert there.status_code == nowhere.status_code == 404
    assert plain(there, hidden.opportunity.public_id) == plain(nowhere, "0000000000zz")


def plain(answer, public_id: str) -> str:
    """Return a page without what differs between any two requests: the address asked for and the form's token."""
    text = answer.content.decode().replace(public_id, "")
    return re.sub(r'X-CSRFToken": "\w+"|csrfmiddlewaretoken" value="\w+"', "", text)


def test_a_person_without_a_role_sees_nothing(hidden):
    nobody = make.user("nobody", role=None)
    client = Client()
    client.force_login(nobody)
    listed = client.get("/opportunities/?kind=all")
    assert b"Kanarien" not in listed.content
    assert client.get(f"/opportunities/{hidden.opportunity.public_id}/").status_code == 404
    assert client.get(f"/contacts/{hidden.contact.public_id}/").status_code == 404
