"""Keeping a new document of an opportunity, a contact or an event."""

import hashlib

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core.editing import Gone
from documents import verbs
from documents.keeping import keeping
from documents.models import Document, add_document
from documents.storage import private_files
from tests import make

pytestmark = pytest.mark.django_db


def test_it_is_kept_with_its_first_version(opportunity, anna, disk):
    document = add_document(opportunity, make.upload("Angebot.txt", b"Inhalt"), by=anna, note="Entwurf")
    version = document.versions.get()
    assert document.name == "Angebot.txt"
    assert (version.number, version.size, version.note, version.created_by) == (1, 6, "Entwurf", anna)
    assert version.sha256 == hashlib.sha256(b"Inhalt").hexdigest()
    assert version.content_type == "text/plain"
    assert version.file.read() == b"Inhalt"


def test_the_disk_knows_it_by_a_random_name_only(opportunity, anna, disk):
    make.document(opportunity=opportunity, by=anna, file=make.upload("../../Geheimes Angebot.txt"))
    (path,) = disk()
    assert "Angebot" not in path
    folder, name = path.split("/")
    assert len(name) == 32
    assert name.startswith(folder)


def test_it_is_recorded_and_moves_the_last_activity(opportunity, anna, disk):
    before = opportunity.last_activity_at
    document = make.document(opportunity=opportunity, by=anna)
    event = opportunity.events.get(verb=verbs.ADDED)
    assert event.subject == document
    assert event.sentence == "uploaded the document “Angebot.txt”"
    opportunity.refresh_from_db()
    assert opportunity.last_activity_at > before
    assert opportunity.version == 1


def test_a_document_of_a_contact_is_recorded_there(anna, disk):
    contact = make.company(by=anna)
    document = make.document(contact=contact, by=anna)
    assert document.place == document.page == contact
    assert contact.events.filter(verb=verbs.ADDED).count() == 1


def test_a_file_of_an_event_is_not_recorded_beside_the_event(opportunity, anna, disk):
    note = make.event(opportunity, by=anna)
    document = make.document(event=note, by=anna)
    assert document.place == note
    assert document.page == opportunity
    assert not opportunity.events.filter(verb=verbs.ADDED).exists()


def test_a_taken_name_gets_a_number(opportunity, anna, disk):
    make.document(opportunity=opportunity, by=anna)
    second = make.document(opportunity=opportunity, by=anna, file=make.upload(content=b"anders"))
    elsewhere = make.document(opportunity=make.opportunity(responsible=anna), by=anna)
    assert second.name == "Angebot (2).txt"
    assert elsewhere.name == "Angebot.txt"


def test_it_belongs_to_exactly_one_place(opportunity, anna, disk):
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.create(name="x", created_by=anna)
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.create(name="x", created_by=anna, opportunity=opportunity, contact=make.company(by=anna))


def test_it_is_found_by_any_spelling_of_its_name(opportunity, anna, disk):
    document = make.document(opportunity=opportunity, by=anna, file=make.upload("Müllers Straße.txt"))
    for typed in ("muller", "mueller", "MÜLLER straße", "strasse", ".txt"):
        assert list(Document.objects.search(typed)) == [document]
    assert not Document.objects.search("Meier").exists()


def test_what_is_not_taken_in_leaves_nothing(opportunity, anna, disk):
    before = opportunity.events.count()
    with pytest.raises(ValidationError):
        make.document(opportunity=opportunity, by=anna, file=make.upload("leer.txt", b""))
    assert not Document.objects.exists()
    assert opportunity.events.count() == before
    assert disk() == []


def test_what_fails_between_file_and_row_leaves_no_file(opportunity, anna, disk):
    """The file was on the disk when the row could not be written."""
    opportunity.delete()
    with pytest.raises(Gone):
        add_document(opportunity, make.upload(), by=anna)
    assert not Document.objects.exists()
    assert disk() == []


def test_a_transaction_around_that_is_rolled_back_leaves_no_row(opportunity, anna, disk, rolled_back):
    rolled_back(lambda: make.document(opportunity=opportunity, by=anna))
    assert not Document.objects.exists()
    assert len(disk()) == 1  # tests/documents/test_sweep.py: the sweeper finds it


def test_a_broken_transaction_hides_no_error(disk):
    """Where the database cannot be asked any more, the file is left to the sweeper, and the first error is told."""

    def broken():
        with transaction.atomic(), keeping() as keep:
            keep(make.upload())
            transaction.set_rollback(True)
            raise RuntimeError("the first error")

    with pytest.raises(RuntimeError, match="the first error"):
        broken()
    assert len(disk()) == 1


def test_a_part_file_is_not_left_when_writing_fails(disk):
    class Torn:
        size = 3

        def chunks(self):
            yield b"abc"
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        private_files()._save("ab/abc", Torn())
    assert disk() == []
