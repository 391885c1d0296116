"""What one person may keep here (`MAX_MB_PER_PERSON`): counted in their files, whatever way these came."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files import File
from django.urls import reverse

from documents.keeping import bytes_of
from documents.models import Document, HeldUpload, add_document
from history.models import EventCategory
from tests import make
from tests.documents.test_upload import address, names, said
from tests.history.test_add import address as event_address
from tests.history.test_add import typed

pytestmark = [pytest.mark.django_db, pytest.mark.long]

MEGABYTE = b"x" * 1024 * 1024


@pytest.fixture
def full(opportunity, anna, ben, disk, settings):
    """anna keeps a megabyte and a bit of the two that she may; what ben keeps is his."""
    settings.MAX_MB_PER_PERSON = 2
    add_document(opportunity, make.upload("ben.txt", MEGABYTE * 2), by=ben)
    return add_document(opportunity, make.upload("plan.txt", MEGABYTE + b"1"), by=anna)


def test_what_is_too_much_with_the_rest_is_refused_and_leaves_nothing(full, opportunity, anna, as_, disk):
    before = disk()
    files = [make.upload("klein.txt", b"1"), make.upload("gross.txt", MEGABYTE), make.upload("auch-klein.txt", b"2")]
    answer = as_(anna).post(address(opportunity), {"files": files}, follow=True)
    assert names() == ["auch-klein.txt", "ben.txt", "klein.txt", "plan.txt"]
    assert any(
        "“gross.txt” was not uploaded: with it your files here would have 3 MB, and 2 MB" in one for one in said(answer)
    )
    assert len(disk()) == len(before) + 2


def test_files_of_one_request_count_together(full, opportunity, anna, as_):
    half = MEGABYTE[: len(MEGABYTE) // 2]
    files = [make.upload("eins.txt", half), make.upload("zwei.txt", half + b"2")]
    as_(anna).post(address(opportunity), {"files": files})
    assert names() == ["ben.txt", "eins.txt", "plan.txt"]


def test_versions_and_what_waits_for_an_answer_count(full, opportunity, anna, as_):
    with pytest.raises(ValidationError, match="2 MB are the most"):
        full.add_version(make.upload("plan.txt", MEGABYTE + b"2"), by=anna)
    as_(anna).post(address(opportunity), {"files": [make.upload("ben.txt", MEGABYTE[:-1])]})
    assert HeldUpload.objects.get().size + len(MEGABYTE) + 1 == bytes_of(anna)
    as_(anna).post(address(opportunity), {"files": [make.upload("letzte.txt", b"1")]})
    assert names() == ["ben.txt", "plan.txt"]


def test_files_of_an_event_count(full, opportunity, anna, as_):
    form = typed(EventCategory.objects.first(), files=[make.upload("gross.txt", MEGABYTE)])
    answer = as_(anna).post(event_address(opportunity), form)
    assert "2 MB are the most for one person" in answer.content.decode()
    assert names() == ["ben.txt", "plan.txt"]


def test_what_is_deleted_makes_room(full, opportunity, anna, as_):
    full.remove(by=anna)
    as_(anna).post(address(opportunity), {"files": [make.upload("gross.txt", MEGABYTE * 2)]})
    assert names() == ["ben.txt", "gross.txt"]


def test_what_was_typed_is_kept_beyond_it_but_not_without_end(full, opportunity, anna, as_, settings):
    settings.MAX_MB_PER_PERSON = 1
    typed = File(BytesIO(b"typed" * 180_000), name="plan.txt")
    assert full.add_version(typed, by=anna, edited=True).number == 2
    sent = {"base": 2, "known": 2, "edits": {"text": "x" * 200_000}}
    address = reverse("documents:content", args=[full.public_id])
    answer = as_(anna).post(address, sent, content_type="application/json")
    assert answer.status_code == 422
    assert "“plan.txt” was not saved: with it your files here would have 3 MB, and 2 MB" in answer.json()["sentence"]
    assert full.versions.count() == 2


def test_no_limit_is_none(full, opportunity, anna, settings):
    settings.MAX_MB_PER_PERSON = 0
    add_document(opportunity, make.upload("gross.txt", MEGABYTE * 4), by=anna)
    assert Document.objects.count() == 3
