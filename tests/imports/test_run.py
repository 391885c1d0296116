"""The rows are written in the background, once each, and their owner is told once."""

import csv
import io
import re

import pytest
from django.db import connection

from history.models import Event
from imports import verbs, work
from imports.models import CHECK, RUN, ImportRun
from jobs.models import Job
from jobs.worker import Worker
from notifications.models import Notification
from opportunities.models import Opportunity
from tests import make
from tests.imports.conftest import check, post, start, text_of
from tests.imports.conftest import work as work_off

pytestmark = pytest.mark.django_db

MIXED = 'Titel;Summe\nHalle;1.000,50\n;6\nDach;viel\nTor;7\n"a"b;8\nschmal\n'


def one_batch_a_slice(monkeypatch):
    """Every slice of an import ends after its batch; other jobs keep their time."""
    monkeypatch.setattr("jobs.slices.Slice.time_is_up", property(lambda slice: slice.job.kind.startswith("imports.")))


@pytest.fixture
def checked(anna, as_, bring):
    return check(as_(anna), bring(as_(anna)), all_contact="create")


def test_it_writes_the_rows_and_remembers_where_they_came_from(anna, as_, checked):
    run = start(as_(anna), checked)
    assert (run.state, run.created, run.refused, run.beside) == ("done", 3, 0, {"contacts": 2})
    rows = Opportunity.objects.order_by("import_line")
    assert [(row.title, row.import_run, row.import_line) for row in rows] == [
        ("Neue Halle", run, 2),
        ("Zweite Halle", run, 3),
        ("Dritte Halle", run, 4),
    ]


def test_refused_rows_never_stop_the_others(anna, as_, bring):
    run = start(as_(anna), check(as_(anna), bring(as_(anna), MIXED)))
    assert (run.created, run.refused) == (2, 4)
    assert list(run.problems.values_list("line", flat=True)) == [3, 4, 6, 7]
    page = text_of(as_(anna).get(f"/import/{run.public_id}/result/"))
    assert "This is no number as in 1.234,56." in page or "Das ist keine Zahl wie 1.234,56." in page
    assert "Halle" in page


def test_the_check_and_the_run_say_the_same(anna, as_, bring):
    run = check(as_(anna), bring(as_(anna), MIXED))
    before = (run.checked["created"], run.checked["refused"], [each.line for each in run.problems.all()])
    start(as_(anna), run)
    assert (run.created, run.refused, [each.line for each in run.problems.all()]) == before


def test_its_owner_is_told_once(anna, as_, checked):
    start(as_(anna), checked)
    told = Notification.objects.filter(event__verb=verbs.FINISHED, channel="in_app")
    assert [each.recipient for each in told] == [anna]
    assert Notification.objects.filter(channel="in_app").count() == 1


def test_it_is_recorded_on_its_own_page(anna, ben, as_, checked):
    run = start(as_(anna), checked)
    recorded = Event.objects.get(verb=verbs.FINISHED)
    assert (recorded.page, recorded.actor) == (run, anna)
    assert Event.objects.visible_to(anna).filter(pk=recorded.pk).exists()
    assert not Event.objects.visible_to(ben).filter(pk=recorded.pk).exists()


def test_started_twice_it_runs_once(anna, as_, checked):
    browser = as_(anna)
    browser.post(f"/import/{checked.public_id}/check/")
    browser.post(f"/import/{checked.public_id}/check/")
    assert Job.objects.filter(kind=RUN).count() == 1
    assert work_off(checked).created == 3
    assert Opportunity.objects.count() == 3


def test_it_goes_on_in_slices_and_writes_each_row_once(anna, as_, bring, monkeypatch):
    monkeypatch.setattr(work, "BATCH", 7)
    one_batch_a_slice(monkeypatch)
    run = check(as_(anna), bring(as_(anna), "Titel\n" + "".join(f"Halle {number}\n" for number in range(50))))
    as_(anna).post(f"/import/{run.public_id}/check/")
    assert Worker().drain() >= 8
    run.refresh_from_db()
    assert (run.state, run.created) == ("done", 50)
    assert Opportunity.objects.values("import_line").distinct().count() == 50


