"""What was said about one file is offered for the next one; near names are offered, never taken."""

import pytest

from contacts.models import Contact
from imports.models import ImportMemory
from opportunities.models import Opportunity
from tests import make
from tests.imports.conftest import post, start, work

pytestmark = [pytest.mark.django_db, pytest.mark.long]

FILE = "Betreff;Wer;Stufe\nHalle;Müller & Söhne;Heiß\n"


def said(browser, bring, stage):
    run = bring(browser, FILE)
    assert post(browser, run, "columns", column_1="contact", column_2="stage").status_code == 302
    page = browser.get(f"/import/{run.public_id}/values/")
    form = page.context["form"]
    answers = {name: f"={stage.pk}" for name in form.fields if name.startswith("name-stage-")} | {
        "all-contact": "create"
    }
    assert post(browser, run, "values", **answers).status_code == 302
    return start(browser, run)


def test_the_columns_and_answers_are_there_the_next_time(anna, as_, bring):
    browser, stage = as_(anna), make.stage("Proposal")
    said(browser, bring, stage)
    run = bring(browser, FILE.replace("Halle", "Dach").replace("Müller & Söhne", "Neu AG"))
    form = browser.get(f"/import/{run.public_id}/columns/").context["form"]
    assert (form["column-1"].value(), form["column-2"].value()) == ("contact", "stage")
    post(browser, run, "columns")
    form = browser.get(f"/import/{run.public_id}/values/").context["form"]
    assert [form[name].value() for name in form.fields if name.startswith("name-stage-")] == [f"={stage.pk}"]
    assert form["all-contact"].value() == "create"


def test_they_are_nobody_elses(anna, ben, as_, bring):
    said(as_(anna), bring, make.stage("Proposal"))
    run = bring(as_(ben), FILE)
    form = as_(ben).get(f"/import/{run.public_id}/columns/").context["form"]
    assert form["column-1"].value() == ""
    assert not ImportMemory.objects.visible_to(ben).exists()


def test_a_near_name_is_offered_and_not_taken(anna, as_, bring):
    browser = as_(anna)
    known = make.company("Müller & Söhne GmbH", by=anna)
    make.company("Anders AG", by=anna)
    run = bring(browser, "Titel;Kontakt\nHalle;Müller & Söhne\n")
    post(browser, run, "columns")
    form = browser.get(f"/import/{run.public_id}/values/").context["form"]
    (name,) = [name for name in form.fields if name.startswith("name-contact-")]
    offered = [value for value, _label in form.fields[name].choices]
    assert f"={known.public_id}" in offered
    assert form[name].value() == ""
    assert post(browser, run, "values").status_code == 422
    assert post(browser, run, "values", **{name: f"={known.public_id}"}).status_code == 302
    start(browser, run)
    assert Opportunity.objects.get().contact == known
    assert Contact.objects.count() == 2


def test_an_unknown_contact_can_be_made_a_person(anna, as_, bring):
    browser = as_(anna)
    run = bring(browser, "Titel;Kontakt\nHalle;Eva Licht\nDach;Licht, Eva\n")
    post(browser, run, "columns")
    assert post(browser, run, "values", **{"all-contact": "person"}).status_code == 302
    start(browser, run)
    person = Contact.objects.get()
    assert (person.kind, person.first_name, person.last_name) == ("person", "Eva", "Licht")
    assert Opportunity.objects.filter(contact=person).count() == 2
    browser.post(f"/import/{run.public_id}/undo/")
    work(run)
    assert not Contact.objects.exists()


def test_the_same_value_in_all_rows(anna, as_, bring):
    browser = as_(anna)
    run = bring(browser, "Titel;Produkt;Ort\nHalle;Tor;Bonn\n")
    sent = {"template-currency": "USD", "template-description": "{Produkt} in {Ort}"}
    assert post(browser, run, "columns", **sent).status_code == 302
    assert post(browser, run, "values").status_code == 302
    start(browser, run)
    row = Opportunity.objects.get()
    assert (row.currency, row.description) == ("USD", "Tor in Bonn")


def test_columns_without_a_field_can_go_into_the_description(anna, as_, bring):
    browser = as_(anna)
    run = bring(browser, "Titel;Beschreibung;Region;Farbe\nHalle;Groß;Nord;\n")
    assert post(browser, run, "columns", **{"option-rest": "yes"}).status_code == 302
    assert post(browser, run, "values").status_code == 302
    start(browser, run)
    assert Opportunity.objects.get().description == "Groß\nRegion: Nord"


def test_tags_and_access_for_all_rows(anna, ben, carla, as_, bring):
    browser = as_(anna)
    run = bring(browser, "Titel;Schlagwörter\nHalle;Messe\n")
    sent = {
        "option-tags": "Altbestand, messe",
        "option-restricted": "yes",
        "option-can_view": f"user:{ben.public_id}",
        "option-can_edit": f"user:{carla.public_id}",
    }
    assert post(browser, run, "columns", **sent).status_code == 302
    assert post(browser, run, "values").status_code == 302
    start(browser, run)
    row = Opportunity.objects.get()
    assert sorted(tag.name for tag in row.tags.all()) == ["Altbestand", "Messe"]
    assert Opportunity.objects.visible_to(ben).get() == row
    assert not Opportunity.objects.editable_by(ben).exists()
    assert Opportunity.objects.editable_by(carla).get() == row
