"""A worker is killed at fifty random points: the end is the one of an import that nobody disturbed."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, models
from django.utils import timezone

from contacts.models import Contact
from core.models import Tag
from history.models import Event
from imports.models import ImportChange, ImportMemory, ImportProblem, ImportRun
from jobs.models import Job
from notifications.models import Notification
from opportunities.models import Opportunity, Participant
from tests import make
from tests.imports.conftest import check, post

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.long,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="This system cannot fork."),
]

# Fifty on the first database; what they found would be found by fewer on the second. In parts, which can be tested
# side by side and in any order: each begins with an import that nobody disturbs.
PARTS, KILLS, UNDO_KILLS = (5, 10, 15) if connection.vendor == "sqlite" else (1, 12, 5)
ROWS = 96
PRESENT = 12
WISHES = {"option_match": "external_id", "option_closing": "today"}


@pytest.fixture
def worker(settings):
    """Return a function that starts a worker and returns its process id; none outlives the test."""
    command = [sys.executable, "-m", "tests.imports.killed_worker", str(connection.settings_dict["NAME"])]
    Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
    nursery = subprocess.Popen(
        [*command, str(settings.MEDIA_ROOT), "7"],
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    started = []

    def start():
        nursery.stdin.write("another\n")
        nursery.stdin.flush()
        started.append(int(nursery.stdout.readline()))
        return started[-1]

    yield start
    for process in started[-1:]:
        kill(process)
    nursery.stdin.close()
    nursery.wait(timeout=30)


def kill(process):
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def file_of_all_kinds():
    """Return a file whose rows create, update, leave as it is, are refused, and name companies, tags and people."""
    lines = ["Id;Titel;Kontakt;Phase;Summe;Schlagwörter;Teilnehmer"]
    for number in range(ROWS):
        amount = "viel" if number % 11 == 10 else f"{number},50"
        stage = "Gewonnen" if number % 5 == 0 else "Angebot"
        known = f"ALT-{number // 2}" if number % 2 and number // 2 < PRESENT else f"NEU-{number}"
        lines.append(
            f"{known};Halle {number};Firma {number % 17};{stage};{amount};Messe, Reihe {number % 3};Werk {number % 4}"
        )
        if number % 13 == 0:
            lines.append(f'"Halle"x{number};;;;;;')
    return "\n".join(lines) + "\n"


def begin(browser, bring, anna):
    """Make what is there before, and take the file to its check."""
    for number in range(PRESENT):
        make.opportunity(responsible=anna, title=f"Alte Halle {number}", external_id=f"ALT-{number}")
    run = bring(browser, file_of_all_kinds())
    assert post(browser, run, "columns", column_0="external_id", **WISHES).status_code == 302
    return check(browser, run, **{"all-contact": "create", "all-participant": "create"})


def started(browser, run):
    assert browser.post(f"/import/{run.public_id}/check/").status_code == 302
    run.refresh_from_db()
    return run


def begin_anew(browser, bring, anna):
    """Forget everything that the import before has left."""
    imports = (ImportChange, ImportProblem, ImportRun, ImportMemory)
    for model in (Notification, Event, Participant, Opportunity, Contact, Tag, *imports, Job):
        model._base_manager.all().delete()
    return begin(browser, bring, anna)


def let_the_lease_run_out(run):
    """A killed worker's job is taken up when its lease has run out; here it has."""
    held = Job.objects.filter(pk=run.job_id, state="running")
    held.update(lease_until=timezone.now() - timedelta(seconds=1))


def is_over(run):
    return not Job.objects.get(pk=run.job_id).is_live


def to_its_end(run, worker, seconds=120):
    """Let a worker finish; return how long it took."""
    started = time.monotonic()
    process = worker()
    while not is_over(run):
        let_the_lease_run_out_of_the_dead(run, process)
        assert time.monotonic() - started < seconds, "It took too long."
        time.sleep(0.01)
    kill(process)
    run.refresh_from_db()
    job = Job.objects.get(pk=run.job_id)
    assert job.state == "done", (job.message, job.attempts)
    return time.monotonic() - started


def let_the_lease_run_out_of_the_dead(run, process):
    held = Job.objects.get(pk=run.job_id)
    if held.leased_by and f"-{process}/" not in held.leased_by:
        let_the_lease_run_out(run)


