"""Whoever stands in for somebody has that person's access, tasks and notifications, from day to day, and no longer."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import AccountChange, StandIn, User
from contacts.models import Contact
from history.models import Event, EventCategory
from jobs import slices
from jobs.models import Job
from notifications import digests
from notifications.delivery import deliver
from notifications.models import Notification, Preferences
from tasks.models import Task
from tests import make
from tests.fields.test_values import brought
from tests.imports.conftest import check, own_files, start
from tests.opportunities.test_bulk import apply, preview, undo

__all__ = ["own_files"]
PAGE = "/account/stand-ins/"


def arranged(absent, substitute, *, by=None, days=1):
    today = timezone.localdate()
    return StandIn.objects.arrange(absent, substitute, today, today + timedelta(days=days), by=by or absent)


def told(person, channel="in_app"):
    return list(Notification.objects.filter(recipient=person, channel=channel).order_by("pk"))


@pytest.fixture
def secret(anna):
    """A restricted opportunity of anna's, which nobody else may see, with a task of hers."""
    row = make.opportunity(responsible=anna, title="Vertraulich", restricted=True)
    make.task(by=anna, opportunity=row, title="Nachfassen")
    return row


def test_it_is_arranged_on_ones_page_lends_access_and_ends_at_once(anna, otto, ben, secret, as_):
    his, bens, hers = as_(otto), as_(ben), as_(anna)
    assert his.get(secret.get_absolute_url()).status_code == 404
    typed = {"substitute": otto.public_id, "first_day": "today", "last_day": "2099-01-01"}
    refused = hers.post(PAGE, typed)
    assert refused.status_code == 422
    assert "lasts a year at most" in refused.content.decode()
    assert hers.post(PAGE, typed | {"last_day": "today"}).status_code == 302
    arranged(otto, ben)

    page = his.get("/tasks/").content.decode()
    assert "You stand in for <strong>Anna Test</strong>" in page
    assert "Nachfassen" in page
    assert "for Anna Test" in page
    assert his.post(f"{secret.get_absolute_url()}tags/", {"tags": "Messe", "version": 1}).status_code == 302
    (event,) = make.events_visible_to(anna)[:1]
    assert (event.actor, event.for_whom) == (otto, "(standing in for Anna Test)")
    assert event.sentence.endswith("(standing in for Anna Test)")
    assert bens.get(secret.get_absolute_url()).status_code == 404, "It is not passed on."

    row = StandIn.objects.get(absent=anna)
    end = reverse("accounts:end_stand_in", args=[row.public_id])
    assert his.post(end).status_code == 403
    assert bens.post(end).status_code == 404
    for _twice in range(2):
        assert hers.post(end).status_code == 302
    assert his.get(secret.get_absolute_url()).status_code == 404
    page = his.get("/tasks/").content.decode()
    assert "Nachfassen" not in page
    assert "You stand in" not in page
    log = AccountChange.objects.filter(person=anna).order_by("pk")
    assert [change.deed for change in log] == ["stand_in", "stand_in_ended"]
    assert log[0].details.startswith("Otto Test, ")


def test_whoever_stands_in_is_told_once_and_for_whom_and_no_longer_than_that(anna, ben, otto, carla, secret):
    arranged(anna, otto)
    row = arranged(anna, ben)
    assert told(ben)[0].sentence.startswith("You stand in for Anna Test from ")
    make.task(by=carla, assignee=anna, title="Zurückrufen")
    make.task(by=otto, assignee=anna, opportunity=secret, title="Von Otto")
    make.task(by=ben, assignee=ben, title="Eigenes")
    (line, given) = told(ben)[1:]
    assert line.sentence.startswith("For Anna Test: Carla Test gave you the task “Zurückrufen”")
    with translation.override("de"):
        assert line.sentence.startswith("Für Anna Test: Carla Test hat Ihnen")
    assert given.sentence.startswith("For Anna Test: Otto Test gave you the task “Von Otto”")
    assert [one.sentence.split(":")[0] for one in told(otto)][1:] == ["For Anna Test"], "Not of what he did himself."
    assert [one.sentence[:5] for one in told(anna)] == ["Carla", "Otto "]
    row.withdraw(by=anna)
    deliver(slices.Slice(Job()))
    subjects = [(message.to[0], message.subject) for message in mail.outbox]
    assert ("otto@example.com", "Für Anna Test: Eine Aufgabe für Sie: Zurückrufen") in subjects
    assert not [subject for to, subject in subjects if to == "ben@example.com" and "Für Anna" in subject]
    assert not Notification.objects.visible_to(User.objects.get(pk=ben.pk)).filter(pk=given.pk).exists()


