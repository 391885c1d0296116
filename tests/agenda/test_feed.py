"""The private feed: a secret address for calendar programs, which shows what its person may see at every call."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from accounts.models import User
from agenda.ical import calendar_of
from agenda.models import CalendarFeed
from core.sharing import VIEW, Grant
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def subscribe(as_):
    """Make the address of a person's feed, as its page shows it."""

    def renew(person):
        page = as_(person).post("/calendar/feed/renew/").content.decode()
        return re.search(r"https?://[^/]+(/calendar/feed/[\w-]+\.ics)", page)[1]

    return renew


def fetched(address, **headers):
    return Client().get(address, headers=headers)


def events(answer):
    return {str(event["summary"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_it_holds_ones_tasks_and_close_dates_as_programs_read_them(subscribe, anna, ben):
    User.objects.filter(pk=anna.pk).update(language="en")
    day = timezone.localdate() + timedelta(days=3)
    row = make.opportunity(responsible=anna, title="Dach; Halle, Nord\\Süd", expected_close_on=day)
    make.task(by=anna, title="Anrufen", due_on=day, due_time=time(14, 30), due_zone="Europe/Berlin", opportunity=row)
    make.task(by=anna, title="Ganztags", due_on=day)
    make.task(by=ben, title="Fremd", due_on=day)
    answer = fetched(subscribe(anna))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in answer["Cache-Control"]
    found = events(answer)
    assert set(found) == {"Close date: Dach; Halle, Nord\\Süd", "Anrufen", "Ganztags"}
    assert found["Ganztags"]["dtstart"].dt == day
    assert found["Anrufen"]["dtstart"].dt == datetime.combine(day, time(14, 30), tzinfo=timezone.get_default_timezone())
    assert found["Anrufen"]["dtstart"].dt.utcoffset() == timedelta(0)
    assert b"Dach\\; Halle\\, Nord\\\\S" in answer.content.replace(b"\r\n ", b"")
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))


def test_the_same_calendar_is_not_sent_twice(subscribe, anna):
    make.task(by=anna, title="Anrufen", due_on=timezone.localdate())
    address = subscribe(anna)
    first = fetched(address)
    assert fetched(address, **{"if-none-match": first["ETag"]}).status_code == 304
    make.task(by=anna, due_on=timezone.localdate())
    changed = fetched(address, **{"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert events(changed)["Anrufen"]["uid"] == events(first)["Anrufen"]["uid"]


def test_access_is_asked_at_every_call(subscribe, restricted, anna, dora, ben):
    task = make.task(by=anna, opportunity=restricted, title="Geheim", assignee=ben, due_on=timezone.localdate())
    address = subscribe(ben)
    assert "Geheim" in events(fetched(address))
    restricted.revise({"grants": [Grant(anna, VIEW)]}, by=anna)
    assert task.assignee == ben
    assert not events(fetched(address))
    ben.deactivate(by=dora)
    assert fetched(address).status_code == 404


def test_a_new_address_ends_the_former_one_and_none_is_kept(subscribe, anna, as_):
    former, address = subscribe(anna), subscribe(anna)
    assert fetched(former).status_code == 404
    assert fetched(address).status_code == 200
    token = address.split("/")[-1].removesuffix(".ics")
    assert token not in CalendarFeed.objects.get().token_hash
    assert token not in as_(anna).get("/calendar/feed/").content.decode()
    as_(anna).post("/calendar/feed/revoke/")
    assert fetched(address).status_code == 404
    assert fetched("/calendar/feed/x.ics").status_code == 404


def test_summer_time_is_right(anna):
    for day in (28, 29):
        make.task(by=anna, title=str(day), due_on=date(2026, 3, day), due_time=time(9), due_zone="Europe/Berlin")
    file = calendar_of(anna, datetime(2026, 3, 28, 12, tzinfo=UTC))
    found = {str(event["summary"]): event["dtstart"].dt for event in Calendar.from_ical(file).walk("VEVENT")}
    assert [found[day].hour for day in ("28", "29")] == [8, 7]