def test_progress_is_shown_while_it_runs(anna, as_, checked, monkeypatch):
    monkeypatch.setattr(work, "BATCH", 1)
    one_batch_a_slice(monkeypatch)
    as_(anna).post(f"/import/{checked.public_id}/check/")
    Worker().turn()
    Worker().turn()
    page = as_(anna).get(f"/import/{checked.public_id}/run/")
    assert "of 3 done" in text_of(page)
    assert as_(anna).get(f"/import/{checked.public_id}/result/")["Location"].endswith("/run/")


def test_a_cancelled_one_says_so_and_can_be_gone_on_with(anna, as_, checked, monkeypatch):
    monkeypatch.setattr(work, "BATCH", 1)
    with monkeypatch.context() as slow:
        one_batch_a_slice(slow)
        as_(anna).post(f"/import/{checked.public_id}/check/")
        while not ImportRun.objects.get(pk=checked.pk).created:
            Worker().turn()
    ImportRun.objects.get(pk=checked.pk).job.cancel(by=anna)
    page = text_of(as_(anna).get(f"/import/{checked.public_id}/result/"))
    assert "was cancelled" in page
    as_(anna).post(f"/import/{checked.public_id}/go-on/")
    run = work_off(checked)
    assert (run.state, run.created, Opportunity.objects.count()) == ("done", 3, 3)


def test_a_file_replaced_between_check_and_run_is_refused(anna, as_, checked):
    with checked.file.storage.open(checked.file.name, "wb") as stored:
        stored.write(b"Titel\nFremd\n")
    run = start(as_(anna), checked)
    assert not Opportunity.objects.exists()
    assert run.is_stopped
    assert run.job.state == "failed"
    assert run.job.message


def test_a_file_that_is_gone_is_told(anna, as_, checked):
    checked.file.storage.delete(checked.file.name)
    run = start(as_(anna), checked)
    assert run.job.state == "failed"
    assert as_(anna).get(f"/import/{run.public_id}/result/").status_code == 200


def test_settings_changed_during_a_check_make_it_void(anna, checked):
    payload = checked.begin(CHECK, by=anna)
    checked.settle(by=anna, options=checked.options | {"currency": "USD"})
    work.check_rows(work.AtOnce(payload))
    checked.refresh_from_db()
    assert checked.checked == {}


