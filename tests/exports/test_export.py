"""The pages of an export: which rows, which columns, at once or by a job, and whose file it is."""

import io
from datetime import timedelta
from itertools import chain

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exports import rows as batches
from exports import views
from exports.models import ExportRun
from exports.sources import source
from exports.tidying import take_away_expired
from jobs.models import Job
from jobs.slices import Slice
from jobs.worker import Worker
from notifications.models import Notification
from opportunities.exports import WRITTEN
from opportunities.models import Opportunity
from opportunities.ordering import COLUMNS
from tests import make
from tests.exports.conftest import all_columns, body, export, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def by_job(monkeypatch):
    """Every export is a large one."""
    monkeypatch.setattr(views, "AT_ONCE", 0)


def titles(content):
    return [line.split(",")[1].strip('"') for line in content.decode("utf-8-sig").splitlines()[1:]]


def file_of(browser, run):
    return browser.get(f"/export/{run.public_id}/file/")


# Which rows


def test_it_takes_what_the_filter_shows_in_its_order(anna, as_):
    for title in ("Beta", "alpha", "Gamma"):
        make.opportunity(responsible=anna, title=title)
    make.opportunity(responsible=anna, title="Alt", stage=make.stage("Won"))
    browser = as_(anna)
    assert titles(body(export(browser, query="sort=title"))) == ["alpha", "Beta", "Gamma"]
    assert titles(body(export(browser, query="sort=-title&cursor=zzz&size=25"))) == ["Gamma", "Beta", "alpha"]
    assert titles(body(export(browser, query="kind=won"))) == ["Alt"]
    assert titles(body(export(browser, query="kind=all&q=alp"))) == ["alpha"]


def test_the_list_leads_to_it_with_its_filter(anna, as_):
    make.opportunity(responsible=anna, title="Halle")
    make.company("Halle AG", by=anna)
    browser = as_(anna)
    assert (
        'href="/export/opportunities/?kind=all&amp;q=Halle"'
        in browser.get("/opportunities/?kind=all&q=Halle").content.decode()
    )
    assert 'href="/export/contacts/?q=Halle"' in browser.get("/contacts/?q=Halle").content.decode()
    assert "1 row fits the filter of the list." in words_of(browser.get("/export/opportunities/?kind=all&q=Halle"))


def test_contacts_are_exported_by_their_filter(anna, as_):
    make.company("Muster AG", by=anna, city="Köln")
    make.company("Beispiel AG", by=anna, city="Bonn")
    content = body(export(as_(anna), "contacts", "city=Köln", columns=["company_name"]))
    assert titles(content) == ["Muster AG"]


def test_a_list_that_nobody_exports_is_not_there(anna, as_):
    assert as_(anna).get("/export/tasks/").status_code == 404


def test_a_reader_may_take_what_they_see(opportunity, restricted, rita, as_):
    assert titles(body(export(as_(rita)))) == [opportunity.title]


def test_who_has_no_role_takes_nothing(opportunity):
    nobody = make.user("nobody", role=None)
    browser = Client()
    browser.force_login(nobody)
    assert titles(body(export(browser))) == []


# Which columns


def test_only_the_chosen_columns_and_the_number(opportunity, anna, as_):
    content = body(export(as_(anna), columns=["stage", "title"])).decode("utf-8-sig")
    assert content.splitlines()[0] == '"Opportunity number","Title","Stage"'


def test_the_last_choice_is_offered_the_next_time(opportunity, anna, ben, as_):
    assert export(as_(anna), form="csv-semicolon", columns=["title"]).status_code == 200
    form = as_(anna).get("/export/opportunities/").context["form"]
    assert (form["form"].value(), form["columns"].value()) == ("csv-semicolon", ["title"])
    assert as_(ben).get("/export/opportunities/").context["form"]["form"].value() == "xlsx"
    assert as_(anna).get("/export/contacts/").context["form"]["form"].value() == "xlsx"


def test_a_forged_column_or_form_is_refused_with_a_sentence(opportunity, anna, as_):
    for forged in ({"columns": ["password"]}, {"form": "exe"}, {"form": ""}):
        assert export(as_(anna), **forged).status_code == 422
    assert not ExportRun.objects.exists()


def test_the_next_step_of_a_task_is_a_column_that_no_import_reads(opportunity, anna, as_):
    make.task(opportunity=opportunity, by=anna, title="Anrufen")
    content = body(export(as_(anna), columns=["next_step", "next_step_due"])).decode("utf-8-sig")
    assert content.splitlines()[1].split(",")[1:] == ['"Anrufen"', timezone.localdate().isoformat()]


