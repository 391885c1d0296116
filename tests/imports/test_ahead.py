"""What the page of the check says will come into being is what does: nothing that only refused rows name."""

import pytest
from django.utils import timezone

from contacts.models import Contact
from core.models import Tag
from imports import batches, work
from imports.models import ImportRun
from jobs.worker import Worker
from opportunities.models import Opportunity, Stage
from opportunities.vocabularies import MOST_NEW
from tests import make
from tests.imports.conftest import check, post, start, text_of, upload
from tests.imports.test_repair import refused_file

pytestmark = [pytest.mark.django_db, pytest.mark.long]

OPPORTUNITIES = (
    "Titel;Kontakt;Phase;Teilnehmer;Schlagwörter;Summe\n"
    "Halle;Muster AG;Frühphase;Planer GmbH;Messe, Altbestand;100\n"
    "Tor;Nirgends AG;Spätphase;Bauer AG;Umbau;viel\n"
    "Dach;muster ag;frühphase;Muster AG;messe;200\n"
    "Zaun;Planer GmbH;Angebot;;Alt;300\n"
)
CREATED = {"all_contact": "create", "all_participant": "create", "all_stage": "create"}
PEOPLE = (
    "Vorname;Nachname;Firma;Angelegt am;Schlagwörter\n"
    "Eva;Klar;Muster AG;31.12.2024;Messe\n"
    "Max;Trüb;Nirgends AG;31.02.2025;Umbau\n"
    "Ida;Hell;Muster AG;01.02.2025;\n"
)


def test_only_what_written_rows_name_is_told_and_made(dora, as_, bring):
    make.opportunity(responsible=dora).revise({"tags": ["Alt"]}, by=dora)
    browser = as_(dora)
    run = check(browser, bring(browser, OPPORTUNITIES), **CREATED)
    assert run.checked["refused"] == 1
    assert run.checked["new"] == {
        "contact": [1, ["Muster AG"]],
        "participant": [1, ["Planer GmbH"]],
        "stage": [1, ["Frühphase"]],
        "tag": [2, ["Messe", "Altbestand"]],
    }
    page = text_of(browser.get(f"/import/{run.public_id}/check/"))
    assert "Stage: 1 (Frühphase)" in page
    assert "Nirgends AG" not in page.partition("Refused and doubtful rows")[0]
    run = start(browser, run)
    assert (run.created, run.beside) == (3, {"contacts": 2})
    assert set(Contact.objects.values_list("name", flat=True)) == {"Muster AG", "Planer GmbH"}
    assert not Stage.objects.filter(name_de="Spätphase").exists()
    assert set(Tag.objects.values_list("name", flat=True)) == {"Alt", "Altbestand", "Messe"}
    assert Opportunity.objects.get(title="Dach").stage.name_de == "Frühphase"


@pytest.mark.parametrize(("on_match", "outcome"), [("skip", "skipped"), ("fill", "unchanged")])
def test_a_new_stage_that_no_row_comes_to_stand_in_refuses_none(dora, as_, bring, on_match, outcome):
    existing = make.opportunity(responsible=dora, title="Halle", external_source="import", external_id="X-1")
    browser = as_(dora)
    run = bring(browser, "Titel;Id;Phase\nHalle;X-1;Sonderphase\n;X-2;Fehlphase\nTor;X-3;Frühphase\n")
    assert post(browser, run, "columns", option_match="external_id", option_on_match=on_match).status_code == 302
    assert post(browser, run, "values", all_stage="create").status_code == 302
    told = {name: run.checked[name] for name in run.counts}
    assert (told[outcome], told["created"], told["refused"]) == (1, 1, 1)
    assert run.checked["new"] == {"stage": [1, ["Frühphase"]]}
    run = start(browser, run)
    assert run.counts == told
    assert run.problems.get().column == "Titel"  # and not the stage, which was to be created
    existing.refresh_from_db()
    assert existing.stage == make.stage()
    repaired = upload(refused_file(browser, run).replace(b";;X-2", b";Dach;X-2"), "repariert.csv")
    browser.post(f"/import/{run.public_id}/continue/", {"file": repaired})
    following = ImportRun.objects.exclude(pk=run.pk).get()
    assert post(browser, following, "values").status_code == 302
    assert following.checked["new"] == {"stage": [1, ["Fehlphase"]]}
    start(browser, following)
    assert Opportunity.objects.get(title="Dach").stage.name_de == "Fehlphase"


