"""Changing a task: by the form, by one rule, and with somebody else at it."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.editing import Conflict
from history.models import Event
from notifications.models import Notification
from tasks.models import Task
from tests import make


@pytest.fixture
def task(anna, opportunity):
    return make.task(by=anna, opportunity=opportunity, title="Before", due_on=date(2030, 1, 15), due_time=time(14))


def address(task) -> str:
    return f"/tasks/{task.public_id}/edit/"


def typed(task, **changed) -> dict[str, str]:
    fields = {
        "title": task.title,
        "category": task.category_id,
        "due_on": task.due_on.isoformat(),
        "due_time": f"{task.due_time:%H:%M}" if task.due_time else "",
        "assignee": task.assignee.public_id,
        "description": task.description,
        "remind_minutes": task.remind_minutes or "",
        "version": task.version,
    } | changed
    return {name: str(value) for name, value in fields.items()}


def verbs_of(task) -> list[str]:
    return list(Event.objects.about(task).order_by("pk").values_list("verb", flat=True))


def test_it_changes_the_task_and_leads_back_to_the_tab(task, opportunity, anna, as_):
    answer = as_(anna).post(address(task), typed(task, title="After", description="More"))
    assert answer.url == f"/tasks/opportunity/{opportunity.public_id}/"
    task.refresh_from_db()
    assert (task.title, task.description, task.version) == ("After", "More", 2)


def test_it_is_recorded_in_words(task, anna):
    task = task.revise({"title": "After"}, by=anna)
    task = task.revise({"due_on": date(2030, 1, 16)}, by=anna)
    assert verbs_of(task) == ["tasks.created", "tasks.revised", "tasks.revised"]
    renamed, moved = Event.objects.about(task).order_by("pk")[1:]
    assert renamed.sentence == "renamed the task “Before” to “After”"
    assert "15 Jan 2030" in moved.sentence
    assert "16 Jan 2030" in moved.sentence


def test_it_does_nothing_twice(task, anna, as_):
    as_(anna).post(address(task), typed(task))
    task.refresh_from_db()
    assert task.version == 1
    assert verbs_of(task) == ["tasks.created"]


def test_a_reader_may_not(restricted, anna, ben, as_):
    task = make.task(by=anna, opportunity=restricted)
    assert as_(ben).get(address(task)).status_code == 403
    assert as_(ben).post(address(task), typed(task, title="x")).status_code == 403
    assert Task.objects.get().title == task.title


def test_an_outsider_cannot_see_it(restricted, anna, otto, as_):
    task = make.task(by=anna, opportunity=restricted)
    assert as_(otto).get(address(task)).status_code == 404
    assert as_(otto).post(address(task), typed(task, title="x")).status_code == 404
    assert Task.objects.get().title == task.title


def test_who_gets_it_is_told_and_the_event_names_both(task, anna, ben):
    task.revise({"assignee": ben}, by=anna)
    event = Event.objects.about(task).get(verb="tasks.reassigned")
    assert event.sentence == "gave the task “Before” of Anna Test to Ben Test"
    assert event.particulars["assignee"] == {"user": ben.pk, "name": "Ben Test"}
    assert {notification.recipient for notification in Notification.objects.all()} == {ben}


def test_moving_the_time_moves_the_reminder(task, anna):
    task = task.revise({"remind_minutes": 60}, by=anna)
    task = task.revise({"due_time": time(16)}, by=anna)
    assert task.remind_at == task.due_at - timedelta(hours=1)
    task = task.revise({"remind_minutes": None}, by=anna)
    assert task.remind_at is None


@pytest.mark.parametrize("changes", [{"title": " "}, {"due_on": None}, {"remind_minutes": 7}, {"title": "x" * 256}])
def test_the_plan_refuses_what_cannot_be(changes, task, anna):
    with pytest.raises(ValidationError) as refused:
        task.revise(changes, by=anna)
    assert list(refused.value.error_dict) == list(changes)
    assert Task.objects.get().version == 1


def test_a_second_saver_is_told_and_sees_both_and_then_wins(task, anna, ben, as_):
    theirs = typed(task, title="Ben's title")
    task.revise({"title": "Anna's title"}, by=anna)
    answer = as_(ben).post(address(task), theirs)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Anna&#x27;s title" in page
    assert "Ben&#x27;s title" in page
    assert Task.objects.get().title == "Anna's title"
    again = as_(ben).post(address(task), theirs | {"version": answer.context["form"]["version"].value()})
    assert again.status_code == 302
    assert Task.objects.get().title == "Ben's title"


def test_the_verb_raises_for_an_outdated_version(task, anna):
    task.revise({"title": "After"}, by=anna)
    with pytest.raises(Conflict):
        task.revise({"title": "Again"}, by=anna, version=1)


def test_a_reader_in_another_zone_sees_their_own_time_and_saving_does_not_move_it(task, anna, ben, as_):
    ben.time_zone = "America/New_York"
    ben.save()
    client = as_(ben)
    form = client.get(address(task)).context["form"]
    assert form["due_time"].value() == "08:00"
    client.post(address(task), typed(task, title="After", due_time="08:00"))
    after = Task.objects.get()
    assert after.title == "After"
    assert (after.due_at, after.due_zone, after.due_time) == (task.due_at, task.due_zone, time(14))


def test_a_time_that_they_change_is_meant_in_their_zone(task, ben, as_):
    ben.time_zone = "America/New_York"
    ben.save()
    as_(ben).post(address(task), typed(task, due_time="09:00"))
    assert Task.objects.get().due_at == task.due_at + timedelta(hours=1)


def test_an_assignee_who_may_no_longer_take_it_on_stays_until_somebody_else_is_chosen(task, anna, ben, dora, as_):
    task = task.revise({"assignee": ben}, by=anna)
    ben.deactivate(by=dora)
    answer = as_(anna).post(address(task), typed(task, title="After"))
    assert answer.status_code == 302
    assert Task.objects.get().assignee == ben


def test_a_task_about_nothing_can_be_put_to_an_opportunity(opportunity, anna, as_):
    task = make.task(by=anna, due_on=timezone.localdate())
    as_(anna).post(address(task), typed(task, opportunity=opportunity.public_id))
    assert Task.objects.get().opportunity == opportunity


def test_the_form_of_a_task_that_is_gone_is_404(task, anna, as_):
    task.remove(by=anna)
    assert as_(anna).get(address(task)).status_code == 404
