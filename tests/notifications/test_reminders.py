"""Reminders of tasks: once, at their time, to the assignee."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from accounts.models import User
from core.sharing import VIEW, Grant
from jobs import slices
from jobs.models import Job
from notifications.models import Notification
from notifications.reminders import remind
from tasks.models import Task
from tests import make

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")


def clock_ticks() -> None:
    remind(slices.Slice(Job()))


def reminders() -> list[Notification]:
    return list(Notification.objects.filter(kind="reminder", channel="in_app").order_by("pk"))


@pytest.fixture
def task(anna, ben, opportunity):
    """A task of ben's, due in ten minutes, of which he is to be reminded a quarter of an hour before."""
    due = timezone.now().astimezone(BERLIN) + timedelta(minutes=10)
    return make.task(
        by=anna,
        assignee=ben,
        opportunity=opportunity,
        title="Anrufen",
        due_on=due.date(),
        due_time=due.time().replace(second=0, microsecond=0),
        due_zone="Europe/Berlin",
        remind_minutes=15,
    )


def test_the_assignee_is_reminded_once(task, ben):
    clock_ticks()
    clock_ticks()
    [reminder] = reminders()
    assert reminder.recipient == ben
    assert reminder.page == task
    assert reminder.target == task.get_absolute_url()
    assert Notification.objects.filter(kind="reminder", channel="mail").count() == 1


def test_it_says_what_is_due_and_when_by_the_readers_clock(task, ben):
    clock_ticks()
    with translation.override("en"), timezone.override(ZoneInfo("America/New_York")):
        local = task.due_at.astimezone(ZoneInfo("America/New_York"))
        assert f"{local:%H:%M}" in reminders()[0].sentence
        assert "Anrufen" in reminders()[0].sentence


def test_a_whole_day_is_named_as_the_day(anna):
    today = timezone.localdate()
    task = make.task(by=anna, title="Messe", due_on=today, remind_minutes=5)
    Task.objects.filter(pk=task.pk).update(remind_at=timezone.now())
    clock_ticks()
    with translation.override("de"):
        assert reminders()[0].sentence.endswith(f"{today:%d.%m.%Y}")


def test_it_is_not_yet_time(task):
    Task.objects.update(remind_at=timezone.now() + timedelta(minutes=1))
    clock_ticks()
    assert reminders() == []


def test_a_closed_task_reminds_nobody(task, ben):
    task.close(by=ben)
    clock_ticks()
    assert reminders() == []


def test_a_task_that_was_moved_reminds_again(task, anna):
    clock_ticks()
    task.revise({"due_time": time(23, 59)}, by=anna)
    Task.objects.update(remind_at=timezone.now())
    clock_ticks()
    assert len(reminders()) == 2


def test_an_assignee_who_lost_access_is_not_reminded(task, opportunity, anna, ben, carla, as_, post):
    clock_ticks()
    opportunity.revise({"restricted": True, "grants": [Grant(carla, VIEW)]}, by=anna)
    assert "Anrufen" not in as_(ben).get("/notifications/").content.decode()
    assert [message.to for message in post()] == [["carla@example.com"]]  # she was granted access


def test_the_subject_of_a_restricted_opportunitys_task_gives_nothing_away(restricted, anna, carla, post):
    post()
    make.task(by=anna, assignee=carla, opportunity=restricted, title="Geheim", remind_minutes=5)
    Task.objects.update(remind_at=timezone.now())
    clock_ticks()
    assigned, reminder = post()
    for message in (assigned, reminder):
        assert "Geheim" not in message.subject
        assert "Geheim" in message.body


def test_the_mail_tells_the_time_by_the_recipients_clock(task, ben, post):
    User.objects.filter(pk=ben.pk).update(time_zone="Asia/Tokyo", language="de")
    post()
    clock_ticks()
    [message] = post()
    local = task.due_at.astimezone(ZoneInfo("Asia/Tokyo"))
    assert f"{local:%d.%m.%Y, %H:%M}" in message.body


def test_it_names_what_the_task_is_about(task, opportunity):
    clock_ticks()
    [reminder] = reminders()
    with translation.override("en"):
        assert f"“Anrufen” ({opportunity.title}) is due" in reminder.sentence