def test_what_is_about_nothing_and_ones_own_contacts_are_lent_too(anna, otto, ben):
    task, contact = make.task(by=anna, title="Nur für mich"), make.company(by=anna)
    row = arranged(anna, otto)
    for lent in (True, False):
        substitute = User.objects.get(pk=otto.pk)
        assert Task.objects.editable_by(substitute).filter(pk=task.pk).exists() is lent
        assert (otto in User.objects.who_may_see(task)) is lent
        assert Contact.objects.deletable_by(substitute).filter(pk=contact.pk).exists() is lent
        assert ben not in User.objects.who_may_see(task)
        row.withdraw(by=anna)


def test_its_days_are_those_of_the_absent_persons_clock(anna, ben):
    User.objects.filter(pk=anna.pk).update(time_zone="Asia/Tokyo")
    anna.refresh_from_db()
    day = timezone.now().astimezone(ZoneInfo("Asia/Tokyo")).date() + timedelta(days=2)
    row = StandIn.objects.arrange(anna, ben, day, day, by=anna)
    begins = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=9)
    ends, moment = begins + timedelta(days=1), timedelta(seconds=1)
    there = [StandIn.objects.in_force(now).exists() for now in (begins - moment, begins, ends - moment, ends)]
    assert there == [False, True, True, False]
    assert [row.is_in_force(now) for now in (begins, ends)] == [True, False]


def test_an_administrator_arranges_it_for_others_and_nobody_else_does(anna, ben, otto, dora, rita, secret, as_):
    address = reverse("accounts:stand_ins_of", args=[anna.public_id])
    typed = {"substitute": rita.public_id, "first_day": "today", "last_day": "today"}
    assert as_(otto).post(address, typed).status_code == 403
    with pytest.raises(PermissionDenied):
        arranged(anna, otto, by=otto)
    assert as_(dora).post(address, typed).status_code == 302
    reader = as_(rita)
    assert reader.get(secret.get_absolute_url()).status_code == 200
    assert reader.post(f"{secret.get_absolute_url()}tags/", {"tags": "x", "version": 1}).status_code == 403
    arranged(dora, otto)
    assert as_(otto).get(secret.get_absolute_url()).status_code == 404, "A role is not had by standing in."
    assert as_(otto).get("/people/").status_code == 403


def test_what_cannot_be_is_refused_in_a_sentence(anna, ben, otto):
    today = timezone.localdate()
    gone = make.user("gone", is_active=False)
    arranged(anna, ben, days=3)
    cases = [
        (anna, today, today, "substitute", "Nobody stands in for themselves. Choose somebody else."),
        (gone, today, today, "substitute", "This person cannot stand in: choose an active one with a role."),
        (ben, today, today, "substitute", "This person stands in on some of these days already. End that one first."),
        (otto, today, today - timedelta(days=1), "last_day", "The last day lies before the first one."),
        (
            otto,
            date(2020, 1, 1),
            date(2020, 2, 1),
            "last_day",
            "This is over already. Choose a last day from today on.",
        ),
    ]
    for substitute, first, last, name, sentence in cases:
        with pytest.raises(ValidationError) as refused:
            StandIn.objects.arrange(anna, substitute, first, last, by=anna)
        assert refused.value.message_dict == {name: [sentence]}
    assert StandIn.objects.count() == 1