def test_a_row_that_needs_a_new_stage_only_since_the_check_is_refused(dora, as_, bring):
    existing = make.opportunity(responsible=dora, title="Halle", external_source="import", external_id="X-1")
    browser = as_(dora)
    run = bring(browser, "Titel;Id;Phase\nHalle;X-1;Sonderphase\n")
    assert post(browser, run, "columns", option_match="external_id", option_on_match="skip").status_code == 302
    assert post(browser, run, "values", all_stage="create").status_code == 302
    existing.delete_with_all(by=dora)
    run = start(browser, run)
    assert (run.created, run.refused) == (0, 1)
    assert "This stage is not known." in run.problems.get().reason


def test_beyond_the_most_stages_check_and_run_say_the_same(dora, as_, bring):
    browser = as_(dora)
    rows = "".join(f"Halle {number};Sonderphase {number}\n" for number in range(MOST_NEW + 1))
    run = check(browser, bring(browser, f"Titel;Phase\n{rows}"), all_stage="create")
    told = run.problems.get().reason
    assert told == "An import creates at most 30 stages."
    run = start(browser, run)
    assert (run.created, run.refused, run.problems.get().reason) == (MOST_NEW, 1, told)


def test_tags_for_all_rows_are_told(anna, as_, bring):
    browser = as_(anna)
    run = bring(browser, "Titel\nHalle\n")
    run.options = {"tags": "Messe 2026"}
    run.save(update_fields=["options"])
    run = check(browser, run, options_tags="Messe 2026")
    assert run.checked["new"] == {"tag": [1, ["Messe 2026"]]}


def test_companies_of_people_are_told_where_a_row_is_written(anna, as_, bring):
    browser = as_(anna)
    run = check(browser, bring(browser, PEOPLE, target="contacts"))
    assert run.checked["new"] == {"company": [1, ["Muster AG"]], "tag": [1, ["Messe"]]}
    run = start(browser, run)
    assert set(Contact.objects.companies().values_list("name", flat=True)) == {"Muster AG"}


@pytest.mark.parametrize("on_match", ["fill", "update", "skip"])
def test_companies_whose_people_stand_above_them_come_to_what_was_said(anna, as_, bring, monkeypatch, on_match):
    monkeypatch.setattr(work, "BATCH", 1)  # so that the people are written before their company is read
    browser = as_(anna)
    run = bring(
        browser, "Nachname;Firma;Angelegt am;Ort\nKlar;Muster AG;;\n;Muster AG;31.12.2024;Ulm\n", target="contacts"
    )
    assert post(browser, run, "columns", option_match="natural", option_on_match=on_match).status_code == 302
    assert post(browser, run, "values").status_code == 302
    told = {name: run.checked[name] for name in (*run.counts, "beside", "doubtful")}
    assert (told["created"], told["updated"], told["doubtful"]) == (1, 1, 0)
    run = start(browser, run)
    assert {**run.counts, "beside": run.beside, "doubtful": run.doubtful} == told
    company = Contact.objects.companies().get()
    assert (company.city, str(timezone.localdate(company.created_at))) == ("Ulm", "2024-12-31")
    run.take_back(by=anna)
    Worker().drain()
    assert not Contact.objects.exists()


def test_another_worker_goes_on_with_a_check_and_counts_each_once(dora, as_, bring, monkeypatch):
    browser = as_(dora)
    whole = check(browser, bring(browser, OPPORTUNITIES), **CREATED)
    monkeypatch.setattr(work, "BATCH", 1)
    run = check(browser, bring(browser, OPPORTUNITIES + "\n", name="noch_eine.csv"), **CREATED)
    run.checked, run.place = {}, {}
    run.problems.all().delete()
    run.save(update_fields=["checked", "place"])
    slice = work.AtOnce({"run": run.pk, "version": run.version})
    monkeypatch.setattr(slice, "time_is_up", True, raising=False)
    while work.check_rows(slice) == work.AGAIN:
        batches._sessions.clear()
    run.refresh_from_db()
    told = ("created", "refused", "beside", "changed", "new")
    assert {key: run.checked[key] for key in told} == {key: whole.checked[key] for key in told}
