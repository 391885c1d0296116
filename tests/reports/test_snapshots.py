"""A snapshot for each day that left an opportunity otherwise, and no more; missed days are made up from the history."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from jobs.queue import enqueue
from jobs.worker import Worker
from opportunities.models import Stage
from reports.models import OpportunitySnapshot
from reports.purging import KEPT
from tests import make


def told(row):
    """The snapshots of a row as (days ago, stage, total, probability), the first one first."""
    today = timezone.localdate()
    rows = OpportunitySnapshot.objects.filter(opportunity=row).order_by("day").select_related("stage")
    return [((today - one.day).days, one.stage.name_en, one.total, one.probability) for one in rows]


@pytest.fixture
def sold(on_day, anna):
    """An opportunity that was opened, moved, made dearer and won, each on its day."""
    row = on_day(9, lambda: make.opportunity(responsible=anna, amount=Decimal(100)))
    on_day(6, lambda: row.revise({"stage": make.stage("Proposal"), "own_probability": 80}, by=anna))
    on_day(6, lambda: row.revise({"amount": Decimal(300)}, by=anna))
    on_day(3, lambda: row.revise({"stage": make.stage("Won")}, by=anna))
    return row


def test_the_days_before_the_first_snapshot_are_known_from_the_history(sold, taken):
    taken()
    won = [(9, "Initial contact", 100, 1), (6, "Proposal", 300, 80), (3, "Won", 300, 100)]
    # A probability set with the move itself is told by nobody: it is the stage's.
    assert [one[:3] for one in told(sold)] == [one[:3] for one in won]
    first, second, last = OpportunitySnapshot.objects.order_by("day")
    assert (first.until, first.lasted, second.lasted, last.until) == (second.day, 3, 3, None)
    assert last.reached == make.stage("Proposal")


def test_what_no_worker_saw_gets_its_own_day_and_what_stands_still_nothing(on_day, anna, taken):
    row = on_day(9, lambda: make.opportunity(responsible=anna, amount=Decimal(100)))
    on_day(8, taken)
    on_day(8, taken)
    on_day(5, lambda: row.revise({"amount": Decimal(200)}, by=anna))
    on_day(4, lambda: row.revise({"stage": make.stage("Proposal")}, by=anna))
    taken()
    before = list(OpportunitySnapshot.objects.values_list())
    taken()
    assert told(row) == [
        (9, "Initial contact", 100, 1),
        (5, "Initial contact", 200, 1),
        (4, "Proposal", 200, 75),
    ]
    assert list(OpportunitySnapshot.objects.values_list()) == before


def test_a_day_is_corrected_until_it_is_over_and_has_one_snapshot(anna, taken):
    row = make.opportunity(responsible=anna, amount=Decimal(100))
    taken()
    row.revise({"amount": Decimal(250)}, by=anna)
    taken()
    assert told(row) == [(0, "Initial contact", 250, 1)]
    Stage.objects.filter(name_en="Initial contact").update(probability=5)
    taken()
    assert told(row) == [(0, "Initial contact", 250, 5)]


def test_the_job_takes_them_and_a_deleted_stage_leaves_the_past_readable(sold, anna):
    enqueue("reports.take")
    Worker().drain()
    assert OpportunitySnapshot.objects.count() == 3
    make.stage("Proposal").delete()
    assert [one.stage and one.kind for one in OpportunitySnapshot.objects.order_by("day")][1] is None
    assert OpportunitySnapshot.objects.filter(kind="open").count() == 2
    sold.delete_with_all(by=anna)
    assert not OpportunitySnapshot.objects.exists()


def test_only_what_ended_three_years_ago_is_purged(sold, taken):
    taken()
    long_ago = timezone.localdate() - KEPT
    first, second, _last = OpportunitySnapshot.objects.order_by("day")
    OpportunitySnapshot.objects.filter(pk=first.pk).update(day=long_ago - timedelta(days=5), until=long_ago)
    enqueue("reports.purge")
    Worker().drain()
    assert list(OpportunitySnapshot.objects.order_by("day").values_list("pk", flat=True))[0] == second.pk
