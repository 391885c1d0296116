"""An upload whose line breaks is no upload: what did not arrive whole is not kept, in whatever form it was sent."""

import io
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from documents.models import Document, HeldUpload, Template
from history.models import Event
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def incoming(settings, tmp_path_factory):
    """The folder where uploads come in, of this test alone."""
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path_factory.mktemp("incoming")
    return settings.FILE_UPLOAD_TEMP_DIR


def cut_off(client, address, fields, *, arrived):
    """Send a form of which no more than this part, or all but these bytes, arrives although it says to be whole."""
    body = encode_multipart(BOUNDARY, fields)
    sent = body[: int(len(body) * arrived)] if arrived < 1 else body[:-arrived]
    stream = {"CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(sent)}
    return client.generic("POST", address, sent, content_type=MULTIPART_CONTENT, **stream)


# In memory and on the disk; in the middle, just before the end of the file, within the mark that ends it.
PLACES = [(size, arrived) for size in (5_000, 3_000_000) for arrived in (0.5, 40, 12)]


@pytest.mark.parametrize(("size", "arrived"), PLACES)
def test_a_file_of_which_a_part_arrived_is_not_kept(opportunity, anna, as_, disk, incoming, size, arrived):
    address = reverse("documents:upload", args=["opportunity", opportunity.public_id])
    cut_off(as_(anna), address, {"files": make.upload("a.txt", b"x" * size)}, arrived=arrived)
    assert not Document.objects.exists()
    assert disk() == list(incoming.iterdir()) == []


def test_of_several_files_those_that_arrived_whole_are_kept(opportunity, anna, as_, disk, incoming):
    address = reverse("documents:upload", args=["opportunity", opportunity.public_id])
    files = [SimpleUploadedFile(f"{number}.txt", b"%d" % number * 1000) for number in range(3)]
    cut_off(as_(anna), address, {"files": files}, arrived=500)
    assert [row.current.size for row in Document.objects.order_by("name")] == [1000, 1000]
    assert len(disk()) == 2
    assert list(incoming.iterdir()) == []


@pytest.mark.parametrize("arrived", [0.7, 40])
def test_no_other_form_takes_half_a_file(opportunity, anna, dora, as_, disk, incoming, arrived):
    document = make.document(opportunity=opportunity, by=anna)
    before, events = disk(), Event.objects.count()
    half, name = b"x" * 3_000_000, "Angebot.txt"
    cut_off(as_(anna), document.get_absolute_url(), {"based_on": 1, "file": make.upload(name, half)}, arrived=arrived)
    page = {"page_kind": "opportunity", "page_id": opportunity.public_id}
    fields = {"text": "Angerufen", "category": 1, "happened_on": "2026-01-01", "files": make.upload(name, half)}
    cut_off(as_(anna), reverse("history:add", kwargs=page), fields, arrived=arrived)
    template = {"name_de": "Brief", "file": make.docx_file("x" * 4000)}
    cut_off(as_(dora), reverse("documents:new_template"), template, arrived=arrived)
    assert Document.objects.get().current_number == 1
    assert not Template.objects.exists()
    assert not HeldUpload.objects.exists()
    assert disk() == before
    assert list(incoming.iterdir()) == []
    assert Event.objects.count() <= events + 1  # the note itself may be there: its text arrived


def test_ten_thousand_parts_are_refused_before_they_are_kept(opportunity, anna, as_, disk):
    address = reverse("documents:upload", args=["opportunity", opportunity.public_id])
    for fields in (
        {"files": [SimpleUploadedFile(f"{number}.txt", b"x") for number in range(10_000)]},
        {f"field{number}": "x" for number in range(10_000)},
    ):
        assert as_(anna).post(address, fields).status_code == 400
    assert not Document.objects.exists()
    assert disk() == []
    assert not list(Path(site.FILE_UPLOAD_TEMP_DIR).glob("*.upload"))
