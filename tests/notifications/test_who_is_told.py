"""Which deed tells whom: in the app and by mail, never the one who did it."""

from datetime import date, time

import pytest
from django.utils import translation

from accounts.models import User
from core.sharing import VIEW, Grant
from history.models import EventCategory, record, record_many
from history.models import event as pending_event
from history.verbs import ADDED
from imports import verbs as imports
from imports.models import ImportRun
from notifications.models import Notification
from notifications.receivers import whoever_was_named_is_told
from opportunities import verbs
from tests import make

pytestmark = pytest.mark.django_db


def told() -> set[tuple[str, str, str]]:
    """Return who was told what, by which channel."""
    return set(Notification.objects.values_list("recipient__username", "kind", "channel"))


def both(username: str, kind: str) -> set[tuple[str, str, str]]:
    return {(username, kind, "in_app"), (username, kind, "mail")}


def test_whoever_becomes_responsible_is_told(opportunity, anna, carla):
    opportunity.revise({"responsible": carla}, by=anna)
    assert told() == both("carla", "responsible")


def test_an_opportunity_made_for_somebody_else_tells_them(anna, ben):
    make.opportunity(responsible=ben, by=anna)
    assert told() == both("ben", "responsible")


def test_nobody_is_told_of_their_own_deeds(opportunity, anna):
    opportunity.revise({"title": "Neu", "responsible": anna}, by=anna)
    assert told() == set()


def test_the_newly_granted_are_told_and_the_others_are_not_told_again(restricted, anna, ben, carla, otto):
    Notification.objects.all().delete()
    grants = [Grant(ben, VIEW), Grant(carla, VIEW), Grant(otto, VIEW)]
    restricted.revise({"restricted": True, "grants": grants}, by=anna)
    assert told() == both("otto", "granted")


def test_the_members_of_a_newly_granted_team_are_told(opportunity, anna, ben, carla):
    team = make.team("Nord", members=[ben, anna])
    opportunity.revise({"restricted": True, "grants": [Grant(team, VIEW)]}, by=anna)
    assert told() == both("ben", "granted")


def test_becoming_responsible_and_being_granted_at_once_is_told_once(anna, ben):
    make.opportunity(responsible=ben, by=anna, viewers=[ben])
    assert told() == both("ben", "responsible")


def test_whoever_is_named_on_an_event_is_told(opportunity, anna, ben):
    note = EventCategory.objects.first()
    record(ADDED, opportunity, by=anna, page=opportunity, text="Hallo", category=note, recipients=[ben, anna])
    assert told() == both("ben", "named")


def test_whoever_is_given_a_task_is_told(opportunity, anna, ben):
    task = make.task(by=anna, assignee=ben, opportunity=opportunity)
    assert told() == both("ben", "assigned")
    task.revise({"assignee": anna}, by=ben)
    assert told() == both("ben", "assigned") | both("anna", "assigned")


def test_a_task_for_oneself_tells_nobody(opportunity, anna):
    make.task(by=anna, assignee=anna, opportunity=opportunity)
    assert told() == set()


def test_a_finished_import_tells_its_owner_once(anna, as_):
    run = ImportRun.objects.create(owner=anna, target="opportunities", original_name="messe.csv", sha256="0")
    counts = {"file": "messe.csv", "created": 8800, "updated": 40, "refused": 3, "beside": {}}
    record(imports.FINISHED, run, by=anna, page=run, particulars=counts)
    assert told() == both("anna", "imported")
    page = as_(anna).get("/notifications/").content.decode()
    assert "Your import “messe.csv” has finished. Created: 8,800, updated: 40, refused: 3." in page


def test_an_imported_opportunity_tells_nobody(opportunity, anna):
    particulars = {"file": "a.csv", "line": 2}
    record(verbs.IMPORTED, opportunity, by=anna, page=opportunity, particulars=particulars)
    assert told() == set()


def test_a_person_without_a_role_or_deactivated_is_not_told(opportunity, anna, dora):
    away, roleless = make.user("away"), make.user("roleless", role=None)
    away.deactivate(by=dora)
    record(ADDED, opportunity, by=anna, page=opportunity, recipients=[away, roleless])
    assert told() == set()


def test_a_person_without_an_address_is_told_in_the_app_only(opportunity, anna, ben):
    User.objects.filter(pk=ben.pk).update(email="")
    record(ADDED, opportunity, by=anna, page=opportunity, recipients=[ben])
    assert told() == {("ben", "named", "in_app")}


def test_what_is_rolled_back_is_told_to_nobody(opportunity, anna, carla):
    with pytest.raises(Exception, match="person cannot be responsible"):
        opportunity.revise({"responsible": make.user("reader", role=None)}, by=anna)
    assert told() == set()


def test_many_events_are_told_by_few_queries(anna, ben, django_assert_max_num_queries):
    opportunities = [make.opportunity(responsible=anna) for _number in range(12)]
    particulars = {"from": {"user": anna.pk, "name": "a"}, "to": {"user": ben.pk, "name": "b"}}
    events = [
        pending_event(verbs.RESPONSIBLE_CHANGED, row, by=anna, page=row, particulars=particulars)
        for row in opportunities
    ]
    with django_assert_max_num_queries(12):
        record_many(events)
    assert Notification.objects.count() == 24


def test_the_same_event_heard_twice_tells_once(opportunity, anna, ben):
    event = record(ADDED, opportunity, by=anna, page=opportunity, recipients=[ben])
    whoever_was_named_is_told([event])
    assert Notification.objects.count() == 2


def test_a_removed_note_takes_its_notifications_with_it(opportunity, anna, ben):
    note = EventCategory.objects.first()
    event = record(ADDED, opportunity, by=anna, page=opportunity, category=note, recipients=[ben])
    event.remove(by=anna)
    assert told() == set()


def test_a_deleted_opportunity_takes_its_notifications_with_it(opportunity, anna, ben):
    record(ADDED, opportunity, by=anna, page=opportunity, recipients=[ben])
    opportunity.delete_with_all(by=anna)
    assert told() == set()


def test_whoever_is_given_a_task_is_told_the_time_it_is_due(opportunity, anna, ben, carla):
    due = {"due_on": date(2026, 11, 30), "due_time": time(14, 30)}
    task = make.task(by=anna, assignee=ben, opportunity=opportunity, title="Anrufen", **due)
    task.revise({"assignee": carla}, by=anna)
    with translation.override("de"):
        sentences = [row.sentence for row in Notification.objects.filter(kind="assigned", channel="in_app")]
        assert len(sentences) == 2
        assert all("fällig: 30.11.2026, 14:30" in sentence for sentence in sentences)
        created = task.page.events.get(verb="tasks.created").sentence
    assert "30.11.2026, 14:30" in created