def test_a_list_asks_nothing_more_where_somebody_stands_in(anna, ben, as_):
    for _number in range(3):
        make.opportunity(responsible=anna, restricted=True)
    client, counted = as_(ben), []
    client.get("/opportunities/")
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/opportunities/").status_code == 200
        counted.append(len(queries))
        StandIn.objects.all().exists() or arranged(anna, ben)
    assert counted[0] <= 12
    assert counted[1] <= 12, "Whom one stands in for is asked together with who one is."


def test_bulk_changes_quick_entry_and_imports_name_whom_they_act_for(anna, otto, secret, as_):
    """Where they could do it only so: what everybody may change, they change for themselves."""
    arranged(anna, otto)
    open_to_all = make.opportunity(responsible=anna, title="Offen")
    browser, rows = as_(otto), [secret, open_to_all]
    change = preview(browser, "tags", rows, {"add": "Messe"})
    apply(browser, change)
    undo(browser, change)
    for row in rows:
        note = {"opportunity": row.public_id, "text": "Angerufen", "category": EventCategory.objects.first().pk}
        browser.post("/quick/note/", note)
    browser.post("/quick/task/", {"opportunity": secret.public_id, "title": "Nachsehen", "assignee": otto.public_id})
    file = "".join(f"{row.public_id};neu\n" for row in rows)
    start(browser, check(browser, brought(browser, f"Opportunity number;Description\n{file}")))
    for row, named in ((secret, "(standing in for Anna Test)"), (open_to_all, "")):
        done = [event for event in Event.objects.on_page(row) if event.actor == otto]
        assert {"opportunities.tags_changed", "opportunities.bulk_undone", "history.added"} <= {e.verb for e in done}
        assert "opportunities.revised_by_import" in {event.verb for event in done}
        assert {event.for_whom for event in done} == {named}


def test_today_shows_the_opportunities_of_the_absent_person_too(anna, otto, ben, as_):
    make.opportunity(responsible=anna, title="Annas", expected_close_on=timezone.localdate())
    make.opportunity(responsible=anna, title="Liegt still")
    make.opportunity(responsible=ben, title="Bens", expected_close_on=timezone.localdate())
    address, row = reverse("crm:today"), arranged(anna, otto)
    answer = as_(otto).get(address)
    shown, page = answer.context["today"], answer.content.decode()
    assert [[deal.title for deal in part.rows] for part in (shown.closing, shown.stale)] == [["Annas"], ["Liegt still"]]
    assert page.count('badge text-bg-warning">for Anna Test') == 2
    assert f"who=me&amp;who={anna.public_id}&amp;due=this-week" in page
    row.withdraw(by=anna)
    assert as_(otto).get(address).context["today"].is_clear


def test_a_daily_mail_drops_what_was_told_for_somebody_when_that_is_over(anna, ben, carla, secret):
    Preferences.objects.create(user=ben, ways={"assigned": "digest"})
    row = arranged(anna, ben)
    make.task(by=carla, assignee=anna, title="Für Anna")
    make.task(by=carla, assignee=ben, title="Eigenes")
    daily = Notification.objects.create(recipient=ben, channel="mail", kind="digest", dedupe_key="digest:2026-01-01")
    Notification.objects.filter(recipient=ben, channel="digest").update(digest=daily)
    for lent, titles in ((True, {"Für Anna", "Eigenes"}), (False, {"Eigenes"})):
        daily = Notification.objects.get(pk=daily.pk)
        sentences = " ".join(line.sentence for line in digests.rows_of(daily).for_list())
        assert {title for title in ("Für Anna", "Eigenes") if title in sentences} == titles, lent
        row.withdraw(by=anna)