def test_the_refused_rows_come_as_a_file_with_line_and_reason(anna, as_, bring):
    run = start(as_(anna), check(as_(anna), bring(as_(anna), MIXED)))
    content = b"".join(as_(anna).get(f"/import/{run.public_id}/refused.csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert rows[0] == ["Line", "Reason", "Titel", "Summe"]
    assert [(row[0], row[2:]) for row in rows[1:]] == [
        ("3", ["", "6"]),
        ("4", ["Dach", "viel"]),
        ("6", ["ab", "8"]),
        ("7", ["schmal"]),
    ]
    assert all(row[1] for row in rows)


def test_a_batch_takes_few_queries(anna, checked, django_assert_max_num_queries):
    checked.start(by=anna)
    payload = {"run": checked.pk, "version": checked.version}
    # Two of them ask whether its owner still may import, and one, at the end, who became responsible.
    with django_assert_max_num_queries(49):
        work.write_rows(work.AtOnce(payload))


def test_many_rows_take_hardly_more_queries_than_few(anna, as_, bring, django_assert_max_num_queries):
    lines = "".join(f"Halle {number};Firma {number % 40};{number},50\n" for number in range(900))
    run = check(as_(anna), bring(as_(anna), f"Titel;Kontakt;Summe\n{lines}"), all_contact="create")
    run.start(by=anna)
    with django_assert_max_num_queries(80):  # an insert into SQLite takes some forty rows at most
        work.write_rows(work.AtOnce({"run": run.pk, "version": run.version}))
    assert Opportunity.objects.count() == 900


@pytest.mark.parametrize("step", [work.survey_file, work.check_rows])
def test_a_worker_that_ends_behind_the_last_row_has_counted_it_once(anna, checked, step):
    counts, names = dict(checked.checked), dict(checked.survey)
    step(work.AtOnce({"run": checked.pk, "version": checked.version}))
    checked.refresh_from_db()
    assert (checked.checked, checked.survey) == (counts, names)


def test_a_worker_that_ends_behind_the_last_row_tells_its_owner_once(anna, as_, checked):
    run = start(as_(anna), checked)
    work.write_rows(work.AtOnce({"run": run.pk, "version": run.version}))
    assert run.events.filter(verb=verbs.FINISHED).count() == 1


def test_a_failed_check_can_be_repeated(anna, as_, bring, monkeypatch):
    monkeypatch.setattr("imports.work.AT_ONCE", 10)
    run = bring(as_(anna))
    post(as_(anna), run, "columns")
    run.file.storage.delete(run.file.name)
    work_off(run)
    answer = as_(anna).get(f"/import/{run.public_id}/run/", follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0].endswith("/columns/")


def test_what_contradicts_itself_is_refused_and_what_does_not_count_is_told(anna, as_, bring):
    content = (
        "Titel;Phase;Abgeschlossen am;Verlustgrund;Erfolgswahrscheinlichkeit\n"
        "A;Angebot;31.10.2026;;\n"
        "B;Angebot;;Preis;\n"
        "C;Verloren;31.10.2026;;40\n"
    )
    run = check(as_(anna), bring(as_(anna), content))
    assert [(each.line, each.severity) for each in run.problems.all()] == [
        (2, "refused"),
        (3, "refused"),
        (4, "doubtful"),
    ]
    assert (run.checked["created"], run.checked["refused"], run.checked["doubtful"]) == (1, 2, 1)
    page = text_of(as_(anna).get(f"/import/{run.public_id}/check/"))
    assert "its stage is open" in page
    assert "The stage “Lost” is at 0 %: that counts" in page.replace("0%", "0 %").replace("\xa0", " ")


@pytest.mark.parametrize("wanted", ["created", "updated"])
def test_all_rows_can_be_paged_through(anna, as_, bring, wanted):
    lines = [f"A{number};Halle {number:03}" for number in range(1, 71)]
    if wanted == "updated":
        for line in reversed(lines):
            make.opportunity(responsible=anna, title="Alt", external_id=line.partition(";")[0])
    run = start(as_(anna), check(as_(anna), bring(as_(anna), "\n".join(["Id;Titel", *lines]))))
    assert getattr(run, wanted) == 70
    address = f"/import/{run.public_id}/result/"
    found = [re.findall(r"Halle \d{3}", text_of(as_(anna).get(address, {"page": page}))) for page in ("1", "2", "3")]
    assert [len(page) for page in found] == [30, 30, 10]
    assert [title for page in found for title in page] == [line.partition(";")[2] for line in lines]
    assert 'rel="next"' not in as_(anna).get(address, {"page": "3"}).content.decode()
    assert as_(anna).get(address, {"page": "99"}).status_code == 200


def test_a_row_that_the_database_refuses_does_not_stop_the_others(anna, as_, bring):
    run = check(as_(anna), bring(as_(anna)), all_contact="create")
    forbid_title("Zweite Halle")
    start(as_(anna), run)
    assert (run.state, run.created, run.refused, run.beside) == ("done", 2, 1, {"contacts": 2})
    assert [(each.line, each.reason) for each in run.problems.all()] == [
        (3, "The database does not take this row. What it refers to may have been deleted.")
    ]
    rows = Opportunity.objects.order_by("import_line")
    assert [(row.import_line, row.contact.name) for row in rows] == [(2, "Muster AG"), (4, "Beispiel GmbH")]
    assert Event.objects.filter(page_id__in=[row.pk for row in rows], verb="opportunities.imported").count() == 2


def forbid_title(title):
    """Let the database refuse opportunities of a title, as no rule of ours would; gone with the test's transaction."""
    table = Opportunity._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT forbidden CHECK (title <> '{title}')")
        else:
            cursor.execute(
                f"CREATE TRIGGER forbidden BEFORE INSERT ON {table} WHEN NEW.title = '{title}' "
                "BEGIN SELECT RAISE(ABORT, 'forbidden'); END"
            )
