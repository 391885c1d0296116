"""Asking for work: one row per wish, one wake-up per row."""

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

import jobs
from jobs.models import Job
from jobs.queue import enqueue

pytestmark = pytest.mark.django_db


def nothing(slice):
    return jobs.DONE


def test_it_keeps_what_is_to_be_done_and_for_whom(can_do, anna):
    can_do("tests.nothing")(nothing)
    job = enqueue("tests.nothing", by=anna, payload={"run": 7}, queue="long")
    job.refresh_from_db()
    assert (job.kind, job.by, job.payload, job.queue, job.state) == (
        "tests.nothing",
        anna,
        {"run": 7},
        "long",
        "waiting",
    )
    assert DBTaskResult.objects.get().queue_name == "long"


def test_what_is_rolled_back_was_never_asked_for(can_do):
    can_do("tests.nothing")(nothing)
    with transaction.atomic():
        enqueue("tests.nothing")
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_a_live_job_with_the_same_key_is_not_doubled(can_do, worker):
    can_do("tests.nothing")(nothing)
    first = enqueue("tests.nothing", dedupe_key="run:7")
    assert enqueue("tests.nothing", dedupe_key="run:7") == first
    assert enqueue("tests.nothing", dedupe_key="run:8") != first
    assert DBTaskResult.objects.count() == 2
    worker.drain()
    assert enqueue("tests.nothing", dedupe_key="run:7") != first


def test_an_unknown_kind_is_refused_where_it_is_asked_for(can_do):
    with pytest.raises(LookupError, match=r"tests\.missing"):
        enqueue("tests.missing")
