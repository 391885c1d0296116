"""Closing a task right there, in its list; what came of it; and what comes next."""

from collections import Counter

import pytest
from django.utils import timezone

from history.models import Event
from opportunities.models import Opportunity
from tasks.models import Task
from tests import make

HTMX = {"hx-request": "true"}


@pytest.fixture
def task(anna, opportunity):
    return make.task(by=anna, opportunity=opportunity, title="Anrufen")


def close(client, task, **more):
    return client.post(f"/tasks/{task.public_id}/close/", {"next": f"/tasks/opportunity/{_tab(task)}/"} | more)


def told():
    """Return how often each thing was recorded of tasks."""
    return Counter(Event.objects.filter(verb__startswith="tasks.").values_list("verb", flat=True))


def _tab(task) -> str:
    return task.opportunity.public_id


def test_it_closes_and_says_who_and_when(task, anna, as_):
    before = timezone.now()
    answer = close(as_(anna), task)
    task.refresh_from_db()
    assert task.closed_by == anna
    assert before <= task.closed_at <= timezone.now()
    assert answer.url == f"/tasks/opportunity/{_tab(task)}/?closed={task.public_id}#task-{task.public_id}"


def test_without_script_the_list_offers_what_comes_next(task, anna, as_):
    client = as_(anna)
    page = client.get(close(client, task).url)
    assert f'id="report-{task.public_id}"' in page.content.decode()


def test_with_htmx_the_line_is_answered_with_the_same_offer(task, anna, as_):
    answer = as_(anna, **HTMX).post(f"/tasks/{task.public_id}/close/", {"next": "/tasks/"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.lstrip().startswith(f'<li id="task-{task.public_id}"')
    assert f'id="report-{task.public_id}"' in page


def test_it_is_recorded_once_on_the_opportunitys_page(task, opportunity, anna, as_):
    close(as_(anna), task)
    close(as_(anna), task)
    assert Event.objects.on_page(opportunity).filter(verb="tasks.closed").count() == 1
    assert Event.objects.get(verb="tasks.closed").sentence == "closed the task “Anrufen”"


def test_it_does_nothing_twice(task, anna, ben):
    assert task.close(by=anna)
    first = Task.objects.get()
    assert not task.close(by=ben)
    again = Task.objects.get()
    assert (again.closed_by, again.closed_at, again.version) == (anna, first.closed_at, first.version)


def test_it_moves_the_last_activity_never_the_version(task, opportunity, anna):
    before = Opportunity.objects.get()
    task.close(by=anna)
    after = Opportunity.objects.get()
    assert after.last_activity_at > before.last_activity_at
    assert after.version == before.version


def test_whoever_made_it_or_is_to_do_it_may_close_what_they_only_view(restricted, anna, ben, as_):
    task = make.task(by=anna, opportunity=restricted, assignee=ben)
    assert close(as_(ben), task).status_code == 302
    assert Task.objects.get().closed_by == ben


def test_a_reader_may_not(restricted, anna, ben, as_):
    task = make.task(by=anna, opportunity=restricted)
    assert close(as_(ben), task).status_code == 403
    assert not Task.objects.get().is_closed


def test_an_outsider_cannot_see_it(restricted, anna, otto, as_):
    task = make.task(by=anna, opportunity=restricted)
    assert close(as_(otto), task).status_code == 404
    assert not Task.objects.get().is_closed


def test_a_link_does_not_close(task, anna, as_):
    assert as_(anna).get(f"/tasks/{task.public_id}/close/").status_code == 405


# What came of it


def report(client, task, **typed):
    return client.post(f"/tasks/{task.public_id}/report/", {"next": "/tasks/"} | typed)


def test_the_result_stands_on_the_task_and_in_the_history(task, opportunity, anna, as_):
    task.close(by=anna)
    report(as_(anna), task, result="Ruft zurück")
    assert Task.objects.get().result == "Ruft zurück"
    assert "Ruft zurück" in [event.text for event in Event.objects.on_page(opportunity)]


def test_the_same_result_again_is_not_recorded_again(task, anna):
    task.close(by=anna)
    assert task.report("Ruft zurück", by=anna)
    before = Task.objects.values().get()
    assert not task.report("Ruft zurück", by=anna)
    assert not task.report("", by=anna)
    assert Task.objects.values().get() == before
    assert told() == {"tasks.created": 1, "tasks.closed": 1, "tasks.reported": 1}


def test_an_open_task_has_no_result(task, anna):
    assert not task.report("Ruft zurück", by=anna)
    assert told() == {"tasks.created": 1}


def test_the_next_task_is_about_the_same_and_mine(task, opportunity, anna, ben, as_):
    task.close(by=anna)
    answer = report(as_(ben), task, next_title="Nachfassen", next_due_on="2030-02-01")
    assert answer.url == "/tasks/"
    following = Task.objects.get(title="Nachfassen")
    assert (following.opportunity, following.assignee, following.category) == (opportunity, ben, task.category)


def test_the_next_task_can_be_given_at_closing(task, opportunity, anna):
    assert task.close(by=anna, result="Gut", next_task={"title": "Weiter", "due_on": timezone.localdate()})
    assert Task.objects.get(title="Weiter").opportunity == opportunity
    assert not task.close(by=anna, next_task={"title": "Noch einmal", "due_on": timezone.localdate()})
    assert not Task.objects.filter(title="Noch einmal").exists()


def test_a_report_posted_twice_makes_one_next_task(task, anna, as_):
    task.close(by=anna)
    client = as_(anna)
    for _time in range(2):
        report(client, task, next_title="Nachfassen", next_due_on="2030-02-01", form_key="1" * 32)
    assert Task.objects.filter(title="Nachfassen").count() == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"next_title": "Nachfassen"}, "next_due_on"),
        ({"next_due_on": "2030-02-01"}, "next_title"),
        ({"next_title": "Nachfassen", "next_due_on": "2030-02-31"}, "next_due_on"),
        ({"next_title": "x" * 10_000, "next_due_on": "2030-02-01"}, "next_title"),
        ({"result": "null\0"}, "result"),
    ],
)
def test_bad_input_is_the_fields_error_and_nothing_is_half_written(typed, field, task, anna, as_):
    task.close(by=anna)
    for headers in ({}, HTMX):
        answer = report(as_(anna, **headers), task, **({"result": "Ergebnis"} | typed))
        assert answer.status_code == 422
        assert field in answer.context["line"].report.errors
    assert Task.objects.get().result == ""


