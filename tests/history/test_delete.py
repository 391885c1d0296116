"""Deleting an event that one added."""

import pytest
from django.urls import reverse

from history import verbs
from history.models import Event
from tests import make


@pytest.fixture
def note(opportunity, anna):
    return make.event(opportunity, by=anna, text="Weg damit")


def address(event):
    return reverse("history:delete", args=[event.public_id])


def test_it_asks_first_and_then_deletes_the_event_with_its_files(note, opportunity, anna, as_):
    make.document(event=note, by=anna)
    asked = as_(anna).get(address(note))
    assert "Weg damit" in asked.content.decode()
    assert Event.objects.filter(pk=note.pk).exists()
    answer = as_(anna).post(address(note))
    assert answer["Location"] == f"{opportunity.get_absolute_url()}#history"
    assert not Event.objects.filter(pk=note.pk).exists()
    assert as_(anna).post(address(note)).status_code == 404


def test_the_history_keeps_that_it_was_deleted_but_not_what_it_said(note, opportunity, anna, as_):
    as_(anna).post(address(note))
    told = opportunity.events.get(verb=verbs.REMOVED)
    assert (told.actor, told.sentence) == (anna, "deleted an event: Note, added by Anna Test")
    assert "Weg damit" not in as_(anna).get(opportunity.get_absolute_url()).content.decode()


def test_a_second_time_there_is_nothing_to_delete_or_to_record(note, opportunity, anna, as_):
    for status in (302, 404):
        assert as_(anna).post(address(note)).status_code == status
    assert opportunity.events.filter(verb=verbs.REMOVED).count() == 1


def test_somebody_else_may_not(note, carla, as_):
    assert as_(carla).post(address(note)).status_code == 403
    assert Event.objects.filter(pk=note.pk).exists()
    assert not Event.objects.filter(verb=verbs.REMOVED).exists()


def test_an_outsider_cannot_see_it(restricted, anna, otto, as_):
    hidden = make.event(restricted, by=anna)
    assert as_(otto).post(address(hidden)).status_code == 404
    assert Event.objects.filter(pk=hidden.pk).exists()


def test_what_was_recorded_is_deleted_by_nobody(opportunity, dora, as_):
    recorded = opportunity.events.get()
    assert as_(dora).post(address(recorded)).status_code == 403
    with pytest.raises(ValueError, match="Recorded"):
        recorded.remove(by=dora)
