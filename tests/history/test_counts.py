"""How much went with what was deleted, in words."""

import pytest
from django.utils import translation

from contacts import verbs as contacts
from history import verbs
from tests import make


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def deleted(counts):
    return verbs.verb(contacts.DELETED).tell({"counts": counts})


def test_counts_read_in_words_whatever_order_they_were_kept_in():
    assert verbs.tell_counts({"events": 3, "documents": 1, "tasks": 2}) == "1 document, 2 tasks, 3 events"
    assert verbs.tell_counts({"tasks": 2, "events": 3, "documents": 1}) == "1 document, 2 tasks, 3 events"


def test_what_is_none_is_not_named():
    assert verbs.tell_counts({"tasks": 0, "events": 1}) == "1 event"
    assert verbs.tell_counts({}) == ""


def test_a_word_that_no_app_knows_any_more_still_reads():
    assert verbs.tell_counts({"parrots 100 %": 2, "events": 1}) == "1 event, 2 parrots 100 %"
    assert deleted({"parrots 100 %": 2}) == "deleted the contact with 2 parrots 100 %"


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({}, "deleted the contact"),
        ({"events": 1, "people": 0}, "deleted the contact with 1 event"),
        ({"events": 0, "opportunities": 2}, "deleted the contact; it was taken from 2 opportunities"),
        (
            {"events": 4, "documents": 1, "people": 3, "opportunities": 1},
            "deleted the contact with 1 document, 4 events; it was taken from 1 opportunity, 3 people of this company",
        ),
    ],
)
def test_a_deleted_contact_tells_what_went_and_what_has_lost_it(counts, sentence):
    assert deleted(counts) == sentence


def test_deleting_a_contact_keeps_its_counts_in_the_log(opportunity, anna, dora):
    company = make.company("Velmora GmbH", by=anna)
    opportunity.revise({"contact": company}, by=anna)
    make.person(by=anna, company=company)
    company.delete_with_references(by=anna)
    (line,) = [event for event in make.events_visible_to(dora) if event.verb == contacts.DELETED]
    with translation.override("de"):
        assert line.sentence == (
            "hat den Kontakt gelöscht. Mitgelöscht: 1 Ereignis. "
            "Ohne ihn bleiben: 1 Verkaufschance, 1 Person dieses Unternehmens"
        )
