"""When a task is due: right in every time zone, and in the nights in which the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tasks.due import due_instant, instant, remind_instant
from tasks.models import Task
from tests import make

BERLIN = "Europe/Berlin"


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "at", "zone", "expected"),
    [
        (date(2026, 1, 15), time(14), BERLIN, utc(2026, 1, 15, 13)),
        (date(2026, 7, 15), time(14), BERLIN, utc(2026, 7, 15, 12)),
        # 29 March 2026: the clocks go from 2:00 to 3:00, so that there is no 2:30.
        (date(2026, 3, 29), time(1, 59), BERLIN, utc(2026, 3, 29, 0, 59)),
        (date(2026, 3, 29), time(2, 30), BERLIN, utc(2026, 3, 29, 1, 30)),
        (date(2026, 3, 29), time(3), BERLIN, utc(2026, 3, 29, 1)),
        # 25 October 2026: 2:30 comes twice, and the first is meant.
        (date(2026, 10, 25), time(2, 30), BERLIN, utc(2026, 10, 25, 0, 30)),
        (date(2026, 10, 25), time(3), BERLIN, utc(2026, 10, 25, 2)),
        (date(2026, 7, 15), time(14), "America/New_York", utc(2026, 7, 15, 18)),
    ],
)
def test_a_time_of_day_is_an_instant(day, at, zone, expected):
    assert instant(day, at, zone) == expected


def test_a_whole_day_ends_when_the_next_begins_also_when_it_has_23_hours():
    assert due_instant(date(2026, 3, 29), None, BERLIN) == utc(2026, 3, 29, 22)
    assert due_instant(date(2026, 3, 28), None, BERLIN) == utc(2026, 3, 28, 23)


def test_a_reminder_counts_back_from_the_time():
    assert remind_instant(date(2026, 7, 15), time(14), BERLIN, 30) == utc(2026, 7, 15, 11, 30)


def test_a_reminder_of_a_whole_day_counts_back_from_nine():
    assert remind_instant(date(2026, 7, 15), None, BERLIN, 60) == utc(2026, 7, 15, 6)


def test_one_day_before_is_the_same_time_of_day_whatever_the_clocks_did():
    assert remind_instant(date(2026, 3, 29), time(9), BERLIN, 24 * 60) == utc(2026, 3, 28, 8)
    assert remind_instant(date(2026, 3, 30), time(9), BERLIN, 2 * 24 * 60) == utc(2026, 3, 28, 8)


def test_today_is_not_overdue(anna):
    now = timezone.localtime()
    task = make.task(by=anna, due_on=now.date())
    assert not task.is_overdue(now)
    assert list(Task.objects.due_today(now)) == [task]
    assert not Task.objects.overdue(now).exists()


def test_yesterday_is_overdue_until_it_is_closed(anna):
    now = timezone.localtime()
    task = make.task(by=anna, due_on=now.date() - timedelta(days=1))
    assert task.is_overdue(now)
    assert list(Task.objects.overdue(now)) == [task]
    task.close(by=anna)
    assert not task.is_overdue(now)
    assert not Task.objects.overdue(now).exists()


def test_a_time_is_over_for_everybody_at_once_a_whole_day_by_each_readers_calendar(anna):
    timed = make.task(by=anna, due_on=date(2026, 7, 15), due_time=time(14), due_zone=BERLIN)
    whole = make.task(by=anna, due_on=date(2026, 7, 15), due_zone=BERLIN)
    instant_after = utc(2026, 7, 15, 23)
    in_berlin = instant_after.astimezone(ZoneInfo(BERLIN))  # 1:00 on the 16th
    in_new_york = instant_after.astimezone(ZoneInfo("America/New_York"))  # 19:00 on the 15th
    assert timed.is_overdue(in_berlin)
    assert timed.is_overdue(in_new_york)
    assert whole.is_overdue(in_berlin)
    assert not whole.is_overdue(in_new_york)
    assert set(Task.objects.overdue(in_new_york)) == {timed}
    assert set(Task.objects.due_today(in_new_york)) == {whole}


def test_the_counts_and_the_questions_agree(anna):
    now = timezone.localtime().replace(hour=12, minute=0)
    for days in (-2, 0, 3):
        for at in (None, time(8), time(18)):
            make.task(by=anna, due_on=now.date() + timedelta(days=days), due_time=at)
    make.task(by=anna).close(by=anna)
    rows = Task.objects.all()
    asked = {"overdue": rows.overdue(now), "today": rows.due_today(now), "upcoming": rows.upcoming(now)}
    assert rows.counts(now) == {word: found.count() for word, found in asked.items()} | {"open": 9, "closed": 1}
    assert sum(found.count() for found in asked.values()) == 9
