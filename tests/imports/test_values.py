"""Unknown names: chosen, created, left empty or refused, whatever they name; remembered for the next file."""

import pytest

from contacts.models import Contact
from history.models import Event
from opportunities.models import Opportunity, Stage
from tests import make
from tests.imports.conftest import errors_in, post, start, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def asked(as_, bring):
    """Return a function that takes a file to its values, and gives the browser, the import and the form there."""

    def to_the_values(person, content, **more):
        browser = as_(person)
        run = bring(browser, content, **more)
        assert post(browser, run, "columns").status_code == 302
        return browser, run, browser.get(f"/import/{run.public_id}/values/").context["form"]

    return to_the_values


def choices(form, name):
    """Return the answers that a question offers, groups unfolded."""
    found = []
    for value, label in form.fields[name].choices:
        found += [each for each, _name in label] if isinstance(label, list) else [value]
    return found


KINDS = {
    "stage": ("Titel;Phase\nHalle;Frühphase\n", {"empty", "refuse"}),
    "responsible": ("Titel;Zuständige Person\nHalle;Niemand Hier\n", {"empty", "refuse"}),
    "currency": ("Titel;Währung\nHalle;Taler\n", {"empty", "refuse"}),
    "amount_type": ("Titel;Typ\nHalle;pro Quartal\n", {"empty", "refuse"}),
    "contact": ("Titel;Kontakt\nHalle;Neu AG\n", {"create", "person", "empty", "refuse"}),
    "participant": ("Titel;Teilnehmer\nHalle;Neu AG\n", {"create", "person", "empty", "refuse"}),
    "lost_reason": (
        "Titel;Phase;Verlustgrund;Abgeschlossen am\nHalle;Verloren;Laune;2026-03-01\n",
        {"empty", "refuse"},
    ),
    "tag": ("Titel;Schlagwörter\nHalle;Messe\n", {"create", "empty", "refuse"}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_name_can_be_left_empty_or_refused(anna, asked, kind):
    content, wanted = KINDS[kind]
    for answer, created in (("empty", 1), ("refuse", 0)):
        browser, run, form = asked(anna, content)
        assert wanted <= set(choices(form, f"all-{kind}"))
        assert post(browser, run, "values", **{f"all-{kind}": answer}).status_code == 302
        assert run.checked["created"] == created, answer


@pytest.mark.parametrize("kind", KINDS)
def test_where_nothing_is_created_the_page_says_why(anna, asked, kind):
    browser, run, form = asked(anna, KINDS[kind][0])
    (found,) = form.unclear
    is_said = bool(found.vocabulary.on_creating)
    assert is_said == ("create" not in choices(form, f"all-{kind}"))
    page = text_of(browser.get(f"/import/{run.public_id}/values/"))
    assert str(found.vocabulary.on_creating) in page
    assert ("this import waits" in page) == bool(found.vocabulary.made_at[0])


@pytest.mark.parametrize("kind", ["stage", "responsible", "currency", "amount_type"])
def test_what_every_row_has_is_as_in_rows_that_name_none(anna, asked, kind):
    browser, run, _form = asked(anna, KINDS[kind][0])
    assert "As in rows that name none" in text_of(browser.get(f"/import/{run.public_id}/values/"))
    post(browser, run, "values", **{f"all-{kind}": "empty"})
    start(browser, run)
    row = Opportunity.objects.get()
    assert (row.stage.name_en, row.responsible, row.currency, row.amount_type) == (
        "Initial contact",
        anna,
        "EUR",
        "fixed",
    )


def test_an_administrator_has_stages_created(dora, asked):
    browser, run, _form = asked(dora, "Titel;Phase\nHalle;Frühphase\nTor;frühphase\nDach;Spätphase\n")
    post(browser, run, "values", **{"all-stage": "create"})
    assert run.checked["created"] == 3
    assert not Stage.objects.filter(name_de="Frühphase").exists(), "A check creates nothing."
    start(browser, run)
    assert run.created == 3
    assert dict(Opportunity.objects.values_list("title", "stage__name_de")) == {
        "Halle": "Frühphase",
        "Tor": "Frühphase",
        "Dach": "Spätphase",
    }
    assert [stage.kind for stage in Stage.objects.of_default_pipeline()][-2:] == ["won", "lost"]
    log = [event.sentence for event in Event.objects.filter(verb="history.entry_added", actor=dora).newest_first()]
    assert log[-1] == "added “Frühphase” to the list “Stages (Sales)”"


def test_nobody_else_creates_stages(anna, asked):
    browser, run, form = asked(anna, KINDS["stage"][0])
    assert "create" not in choices(form, "all-stage")
    assert post(browser, run, "values", **{"all-stage": "create"}).status_code == 422


def test_new_tags_are_created_unless_something_else_is_said(anna, asked):
    make.opportunity(responsible=anna).revise({"tags": ["Messe 2026"]}, by=anna)
    browser, run, form = asked(anna, "Titel;Schlagwörter\nHalle;Messe 2025, Altbestand\n")
    assert form["all-tag"].value() == "create"
    (name,) = [name for name in form.fields if name.startswith("name-tag-") and form.fields[name].label == "Messe 2025"]
    offered = [value for value in choices(form, name) if value.startswith("=")]
    assert len(offered) == 1, "A near name is offered."
    post(browser, run, "values", **{name: offered[0]})
    start(browser, run)
    assert sorted(tag.name for tag in Opportunity.objects.get(title="Halle").tags.all()) == ["Altbestand", "Messe 2026"]


def test_tags_of_rows_that_one_cannot_see_are_not_offered(anna, otto, asked):
    make.opportunity(responsible=anna, restricted=True).revise({"tags": ["Geheim 1"]}, by=anna)
    _browser, _run, form = asked(otto, "Titel;Schlagwörter\nHalle;Geheim 2\n")
    assert not [
        value for name in form.fields if name.startswith("name-tag") for value in choices(form, name) if "=" in value
    ]


def test_near_names_stand_in_front_of_a_list(anna, asked):
    _browser, _run, form = asked(anna, "Titel;Phase\nHalle;Verhandlungen\n")
    (name,) = [name for name in form.fields if name.startswith("name-stage-")]
    assert choices(form, name)[1] == f"={make.stage('Negotiation').pk}"


def test_an_entry_that_no_list_holds_can_be_typed(anna, asked):
    known = make.company("Ganz Anders GmbH", by=anna)
    browser, run, form = asked(anna, "Titel;Kontakt\nHalle;GA\n")
    (name,) = [name for name in form.fields if name.startswith("typed-contact-")]
    answer = post(browser, run, "values", **{name: "Gibt es nicht"})
    assert "There is no entry of this name." in str(errors_in(answer)[name])
    assert post(browser, run, "values", **{name: "ganz anders gmbh"}).status_code == 302
    start(browser, run)
    assert Opportunity.objects.get().contact == known
    browser, run, form = asked(anna, "Titel;Kontakt\nDach;GA\n")
    assert [form[name].value() for name in form.fields if name.startswith("name-contact-")] == [f"={known.public_id}"]


def test_the_company_of_a_person_is_asked_about_and_a_near_one_offered(anna, asked):
    known = make.company("Müller & Söhne GmbH", by=anna)
    content = "Vorname;Nachname;Firma\nEva;Licht;Müller & Söhne\nMax;Kurz;Neu AG\n"
    browser, run, form = asked(anna, content, target="contacts")
    assert form["all-company"].value() == "create"
    (name,) = [name for name in form.fields if name.startswith("name-company-") and "Müller" in form.fields[name].label]
    assert f"={known.public_id}" in choices(form, name)
    post(browser, run, "values", **{name: f"={known.public_id}"})
    start(browser, run)
    assert dict(Contact.objects.people().values_list("first_name", "company__name")) == {
        "Eva": "Müller & Söhne GmbH",
        "Max": "Neu AG",
    }


def test_companies_that_are_rows_themselves_are_not_asked_about(anna, asked):
    _browser, _run, form = asked(anna, "Firma;Ort\nNeu AG;Bonn\n", target="contacts")
    assert "all-company" not in form.fields


def test_a_repeated_heading_is_no_name(anna, asked):
    _browser, _run, form = asked(anna, "Titel;Phase\nHalle;Angebot\nTitel;Phase\nTor;Angebot\n")
    assert form.is_clear


def test_a_row_that_is_refused_twice_already_is_told_of_an_unknown_person_too(anna, asked):
    browser, run, _form = asked(
        anna, "Titel;Summe;Fällig am;Betreuer;Kontakt\nHalle;viel;bald;Niemand Hier;Neu AG\nTor;1;;;\n"
    )
    post(browser, run, "values", **{"all-responsible": "refuse", "all-contact": "create"})
    assert sorted(each.column for each in run.problems.all()) == ["Betreuer", "Fällig am", "Summe"]
    assert "contact" not in run.checked["new"], "A refused row brings nothing into being."
    assert "told all at once" in text_of(browser.get(f"/import/{run.public_id}/check/"))


def test_so_are_people_of_their_unknown_company(anna, asked):
    content = "Nachname;Firma;Land;Angelegt am\nKlar;Nirgends AG;Atlantis;bald\nKurz;Muster AG;;nie\n;Muster AG;;\n"
    browser, run, _form = asked(anna, content, target="contacts")
    post(browser, run, "values", **{"all-company": "refuse", "all-country": "refuse"})
    told = sorted((each.line, each.column) for each in run.problems.all())
    assert told == [(2, "Angelegt am"), (2, "Firma"), (2, "Land"), (3, "Angelegt am")]


def test_administrators_are_led_to_where_it_is_created(anna, dora, as_, bring):
    for person, said, is_led in ((anna, "made by administrators", False), (dora, "Invite whoever works here", True)):
        run = bring(as_(person), "Titel;Zuständig\nHalle;Niemand Bekannt\n")
        post(as_(person), run, "columns")
        page = as_(person).get(f"/import/{run.public_id}/values/").content.decode()
        assert ('href="/people/">Users</a>' in page.split(said, 1)[1].split("</p>")[0]) is is_led
