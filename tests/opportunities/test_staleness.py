"""When an opportunity lies still, and why: the same answer for one row, for the filter, and on list and board."""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from opportunities import measuring, staleness
from opportunities.models import Opportunity, Stage
from tests import make

INDEX, BOARD = reverse("opportunities:index"), reverse("opportunities:board")


def fresh(row):
    return Opportunity.objects.select_related("stage").get(pk=row.pk)


def sound(anna, **fields):
    """Return an opportunity that does not lie still: its next step is planned, its date lies ahead."""
    today = timezone.localdate()
    row = make.opportunity(responsible=anna, **{"expected_close_on": today + timedelta(days=30)} | fields)
    make.task(opportunity=row, by=anna, due_on=today)
    return row


@pytest.fixture
def usual(db):
    """Ten days are stated as usual in the first stage; in the second a median of ten was measured."""
    Stage.objects.filter(pk=make.stage().pk).update(usual_days=10)
    Stage.objects.filter(pk=make.stage("Qualified").pk).update(measured_days=10)


@pytest.fixture
def rows(anna, usual):
    """Opportunities by what is wrong with them, "fine" ones among them, on both sides of every limit."""
    now = timezone.now()
    today = timezone.localdate()
    made = {title: sound(anna, title=title) for title in ("fine", "just in time", "too long", "task overdue")}
    made |= {title: sound(anna, title=title, stage=make.stage("Qualified")) for title in ("twice", "more than twice")}
    days = {"just in time": 10, "too long": 11, "twice": 20, "more than twice": 21}
    for title, number in days.items():
        Opportunity.objects.filter(pk=made[title].pk).update(stage_since=now - timedelta(days=number))
    made["task overdue"].tasks.get().revise({"due_on": today - timedelta(days=1)}, by=anna)
    made["no task"] = make.opportunity(responsible=anna, title="no task")
    made["past its date"] = sound(anna, title="past its date", expected_close_on=today - timedelta(days=1))
    made["today"] = sound(anna, title="today", expected_close_on=today)
    for title, times in (("pushed once", 1), ("pushed twice", 2)):
        made[title] = sound(anna, title=title)
        for _number in range(times):
            row = fresh(made[title])
            row.revise({"expected_close_on": row.expected_close_on + timedelta(days=7)}, by=anna)
    made["won"] = make.opportunity(responsible=anna, title="won", stage=make.stage("Won"))
    return {title: fresh(row) for title, row in made.items()}


def test_it_says_why(rows):
    now = timezone.localtime()
    assert {title: found for title, row in rows.items() if (found := staleness.reasons(row, now))} == {
        "too long": ["In this stage for 11 days; usual are 10."],
        "more than twice": ["In this stage for 21 days; usual are 10."],
        "task overdue": ["The next task is overdue."],
        "no task": ["There is no open task."],
        "past its date": ["The expected close date has passed."],
        "pushed twice": ["The close date was moved later 2 times."],
    }


def test_the_filter_finds_exactly_those_and_list_and_board_mark_them(rows, as_, anna):
    lying = {title for title, row in rows.items() if staleness.reasons(row, timezone.localtime())}
    browser = as_(anna)
    assert {row.title for row in browser.get(f"{INDEX}?stale=on").context["page"].rows} == lying
    for address in (f"{INDEX}?q=twice", f"{BOARD}?q=twice"):
        page = browser.get(address).content.decode()
        assert "In this stage for 21 days; usual are 10." in page
        assert "The close date was moved later 2 times." in page
        assert "In this stage for 20 days" not in page


def test_only_a_move_to_a_later_day_of_an_open_one_is_a_push(anna):
    day = timezone.localdate()
    row = make.opportunity(responsible=anna)

    def move(**changes):
        fresh(row).revise(changes, by=anna)
        return fresh(row).close_pushed

    assert move(expected_close_on=day) == 0  # a first date
    assert move(expected_close_on=day + timedelta(days=7)) == 1
    assert move(expected_close_on=day + timedelta(days=7)) == 1  # nothing twice
    assert move(expected_close_on=day + timedelta(days=3)) == 1  # earlier
    assert move(expected_close_on=day + timedelta(days=9), stage=make.stage("Won")) == 1
    assert move(expected_close_on=day + timedelta(days=20)) == 1  # it is closed
    assert move(stage=make.stage(), expected_close_on=day + timedelta(days=30)) == 1  # it was
    assert move(expected_close_on=None) == 1
    assert move(expected_close_on=day) == 1
    assert move(expected_close_on=day + timedelta(days=1)) == 2
    # What history tells of it comes to the same.
    Opportunity.objects.update(close_pushed=0)
    migration = import_module("opportunities.migrations.0020_count_the_moves_of_close_dates")
    migration.count(apps, SimpleNamespace(connection=connection))
    assert fresh(row).close_pushed == 2


def test_what_is_usual_is_the_median_of_those_that_moved_on(anna):
    first, second = make.stage(), make.stage("Qualified")
    now = timezone.now()
    for number in range(measuring.ENOUGH):
        row = make.opportunity(responsible=anna)
        row.events.update(happened_at=now - timedelta(days=2 * number + 1))
        fresh(row).revise({"stage": second}, by=anna)
        # One that is given up says nothing of what is usual.
        fresh(row).revise({"stage": make.stage("Lost")}, by=anna)
        # What not everybody sees is told to nobody, not by a median either.
        hidden = make.opportunity(responsible=anna, restricted=True)
        hidden.events.update(happened_at=now - timedelta(days=300))
        fresh(hidden).revise({"stage": second}, by=anna)
    measuring.measure_stages(timezone.now())
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.measured_days, second.measured_days) == (measuring.ENOUGH, None)
