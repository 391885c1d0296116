"""Rows that exist already: found, updated, filled, skipped, and given their former values back."""

from datetime import date
from decimal import Decimal

import pytest

from contacts.models import Contact
from core.sharing import CHANGE, VIEW, Grant
from history.models import Event
from imports.models import ImportChange
from imports.outcome import changed_fields
from notifications.models import Notification
from opportunities import verbs
from opportunities.models import Opportunity
from tests import make
from tests.imports.conftest import post, start, text_of
from tests.imports.conftest import work as work_off

pytestmark = pytest.mark.django_db

FIRST = (
    "ID;Titel;Kontakt;Phase;Summe;Geschätzte Fälligkeit;Beschreibung;Schlagwörter\n"
    "A1;Neue Halle;Muster AG;Angebot;12.500,50;31.12.2026;;Messe\n"
    "A2;Zweite Halle;Muster AG;Gewonnen;1.000,00;15.03.2026;Schon da;\n"
)
SECOND = FIRST.replace("Angebot;12.500,50", "Verhandlung;13.000,00").replace(";;Messe", ";Neu;Messe, Ausland")


def bring_in(browser, bring, content, **options):
    """Bring a file up to its check; `options` go to the page of the columns."""
    run = bring(browser, content)
    assert (
        post(browser, run, "columns", **{f"option-{name}": value for name, value in options.items()}).status_code == 302
    )
    answer = post(browser, run, "values", **{"all-contact": "create"})
    assert answer.status_code == 302, answer.context["form"].errors
    return run


@pytest.fixture
def imported(anna, as_, bring):
    return start(as_(anna), bring_in(as_(anna), bring, FIRST))


def counts(run):
    return {outcome: count for outcome, count in run.counts.items() if count}


def test_the_same_file_once_more_changes_nothing(anna, as_, bring, imported):
    before = Event.objects.count()
    run = bring_in(as_(anna), bring, FIRST)
    assert run.checked["unchanged"] == 2
    assert "There is nothing to do" in text_of(as_(anna).get(f"/import/{run.public_id}/check/"))
    assert counts(start(as_(anna), run)) == {"unchanged": 2}
    assert Event.objects.exclude(verb="imports.finished").count() == before - 1


def test_changed_cells_change_their_rows_by_the_plan(anna, as_, bring, imported):
    run = bring_in(as_(anna), bring, SECOND)
    assert (run.checked["updated"], run.checked["unchanged"]) == (1, 1)
    page = text_of(as_(anna).get(f"/import/{run.public_id}/check/"))
    assert "Stage 1" in page
    assert "Amount 1" in page
    assert counts(start(as_(anna), run)) == {"updated": 1, "unchanged": 1}
    row = Opportunity.objects.get(external_id="A1")
    assert (row.stage.name_de, str(row.total), row.description, row.version) == ("Verhandlung", "13000.000", "Neu", 2)
    assert sorted(tag.name for tag in row.tags.all()) == ["Ausland", "Messe"]
    told = list(row.events.exclude(verb=verbs.IMPORTED).values_list("verb", flat=True))
    assert {verbs.REVISED_BY_IMPORT, verbs.MOVED, verbs.BUDGET_CHANGED, verbs.DESCRIBED, verbs.TAGS_CHANGED} == set(
        told
    )
    assert row.search_text.count("neu") == 2


def test_the_fields_that_change_are_told_by_name_and_nothing_that_follows_from_them(anna, ben, as_, bring):
    """Each field of ours that a file can change is one that the reader knows; the counts behind the scenes are none."""
    for number in (1, 2):
        make.opportunity(
            responsible=anna,
            title="Alt",
            external_id=f"A{number}",
            amount=Decimal(5),
            amount_type="month",
            periods=3,
            expected_close_on=date(2026, 3, 1),
        )
    content = (
        "Id;Titel;Phase;Geschätzte Fälligkeit;Typ der Summe;Anzahl der Zeiträume;Summe;Abgeschlossen am;Verlustgrund;"
        "Wahrscheinlichkeit;Zuständige Person;Kontakt;Schlagwörter;Teilnehmer;Währung;Beschreibung\n"
        "A1;Neu;Verloren;02.04.2026;Festpreis;;6;01.04.2026;Preis;;ben;Muster AG;Messe;Tor AG;USD;Groß\n"
        "A2;Neu;Angebot;02.04.2026;;7;;;;33;;;;;;\n"
    )
    run = bring(as_(anna), content)
    assert post(as_(anna), run, "columns").status_code == 302
    answer = post(as_(anna), run, "values", **{"all-contact": "create", "all-participant": "create"})
    assert answer.status_code == 302, answer.context["form"].errors
    assert run.checked["updated"] == 2, [problem.reason for problem in run.problems.all()]
    told = dict(changed_fields(run))
    assert set(told) <= {str(field.label) for field in run.kind.fields}
    assert told["Expected close date"] == 2
    assert len(told) == 15, told


