"""Columns are recognised by the headings that people and other CRMs write."""

import pytest

from imports import targets
from imports.bringing import guess_mapping
from imports.reading.columns import Column


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


@pytest.mark.parametrize("headings", [("CLOSE_DATE", "amount"), ("closeDate", "AMOUNT"), ("Close  Date", "Amount ")])
def test_spelling_does_not_matter(headings):
    assert set(guessed("opportunities", *headings)) == {"expected_close_on", "amount"}


def test_salesforce():
    found = guessed("opportunities", "Id", "AccountId", "Name", "StageName", "Amount", "Probability", "CloseDate")
    assert found == {
        "external_id": "Id",
        "contact_id": "AccountId",
        "title": "Name",
        "stage": "StageName",
        "amount": "Amount",
        "probability": "Probability",
        "expected_close_on": "CloseDate",
    }


def test_hubspot():
    found = guessed("opportunities", "Record ID", "Deal Name", "Deal Stage", "Deal owner", "Create Date")
    assert set(found) == {"external_id", "title", "stage", "responsible", "created_on"}


def test_pipedrive():
    headings = ("Deal - Title", "Deal - Value", "Deal - Currency of Value", "Deal - Organization", "Deal - Lost reason")
    assert set(guessed("opportunities", *headings)) == {"title", "amount", "currency", "contact", "lost_reason"}


def test_onlyoffice_in_german():
    headings = (
        "Name der Verkaufschance",
        "Kontakt bei der Verkaufschance",
        "Satz",
        "Turnus der Zahlungen",
        "Zuständig für die Verkaufschance",
        "Aktuelles Datum des Vertrags",
        "Erfolgswahrscheinlichkeit %",
    )
    keys = {"title", "contact", "amount_type", "periods", "responsible", "closed_on", "probability"}
    assert set(guessed("opportunities", *headings)) == keys


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
