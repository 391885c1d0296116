"""In which order rows are locked: what a task is about before the task, as whoever deletes an opportunity does."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks.models import Task
from tests import make

DEEDS = {
    "revise": lambda task, by: task.revise({"title": "Neu"}, by=by),
    "close": lambda task, by: task.close(by=by),
    "report": lambda task, by: task.report("Erledigt", by=by),
    "reopen": lambda task, by: task.reopen(by=by),
    "remove": lambda task, by: task.remove(by=by),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_what_a_task_is_about_is_read_under_lock_before_the_task(deed, anna, opportunity):
    task = make.task(by=anna, opportunity=opportunity)
    if deed in ("report", "reopen"):
        task.close(by=anna)
    task = Task.objects.for_list().get(pk=task.pk)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        DEEDS[deed](task, anna)
    assert tables(asked)[:2] == ["opportunities_opportunity", "tasks_task"]


def test_a_new_task_locks_what_it_is_to_be_about_first(anna, opportunity):
    make.stage()
    with CaptureQueriesContext(connection) as asked:
        make.task(by=anna, opportunity=opportunity)
    assert list(dict.fromkeys(tables(asked))) == ["opportunities_opportunity", "tasks_task"]


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
def test_whoever_writes_an_event_by_somebody_does_not_wait_for_a_change_of_that_person(anna, opportunity):
    with CaptureQueriesContext(connection) as asked:
        anna.revise({"first_name": "Annette"}, by=anna)
        opportunity.revise({"title": "Neu"}, by=anna)
    locks = [query["sql"] for query in asked.captured_queries if " FOR " in query["sql"]]
    assert len(locks) >= 3
    assert all("FOR NO KEY UPDATE" in sql for sql in locks)


def tables(asked) -> list[str]:
    """Return the tables of opportunities and tasks in the order in which they were read or written."""
    known = ("opportunities_opportunity", "tasks_task")
    found = []
    for query in asked.captured_queries:
        words = query["sql"].replace('"', " ").split()
        verb = next((word for word in words if word in ("FROM", "INTO", "UPDATE")), "")
        table = words[words.index(verb) + 1] if verb else ""
        if table in known:
            found.append(table)
    return found
