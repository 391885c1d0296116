"""Deleting an opportunity with all that belongs to it."""

import pytest
from django.urls import reverse

from documents.models import Document
from history.models import Event
from opportunities import verbs
from opportunities.models import Opportunity
from tasks.models import Task
from tests import make


def address(opportunity):
    return f"/opportunities/{opportunity.public_id}/delete/"


@pytest.fixture
def full(opportunity, anna):
    """anna's opportunity with a participant, two tasks, a document, and their history."""
    opportunity.add_participant(make.company(by=anna), by=anna)
    for number in range(2):
        make.task(opportunity=opportunity, by=anna, title=f"Aufgabe {number}")
    make.document(opportunity=opportunity, by=anna)
    return opportunity


def test_it_names_what_will_go_and_that_it_cannot_be_undone(full, anna, as_):
    asked = as_(anna, **{"accept-language": "de"}).get(address(full))
    page = asked.content.decode()
    for words in ("2 Aufgaben", "1 Dokument", "1 Teilnehmer", f"{full.events.count()} Ereignisse", full.title):
        assert words in page, words
    assert "kann nicht rückgängig gemacht werden" in page
    assert "Verkaufschance löschen" in page
    assert Opportunity.objects.exists()


def test_it_deletes_all_and_leads_to_the_list(full, anna, as_):
    client = as_(anna)
    client.get("/opportunities/?kind=all")
    answer = client.post(address(full))
    assert answer["Location"] == "/opportunities/?kind=all"
    assert not Opportunity.objects.exists()
    assert not Task.objects.exists()
    assert not Document.objects.exists()
    assert f"“{full.title}” was deleted." in client.get(answer["Location"]).content.decode()


def test_administrators_keep_a_line_in_the_log(full, anna, dora, as_):
    as_(anna).post(address(full))
    (line,) = [event for event in make.events_visible_to(dora) if event.verb == verbs.DELETED]
    assert (line.subject_label, line.actor) == (full.title, anna)
    assert (line.particulars["counts"]["tasks"], line.particulars["counts"]["documents"]) == (2, 1)
    assert not [event for event in make.events_visible_to(anna) if event.verb == verbs.DELETED]
    assert not Event.objects.about(full).exclude(pk=line.pk).exists()


def test_the_log_tells_how_much_of_each_kind_went(full, anna, dora, as_):
    events = full.events.count()
    as_(anna).post(address(full))
    log = as_(dora, **{"accept-language": "de"}).get(reverse("admin:history_event_changelist")).content.decode()
    assert f"mit allem, was dazugehörte: 1 Dokument, 2 Aufgaben, 1 Teilnehmer, {events} Ereignisse" in log


def test_a_second_time_there_is_nothing_to_delete(full, anna, as_):
    client = as_(anna)
    client.post(address(full))
    assert client.post(address(full)).status_code == 404
    assert Event.objects.filter(verb=verbs.DELETED).count() == 1


def test_a_reader_may_not(restricted, ben, as_):
    assert as_(ben).get(address(restricted)).status_code == 403
    assert as_(ben).post(address(restricted)).status_code == 403
    assert Opportunity.objects.exists()


def test_who_may_only_edit_it_may_not(restricted, carla, as_):
    assert as_(carla).post(address(restricted)).status_code == 403
    assert "delete/" not in as_(carla).get(restricted.get_absolute_url()).content.decode()
    assert Opportunity.objects.exists()


def test_an_outsider_cannot_see_it(restricted, otto, as_):
    assert as_(otto).get(address(restricted)).status_code == 404
    assert as_(otto).post(address(restricted)).status_code == 404
    assert Opportunity.objects.exists()


def test_an_administrator_may(restricted, dora, as_):
    as_(dora).post(address(restricted))
    assert not Opportunity.objects.exists()
