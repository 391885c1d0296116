"""Who may see and change a task: what it is about decides, and for a task about nothing, whose it is."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from core.sharing import VIEW, Grant
from history.models import Event
from tasks.assignees import assignable
from tasks.models import Task
from tests import make


@pytest.fixture
def everybody(anna, ben, carla, dora, otto, rita):
    return [anna, ben, carla, dora, otto, rita, make.user("nobody", role=None)]


def names(people) -> set[str]:
    return {person.username for person in people}


def who_sees(task, people) -> set[str]:
    return names(person for person in people if Task.objects.visible_to(person).filter(pk=task.pk).exists())


def who_edits(task, people) -> set[str]:
    return names(person for person in people if Task.objects.editable_by(person).filter(pk=task.pk).exists())


def test_a_task_of_a_restricted_opportunity_is_seen_with_it(restricted, anna, everybody):
    task = make.task(by=anna, opportunity=restricted)
    assert who_sees(task, everybody) == {"anna", "ben", "carla", "dora"}
    assert who_edits(task, everybody) == {"anna", "carla", "dora"}


def test_a_task_of_an_open_opportunity_is_seen_by_everybody_with_a_role(opportunity, anna, everybody):
    task = make.task(by=anna, opportunity=opportunity)
    assert who_sees(task, everybody) == {"anna", "ben", "carla", "dora", "otto", "rita"}
    assert who_edits(task, everybody) == {"anna", "ben", "carla", "dora", "otto"}


def test_a_task_of_a_contact_is_seen_by_everybody_with_a_role(anna, everybody):
    task = make.task(by=anna, contact=make.company(by=anna))
    assert who_sees(task, everybody) == {"anna", "ben", "carla", "dora", "otto", "rita"}


def test_a_task_about_nothing_is_seen_by_assignee_creator_and_administrators(anna, ben, everybody):
    task = make.task(by=anna, assignee=ben)
    assert who_sees(task, everybody) == {"anna", "ben", "dora"}
    assert who_edits(task, everybody) == {"anna", "ben", "dora"}


def test_whoever_only_views_the_opportunity_may_change_the_task_that_is_theirs(restricted, anna, ben):
    assert not Task.objects.editable_by(ben).filter(pk=make.task(by=anna, opportunity=restricted).pk).exists()
    theirs = make.task(by=anna, opportunity=restricted, assignee=ben)
    assert Task.objects.editable_by(ben).filter(pk=theirs.pk).exists()


def test_a_role_that_only_reads_caps_what_one_may_do_with_ones_own_task(anna, rita):
    task = make.task(by=anna)
    Task.objects.filter(pk=task.pk).update(assignee=rita)
    assert Task.objects.visible_to(rita).filter(pk=task.pk).exists()
    assert not Task.objects.editable_by(rita).exists()


def test_an_assignee_who_loses_access_sees_the_task_no_more_but_it_stays_theirs(restricted, anna, carla):
    task = make.task(by=anna, opportunity=restricted, assignee=carla)
    restricted.revise({"grants": []}, by=anna)
    assert not Task.objects.visible_to(carla).exists()
    assert Task.objects.get(pk=task.pk).assignee == carla


def test_the_inverse_agrees(restricted, opportunity, anna, ben, everybody):
    tasks = [
        make.task(by=anna, opportunity=restricted),
        make.task(by=anna, opportunity=opportunity),
        make.task(by=anna, contact=make.company(by=anna)),
        make.task(by=anna, assignee=ben),
    ]
    for task in tasks:
        assert names(User.objects.who_may_see(task)) == who_sees(task, everybody)


def test_only_who_may_see_the_opportunity_can_be_chosen(restricted, anna, everybody):
    assert names(assignable(restricted)) == {"anna", "ben", "carla", "dora"}
    assert names(assignable()) == {"anna", "ben", "carla", "dora", "otto"}


def test_the_verb_refuses_an_assignee_who_may_not_see_it(restricted, anna, otto):
    with pytest.raises(ValidationError) as refused:
        make.task(by=anna, opportunity=restricted, assignee=otto)
    assert list(refused.value.error_dict) == ["assignee"]
    task = make.task(by=anna, opportunity=restricted)
    with pytest.raises(ValidationError):
        task.revise({"assignee": otto}, by=anna)
    assert Task.objects.get().assignee == anna


def test_the_verb_refuses_readers_and_the_deactivated(anna, rita, ben, dora):
    ben.deactivate(by=dora)
    for person in (rita, User.objects.get(pk=ben.pk)):
        with pytest.raises(ValidationError):
            make.task(by=anna, assignee=person)
    assert not Task.objects.exists()


def test_moving_a_task_to_an_opportunity_that_its_assignee_may_not_see_is_refused(restricted, anna, otto):
    task = make.task(by=anna, assignee=otto)
    with pytest.raises(ValidationError):
        task.revise({"opportunity": restricted}, by=anna)
    assert Task.objects.get().opportunity is None


def test_its_history_is_read_where_the_task_is(restricted, anna, otto, ben):
    make.task(by=anna, opportunity=restricted, title="Vertrauliches")
    assert "Vertrauliches" in " ".join(str(event) for event in Event.objects.visible_to(ben))
    assert "Vertrauliches" not in " ".join(str(event) for event in Event.objects.visible_to(otto))


def test_a_grant_gives_it_back(restricted, anna, otto):
    task = make.task(by=anna, opportunity=restricted)
    restricted.revise({"restricted": True, "grants": [Grant(otto, VIEW)]}, by=anna)
    assert Task.objects.visible_to(otto).get() == task


@pytest.fixture
def theirs(restricted, anna, ben):
    """A task of ben's on an opportunity that he may only view."""
    return make.task(by=anna, opportunity=restricted, assignee=ben, title="Bens Aufgabe")


