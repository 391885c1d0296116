"""Outsiders find nothing at any address of a document, readers change nothing."""

import pytest
from django.urls import reverse

from documents import actions
from documents.models import Document, HeldUpload, Version
from tests import make

pytestmark = pytest.mark.django_db

READING = ("download", "download_version")
WRITING = ("rename", "delete")


@pytest.fixture
def document(restricted, anna, disk):
    document = make.document(opportunity=restricted, by=anna)
    document.add_version(make.upload(content=b"zwei"), by=anna)
    return document


def address(name, document):
    parts = [document.public_id, 1] if name == "download_version" else [document.public_id]
    return reverse(f"documents:{name}", args=parts)


def on_the_page(name, opportunity):
    parts = [opportunity.public_id] if name == "of_opportunity" else ["opportunity", opportunity.public_id]
    return reverse(f"documents:{name}", args=parts + (["document"] if name == "create" else []))


def standing():
    names = sorted(Document.objects.values_list("name", "current_number"))
    return names, Version.objects.count(), HeldUpload.objects.count()


@pytest.mark.parametrize("name", [*READING, *WRITING, "edit"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_outsider_cannot_see_it(document, otto, as_, name, method):
    before = standing()
    answer = getattr(as_(otto), method)(address(name, document), {"name": "x"})
    assert answer.status_code in ({404, 405} if method == "post" else {404})
    assert standing() == before


@pytest.mark.parametrize("name", ["of_opportunity", "create", "upload", "waiting"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_outsider_cannot_see_the_page(document, otto, as_, name, method):
    before = standing()
    answer = getattr(as_(otto), method)(
        on_the_page(name, document.opportunity), {"name": "x", "files": make.upload("Neu.txt")}
    )
    assert answer.status_code in {404, 405}
    assert standing() == before


@pytest.mark.parametrize("name", [*WRITING, "edit"])
def test_a_reader_may_not(document, ben, as_, name):
    before = standing()
    answer = as_(ben).post(address(name, document), {"name": "x", "file": make.upload(content=b"neu")})
    assert answer.status_code == 403
    assert standing() == before


@pytest.mark.parametrize("name", ["create", "upload", "waiting"])
def test_a_reader_may_not_add(document, ben, as_, name):
    before = standing()
    answer = as_(ben).post(on_the_page(name, document.opportunity), {"name": "x", "files": make.upload("Neu.txt")})
    assert answer.status_code == 403
    assert standing() == before


def test_a_role_that_only_reads_may_not(opportunity, anna, rita, as_, disk):
    document = make.document(opportunity=opportunity, by=anna)
    client = as_(rita)
    assert client.get(address("download", document)).status_code == 200
    assert client.get(address("edit", document)).status_code == 200
    assert client.post(address("delete", document)).status_code == 403
    assert client.get(on_the_page("create", opportunity)).status_code == 403


@pytest.mark.parametrize("name", [*READING, "edit"])
def test_a_reader_reads(document, ben, as_, name):
    assert as_(ben).get(address(name, document)).status_code == 200


def test_a_file_of_an_event_follows_the_page_of_the_event(restricted, anna, ben, carla, otto, dora, as_, disk):
    document = make.document(event=make.event(restricted, by=anna), by=anna)
    assert as_(otto).get(address("download", document)).status_code == 404
    assert as_(ben).get(address("download", document)).status_code == 200
    assert as_(carla).post(address("delete", document)).status_code == 403
    assert as_(dora).get(address("delete", document)).status_code == 200
    assert as_(anna).get(address("delete", document)).status_code == 200


def test_everybody_with_a_role_sees_the_files_of_a_contact(anna, otto, as_, disk):
    document = make.document(contact=make.company(by=anna), by=anna)
    assert as_(otto).get(address("download", document)).status_code == 200
    nobody = make.user("nobody", role=None)
    assert as_(nobody).get(address("download", document)).status_code == 404


def test_what_waits_is_seen_by_its_uploader_only(restricted, document, anna, carla, dora, as_, disk):
    actions.upload_all(restricted, [make.upload(content=b"drei")], by=carla)
    for other in (anna, dora):
        assert as_(other).get(on_the_page("waiting", restricted)).status_code == 302
    assert as_(carla).get(on_the_page("waiting", restricted)).status_code == 200


def test_the_querysets_agree(restricted, document, anna, ben, carla, dora, otto, rita):
    people = (anna, ben, carla, dora, otto, rita)
    seeing = [who.username for who in people if Document.objects.visible_to(who).exists()]
    editing = [who.username for who in people if Document.objects.editable_by(who).exists()]
    assert seeing == ["anna", "ben", "carla", "dora"]
    assert editing == ["anna", "carla", "dora"]
    assert Version.objects.visible_to(ben).count() == 2
    assert not Version.objects.visible_to(otto).exists()
    assert not Version.objects.editable_by(anna).exists()


@pytest.mark.parametrize("kind", ["event", "user", "opportunities", "x"])
def test_a_word_that_names_no_page_is_not_there(opportunity, anna, as_, kind):
    for name, more in (("create", ["document"]), ("upload", []), ("waiting", [])):
        answer = as_(anna).post(reverse(f"documents:{name}", args=[kind, opportunity.public_id, *more]))
        assert answer.status_code == 404