def test_an_outsider_cannot_report(restricted, anna, ben, otto, as_):
    task = make.task(by=anna, opportunity=restricted)
    task.close(by=anna)
    assert report(as_(otto), task, result="x").status_code == 404
    assert report(as_(ben), task, result="x").status_code == 403
    assert Task.objects.get().result == ""
    assert told() == {"tasks.created": 1, "tasks.closed": 1}


# And open again


def test_reopening_clears_who_and_when_and_is_recorded(task, opportunity, anna, as_):
    task.close(by=anna, result="Ergebnis")
    as_(anna).post(f"/tasks/{task.public_id}/reopen/", {"next": "/tasks/"})
    reopened = Task.objects.get()
    assert (reopened.closed_at, reopened.closed_by, reopened.result) == (None, None, "")
    assert Event.objects.on_page(opportunity).filter(verb="tasks.reopened").count() == 1
    assert Event.objects.on_page(opportunity).get(verb="tasks.closed").text == "Ergebnis"


def test_reopening_does_nothing_twice(task, anna):
    assert not task.reopen(by=anna)
    task.close(by=anna)
    assert task.reopen(by=anna)
    assert not task.reopen(by=anna)
    assert told() == {"tasks.created": 1, "tasks.closed": 1, "tasks.reopened": 1}


def test_a_reader_may_not_reopen_and_an_outsider_cannot_see_it(restricted, anna, ben, otto, as_):
    task = make.task(by=anna, opportunity=restricted)
    task.close(by=anna)
    assert as_(ben).post(f"/tasks/{task.public_id}/reopen/").status_code == 403
    assert as_(otto).post(f"/tasks/{task.public_id}/reopen/").status_code == 404
    assert Task.objects.get().is_closed
    assert told() == {"tasks.created": 1, "tasks.closed": 1}
