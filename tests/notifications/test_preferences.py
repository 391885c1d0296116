"""How somebody is told of what: by choice, and the daily mail at the chosen hour of their own clock."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from accounts.models import User
from core.sharing import VIEW, Grant
from notifications import digests
from notifications.models import Notification, Preferences
from tests import make

pytestmark = pytest.mark.django_db
PAGE = "/notifications/preferences/"


def choose(person, **ways):
    hour = ways.pop("hour", 7)
    Preferences.of(person).revise(ways, hour)


def channels(person):
    return sorted(Notification.objects.filter(recipient=person).values_list("channel", flat=True))


def test_the_page_says_what_is_chosen_and_keeps_a_choice(ben, as_):
    page = as_(ben).get(PAGE).content.decode()
    assert "This cannot be switched off: somebody counts on you." in page
    names = ["responsible", "assigned", "reminder", "mentioned", "granted", "imported", "exported"]
    typed = {f"way_{name}": "mail" for name in names}
    answer = as_(ben).post(PAGE, typed | {"way_named": "digest", "digest_hour": "18"})
    assert answer["Location"] == PAGE
    chosen = Preferences.objects.get(user=ben)
    assert (chosen.ways, chosen.digest_hour) == ({"named": "digest"}, 18)
    refused = as_(ben).post(PAGE, typed | {"way_named": "mail", "way_assigned": "none", "digest_hour": "25"})
    assert refused.status_code == 422
    assert Preferences.objects.get(user=ben).digest_hour == 18


@pytest.mark.parametrize(
    ("way", "expected"),
    [("mail", ["in_app", "mail"]), ("digest", ["digest", "in_app"]), ("in_app", ["in_app"]), ("none", [])],
)
def test_each_way_tells_by_its_channels(way, expected, opportunity, anna, ben):
    choose(ben, named=way)
    make.event(opportunity, by=anna, recipients=[ben])
    assert channels(ben) == expected


def test_what_may_not_be_switched_off_is_told_whatever_is_kept(anna, ben):
    Preferences.objects.create(user=ben, ways={"responsible": "none"})
    make.opportunity(responsible=ben, by=anna)
    assert channels(ben) == ["in_app", "mail"]


def waiting(opportunity, anna, ben, *, since, **fields):
    make.event(opportunity, by=anna, recipients=[ben], **fields)
    Notification.objects.filter(recipient=ben).update(created_at=since)


def test_a_day_has_one_mail_at_the_hour_of_the_recipients_clock(opportunity, anna, ben, post):
    User.objects.filter(pk=ben.pk).update(time_zone="America/New_York", language="de")
    choose(ben, named="digest", hour=8)
    waiting(opportunity, anna, ben, since=datetime(2026, 7, 1, 20, tzinfo=UTC))
    before, after = datetime(2026, 7, 2, 11, 59, tzinfo=UTC), datetime(2026, 7, 2, 12, 0, tzinfo=UTC)
    person = User.objects.get(pk=ben.pk)
    assert digests.gather_for(person, before) is None, "It is 7:59 in New York."
    assert digests.gather_for(person, after).dedupe_key == "digest:2026-07-02"
    assert digests.gather_for(person, after) is None
    (mail,) = post()
    assert mail.subject == "Ihr Tag im CRM"
    assert f"Anna Test möchte, dass Sie von „{opportunity.title}“ wissen" in mail.body
    assert not post()


def test_what_one_may_no_longer_see_or_has_read_is_not_in_it_and_an_empty_one_is_not_sent(restricted, anna, ben, post):
    choose(ben, named="digest")
    yesterday = timezone.now() - timedelta(days=2)
    waiting(restricted, anna, ben, since=yesterday)
    assert digests.gather_for(ben, timezone.now())
    restricted.revise({"grants": [Grant(anna, VIEW)]}, by=anna)
    assert not post()
    assert Notification.objects.get(kind="digest").state == "dropped"


def test_the_bell_is_drawn_anew_only_when_something_changed(opportunity, anna, ben, as_):
    client = as_(ben)
    mark = client.get("/notifications/bell/").context["mark"]
    assert client.get("/notifications/bell/", {"mark": mark}).status_code == 204
    make.event(opportunity, by=anna, recipients=[ben])
    here = {"HX-Request": "true", "HX-Current-URL": "http://testserver/notifications/"}
    bell = client.get("/notifications/bell/", {"mark": mark}, headers=here)
    assert 'id="unread-count" class="count" hx-swap-oob="true">1<' in bell.content.decode()


def test_the_inbox_is_narrowed_to_a_kind(opportunity, anna, ben, as_):
    make.event(opportunity, by=anna, recipients=[ben])
    make.task(by=anna, assignee=ben, title="Rückruf")
    page = as_(ben).get("/notifications/", {"kind": "assigned"}).content.decode()
    assert "Rückruf" in page
    assert opportunity.title not in page
    with translation.override("de"):
        assert as_(ben).get("/notifications/", {"kind": "\x00'"}).status_code == 200
