"""What an import created is taken back; what somebody has touched since is left and listed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact
from core.models import Tag
from core.sharing import CHANGE, Grant, grants_of
from imports import undoing, verbs
from jobs.worker import Worker
from opportunities.models import Opportunity, Stage
from tests import make
from tests.imports.conftest import check, post, start, text_of
from tests.imports.conftest import work as work_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(anna, as_, bring):
    return start(as_(anna), check(as_(anna), bring(as_(anna)), all_contact="create"))


def take_back(browser, run):
    assert browser.post(f"/import/{run.public_id}/undo/").status_code == 302
    return work_off(run)


def test_it_asks_first_and_names_what_goes(anna, as_, done):
    page = text_of(as_(anna).get(f"/import/{done.public_id}/undo/"))
    assert "3 created rows are deleted." in page
    assert "The 2 contacts" in page
    assert "cannot be undone" in page
    assert Opportunity.objects.count() == 3


def test_it_takes_everything_back(anna, as_, done):
    run = take_back(as_(anna), done)
    assert (run.state, run.taken_back) == ("undone", 5)
    assert not Opportunity.objects.exists()
    assert not Contact.objects.exists()


def test_it_is_recorded(anna, as_, done):
    run = take_back(as_(anna), done)
    recorded = run.events.get(verb=verbs.UNDONE)
    assert (recorded.particulars["deleted"], recorded.particulars["left"]) == (5, 0)


def test_what_was_there_before_stays(anna, as_, bring):
    make.company("Muster AG", by=anna)
    own = make.opportunity(responsible=anna)
    run = start(as_(anna), check(as_(anna), bring(as_(anna)), all_contact="create"))
    take_back(as_(anna), run)
    assert [row.name for row in Contact.objects.all()] == ["Muster AG"]
    assert list(Opportunity.objects.all()) == [own]


def test_a_changed_one_is_left_and_listed_with_the_company_it_needs(anna, as_, done):
    changed = Opportunity.objects.get(title="Neue Halle")
    changed.revise({"title": "Größere Halle"}, by=anna)
    run = take_back(as_(anna), done)
    assert [row.title for row in Opportunity.objects.all()] == ["Größere Halle"]
    assert [row.name for row in Contact.objects.all()] == ["Muster AG"]
    assert run.taken_back == 3
    page = text_of(as_(anna).get(f"/import/{run.public_id}/result/"))
    assert "Größere Halle" in page
    assert "1 left" in page


def test_one_with_a_note_is_left(anna, as_, done):
    make.event(Opportunity.objects.get(title="Dritte Halle"), by=anna)
    take_back(as_(anna), done)
    assert [row.title for row in Opportunity.objects.all()] == ["Dritte Halle"]


def test_one_with_a_participant_is_left(anna, as_, done):
    row = Opportunity.objects.get(title="Dritte Halle")
    row.add_participant(make.company(by=anna), by=anna)
    take_back(as_(anna), done)
    assert list(Opportunity.objects.all()) == [row]


def test_one_with_a_task_is_left(anna, as_, done):
    row = Opportunity.objects.get(title="Zweite Halle")
    make.task(opportunity=row, by=anna)
    take_back(as_(anna), done)
    assert list(Opportunity.objects.all()) == [row]


def test_a_company_that_something_else_refers_to_is_left(anna, as_, done):
    company = Contact.objects.get(company_name="Muster AG")
    other = make.opportunity(responsible=anna, contact=company)
    take_back(as_(anna), done)
    assert list(Contact.objects.all()) == [company]
    other.refresh_from_db()
    assert other.contact == company


def test_taken_back_twice_it_does_nothing(anna, as_, done):
    run = take_back(as_(anna), done)
    assert not run.take_back(by=anna)
    answer = as_(anna).get(f"/import/{run.public_id}/undo/")
    assert answer["Location"] == f"/import/{run.public_id}/result/"
    assert run.events.filter(verb=verbs.UNDONE).count() == 1


def test_it_goes_on_in_slices(anna, as_, done, monkeypatch):
    monkeypatch.setattr(undoing, "UNDO_BATCH", 1)
    monkeypatch.setattr("jobs.slices.Slice.time_is_up", True)
    as_(anna).post(f"/import/{done.public_id}/undo/")
    assert Worker().drain() >= 5
    done.refresh_from_db()
    assert (done.state, done.taken_back) == ("undone", 5)


def test_the_same_file_no_longer_warns(anna, as_, bring, done):
    take_back(as_(anna), done)
    again = bring(as_(anna))
    assert "very same file" not in text_of(as_(anna).get(f"/import/{again.public_id}/file/"))


def test_a_draft_has_nothing_to_take_back(anna, as_, bring):
    run = bring(as_(anna))
    assert not run.take_back(by=anna)
    assert as_(anna).post(f"/import/{run.public_id}/undo/").status_code == 302


def test_the_same_file_still_warns_where_something_was_left(anna, as_, bring, done):
    make.event(Opportunity.objects.get(title="Dritte Halle"), by=anna)
    take_back(as_(anna), done)
    again = bring(as_(anna))
    assert "The very same file" in text_of(as_(anna).get(f"/import/{again.public_id}/file/"))


def test_the_same_file_warns_no_more_once_all_is_taken_back(anna, as_, bring, done):
    take_back(as_(anna), done)
    again = bring(as_(anna))
    page = text_of(as_(anna).get(f"/import/{again.public_id}/file/"))
    assert "The very same file" not in page
    assert "nothing of that import is left" in page


def test_what_is_left_says_why(anna, as_, done):
    Opportunity.objects.get(title="Neue Halle").revise({"title": "Größere Halle"}, by=anna)
    make.event(Opportunity.objects.get(title="Dritte Halle"), by=anna)
    make.task(opportunity=Opportunity.objects.get(title="Zweite Halle"), by=anna)
    run = take_back(as_(anna), done)
    page = text_of(as_(anna).get(f"/import/{run.public_id}/result/"))
    whys = (
        ("Größere Halle", f"changed since by {anna.name} on"),
        ("Dritte Halle", f"an entry in its history by {anna.name} on"),
        ("Zweite Halle", "added since: tasks"),
    )
    for title, why in whys:
        assert why in page.split(title)[1].split("Halle")[0], title


def test_an_updated_row_that_is_left_says_by_whom_it_was_changed(anna, ben, as_, bring):
    row = make.opportunity(responsible=anna, title="Alt", external_id="A1", editors=[ben])
    browser = as_(anna)
    run = start(browser, check(browser, bring(browser, "Id;Titel\nA1;Neu\n")))
    row.refresh_from_db()
    row.revise({"title": "Neuer"}, by=ben)
    run = take_back(browser, run)
    assert f"changed since by {ben.name} on" in text_of(browser.get(f"/import/{run.public_id}/result/"))


def test_stages_and_tags_that_came_into_being_go_where_nothing_else_uses_them(dora, as_, bring):
    browser = as_(dora)
    make.opportunity(responsible=dora).revise({"tags": ["Bekannt"]}, by=dora)
    run = bring(browser, "Titel;Phase;Schlagwörter\nHalle;Frühphase;Neu, Bekannt\nTor;Spätphase;Bleibt\n")
    run = check(browser, run, all_stage="create", all_tag="create")
    page = text_of(browser.get(f"/import/{run.public_id}/check/"))
    assert "Stage: 2 (Frühphase, Spätphase)" in page
    assert "Tags: 2 (Neu, Bleibt)" in page
    run = start(browser, run)
    page = text_of(browser.get(f"/import/{run.public_id}/result/"))
    assert "Stages that came into being: 2 Frühphase Spätphase" in page
    assert "Tags that came into being: 2" in page
    other = make.opportunity(responsible=dora)
    other.revise({"tags": ["Bleibt"]}, by=dora)
    other.revise({"stage": Stage.objects.get(name_de="Spätphase")}, by=dora)
    run = take_back(browser, run)
    assert set(Stage.objects.filter(name_de__endswith="phase").values_list("name_de", flat=True)) == {"Spätphase"}
    assert sorted(Tag.objects.values_list("name", flat=True)) == ["Bekannt", "Bleibt"]
    assert (run.state, run.taken_back, run.place["left"]) == ("undone", 2, 0)
    page = text_of(browser.get(f"/import/{run.public_id}/result/"))
    assert "Spätphase still in use" in page
    assert "Bleibt still in use" in page


def test_that_a_hidden_row_bears_a_tag_is_not_told(anna, ben, as_, bring):
    browser = as_(anna)
    run = start(browser, check(browser, bring(browser, "Titel;Schlagwörter\nHalle;Geheimwort\n"), all_tag="create"))
    make.opportunity(responsible=ben, restricted=True).revise({"tags": ["Geheimwort"]}, by=ben)
    run = take_back(browser, run)
    assert Tag.objects.filter(name="Geheimwort").exists()
    assert "Geheimwort" not in text_of(browser.get(f"/import/{run.public_id}/result/"))


def test_the_same_file_says_when_it_was_taken_back(anna, as_, bring, done):
    make.event(Opportunity.objects.get(title="Dritte Halle"), by=anna)
    take_back(as_(anna), done)
    again = bring(as_(anna))
    page = text_of(as_(anna).get(f"/import/{again.public_id}/file/"))
    assert "It was taken back on" in page
    assert "2 rows were left" in page


def test_imports_that_follow_one_another_are_taken_back_in_turn(anna, as_, bring):
    """What the later one changed and gave back holds no row against the earlier one; what a person changed does."""
    browser = as_(anna)
    for number in (1, 2):
        make.opportunity(responsible=anna, title=f"Halle {number}", external_id=f"A{number}")
    runs = [
        start(browser, check(browser, bring(browser, f"Id;Titel\nA1;{title} 1\nA2;{title} 2\n")))
        for title in ("Tor", "Dach")
    ]
    assert [run.updated for run in runs] == [2, 2]
    Opportunity.objects.get(external_id="A2").revise({"description": "steil"}, by=anna)
    later, earlier = (take_back(browser, run) for run in reversed(runs))
    assert (later.restored, earlier.restored) == (1, 1)
    assert list(Opportunity.objects.order_by("external_id").values_list("title", flat=True)) == ["Halle 1", "Dach 2"]
    assert "changed since by Anna Test" in text_of(browser.get(f"/import/{earlier.public_id}/result/"))


def test_access_that_the_import_gave_holds_no_row_and_access_given_since_does(anna, ben, carla, as_, bring):
    browser = as_(anna)
    run = bring(browser)
    post(browser, run, "columns", **{"option-restricted": "yes", "option-can_view": f"user:{ben.public_id}"})
    post(browser, run, "values", all_contact="create")
    start(browser, run)
    shared = Opportunity.objects.visible_to(ben).get(title="Dritte Halle")
    shared.revise({"grants": [*grants_of(shared), Grant(carla, CHANGE)]}, by=anna)
    take_back(browser, run)
    assert [row.title for row in Opportunity.objects.all()] == ["Dritte Halle"]
    assert Opportunity.objects.visible_to(ben).get() == shared
    assert "changed since by Anna Test" in text_of(browser.get(f"/import/{run.public_id}/result/"))


def test_access_that_a_reassignment_took_is_given_back(anna, ben, carla, as_, bring):
    row = make.opportunity(responsible=anna, title="Vertraulich", viewers=[ben], editors=[carla], external_id="A1")
    before = {(grant.key, grant.level) for grant in grants_of(row)}
    browser = as_(anna)
    run = bring(browser, f"Id;Titel;Zuständige Person\nA1;Vertraulich;{carla.name}\n")
    start(browser, check(browser, run))
    row.refresh_from_db()
    assert row.responsible == carla
    assert {(grant.key, grant.level) for grant in grants_of(row)} != before
    take_back(browser, run)
    row.refresh_from_db()
    assert row.responsible == anna
    assert {(grant.key, grant.level) for grant in grants_of(row)} == before


def test_an_import_is_not_read_again_with_each_of_its_rows(done):
    """What its survey found can be megabytes: with five hundred rows at once that took half a gigabyte."""
    for part in (part for part in done.kind.parts() if not part.are_words):
        with CaptureQueriesContext(connection) as asked:
            if rows := list(part.rows(done)):
                part.reasons(rows)
        assert not [query for query in asked.captured_queries if '"survey"' in query["sql"]], part.label
