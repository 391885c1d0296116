"""Work by the clock."""

from datetime import timedelta

import pytest
from django.utils import timezone

import jobs
from jobs import queue
from jobs.models import Job, Schedule
from jobs.queue import enqueue
from jobs.tidying import tidy

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticking(can_do):
    ran = []
    jobs.every("tests.tick", "Ticking", minutes=5)(lambda slice: ran.append(1))
    queue.set_up_schedules()
    return ran


def test_it_runs_once_each_interval(ticking, worker):
    worker.drain()
    worker.drain()
    assert len(ticking) == 1
    Schedule.objects.update(due_at=timezone.now())
    worker.drain()
    assert len(ticking) == 2


def test_many_workers_claim_a_turn_once(ticking):
    one, other = Schedule.objects.get(), Schedule.objects.get()
    now = timezone.now()
    assert one.claim(timedelta(minutes=5), now)
    assert not other.claim(timedelta(minutes=5), now)


def test_missed_turns_are_not_made_up_and_the_step_is_kept(ticking, worker):
    due_at = timezone.now() - timedelta(hours=3, minutes=1)
    Schedule.objects.update(due_at=due_at)
    worker.drain()
    assert len(ticking) == 1
    assert Schedule.objects.get().due_at == due_at + timedelta(minutes=185)


def test_a_run_still_going_on_is_not_joined_by_a_second(ticking):
    queue.tick()
    Schedule.objects.update(due_at=timezone.now())
    queue.tick()
    assert Job.objects.count() == 1


def test_a_schedule_that_no_app_has_any_more_is_forgotten(ticking):
    Schedule.objects.create(kind="tests.gone")
    queue.set_up_schedules()
    assert [schedule.kind for schedule in Schedule.objects.all()] == ["tests.tick"]


def test_ended_jobs_nobody_asked_for_are_tidied_away(can_do, worker, anna):
    can_do("jobs.tidy")(tidy)
    old = timezone.now() - timedelta(days=2)
    Job.objects.create(kind="tests.old", state="done", finished_at=old)
    kept = [
        Job.objects.create(kind="tests.person", state="done", finished_at=old, by=anna),
        Job.objects.create(kind="tests.failed", state="failed", finished_at=old),
        Job.objects.create(kind="tests.waiting", run_after=timezone.now() + timedelta(days=1)),
    ]
    enqueue("jobs.tidy")
    worker.drain()
    assert set(Job.objects.exclude(kind="jobs.tidy")) == set(kept)