def test_an_empty_cell_leaves_its_field_as_it_is(anna, as_, bring, imported):
    start(as_(anna), bring_in(as_(anna), bring, FIRST.replace("1.000,00;15.03.2026;Schon da", ";;")))
    row = Opportunity.objects.get(external_id="A2")
    assert (str(row.amount), row.expected_close_on.isoformat(), row.description) == (
        "1000.000",
        "2026-03-15",
        "Schon da",
    )


def test_filling_leaves_what_is_there(anna, as_, bring, imported):
    content = SECOND.replace("Schon da", "Anders")
    run = start(as_(anna), bring_in(as_(anna), bring, content, on_match="fill"))
    assert counts(run) == {"updated": 1, "unchanged": 1}
    first, second = Opportunity.objects.order_by("external_id")
    assert (first.stage.name_de, str(first.amount), first.description) == ("Angebot", "12500.500", "Neu")
    assert second.description == "Schon da"


def test_skipping_touches_nothing(anna, as_, bring, imported):
    run = start(as_(anna), bring_in(as_(anna), bring, SECOND, on_match="skip"))
    assert counts(run) == {"skipped": 2}
    assert not ImportChange.objects.exists()


def test_they_can_be_created_once_more(anna, as_, bring, imported):
    run = start(as_(anna), bring_in(as_(anna), bring, FIRST, on_match="create"))
    assert counts(run) == {"created": 2}
    assert Opportunity.objects.count() == 4


def test_a_row_that_one_may_not_see_is_as_if_it_were_not_there(anna, ben, as_, bring):
    hidden = make.opportunity(responsible=ben, restricted=True, external_id="A1", title="Geheim")
    run = start(as_(anna), bring_in(as_(anna), bring, FIRST))
    assert counts(run) == {"created": 2}
    hidden.refresh_from_db()
    assert (hidden.title, hidden.version) == ("Geheim", 1)


def test_a_row_that_one_may_only_view_refuses_its_line(anna, ben, as_, bring):
    seen = make.opportunity(responsible=ben, restricted=True, external_id="A1")
    seen.revise({"restricted": True, "grants": [Grant(anna, VIEW)]}, by=ben)
    run = start(as_(anna), bring_in(as_(anna), bring, SECOND))
    assert counts(run) == {"created": 1, "refused": 1}
    assert "not changed" in run.problems.get().reason
    seen.refresh_from_db()
    assert seen.title != "Neue Halle"


def test_one_that_may_be_changed_is_changed(anna, ben, as_, bring):
    shared = make.opportunity(responsible=ben, restricted=True, external_id="A1")
    shared.revise({"restricted": True, "grants": [Grant(anna, CHANGE)]}, by=ben)
    assert counts(start(as_(anna), bring_in(as_(anna), bring, FIRST))) == {"created": 1, "updated": 1}


def test_two_rows_of_the_same_id_refuse_the_line(anna, as_, bring):
    for _twice in range(2):
        make.opportunity(responsible=anna, external_id="A1")
    run = start(as_(anna), bring_in(as_(anna), bring, FIRST))
    assert counts(run) == {"created": 1, "refused": 1}
    assert "2 rows that exist already" in run.problems.get().reason


def test_a_second_line_of_the_same_id_is_refused_and_named(anna, as_, bring):
    run = bring_in(as_(anna), bring, FIRST + "A1;Noch einmal;;;;;;\n")
    assert "Line 2" in run.problems.get().reason
    assert counts(start(as_(anna), run)) == {"created": 2, "refused": 1}


def test_title_and_contact_can_be_the_key(anna, as_, bring, imported):
    content = SECOND.replace("A1;", ";").replace("A2;", ";")
    run = bring_in(as_(anna), bring, content, match="title_contact")
    assert counts(start(as_(anna), run)) == {"updated": 1, "unchanged": 1}


def test_a_key_without_its_column_is_told(anna, as_, bring):
    run = bring(as_(anna), "Titel\nHalle\n")
    answer = post(as_(anna), run, "columns", **{"option-match": "external_id"})
    assert answer.status_code == 422
    assert "Choose a column for: Id in the former system." in text_of(answer)


def test_whoever_becomes_responsible_is_told_once_and_not_row_by_row(anna, ben, as_, bring, imported):
    content = FIRST.replace("ID;", "Zuständige Person;ID;").replace("\nA", f"\n{ben.username};A")
    run = start(as_(anna), bring_in(as_(anna), bring, content))
    assert counts(run) == {"updated": 2}
    assert {row.responsible for row in Opportunity.objects.all()} == {ben}
    (told,) = Notification.objects.filter(recipient=ben, channel="in_app")
    assert told.sentence == "Anna Test made you responsible for 2 opportunities."
    assert told.sentence in text_of(as_(ben).get("/notifications/"))


