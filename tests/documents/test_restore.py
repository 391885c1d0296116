"""Restoring a former version: it becomes the next one, and nothing is lost."""

import pytest
from django.urls import reverse

from core.editing import Conflict
from documents import verbs
from documents.models import Document
from documents.storage import private_files
from history.models import Event
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(restricted, anna, carla, disk):
    """Two versions: the first by anna, the second by carla."""
    made = make.document(opportunity=restricted, by=anna, file=make.upload("Angebot.txt", b"eins"))
    made.add_version(make.upload("Angebot.txt", b"zwei"), by=carla)
    return Document.objects.get(pk=made.pk)


def address(document, number=1):
    return reverse("documents:restore", args=[document.public_id, number])


def contents(document):
    return [version.file.read() for version in document.versions.order_by("number")]


def first(document):
    return document.versions.get(number=1)


def test_it_becomes_the_next_version(document, anna, disk):
    version = document.restore(first(document), by=anna, note="Wie Version 1", based_on=2)
    assert (version.number, version.created_by, version.note) == (3, anna, "Wie Version 1")
    assert contents(document) == [b"eins", b"zwei", b"eins"]
    assert len(disk()) == 3


def test_it_is_recorded_with_a_sentence_of_its_own(document, restricted, anna):
    document.restore(first(document), by=anna)
    event = Event.objects.on_page(restricted).latest("pk")
    assert event.verb == verbs.RESTORED
    assert event.sentence == "restored version 1 of the document “Angebot.txt” as version 3"


def test_what_is_the_newest_already_does_nothing_twice(document, restricted, anna, disk):
    document.restore(first(document), by=anna, based_on=2)
    again = document.restore(first(document), by=anna, based_on=2)
    assert again.number == 3
    assert Event.objects.on_page(restricted).filter(verb=verbs.RESTORED).count() == 1
    assert len(disk()) == 3


def test_whoever_knew_an_older_newest_version_is_told(document, anna, carla, disk):
    document.add_version(make.upload("Angebot.txt", b"drei"), by=carla)
    with pytest.raises(Conflict):
        document.restore(first(document), by=anna, based_on=2)
    assert document.versions.count() == 3
    assert len(disk()) == 3


def test_the_page_asks_and_says_what_will_be(document, carla, as_):
    page = as_(carla).get(address(document)).content.decode()
    assert "Restore version 1 of “Angebot.txt”?" in page
    assert "becomes version 3" in page
    assert 'value="As in version 1"' in page
    assert document.versions.count() == 2


def test_the_answer_does_it_and_says_so(document, carla, as_):
    page = as_(carla).post(address(document), {"note": "Doch so", "based_on": 2}, follow=True)
    assert [str(message) for message in page.context["messages"]] == [
        "Version 1 of “Angebot.txt” is restored as version 3."
    ]
    assert document.versions.get(number=3).note == "Doch so"


def test_somebody_was_faster_and_the_second_decides(document, anna, carla, as_):
    document.add_version(make.upload("Angebot.txt", b"drei"), by=anna)
    client = as_(carla)
    page = client.post(address(document), {"note": "", "based_on": 2})
    assert page.status_code == 409
    told = page.content.decode()
    assert "In the meantime, Anna Test saved version 3" in told
    assert 'name="based_on" value="3"' in told
    assert document.versions.count() == 3
    client.post(address(document), {"note": "", "based_on": 3})
    assert contents(document)[-1] == b"eins"


def test_without_what_the_page_knew_it_does_nothing(document, carla, as_):
    assert as_(carla).post(address(document), {}).status_code == 422
    assert document.versions.count() == 2


def test_a_version_that_is_the_newest_says_so(document, carla, as_):
    page = as_(carla).post(address(document, 2), {"based_on": 2}, follow=True)
    assert "is the same as the newest one; nothing was changed" in str(list(page.context["messages"])[0])
    assert document.versions.count() == 2


def test_a_file_that_is_missing_on_the_disk_is_told(document, carla, as_):
    private_files().delete(str(first(document).file))
    page = as_(carla).post(address(document), {"based_on": 2}, follow=True)
    assert "missing on the server" in str(list(page.context["messages"])[0])
    assert document.versions.count() == 2


def test_a_version_that_never_was_is_not_there(document, carla, as_):
    for number in (0, 9, 10**30):
        assert as_(carla).get(address(document, number)).status_code == 404


def test_the_list_offers_it_to_whoever_may_change_the_document(document, ben, carla, as_):
    page = as_(carla).get(document.get_absolute_url()).content.decode()
    assert address(document) in page
    assert address(document, 2) not in page
    assert address(document) not in as_(ben).get(document.get_absolute_url()).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_reader_may_not(document, ben, as_, method):
    assert getattr(as_(ben), method)(address(document), {"based_on": 2}).status_code == 403
    assert document.versions.count() == 2


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_outsider_cannot_see_it(document, otto, as_, method):
    assert getattr(as_(otto), method)(address(document), {"based_on": 2}).status_code == 404
    assert document.versions.count() == 2
