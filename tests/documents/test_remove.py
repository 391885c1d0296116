"""Deleting: the rows at once, the files by the worker, and nothing before the transaction has ended well."""

from datetime import timedelta

import pytest
from django.utils import timezone

from documents import actions, verbs
from documents.models import DiscardedFile, Document, HeldUpload, Version
from documents.storage import private_files
from jobs.models import Schedule
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(opportunity, anna, disk):
    document = make.document(opportunity=opportunity, by=anna)
    document.add_version(make.upload(content=b"zwei"), by=anna)
    return document


def test_it_goes_with_all_versions_and_the_worker_clears_the_disk(document, anna, disk, work):
    assert document.remove(by=anna)
    assert not Document.objects.exists()
    assert not Version.objects.exists()
    assert len(disk()) == 2
    work()
    assert disk() == []
    assert not DiscardedFile.objects.exists()


def test_it_is_recorded(document, opportunity, anna):
    document.remove(by=anna)
    assert opportunity.events.get(verb=verbs.REMOVED).sentence == "deleted the document “Angebot.txt”"


def test_removing_it_twice_does_nothing(document, opportunity, anna):
    document.remove(by=anna)
    assert not document.remove(by=anna)
    assert opportunity.events.filter(verb=verbs.REMOVED).count() == 1


def test_a_rollback_loses_nothing(document, anna, disk, work, rolled_back):
    rolled_back(lambda: document.remove(by=anna))
    work()
    assert Document.objects.get() == document
    assert len(disk()) == 2
    assert not DiscardedFile.objects.exists()


def test_an_opportunity_takes_its_documents_and_those_of_its_events_along(document, opportunity, anna, disk, work):
    note = make.event(opportunity, by=anna)
    make.document(event=note, by=anna)
    elsewhere = make.document(opportunity=make.opportunity(responsible=anna), by=anna)
    counts = opportunity.delete_with_all(by=anna)
    assert counts["documents"] == 2
    work()
    assert disk() == [str(elsewhere.current.file)]


def test_a_contact_takes_its_documents_along(anna, disk, work):
    contact = make.company(by=anna)
    make.document(contact=contact, by=anna)
    contact.delete_with_references(by=anna)
    work()
    assert disk() == []


def test_an_event_takes_its_files_along(opportunity, anna, disk, work):
    note = make.event(opportunity, by=anna)
    make.document(event=note, by=anna)
    note.remove(by=anna)
    assert not Document.objects.exists()
    work()
    assert disk() == []


def test_a_file_that_is_still_in_use_stays(document, disk, work):
    DiscardedFile.objects.create(file=str(document.current.file))
    work()
    assert len(disk()) == 2
    assert not DiscardedFile.objects.exists()


def test_a_file_that_is_gone_already_keeps_nobody(document, anna, disk, work):
    private_files().delete(str(document.current.file))
    document.remove(by=anna)
    work()
    assert not DiscardedFile.objects.exists()


def test_an_upload_that_nobody_answers_for_goes_after_a_day(document, anna, disk, work):
    held = actions.upload_all(document.opportunity, [make.upload(content=b"drei")], by=anna).held[0]
    work()
    assert len(disk()) == 3
    HeldUpload.objects.filter(pk=held.pk).update(held_at=timezone.now() - timedelta(hours=25))
    Schedule.objects.update(due_at=timezone.now())
    work()
    assert not HeldUpload.objects.exists()
    assert len(disk()) == 2


def test_an_upload_that_waits_goes_with_the_document(document, anna, disk, work):
    actions.upload_all(document.opportunity, [make.upload(content=b"drei")], by=anna)
    document.remove(by=anna)
    work()
    assert disk() == []


def test_a_task_about_nothing_takes_the_files_of_its_notes_along(anna, disk, work):
    task = make.task(by=anna)
    make.document(event=make.event(task, by=anna), by=anna)
    task.remove(by=anna)
    assert not Document.objects.exists()
    work()
    assert disk() == []


def test_an_opportunity_takes_the_files_of_its_tasks_along(opportunity, anna, disk, work):
    task = make.task(by=anna)
    make.document(event=make.event(task, by=anna), by=anna)
    task.revise({"opportunity": opportunity}, by=anna)
    opportunity.delete_with_all(by=anna)
    work()
    assert disk() == []


def test_a_file_on_a_note_of_a_task_about_nothing_can_be_removed(anna, disk, work):
    document = make.document(event=make.event(make.task(by=anna), by=anna), by=anna)
    assert document.remove(by=anna)
    work()
    assert disk() == []