def test_of_a_single_one_it_is_told_which(anna, ben, as_, bring):
    start(as_(anna), bring_in(as_(anna), bring, f"Titel;Zuständige Person\nHalle;{ben.username}\nTor;\n"))
    (told,) = Notification.objects.filter(recipient=ben, channel="in_app")
    assert told.sentence == "Anna Test made you responsible for “Halle”."


def test_whoever_is_granted_what_is_imported_is_told_once(anna, ben, carla, as_, bring):
    team = make.team("Nord", members=[carla])
    answers = {"restricted": "on", "can_view": f"user:{ben.public_id}", "can_edit": f"team:{team.pk}"}
    start(as_(anna), bring_in(as_(anna), bring, "Titel\nHalle\nTor\n", **answers))
    told = Notification.objects.filter(channel="in_app").exclude(recipient=anna)
    assert {(one.recipient, one.sentence) for one in told} == {
        (person, "Anna Test gave you access to 2 opportunities.") for person in (ben, carla)
    }


def test_taking_back_gives_the_former_values_back(anna, as_, bring, imported):
    before = list(Opportunity.objects.order_by("pk").values())
    run = start(as_(anna), bring_in(as_(anna), bring, SECOND))
    page = text_of(as_(anna).get(f"/import/{run.public_id}/undo/"))
    assert "1 changed row gets its former values back." in page
    as_(anna).post(f"/import/{run.public_id}/undo/")
    run = work_off(run)
    assert (run.state, run.restored, run.taken_back) == ("undone", 1, 0)
    after = list(Opportunity.objects.order_by("pk").values())
    assert [row | {"version": 0} for row in after] == [row | {"version": 0} for row in before]
    assert [tag.name for tag in Opportunity.objects.get(external_id="A1").tags.all()] == ["Messe"]
    assert Opportunity.objects.get(external_id="A1").events.filter(verb=verbs.RESTORED).count() == 1


@pytest.mark.parametrize("touch", ["changed", "noted"])
def test_a_row_touched_since_keeps_its_values_and_is_listed(anna, as_, bring, imported, touch):
    run = start(as_(anna), bring_in(as_(anna), bring, SECOND))
    row = Opportunity.objects.get(external_id="A1")
    if touch == "changed":
        row.revise({"title": "Größte Halle"}, by=anna)
    else:
        make.event(row, by=anna)
    as_(anna).post(f"/import/{run.public_id}/undo/")
    run = work_off(run)
    row.refresh_from_db()
    assert (run.state, run.restored, row.description) == ("undone", 0, "Neu")
    assert str(row) in text_of(as_(anna).get(f"/import/{run.public_id}/result/"))


CONTACTS = (
    "Firmenname;Vorname;Nachname;E-Mail;Telefon;Ort\nMuster AG;;;;;Bonn\n"
    "Muster AG;Eva;Licht;eva@example.com;0228 111;\n"
)


def contacts_in(browser, bring, content, **options):
    run = bring(browser, content, target="contacts")
    assert (
        post(browser, run, "columns", **{f"option-{name}": value for name, value in options.items()}).status_code == 302
    )
    assert post(browser, run, "values").status_code == 302
    return start(browser, run)


def test_contacts_are_known_by_name_and_address(anna, as_, bring):
    assert counts(contacts_in(as_(anna), bring, CONTACTS)) == {"created": 2}
    assert counts(contacts_in(as_(anna), bring, CONTACTS)) == {"unchanged": 2}
    content = CONTACTS.replace(";Bonn", ";Köln").replace("0228 111", "0228 222")
    run = contacts_in(as_(anna), bring, content, on_match="update")
    assert counts(run) == {"updated": 2}
    assert Contact.objects.get(kind="company").city == "Köln"
    person = Contact.objects.get(kind="person")
    assert [point.value for point in person.points.filter(kind="phone")] == ["0228 111", "0228 222"]
    as_(anna).post(f"/import/{run.public_id}/undo/")
    run = work_off(run)
    assert run.restored == 2
    assert Contact.objects.get(kind="company").city == "Bonn"
    assert [point.value for point in person.points.filter(kind="phone")] == ["0228 111"]
    assert "0228222" not in Contact.objects.get(kind="person").search_text


def test_contacts_are_filled_unless_said_otherwise(anna, as_, bring):
    contacts_in(as_(anna), bring, CONTACTS)
    assert counts(contacts_in(as_(anna), bring, CONTACTS.replace(";Bonn", ";Köln"))) == {"unchanged": 2}
    assert Contact.objects.get(kind="company").city == "Bonn"