def test_who_only_views_the_opportunity_closes_their_task_but_puts_no_next_one_there(theirs, ben, as_):
    client = as_(ben)
    closed = client.post(f"/tasks/{theirs.public_id}/close/", follow=True)
    assert b"next_title" not in closed.content
    following = {"result": "Erledigt", "next_title": "Untergeschoben", "next_due_on": "2031-03-01"}
    client.post(f"/tasks/{theirs.public_id}/report/", following)
    theirs.refresh_from_db()
    assert theirs.result == "Erledigt"
    assert Task.objects.get() == theirs
    assert not Event.objects.filter(subject_label="Untergeschoben").exists()


def test_the_verb_refuses_the_next_task_where_one_may_not_put_one(theirs, ben):
    theirs.close(by=ben)
    with pytest.raises(ValidationError) as refused:
        theirs.follow_up(by=ben, next_task={"title": "Nächste", "due_on": theirs.due_on})
    assert list(refused.value.error_dict) == ["opportunity"]
    assert Task.objects.count() == 1


def test_who_may_edit_the_opportunity_puts_the_next_one_there(restricted, anna, carla):
    task = make.task(by=anna, opportunity=restricted, assignee=carla)
    task.close(by=carla)
    assert task.follow_up(by=carla, next_task={"title": "Nächste", "due_on": task.due_on}).opportunity == restricted


def test_a_task_is_not_moved_to_an_opportunity_that_one_may_only_view(restricted, ben):
    task = make.task(by=ben)
    with pytest.raises(ValidationError) as refused:
        task.revise({"opportunity": restricted}, by=ben)
    assert list(refused.value.error_dict) == ["opportunity"]
    assert Task.objects.get().opportunity is None


def test_who_only_views_the_opportunity_does_not_delete_the_task_that_others_made(theirs, ben, as_):
    client = as_(ben)
    for answer in (client.get(f"/tasks/{theirs.public_id}/delete/"), client.post(f"/tasks/{theirs.public_id}/delete/")):
        assert answer.status_code == 403
    assert Task.objects.exists()
    assert b"/delete/" not in client.get(theirs.get_absolute_url()).content


def test_who_made_it_and_who_may_change_what_it_is_about_delete_it(theirs, restricted, anna, ben, carla, everybody):
    own = make.task(by=anna, assignee=ben)
    may = {
        task: {p.username for p in everybody if Task.objects.removable_by(p).filter(pk=task.pk).exists()}
        for task in (theirs, own)
    }
    assert may == {theirs: {"anna", "carla", "dora"}, own: {"anna", "ben", "dora"}}
    Task.objects.filter(pk=theirs.pk).update(created_by=ben)
    assert Task.objects.removable_by(ben).filter(pk=theirs.pk).exists()
