"""Documents in the administration pages: found and deleted by the same rules as everywhere."""

import pytest
from django.urls import reverse

from documents import verbs
from documents.models import Document
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def document(restricted, anna, disk):
    return make.document(opportunity=restricted, by=anna, file=make.upload("Geheim.txt"))


@pytest.mark.parametrize("model", ["document", "version", "heldupload", "discardedfile", "preview"])
def test_every_list_opens(document, dora, as_, model):
    assert as_(dora).get(reverse(f"admin:documents_{model}_changelist"), {"q": "geheim"}).status_code == 200


def test_files_are_shown_and_found_by_their_kind(opportunity, anna, dora, as_, disk):
    def page(address):
        return as_(dora).get(address, HTTP_ACCEPT_LANGUAGE="de").content.decode()

    sheet = make.document(opportunity=opportunity, by=anna, file=make.upload("Preise.csv", b"a;b"))
    make.document(opportunity=opportunity, by=anna, file=make.upload("Plan.unknown", b"x"))
    for kind, shown, hidden in (("spreadsheet", "Preise.csv", "Plan.unknown"), ("other", "Plan.unknown", "Preise.csv")):
        for table in ("document", "version"):
            listed = page(f"/admin/documents/{table}/?kind={kind}")
            assert shown in listed
            assert hidden not in listed
    for address in ("/admin/documents/version/", f"/admin/documents/document/{sheet.pk}/change/"):
        assert "Tabelle" in page(address)
        assert "text/csv" not in page(address)


def test_staff_outside_finds_nothing(document, otto, as_):
    otto.is_staff = True
    otto.save()
    client = as_(otto)
    for model, key in (("document", document.pk), ("version", document.current.pk)):
        assert b"Geheim" not in client.get(reverse(f"admin:documents_{model}_changelist")).content
        assert b"Geheim" not in client.get(reverse(f"admin:documents_{model}_change", args=[key]), follow=True).content


def test_it_is_read_only(document, dora, as_):
    address = reverse("admin:documents_document_change", args=[document.pk])
    assert as_(dora).get(address).status_code == 200
    as_(dora).post(address, {"name": "anders"})
    document.refresh_from_db()
    assert document.name == "Geheim.txt"


def test_deleting_goes_by_the_verb(document, restricted, dora, as_):
    as_(dora).post(
        reverse("admin:documents_document_changelist"),
        {"action": "delete_selected", "_selected_action": [document.pk], "post": "yes"},
    )
    assert not Document.objects.exists()
    assert restricted.events.filter(verb=verbs.REMOVED).exists()
