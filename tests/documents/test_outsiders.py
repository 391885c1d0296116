"""To an outsider a hidden file is as one that never was: same answer, same number of questions, nothing changed."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents import actions, urls
from documents.models import HeldUpload
from tests import make
from tests.architecture import world

pytestmark = pytest.mark.django_db

NEVER = "0000000000zz"
OTHERS = {"number": 1, "page": 1, "kind": "opportunity", "form": "document"}
OF_THE_PAGE = {"of_opportunity", "create", "from_template", "upload", "waiting"}
ASKED = {"version": ["1", "2"], "q": "Kanarien", "part": "x", "number": "1", "versions": "all"}
PASSING = {"Content-Length", "Set-Cookie", "Expires", "Last-Modified"}
SENT = {"name": "x", "base": 1, "based_on": 1, "known": 1, "newest": 1, "edits": "{}", "note": "x", "answer": "version"}


def addresses():
    """Each address of a document or of its page: its name, and how it is filled with an id."""
    for pattern in urls.urlpatterns:
        parts = set(pattern.pattern.converters)
        if "public_id" in parts and pattern.name != "of_contact":
            yield pattern.name, {part: OTHERS[part] for part in parts - {"public_id"}}


def told(browser, method, name, parts, public_id):
    """What an answer tells: its status, its text without the id and without what is new each time, its questions."""
    address = reverse(f"documents:{name}", kwargs=parts | {"public_id": public_id})
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = getattr(browser, method)(address, ASKED if method == "get" else SENT)
    text = re.sub(r'(csrf[^"]*"[^"]*"|value="[^"]{64}"|nonce-[^\s"]+|[0-9A-Za-z]{64})', "", answer.content.decode())
    headers = {header: value for header, value in answer.items() if header not in PASSING}
    return answer.status_code, text.replace(public_id, "…"), str(headers).replace(public_id, "…"), len(asked)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_hidden_file_and_no_file_are_told_alike(restricted, anna, otto, as_, disk, method):
    of_opportunity = make.document(opportunity=restricted, by=anna)
    of_opportunity.add_version(make.upload(content=b"Kanarien"), by=anna)
    of_event = make.document(event=make.event(restricted, by=anna), by=anna)
    browser, before, files = as_(otto), world.snapshot(), disk()
    # What a process asks once and then knows is no difference between the two.
    told(browser, method, *next(addresses()), NEVER)
    for name, parts in addresses():
        hidden = [restricted] if name in OF_THE_PAGE else [of_opportunity, of_event]
        nowhere = told(browser, method, name, parts, NEVER)
        assert nowhere[0] in {404, 405}, name
        for row in hidden:
            assert told(browser, method, name, parts, row.public_id) == nowhere, name
    assert disk() == files
    after = world.snapshot()
    assert [table for table in after if after[table] != before[table]] == []


def test_who_lost_access_answers_nothing_of_what_they_had_uploaded(opportunity, anna, otto, as_, disk):
    document = make.document(opportunity=opportunity, by=anna)
    actions.upload_all(opportunity, [make.upload(content=b"ottos")], by=otto)
    held, browser = HeldUpload.objects.get(), as_(otto)
    waiting = reverse("documents:waiting", args=["opportunity", opportunity.public_id])
    assert browser.get(waiting).status_code == 200
    opportunity.revise({"restricted": True, "grants": []}, by=anna)
    for answer in ("version", "document", "drop"):
        assert browser.post(waiting, {held.public_id: answer}).status_code == 404
    assert not HeldUpload.objects.visible_to(otto).exists()
    assert HeldUpload.objects.count() == document.versions.count() == 1


def test_a_search_tells_nothing_of_a_hidden_text(restricted, anna, otto, as_, disk, work):
    def found(words):
        page = browser.get(reverse("crm:search"), {"q": words}).content.decode()
        return re.sub(r'value="[^"]*"|“[^”]*”|q(?:=|%3D)[^"&]*|token[^>]*|[0-9A-Za-z]{64}', "", page)

    browser = as_(otto)
    make.document(opportunity=restricted, by=anna, file=make.upload("geheim.txt", b"kanarienwort im text"))
    work()
    assert "geheim.txt" in as_(anna).get(reverse("crm:search"), {"q": "kanarienwort"}).content.decode()
    assert found("kanarienwort") == found("niemalswort1")
    assert found("geheim txt") == found("niemals txt")
