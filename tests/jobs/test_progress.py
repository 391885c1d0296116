"""How far a job is: the page, the fragment, and who may see it."""

from datetime import timedelta

import pytest

import jobs
from jobs import pace, queue, registry
from jobs.models import Job
from jobs.queue import enqueue

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def job(can_do, anna):
    can_do("tests.any")(lambda slice: jobs.AGAIN)
    job = enqueue("tests.any", by=anna)
    Job.objects.filter(pk=job.pk).update(done=25, total=100, started_at=job.created_at)
    return job


def test_its_owner_sees_how_far_it_is(job, anna, as_):
    page = as_(anna).get(f"/jobs/{job.public_id}/progress/").content.decode()
    assert "<progress" in page
    assert 'value="25" max="100"' in page
    assert "25\u00a0%" in page


def test_the_fragment_asks_again_until_the_job_has_ended(job, anna, as_):
    address = f"/jobs/{job.public_id}/progress/?next=/import/7/"
    assert 'hx-trigger="every 1s"' in as_(anna).get(address, **HTMX).content.decode()
    Job.objects.update(state="done")
    assert as_(anna).get(address, **HTMX)["HX-Redirect"] == "/import/7/"
    assert "hx-trigger" not in as_(anna).get(f"/jobs/{job.public_id}/progress/", **HTMX).content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_it_never_leads_to_another_site(job, anna, as_, elsewhere):
    Job.objects.update(state="done")
    answer = as_(anna).get(f"/jobs/{job.public_id}/progress/", {"next": elsewhere}, **HTMX)
    assert "HX-Redirect" not in answer
    assert "evil" not in answer.content.decode()
    assert "alert" not in answer.content.decode()


def test_an_administrator_sees_it_too(job, dora, as_):
    assert as_(dora).get(f"/jobs/{job.public_id}/progress/").status_code == 200


def test_an_outsider_cannot_see_it(job, otto, as_):
    assert as_(otto).get(f"/jobs/{job.public_id}/progress/").status_code == 404
    assert as_(otto).post(f"/jobs/{job.public_id}/cancel/").status_code == 404
    job.refresh_from_db()
    assert job.state == "waiting"


def test_its_owner_cancels_it(job, anna, as_):
    answer = as_(anna).post(f"/jobs/{job.public_id}/cancel/", {"next": "/import/7/"})
    assert answer["Location"] == "/import/7/"
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_cancelling_again_changes_nothing(job, anna, dora, as_):
    as_(anna).post(f"/jobs/{job.public_id}/cancel/")
    first = Job.objects.get(pk=job.pk)
    as_(dora).post(f"/jobs/{job.public_id}/cancel/")
    assert Job.objects.values().get(pk=job.pk) == {f.attname: getattr(first, f.attname) for f in Job._meta.fields}
    assert not first.cancel(by=anna)


@pytest.mark.parametrize("state", ["done", "failed"])
def test_what_has_ended_is_not_cancelled_any_more(job, anna, as_, state):
    Job.objects.update(state=state)
    as_(anna).post(f"/jobs/{job.public_id}/cancel/")
    assert Job.objects.get(pk=job.pk).state == state


def test_whoever_only_reads_may_not_cancel(job, rita, as_):
    Job.objects.update(by=rita)
    assert as_(rita).get(f"/jobs/{job.public_id}/progress/").status_code == 200
    assert as_(rita).post(f"/jobs/{job.public_id}/cancel/").status_code == 403
    assert Job.objects.get(pk=job.pk).state == "waiting"


def test_the_admin_shows_jobs_and_changes_none(job, dora, as_):
    dora.is_staff = True
    dora.save()
    assert as_(dora).get("/admin/jobs/job/").status_code == 200
    assert as_(dora).get(f"/admin/jobs/job/{job.pk}/change/").status_code == 200
    assert as_(dora).post(f"/admin/jobs/job/{job.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Job.objects.exists()


def test_the_admin_does_not_show_the_queues_own_table(dora, as_):
    dora.is_staff = True
    dora.save()
    page = as_(dora).get("/admin/").content.decode()
    assert "/admin/jobs/job/" in page
    assert "django_tasks" not in page
    assert as_(dora).get("/admin/django_tasks_database/dbtaskresult/").status_code == 404


def test_it_tells_how_fast_it_is_and_how_long_it_still_takes(job, anna, as_):
    Job.objects.filter(pk=job.pk).update(pace=12.4, total=3000, done=500)
    page = " ".join(as_(anna).get(f"/jobs/{job.public_id}/progress/").content.decode().split())
    assert "500 of 3,000 done (16 %) · 12 per second · about 3 minutes left" in page


def test_how_fast_it_is_follows_from_what_is_saved(can_do, anna):
    registry.register("tests.counting", "Counting", pace="%(pace)s rows per second")(lambda slice: jobs.AGAIN)
    job = queue.lease(enqueue("tests.counting", by=anna).pk, worker="one")
    job.started_at -= timedelta(seconds=10)
    assert job.hold(done=2000, total=9000)
    assert 150 < job.pace < 200
    assert job.pace_in_words.endswith(" rows per second")
    job.moved_at -= timedelta(seconds=10)
    assert job.hold(done=3000)
    assert 140 < job.pace < 180, "The last stretch, half as fast, counts for a part."


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(2, "a few seconds"), (33, "35 seconds"), (89, "90 seconds"), (125, "2 minutes"), (7300, "2 hours")],
)
def test_time_is_told_in_round_figures(seconds, words):
    assert pace.in_words(seconds) == words
