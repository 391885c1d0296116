"""A file and what came of it belong to whoever brought it, and to administrators."""

import pytest
from django.contrib.auth.models import Group

from accounts.roles import Role
from imports.models import ImportRun
from jobs.worker import Worker
from opportunities.models import Opportunity
from tests.imports.conftest import OPPORTUNITIES, check, start, text_of, upload, work

pytestmark = [pytest.mark.django_db, pytest.mark.long]

PAGES = ("file", "columns", "values", "check", "run", "result", "undo")
POSTS = ("file", "columns", "values", "check", "go-on", "undo", "discard")


@pytest.fixture
def run(anna, as_, bring):
    return start(as_(anna), check(as_(anna), bring(as_(anna), name="geheim.csv"), all_contact="create"))


@pytest.fixture
def draft(anna, as_, bring):
    return check(as_(anna), bring(as_(anna), name="geheim.csv"), all_contact="create")


def test_another_person_cannot_see_it(otto, as_, run, draft):
    for one in (run, draft):
        for page in PAGES:
            assert as_(otto).get(f"/import/{one.public_id}/{page}/").status_code == 404, page
        assert as_(otto).get(f"/import/{one.public_id}/refused.csv").status_code == 404
    assert "geheim" not in text_of(as_(otto).get("/import/"))


def test_another_person_can_do_nothing_to_it(otto, as_, run, draft):
    for one in (run, draft):
        before = ImportRun.objects.filter(pk=one.pk).values().get()
        for page in POSTS:
            assert as_(otto).post(f"/import/{one.public_id}/{page}/").status_code == 404, page
        assert ImportRun.objects.filter(pk=one.pk).values().get() == before
    assert Opportunity.objects.count() == 3


def test_an_administrator_sees_it_and_may_take_it_back(dora, as_, run):
    assert "geheim" in text_of(as_(dora).get("/import/"))
    assert as_(dora).get(f"/import/{run.public_id}/result/").status_code == 200
    assert as_(dora).get(f"/import/{run.public_id}/undo/").status_code == 200


def test_a_reader_may_not_import(rita, as_):
    for target in ("opportunities", "contacts"):
        assert as_(rita).get(f"/import/{target}/").status_code == 403
        assert as_(rita).post(f"/import/{target}/", {"file": upload(OPPORTUNITIES)}).status_code == 403
    assert as_(rita).get("/import/").status_code == 403
    assert not ImportRun.objects.exists()


def test_whoever_became_a_reader_may_do_nothing_more_with_it(anna, dora, as_, draft):
    anna.give_role(Role.READ_ONLY, by=dora)
    for page in POSTS:
        assert as_(anna).post(f"/import/{draft.public_id}/{page}/").status_code == 403
    assert not Opportunity.objects.exists()


def test_a_nonsense_address_is_not_found(anna, as_):
    for name in ("0" * 12, "x", "ä" * 12, "' OR 1=1"):
        assert as_(anna).get(f"/import/{name}/file/").status_code == 404


def test_the_file_has_no_address_of_its_own(anna, as_, run):
    assert as_(anna).get(f"/{run.file.name}").status_code == 404
    assert as_(anna).get(f"/media/{run.file.name}").status_code == 404


def test_the_administration_pages_show_only_what_one_may_see(anna, otto, dora, as_, run):
    for person, seen in ((otto, False), (anna, True), (dora, True)):
        type(person).objects.filter(pk=person.pk).update(is_staff=True)
        page = as_(person).get("/admin/imports/importrun/")
        assert page.status_code == 200
        assert ("geheim" in text_of(page)) is seen


@pytest.mark.parametrize("batches_before", [0, 1])
def test_who_loses_the_right_meanwhile_writes_no_further_row(anna, dora, as_, draft, monkeypatch, batches_before):
    monkeypatch.setattr("imports.work.BATCH", 1)
    monkeypatch.setattr("jobs.slices.Slice.time_is_up", property(lambda slice: slice.job.kind.startswith("imports.")))
    run = draft
    as_(anna).post(f"/import/{run.public_id}/check/")
    while run.created < batches_before:
        Worker().turn()
        run.refresh_from_db()
    anna.groups.set([Group.objects.get(name=Role.READ_ONLY.group_name)])
    run = work(run)
    assert (run.is_stopped, run.created, Opportunity.objects.count()) == (True, batches_before, batches_before)
    assert "may not import any more" in text_of(as_(dora).get(f"/import/{run.public_id}/result/"))
