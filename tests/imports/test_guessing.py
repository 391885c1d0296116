"""Columns are recognised by the headings that people and other CRMs write."""

import pytest

from imports import targets
from imports.bringing import guess_mapping
from imports.reading.columns import Column

pytestmark = pytest.mark.django_db  # custom fields are fields, too


def guessed(target, *headings):
    columns = [Column(index, heading, heading) for index, heading in enumerate(headings)]
    mapping = guess_mapping(targets.target(target), columns)
    return {key: source.template or headings[source.columns[0]] for key, source in mapping.sources.items()}


def test_german_headings():
    assert guessed("opportunities", "Titel", "Kontakt", "Phase", "Zuständige Person", "Geschätzte Fälligkeit") == {
        "title": "Titel",
        "contact": "Kontakt",
        "stage": "Phase",
        "responsible": "Zuständige Person",
        "expected_close_on": "Geschätzte Fälligkeit",
    }


@pytest.mark.parametrize("due", ["Fällig", "Fällig am", "Fälligkeit", "faellig am"])
def test_what_is_due_and_who_looks_after_it(due):
    assert guessed("opportunities", "Betreuer", due) == {"responsible": "Betreuer", "expected_close_on": due}


@pytest.mark.parametrize("headings", [("CLOSE_DATE", "amount"), ("closeDate", "AMOUNT"), ("Close  Date", "Amount ")])
def test_spelling_does_not_matter(headings):
    assert set(guessed("opportunities", *headings)) == {"expected_close_on", "amount"}


def test_a_missing_title_is_put_together():
    found = guessed("opportunities", "product", "account", "deal_stage")
    assert found["title"] == "{product} – {account}"
    assert guessed("opportunities", "account")["title"] == "{account}"
    assert "title" not in guessed("opportunities", "xyz")


def test_contacts():
    found = guessed("contacts", "Vorname", "Nachname", "E-Mail", "Firma", "PLZ", "Ort", "Land")
    assert set(found) == {"first_name", "last_name", "email", "company_name", "postcode", "city", "country"}


def test_every_label_is_recognised_in_both_languages():
    for target in targets.registered():
        for field in target.fields:
            for heading in field.headings()[:2]:
                assert field.key in guessed(target.key, heading), heading
