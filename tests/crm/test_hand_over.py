"""A person's work is handed over: what is chosen, to whom, looked at first, at once or by a job, told once."""

import pytest

import jobs
from accounts import actions
from accounts.models import AccountChange
from core.sharing import CHANGE, VIEW, grants_of
from crm import handing_over
from history.models import Event
from jobs import slices
from jobs.models import Job
from notifications.models import Notification
from opportunities.models import Opportunity, SavedView, save_view
from opportunities.models.view import choose
from tests import make

PAGE = "/hand-over/"


@pytest.fixture
def work(anna, ben, carla):
    """Work of anna's: a restricted opportunity with a task, one everybody sees, a task ben may not see, and access."""
    mine = make.opportunity(responsible=anna, title="Vertraulich", restricted=True)
    make.opportunity(responsible=anna, title="Offen")
    make.task(by=anna, opportunity=mine, title="Nachfassen")
    others = make.opportunity(responsible=carla, title="Von Carla", editors=[anna], viewers=[ben])
    hidden = make.opportunity(responsible=carla, title="Verborgen", viewers=[anna])
    make.task(by=carla, opportunity=hidden, assignee=anna, title="Nicht für Ben")
    return others


def held_by(person):
    return sorted(Opportunity.objects.filter(responsible=person).values_list("title", flat=True))


def test_an_administrator_looks_first_and_hands_over_what_is_chosen(anna, ben, dora, work, as_):
    client, address = as_(dora), f"{PAGE}?person={anna.public_id}"
    chosen = {"to": ben.public_id, "what": ["opportunities", "tasks"]}
    page = client.get(address, chosen | {"person": anna.public_id}).content.decode()
    for shown in ("Vertraulich", "Offen", "Nachfassen", "1 stays: Ben Test may not see", "Hand over 3 rows"):
        assert shown in page
    assert "Nicht für Ben" not in page
    assert "Von Carla" not in page
    assert held_by(ben) == []
    assert client.post(address, chosen).status_code == 302
    assert held_by(ben) == ["Offen", "Vertraulich"]
    assert {(grant.grantee, grant.level) for grant in grants_of(work)} == {(anna, CHANGE), (ben, VIEW)}
    (change,) = AccountChange.objects.filter(deed="handed_over")
    assert (change.actor, change.particulars["kinds"]) == (dora, {"opportunities": 2, "tasks": 1})
    (line,) = Notification.objects.filter(recipient=ben, kind="handed_over", channel="in_app")
    assert line.sentence == "2 opportunities and 1 task of Anna Test were handed over to you by Dora Test."
    page = client.post(address, chosen)
    assert page.status_code == 422
    assert "Nothing of this is left" in page.content.decode()
    assert client.post(address, chosen | {"what": ["access"]}).status_code == 302
    assert {(grant.grantee, grant.level) for grant in grants_of(work)} == {(ben, CHANGE)}


def test_people_hand_over_their_own_work_and_nobody_elses(anna, ben, otto, rita, work, as_):
    page = as_(anna).get(PAGE, {"to": ben.public_id, "what": ["opportunities"]}).content.decode()
    assert "Hand over 2 rows" in page
    for person, status in ((otto, 403), (rita, 403)):
        for asked in (as_(person).get, as_(person).post):
            sent = {"to": person.public_id, "person": anna.public_id}
            assert asked(f"{PAGE}?person={anna.public_id}", sent).status_code == status
    assert as_(anna).post(PAGE, {"to": rita.public_id, "what": ["opportunities"]}).status_code == 422
    assert held_by(anna) == ["Offen", "Vertraulich"]
    assert as_(anna).post(PAGE, {"to": ben.public_id, "what": ["opportunities"]}).status_code == 302
    assert held_by(anna) == []


def test_much_work_is_handed_over_by_a_job_and_told_once(anna, ben, dora, work, as_, monkeypatch):
    monkeypatch.setattr(handing_over, "AT_ONCE", 1)
    monkeypatch.setattr(handing_over, "BATCH", 1)
    chosen = {"to": ben.public_id, "what": ["opportunities", "tasks", "access"]}
    page = as_(dora).get(PAGE, chosen | {"person": anna.public_id}).content.decode()
    assert "Hand over 6 rows" in page, "With the access, ben may see what the second task is about."
    answer = as_(dora).post(f"{PAGE}?person={anna.public_id}", chosen)
    assert "/jobs/" in answer["Location"]
    job = Job.objects.get(kind=handing_over.HAND_OVER)
    job.take("test")
    while handing_over.hand_over_by_job(slices.Slice(job, seconds=0)) is jobs.AGAIN:
        job.refresh_from_db()
    assert held_by(ben) == ["Offen", "Vertraulich"]
    assert AccountChange.objects.get(deed="handed_over").particulars["rows"] == 6
    assert Notification.objects.filter(recipient=ben, channel="in_app", kind="handed_over").count() == 1
    assert not actions.open_work(anna, by=dora)


def test_saved_views_go_along_under_a_name_that_is_free_and_stay_shared(anna, ben, dora, as_):
    shared = save_view({"name": "Messe", "query": "q=messe", "for_everybody": True}, by=anna)
    save_view({"name": "Meine", "query": "who=me"}, by=anna)
    save_view({"name": "Messe", "query": "q=bens"}, by=ben)
    choose(anna, columns=["title"])
    browser, chosen = as_(anna), {"to": ben.public_id, "what": ["views"]}
    page = browser.get(PAGE, chosen).content.decode()
    assert "Hand over 2 rows" in page
    assert browser.post(PAGE, chosen).status_code == 302
    held = SavedView.objects.filter(owner=ben).exclude(name="")
    assert sorted(held.values_list("name", flat=True)) == ["Meine", "Messe", "Messe (Anna Test)"]
    shared.refresh_from_db()
    assert (shared.owner, shared.for_everybody, shared.query) == (ben, True, "q=messe")
    assert list(SavedView.objects.filter(owner=anna).values_list("name", flat=True)) == [""]
    (told,) = Event.objects.filter(verb="opportunities.view_handed_over")
    assert told.sentence == "handed the shared view “Messe (Anna Test)” over to Ben Test"
    assert as_(dora).get(f"{PAGE}?person={anna.public_id}").context["work"] == []
