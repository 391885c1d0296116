"""The worker: slices, turns, failures, killed workers."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django_tasks_db.models import DBTaskResult

import jobs
from jobs import queue, slices
from jobs.models import LEASE, Job
from jobs.queue import enqueue

pytestmark = pytest.mark.django_db


def count_to_ten(slice):
    """Ten rows, one to a slice; the checkpoint says how many are there."""
    reached = slice.checkpoint.get("reached", 0) + 1
    with transaction.atomic():
        slice.save({"reached": reached}, done=reached, total=10)
    return jobs.DONE if reached == 10 else jobs.AGAIN


def test_it_works_in_slices_until_done(can_do, worker):
    can_do("tests.count")(count_to_ten)
    job = enqueue("tests.count")
    assert worker.drain() == 10
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.attempts, job.lease_until) == ("done", 10, 10, 0, None)
    assert job.finished_at >= job.started_at
    assert not DBTaskResult.objects.exists()


def test_a_mail_waits_for_one_slice_of_an_import_and_not_for_the_import(can_do, worker):
    order = []

    def long_work(slice):
        order.append("import")
        return jobs.AGAIN if order.count("import") < 4 else jobs.DONE

    can_do("tests.import")(long_work)
    can_do("tests.mail")(lambda slice: order.append("mail"))
    enqueue("tests.import")
    enqueue("tests.mail")
    worker.drain()
    assert order == ["import", "mail", "import", "import", "import"]


def test_time_is_up_after_the_slice_or_when_the_worker_stops(can_do):
    job = Job(kind="tests.any")
    assert not slices.Slice(job).time_is_up
    assert slices.Slice(job, seconds=0).time_is_up
    assert slices.Slice(job, stopping=lambda: True).time_is_up


def test_what_goes_wrong_is_tried_again_with_a_growing_pause(can_do, worker):
    def break_down(slice):
        raise ValueError("Erika Muster, +49 30 123456")

    can_do("tests.break")(break_down)
    job = enqueue("tests.break", max_attempts=3)
    pauses = []
    for _attempt in range(2):
        assert worker.drain() == 1
        job.refresh_from_db()
        assert job.is_retrying
        pauses.append(round((job.run_after - timezone.now()).total_seconds()))
        Job.objects.filter(pk=job.pk).update(run_after=timezone.now() - timedelta(minutes=1))
        DBTaskResult.objects.all().delete()
    assert pauses == [10, 20]
    worker.drain()
    job.refresh_from_db()
    assert job.state == "failed"
    assert "ValueError" in job.error
    assert "test_work.py" in job.error
    assert "Muster" not in job.error


def test_a_retry_waits_for_its_time(can_do, worker):
    calls = []

    def fail_once(slice):
        calls.append(1)
        if len(calls) == 1:
            raise OSError

    can_do("tests.once")(fail_once)
    job = enqueue("tests.once")
    worker.drain()
    assert worker.drain() == 0
    Job.objects.update(run_after=timezone.now())
    DBTaskResult.objects.update(run_after=timezone.now())
    worker.drain()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == ("done", 0, "")


def test_a_handler_may_say_that_trying_again_is_of_no_use(can_do, worker, anna):
    def refuse(slice):
        raise jobs.Failed("The file is gone. Upload it again.")

    can_do("tests.refuse")(refuse)
    job = enqueue("tests.refuse", by=anna)
    worker.drain()
    job.refresh_from_db()
    assert (job.state, job.message, job.attempts) == ("failed", "The file is gone. Upload it again.", 1)


def test_the_job_of_a_killed_worker_is_taken_up_when_its_lease_ends(can_do, worker):
    can_do("tests.count")(count_to_ten)
    job = enqueue("tests.count")
    assert queue.next_job(worker="killed") == job  # and then: kill -9
    assert worker.drain() == 0
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    worker.drain()
    job.refresh_from_db()
    assert (job.state, job.done) == ("done", 10)


def test_a_job_that_kills_its_workers_is_given_up(can_do, worker):
    can_do("tests.count")(count_to_ten)
    job = enqueue("tests.count", max_attempts=2)
    for _attempt in range(2):
        assert queue.next_job(worker="killed") == job
        Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert worker.drain() == 0
    job.refresh_from_db()
    assert job.state == "failed"


def test_a_worker_that_wakes_up_late_writes_nothing(can_do, worker, anna):
    can_do("tests.count")(count_to_ten)
    enqueue("tests.count")
    late = queue.next_job(worker="late")
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert queue.next_job(worker="other") == late

    @transaction.atomic
    def write_a_row():
        anna.first_name = "Written late"
        anna.save()
        slices.Slice(late).save({"reached": 1})

    with pytest.raises(jobs.LeaseLost):
        write_a_row()
    anna.refresh_from_db()
    assert anna.first_name != "Written late"
    queue.run(late)
    assert Job.objects.get().leased_by.startswith("other/")


def test_saving_renews_the_lease(can_do):
    can_do("tests.count")(count_to_ten)
    enqueue("tests.count")
    job = queue.next_job(worker="one")
    Job.objects.update(lease_until=timezone.now() + timedelta(seconds=1))
    slices.Slice(job).save({})
    assert Job.objects.get().lease_until > timezone.now() + LEASE / 2


def test_a_lost_wake_up_is_made_up_for(can_do, worker):
    can_do("tests.count")(count_to_ten)
    job = enqueue("tests.count")
    DBTaskResult.objects.all().delete()
    assert worker.drain() == 0
    Job.objects.update(run_after=timezone.now() - queue.GRACE)
    assert worker.drain() == 10
    job.refresh_from_db()
    assert job.state == "done"


def test_a_wake_up_too_many_does_nothing(can_do, worker):
    can_do("tests.count")(count_to_ten)
    job = enqueue("tests.count")
    queue.wake_up(job)
    worker.drain()
    job.refresh_from_db()
    assert job.done == 10


def test_any_worker_of_django_tasks_can_advance_a_job(can_do):
    can_do("tests.count")(count_to_ten)
    job = enqueue("tests.count")
    queue.advance.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done) == ("waiting", 1)


def test_a_cancelled_job_stops_at_its_next_save(can_do, worker, anna):
    def work(slice):
        Job.objects.get().cancel(by=anna)
        slice.save({"reached": 1}, done=1)

    can_do("tests.work")(work)
    job = enqueue("tests.work", by=anna)
    worker.drain()
    job.refresh_from_db()
    assert (job.state, job.done, job.checkpoint) == ("cancelled", 0, {})
    assert job.cancel(by=anna) is False


def test_a_handler_speaks_its_persons_language(can_do, worker, anna):
    heard = []
    anna.language, anna.time_zone = "de", "America/New_York"
    anna.save()
    can_do("tests.hear")(lambda slice: heard.append((get_language(), timezone.get_current_timezone_name(), slice.by)))
    enqueue("tests.hear", by=anna)
    worker.drain()
    assert heard == [("de", "America/New_York", anna)]


def test_a_worker_can_be_kept_to_some_queues(can_do):
    can_do("tests.count")(count_to_ten)
    enqueue("tests.count", queue="long")
    mail = enqueue("tests.count", queue="mail")
    assert queue.next_job(worker="mailer", queues=("mail",)) == mail
    assert queue.next_job(worker="mailer", queues=("mail",)) is None


def test_the_command_drains_and_ends(can_do):
    can_do("tests.count")(count_to_ten)
    job = enqueue("tests.count")
    call_command("work", "--once")
    job.refresh_from_db()
    assert job.done == 1
    call_command("work", "--drain")
    job.refresh_from_db()
    assert job.state == "done"


@pytest.mark.django_db(transaction=True)
def test_it_outlasts_a_database_that_is_away(can_do, worker, monkeypatch):
    answers = iter([OperationalError("server closed the connection"), False])

    def turn():
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        worker.stopping = True
        return answer

    monkeypatch.setattr(worker, "turn", turn)
    monkeypatch.setattr("jobs.worker.LOOK_EVERY", 0.01)
    worker.work()
    assert next(answers, "none left") == "none left"


def test_a_new_checkpoint_is_progress_that_earlier_attempts_do_not_count_against(can_do, anna):
    saved = iter([{"line": 1}, {"line": 1}, {"line": 2}])

    @can_do("tests.killed")
    def killed(slice):
        slice.save(next(saved), done=1)
        raise RuntimeError

    job = enqueue("tests.killed", by=anna)
    attempts = []
    for _turn in range(3):
        Job.objects.update(run_after=timezone.now())
        queue.run(queue.lease(job.pk, worker="one"))
        job.refresh_from_db()
        attempts.append(job.attempts)
    assert attempts == [1, 2, 1]
