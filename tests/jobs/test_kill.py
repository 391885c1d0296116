"""Real worker processes, killed and asked to stop."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest
from django.conf import settings
from django.db import connection

import jobs
from jobs.models import Job
from jobs.queue import enqueue

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


@pytest.fixture
def start():
    """Start worker processes on the test's database; none outlives the test."""
    started = []

    def start_one(lease="60"):
        command = [sys.executable, "-m", "tests.jobs.counting_worker", str(connection.settings_dict["NAME"]), lease]
        started.append(subprocess.Popen(command, cwd=settings.BASE_DIR))
        return started[-1]

    yield start_one
    for process in started:
        process.kill()
        process.wait()


def wait_until(question, seconds=60):
    ends_at = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < ends_at, "It took too long."
        time.sleep(0.02)


def lines_written():
    return Counter(
        payload["line"] for payload in Job.objects.filter(kind="tests.line").values_list("payload", flat=True)
    )


def test_each_row_is_written_once_however_often_workers_are_killed(can_do, anna, start):
    can_do("tests.write_lines")(lambda slice: jobs.DONE)
    payload = {"lines": 200, "person": anna.pk, "seconds": 0.02}
    job = enqueue("tests.write_lines", by=anna, payload=payload, max_attempts=1000)
    chance = random.Random(7)
    workers = [start("0.5"), start("0.5")]
    for kill in range(6):
        before = len(lines_written())
        wait_until(lambda: len(lines_written()) > before)  # noqa: B023
        time.sleep(chance.random() * 0.1)
        workers[kill % 2].kill()
        workers[kill % 2].wait()
        workers[kill % 2] = start("0.5")
    wait_until(lambda: Job.objects.get(pk=job.pk).state == "done")
    assert lines_written() == Counter(range(200))


@pytest.mark.skipif(os.name != "posix", reason="sends a POSIX signal")
def test_asked_to_stop_it_finishes_what_it_has_begun(can_do, anna, start):
    can_do("tests.write_lines")(lambda slice: jobs.DONE)
    payload = {"lines": 300, "person": anna.pk, "seconds": 0.2}
    job = enqueue("tests.write_lines", by=anna, payload=payload)
    worker = start()
    wait_until(lambda: lines_written())
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=10) == 0
    job.refresh_from_db()
    assert (job.state, job.leased_by) == ("waiting", "")
    assert job.done == len(lines_written())


def test_it_works_beside_others_without_getting_in_their_way(can_do, anna, start):
    can_do("tests.write_lines")(lambda slice: jobs.DONE)
    payload = {"lines": 15, "person": anna.pk, "seconds": 0}
    for _job in range(20):
        enqueue("tests.write_lines", by=anna, payload=payload)
    for _worker in range(2):
        start()
    wait_until(lambda: Job.objects.filter(kind="tests.write_lines", state="done").count() == 20)
    assert lines_written() == Counter(dict.fromkeys(range(15), 20))
    assert not Job.objects.exclude(attempts=0).exists()
