"""The inbox and the bell: one's own, and only what one may still see."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from core.sharing import VIEW, Grant
from history.models import EventCategory, record
from history.verbs import ADDED
from jobs import slices
from jobs.models import Job
from notifications.models import Notification
from notifications.purging import purge
from tests import make

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def named(opportunity, anna, ben):
    """Ben was named on a note of anna's; this is what he finds in the app."""
    category = EventCategory.objects.get(name_en="Note")
    record(ADDED, opportunity, by=anna, page=opportunity, text="Siehe Anhang", category=category, recipients=[ben])
    return Notification.objects.get(channel="in_app")


def test_the_inbox_shows_what_one_is_told(named, opportunity, ben, as_):
    page = as_(ben).get("/notifications/").content.decode()
    assert f"Anna Test wants you to know about “{opportunity.title}”: Note" in page
    assert "Siehe Anhang" in page


def test_it_speaks_german(named, opportunity, ben, as_):
    User.objects.filter(pk=ben.pk).update(language="de")
    page = as_(User.objects.get(pk=ben.pk)).get("/notifications/").content.decode()
    assert "Benachrichtigungen" in page
    assert f"Anna Test möchte, dass Sie von „{opportunity.title}“ wissen: Notiz" in page


def test_opening_marks_as_read_and_leads_to_the_page(named, opportunity, ben, as_):
    answer = as_(ben).get(f"/notifications/{named.public_id}/")
    assert answer["Location"] == f"/opportunities/{opportunity.public_id}/#event-{named.event.public_id}"
    named.refresh_from_db()
    assert named.read_at
    assert "Siehe Anhang" not in as_(ben).get("/notifications/").content.decode()
    assert "Siehe Anhang" in as_(ben).get("/notifications/?show=all").content.decode()


def test_opening_again_keeps_when_it_was_read(named, ben, as_):
    as_(ben).get(f"/notifications/{named.public_id}/")
    read_at = Notification.objects.get(pk=named.pk).read_at
    as_(ben).get(f"/notifications/{named.public_id}/")
    assert Notification.objects.get(pk=named.pk).read_at == read_at


def test_an_outsider_cannot_see_it(named, otto, dora, as_):
    for person in (otto, dora):
        assert as_(person).get(f"/notifications/{named.public_id}/").status_code == 404
        assert "Siehe Anhang" not in as_(person).get("/notifications/?show=all").content.decode()
    named.refresh_from_db()
    assert named.read_at is None


def test_what_one_may_no_longer_see_is_gone_and_not_counted(named, opportunity, anna, ben, carla, as_):
    opportunity.revise({"restricted": True, "grants": [Grant(carla, VIEW)]}, by=anna)
    page = as_(ben).get("/notifications/?show=all").content.decode()
    bell = as_(ben).get("/notifications/bell/").content.decode()
    assert opportunity.title not in page + bell
    assert "bell-count" not in bell
    assert as_(ben).get(f"/notifications/{named.public_id}/").status_code == 404


def test_the_bell_counts_the_unread_and_shows_the_latest_five(opportunity, anna, ben, as_):
    for number in range(7):
        page = make.opportunity(responsible=anna, title=f"Chance {number}")
        record(ADDED, page, by=anna, page=page, recipients=[ben])
    bell = as_(ben).get("/notifications/bell/", headers=HTMX).content.decode()
    assert '<span class="bell-count" aria-hidden="true">7</span>' in bell
    assert [f"Chance {number}" in bell for number in range(7)] == [False, False, True, True, True, True, True]
    assert 'hx-trigger="every 60s, renew"' in bell


def test_marking_all_marks_ones_own_only(named, opportunity, anna, ben, carla, as_):
    record(ADDED, opportunity, by=anna, page=opportunity, recipients=[carla])
    assert as_(ben).post("/notifications/read/")["Location"] == "/notifications/"
    unread = Notification.objects.filter(channel="in_app").unread()
    assert [row.recipient for row in unread] == [carla]


def test_marking_all_again_keeps_when_they_were_read(named, ben, as_):
    as_(ben).post("/notifications/read/")
    first = Notification.objects.get(pk=named.pk).read_at
    as_(ben).post("/notifications/read/")
    assert first is not None
    assert Notification.objects.get(pk=named.pk).read_at == first


def test_marking_all_in_the_bell_answers_the_bell(named, ben, as_):
    bell = as_(ben).post("/notifications/read/", headers=HTMX).content.decode()
    assert 'id="bell"' in bell
    assert "bell-count" not in bell


def test_marking_all_in_the_bell_of_the_inbox_refreshes_the_inbox(named, ben, as_):
    here = HTMX | {"HX-Current-URL": "http://testserver/notifications/?show=all"}
    assert as_(ben).post("/notifications/read/", headers=here)["HX-Refresh"] == "true"


def test_reading_takes_few_queries_however_many_there_are(anna, ben, as_, django_assert_max_num_queries):
    for _number in range(30):
        page = make.opportunity(responsible=anna)
        record(ADDED, page, by=anna, page=page, recipients=[ben])
    client = as_(ben)
    client.get("/notifications/")  # the kinds of pages are asked for once in a process
    with django_assert_max_num_queries(8):
        client.get("/notifications/")
    with django_assert_max_num_queries(6):
        client.get("/notifications/bell/")


def test_a_forged_cursor_or_id_is_no_accident(named, ben, as_):
    assert as_(ben).get("/notifications/", {"cursor": "a%%%", "size": "9999"}).status_code == 200
    assert as_(ben).get("/notifications/%00/").status_code == 404


def test_what_was_read_long_ago_is_purged(named, ben):
    long_ago = timezone.now() - timedelta(days=181)
    Notification.objects.update(created_at=long_ago)
    purge(slices.Slice(Job()))
    assert Notification.objects.filter(pk=named.pk).exists()  # never read: it stays
    Notification.objects.filter(channel="mail").update(state="sent")
    Notification.objects.filter(pk=named.pk).update(read_at=long_ago)
    purge(slices.Slice(Job()))
    assert not Notification.objects.exists()


def test_what_nobody_ever_read_is_purged_after_twice_as_long(named):
    Notification.objects.update(created_at=timezone.now() - timedelta(days=361), state="failed")
    purge(slices.Slice(Job()))
    assert not Notification.objects.exists()


def test_every_page_has_the_bell_with_its_count_also_without_script(named, ben, as_):
    html = as_(ben).get("/contacts/").content.decode().split("</header>")[0]
    assert '<span class="bell-count" aria-hidden="true">1</span>' in html
    assert "load" not in re.search(r'id="bell"[^>]*hx-trigger="([^"]*)"', html)[1]