def killed_on_the_way(run, worker, chance, longest, most):
    """Kill workers at random moments, `most` times or until one was faster; return how often, and how often midway."""
    kills = midway = 0
    while kills < most and not is_over(run):
        process = worker()
        # By turns: soon after its first batch, and anywhere between its start and its end.
        soon = kills % 2 == 0
        let_it_get_on(run, always=soon)
        time.sleep(chance.random() * longest / (10 if soon else 1))
        kill(process)
        kills += 1
        let_the_lease_run_out_of_the_dead(run, 0)
        midway += not is_over(run) and Job.objects.get(pk=run.job_id).done > 0
    return kills, midway


def let_it_get_on(run, *, always):
    """Wait for headway: `always`, or after three kills without any: five of them on one spot give the job up."""
    before = Job.objects.get(pk=run.job_id).done
    while not is_over(run):
        job = Job.objects.get(pk=run.job_id)
        if job.done > before or not (always or job.attempts > 3):
            return
        time.sleep(0.002)


IGNORED = {"id", "public_id", "sha256", "read_sha256", "file", "place", "job", "version_of"}


def plain(row, own_id):
    """Return what a row holds, without what differs from one import to the next: keys, moments, random names."""
    told = {}
    for field in row._meta.concrete_fields:
        if field.name in IGNORED or isinstance(field, models.DateTimeField) or field.name.endswith("_id"):
            continue
        value = getattr(row, field.name)
        text = json.dumps(value, sort_keys=True, default=str) if isinstance(value, dict) else str(value)
        told[field.name] = text.replace(own_id, "RUN")
    return tuple(sorted(told.items()))


def state(run):
    """Return all that an import has left behind, as plain values."""
    own = run.public_id
    left = {
        model.__name__: sorted(plain(row, own) for row in model._base_manager.all())
        for model in (Opportunity, Contact, ImportProblem, Tag)
    }
    left["events"] = sorted((str(each.page), plain(each, own)) for each in Event.objects.all())
    left["changes"] = sorted(
        (each.line, Opportunity.objects.get(pk=each.row_key).title, each.version, each.restored, sorted(each.former))
        for each in run.changes.all()
    )
    left["tags"] = sorted(Opportunity.objects.values_list("title", "tags__name"))
    left["participants"] = sorted(Participant.objects.values_list("opportunity__title", "contact__name"))
    left["told"] = sorted(Notification.objects.values_list("recipient", "channel", "event__verb"))
    left["run"] = (run.state, run.counts, run.rows, run.beside, run.taken_back, run.restored)
    return left


def same(found, wanted):
    for name, rows in wanted.items():
        assert found[name] == rows, name


@pytest.mark.parametrize("part", range(PARTS))
def test_fifty_kills_of_a_run_leave_what_an_undisturbed_one_leaves(part, anna, as_, bring, worker):
    browser, chance = as_(anna), random.Random(20 + part)
    run = begin(browser, bring, anna)
    took = to_its_end(started(browser, run), worker)
    wanted = state(run)
    assert run.created > 50
    assert run.updated > 5
    assert run.refused > 10
    kills = midway = 0
    while kills < KILLS:
        run = started(browser, begin_anew(browser, bring, anna))
        more, among = killed_on_the_way(run, worker, chance, took / 2, KILLS - kills)
        kills, midway = kills + more, midway + among
        to_its_end(run, worker)
        same(state(run), wanted)
    assert midway > 1, "Hardly any worker was killed at work."


def test_kills_of_an_undo_leave_what_an_undisturbed_one_leaves(anna, as_, bring, worker):
    browser, chance = as_(anna), random.Random(30)

    def imported(begun):
        to_its_end(started(browser, begun), worker)
        touched = Opportunity.objects.get(title="Halle 20")
        touched.revise({"title": "Angefasst"}, by=anna)
        browser.post(f"/import/{begun.public_id}/undo/")
        begun.refresh_from_db()
        return begun

    run = imported(begin(browser, bring, anna))
    took = to_its_end(run, worker)
    wanted = state(run)
    assert run.taken_back > 50
    assert run.restored > 5
    kills = midway = 0
    while kills < UNDO_KILLS:
        run = imported(begin_anew(browser, bring, anna))
        more, among = killed_on_the_way(run, worker, chance, took / 2, UNDO_KILLS - kills)
        kills, midway = kills + more, midway + among
        to_its_end(run, worker)
        same(state(run), wanted)
    assert midway > 1, "Hardly any worker was killed at work."