def test_every_column_of_the_list_can_be_taken_out(opportunity, anna, as_):
    keys = {column.key for column in source("opportunities").columns()}
    assert set(chain.from_iterable(WRITTEN[column.key] for column in COLUMNS)) <= keys
    further = ["pipeline", "stage_since", "created_by", "last_activity_on"]
    heading, line = body(export(as_(anna), columns=further)).decode("utf-8-sig").splitlines()
    today = timezone.localdate().isoformat()
    assert heading == '"Opportunity number","Pipeline","In this stage since","Created by","Last activity"'
    assert line.split(",")[1:] == [f'"{opportunity.stage.pipeline.name}"', today, '"Anna Test"', today]


# At once


def test_that_somebody_exported_is_written_down(opportunity, anna, dora, ben, as_):
    body(export(as_(anna), query="kind=all&q=Opp"))
    run = ExportRun.objects.get()
    assert (run.owner, run.rows, run.form, run.query) == (anna, 1, "csv-comma", "kind=all&q=Opp")
    assert run.file_name in words_of(as_(anna).get("/export/"))
    assert run.file_name in words_of(as_(dora).get("/export/"))
    assert run.file_name not in words_of(as_(ben).get("/export/"))
    assert "kind=all&amp;q=Opp" in as_(dora).get("/admin/exports/exportrun/").content.decode()


def test_the_questions_of_a_batch_do_not_grow_with_its_rows(anna, as_):
    def questions():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            body(export(browser))
        return len(asked)

    browser = as_(anna)
    company = make.company(by=anna)
    fill = {"contact": company, "tags": ["Messe"]}
    for _ in range(2):
        make.opportunity(responsible=anna, **fill).add_participant(make.person(by=anna), by=anna)
    all_columns(browser, "opportunities")
    few = questions()
    for _ in range(8):
        make.opportunity(responsible=anna, **fill).add_participant(make.person(by=anna), by=anna)
    assert questions() == few


def test_a_stream_is_in_the_language_of_the_page(opportunity, anna, as_):
    content = body(export(as_(anna, **{"accept-language": "de"}), columns=["title", "stage"]))
    assert "Erstkontakt" in content.decode()
    assert content.decode("utf-8-sig").startswith('"Nummer der Verkaufschance","Titel"')


# By a job


def ask_for(browser, **chosen):
    answer = export(browser, **chosen)
    assert answer.status_code == 302
    return ExportRun.objects.get(public_id=answer["Location"].split("/")[2])


@pytest.mark.parametrize("form", ["xlsx", "csv-comma"])
def test_a_job_writes_the_same_file(form, by_job, monkeypatch, anna, as_):
    for number in range(7):
        make.opportunity(responsible=anna, title=f"Halle {number}")
    monkeypatch.setattr(batches, "BATCH", 3)
    browser = as_(anna)
    run = ask_for(browser, form=form)
    assert "in the background" in words_of(browser.get(f"/export/{run.public_id}/run/"))
    Worker().drain()
    run.refresh_from_db()
    assert (run.state, run.rows) == ("done", 7)
    assert "7 rows" in words_of(browser.get(f"/export/{run.public_id}/run/"))
    monkeypatch.setattr(views, "AT_ONCE", 5000)
    assert cells(body(file_of(browser, run)), form) == cells(body(export(browser, form=form)), form)
    assert run.file.storage.listdir(run.folder)[1] == [run.file.name.rpartition("/")[2]]


def cells(content, form):
    if form == "csv-comma":
        return content
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows()]


def test_it_goes_on_where_a_killed_worker_was(by_job, monkeypatch, anna, as_):
    """One batch a slice, and a slice whose end was never written down: no row twice, and none missing."""
    monkeypatch.setattr("exports.work.BATCH", 2)
    for number in range(5):
        make.opportunity(responsible=anna, title=f"Halle {number}")
    run = ask_for(as_(anna), query="kind=all&sort=title")
    with monkeypatch.context() as hurried:
        hurried.setattr(Slice, "time_is_up", True)
        assert Worker().turn()
    Job.objects.filter(pk=run.job_id).update(checkpoint={})
    Worker().drain()
    run.refresh_from_db()
    assert titles(body(file_of(as_(anna), run))) == [f"Halle {number}" for number in range(5)]


