"""A new version: the edited file over the former one."""

import pytest
from django.core.exceptions import ValidationError

from core.editing import Conflict
from documents import verbs
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(opportunity, anna, disk):
    return make.document(opportunity=opportunity, by=anna)


def test_it_becomes_what_the_document_is(document, opportunity, carla, disk):
    version = document.add_version(make.upload("anders genannt.txt", b"neu"), by=carla, note="Preis gesenkt")
    document.refresh_from_db()
    assert version.number == document.current_number == 2
    assert document.name == "Angebot.txt"
    assert [one.number for one in document.versions.order_by("number")] == [1, 2]
    assert document.versions.get(number=1).file.read() == b"Inhalt"
    assert document.versions.get(number=2).file.read() == b"neu"
    assert len(disk()) == 2


def test_it_is_recorded(document, opportunity, carla):
    before = opportunity.last_activity_at
    document.add_version(make.upload(content=b"neu"), by=carla)
    event = opportunity.events.get(verb=verbs.VERSION_ADDED)
    assert event.sentence == "uploaded version 2 of the document “Angebot.txt”"
    assert event.actor == carla
    opportunity.refresh_from_db()
    assert opportunity.last_activity_at > before


def test_the_same_content_does_nothing_twice(document, opportunity, anna, disk):
    first = document.add_version(make.upload(content=b"neu"), by=anna, based_on=1)
    again = document.add_version(make.upload(content=b"neu"), by=anna, based_on=1)
    assert first == again
    assert document.versions.count() == 2
    assert opportunity.events.filter(verb=verbs.VERSION_ADDED).count() == 1
    assert len(disk()) == 2


def test_another_kind_of_file_is_refused(document, anna, disk):
    with pytest.raises(ValidationError, match="must be a “.txt” file"):
        document.add_version(make.upload("Angebot.md", b"neu"), by=anna)
    assert document.versions.count() == 1
    assert len(disk()) == 1


def test_whoever_knew_an_older_version_is_told(document, anna, carla, disk):
    document.add_version(make.upload(content=b"von Carla"), by=carla, based_on=1)
    with pytest.raises(Conflict):
        document.add_version(make.upload(content=b"von Anna"), by=anna, based_on=1)
    assert document.versions.count() == 2
    assert len(disk()) == 2
