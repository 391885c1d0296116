"""Changing an event that one added."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from history import verbs
from history.models import Event
from tests import make


@pytest.fixture
def note(opportunity, anna):
    return make.event(opportunity, by=anna, text="Erster Wortlaut")


def address(event):
    return reverse("history:edit", args=[event.public_id])


def typed(event, **fields):
    day = timezone.localtime(event.happened_at).date().isoformat()
    return {"category": event.category_id, "happened_on": day, "text": event.text, "version": event.version} | fields


def test_it_changes_the_event_and_says_that_it_was_edited(note, opportunity, anna, as_):
    answer = as_(anna).post(address(note), typed(note, text="Zweiter Wortlaut"))
    assert answer.status_code == 302
    before = note.happened_at
    note.refresh_from_db()
    assert (note.text, note.version, note.happened_at) == ("Zweiter Wortlaut", 2, before)
    assert "edited" in as_(anna).get(opportunity.get_absolute_url()).content.decode()


def test_the_same_again_changes_nothing(note, anna, as_):
    as_(anna).post(address(note), typed(note))
    note.refresh_from_db()
    assert (note.version, note.edited_at) == (1, None)


def test_on_another_day_it_keeps_its_time_of_day(note, anna, as_):
    as_(anna).post(address(note), typed(note, happened_on="2026-02-03"))
    moved = timezone.localtime(Event.objects.get(pk=note.pk).happened_at)
    assert moved.date().isoformat() == "2026-02-03"
    assert moved.time() == timezone.localtime(note.happened_at).time()


def test_an_administrator_may(note, dora, as_):
    assert as_(dora).post(address(note), typed(note, text="Berichtigt")).status_code == 302
    assert Event.objects.get(pk=note.pk).text == "Berichtigt"


def test_what_somebody_else_changed_is_recorded_and_ones_own_bears_the_mark_alone(note, opportunity, anna, dora):
    note.revise({"text": "Von Anna"}, by=anna)
    assert not opportunity.events.filter(verb=verbs.REVISED).exists()
    for _time in range(2):
        note.revise({"text": "Berichtigt"}, by=dora)
    with translation.override("en"):
        told = opportunity.events.get(verb=verbs.REVISED)
        assert (told.actor, told.sentence) == (dora, "changed an event: Note, added by Anna Test")


def test_somebody_else_may_not(note, carla, as_):
    assert as_(carla).post(address(note), typed(note, text="Von Carla")).status_code == 403
    assert Event.objects.get(pk=note.pk).text == "Erster Wortlaut"


def test_an_outsider_cannot_see_it(restricted, anna, otto, as_):
    hidden = make.event(restricted, by=anna, text="Geheim")
    assert as_(otto).get(address(hidden)).status_code == 404
    assert as_(otto).post(address(hidden), typed(hidden, text="Otto")).status_code == 404
    assert Event.objects.get(pk=hidden.pk).text == "Geheim"


def test_what_was_recorded_is_changed_by_nobody(opportunity, anna, dora, as_):
    recorded = opportunity.events.get()
    for person in (anna, dora):
        assert as_(person).get(address(recorded)).status_code == 403
    with pytest.raises(ValueError, match="Recorded"):
        recorded.revise({"text": "x"}, by=dora)


def test_a_second_saver_is_told_and_sees_both_texts(note, anna, as_):
    client = as_(anna)
    client.post(address(note), typed(note, text="Vom anderen Rechner"))
    answer = client.post(address(note), typed(note, text="Von hier"))
    assert answer.status_code == 409
    body = answer.content.decode()
    assert "Vom anderen Rechner" in body
    assert "Von hier" in body
    assert Event.objects.get(pk=note.pk).text == "Vom anderen Rechner"
    client.post(address(note), typed(note, text="Von hier", version=answer.context["form"]["version"].value()))
    assert Event.objects.get(pk=note.pk).text == "Von hier"