def test_its_owner_is_told_once(by_job, opportunity, anna, as_):
    run = ask_for(as_(anna))
    Worker().drain()
    told = Notification.objects.get(recipient=anna, channel="in_app", kind="exported")
    assert told.page == run
    assert "is ready: 1 rows" in words_of(as_(anna).get("/notifications/"))


def test_the_file_is_for_its_owner_alone(by_job, opportunity, anna, ben, dora, as_):
    run = ask_for(as_(anna))
    Worker().drain()
    assert file_of(as_(anna), run).status_code == 200
    assert file_of(as_(ben), run).status_code == 404
    assert file_of(as_(dora), run).status_code == 404
    assert as_(ben).get(f"/export/{run.public_id}/run/").status_code == 404
    assert "Only Anna Test can download the file." in words_of(as_(dora).get(f"/export/{run.public_id}/run/"))


def test_a_file_that_is_missing_is_told(by_job, opportunity, anna, as_):
    run = ask_for(as_(anna))
    Worker().drain()
    run.refresh_from_db()
    run.file.storage.delete(run.file.name)
    answer = as_(anna).get(f"/export/{run.public_id}/file/", follow=True)
    assert "This file is missing on the server." in words_of(answer)


def test_a_file_expires(by_job, opportunity, anna, as_):
    run = ask_for(as_(anna))
    Worker().drain()
    run.refresh_from_db()
    storage, name = run.file.storage, run.file.name
    ExportRun.objects.filter(pk=run.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = as_(anna).get(f"/export/{run.public_id}/file/", follow=True)
    assert "The file has expired" in words_of(answer)
    assert storage.exists(name)
    take_away_expired(Slice(Job()))
    assert not storage.exists(name)
    assert "The file has expired" in words_of(as_(anna).get(f"/export/{run.public_id}/run/"))
    assert ExportRun.objects.get().rows == 1


def test_access_is_asked_when_a_row_is_written(by_job, restricted, opportunity, ben, anna, as_):
    run = ask_for(as_(ben))
    restricted.revise({"grants": []}, by=anna)
    Worker().drain()
    run.refresh_from_db()
    assert run.rows == 1
    assert titles(body(file_of(as_(ben), run))) == [opportunity.title]


def test_the_export_of_a_person_who_is_deactivated_stops(by_job, opportunity, ben, dora, as_):
    run = ask_for(as_(ben))
    type(ben).objects.filter(pk=ben.pk).update(is_active=False)
    Worker().drain()
    run.refresh_from_db()
    assert run.job.state == "failed"
    assert not run.file
    assert not run.file.storage.exists(f"{run.folder}/keys")
    assert "may not see these rows any more" in words_of(as_(dora).get(f"/export/{run.public_id}/run/"))


def test_a_cancelled_one_leaves_no_file(by_job, opportunity, anna, as_):
    browser = as_(anna)
    run = ask_for(browser)
    browser.post(f"/jobs/{run.job.public_id}/cancel/", {"next": f"/export/{run.public_id}/run/"})
    Worker().drain()
    page = browser.get(f"/export/{run.public_id}/run/")
    assert "It was cancelled before its end." in words_of(page)
    assert f'href="/export/opportunities/?{run.query}"' in page.content.decode(), "one can export once more from there"
    assert file_of(browser, run).status_code == 302
    take_away_expired(Slice(Job()))
    assert not run.file.storage.exists(f"{run.folder}/keys")


def test_a_row_deleted_meanwhile_is_left_out(by_job, opportunity, anna, as_):
    make.opportunity(responsible=anna, title="Bleibt")
    run = ask_for(as_(anna))
    Opportunity.objects.get(pk=opportunity.pk).delete_with_all(by=anna)
    Worker().drain()
    assert titles(body(file_of(as_(anna), run))) == ["Bleibt"]


def test_a_double_click_is_one_job(by_job, opportunity, anna, as_):
    browser = as_(anna)
    key = browser.get("/export/opportunities/").context["form"]["form_key"].value()
    places = {export(browser, form_key=key)["Location"] for _ in range(2)}
    assert len(places) == 1
    assert ExportRun.objects.count() == 1


def test_a_sheet_that_cannot_hold_them_is_said_before(opportunity, monkeypatch, anna, as_):
    monkeypatch.setattr("exports.forms.MOST_ROWS_OF_A_SHEET", 0)
    answer = export(as_(anna), form="xlsx")
    assert answer.status_code == 422
    assert "Choose CSV" in words_of(answer)
