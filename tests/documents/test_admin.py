"""Documents in the administration pages: found and deleted by the same rules as everywhere."""

import pytest
from django.urls import reverse

from documents import verbs
from documents.models import Document
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(restricted, anna, disk):
    return make.document(opportunity=restricted, by=anna, file=make.upload("Geheim.txt"))


@pytest.mark.parametrize("model", ["document", "version", "heldupload", "discardedfile", "preview"])
def test_every_list_opens(document, dora, as_, model):
    assert as_(dora).get(reverse(f"admin:documents_{model}_changelist"), {"q": "geheim"}).status_code == 200


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
