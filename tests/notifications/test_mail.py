"""Mails: sent once, to whom may still see, in their language; refused ones wait, and hold up nobody."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from accounts.models import User
from core.sharing import VIEW, Grant
from history.models import EventCategory, record
from history.verbs import ADDED
from jobs.models import Job
from notifications.delivery import next_mail
from notifications.models import MAX_ATTEMPTS, Notification, State
from tests import make

pytestmark = pytest.mark.django_db


def name_on_a_note(page, *people, by, text="Bitte zurückrufen."):
    category = EventCategory.objects.get(name_en="Phone call")
    return record(ADDED, page, by=by, page=page, text=text, category=category, recipients=people)


def mails() -> list[Notification]:
    return list(Notification.objects.filter(channel="mail").order_by("pk"))


class BrokenPost(EmailBackend):
    """A mail server that is away (`away`), or refuses mails to some addresses (`refused`)."""

    away = False
    refused: tuple[str, ...] = ()

    def open(self) -> bool:
        if self.away:
            raise ConnectionRefusedError(111, "Connection refused")
        return True

    def send_messages(self, messages):
        for message in messages:
            if message.to[0] in self.refused:
                raise SMTPRecipientsRefused({message.to[0]: (550, b"no such user")})
        return super().send_messages(messages)


@pytest.fixture
def broken_post(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.BrokenPost"
    monkeypatch.setattr(BrokenPost, "away", False)
    monkeypatch.setattr(BrokenPost, "refused", ())
    return BrokenPost


def test_it_is_sent_once(opportunity, anna, ben, post):
    name_on_a_note(opportunity, ben, by=anna)
    assert [message.to for message in post()] == [["ben@example.com"]]
    assert post() == []
    assert [row.state for row in mails()] == [State.SENT]


def test_it_says_who_and_what_and_leads_there(opportunity, anna, ben, post, settings, as_):
    settings.BASE_URL = "https://crm.example.com"
    name_on_a_note(opportunity, ben, by=anna)
    [message] = post()
    address = Notification.objects.get(channel="in_app").get_absolute_url()
    html = message.alternatives[0][0]
    for body in (message.body, html):
        assert "Anna Test" in body
        assert opportunity.title in body
        assert "Bitte zurückrufen." in body
        assert f"https://crm.example.com{address}" in body
    assert "<img" not in html
    assert message.reply_to == ["anna@example.com"]
    as_(ben).get(address)
    assert not Notification.objects.filter(channel="in_app", read_at=None).exists()


def test_a_german_recipient_gets_a_german_mail_and_an_english_one_an_english(opportunity, anna, ben, carla, post):
    User.objects.filter(pk=ben.pk).update(language="de")
    User.objects.filter(pk=carla.pk).update(language="en")
    name_on_a_note(opportunity, ben, carla, by=anna)
    german, english = sorted(post(), key=lambda message: message.to)
    assert german.subject == f"Telefonat zu „{opportunity.title}“"
    assert "Im CRM öffnen" in german.body
    assert english.subject == f"Phone call about “{opportunity.title}”"
    assert "Open it in the CRM" in english.body


def test_the_subject_gives_nothing_away_that_is_restricted(restricted, anna, ben, post):
    post()
    name_on_a_note(restricted, ben, by=anna)
    [message] = post()
    assert restricted.title not in message.subject
    assert restricted.title in message.body


def test_a_title_cannot_add_headers(anna, ben, post):
    opportunity = make.opportunity(responsible=anna, title="Test\r\nBcc: all@example.com")
    name_on_a_note(opportunity, ben, by=anna)
    [message] = post()
    assert "\n" not in message.subject
    assert "Bcc" not in message.message()


def test_html_in_a_note_stays_text(opportunity, anna, ben, post):
    name_on_a_note(opportunity, ben, by=anna, text="<script>alert(1)</script>")
    [message] = post()
    assert "<script>" in message.body
    assert "<script>" not in message.alternatives[0][0]


def test_access_revoked_between_writing_and_sending_sends_nothing(restricted, anna, ben, carla, post):
    post()
    name_on_a_note(restricted, ben, by=anna)
    restricted.revise({"restricted": True, "grants": [Grant(carla, VIEW)]}, by=anna)
    assert post() == []
    assert mails()[-1].state == State.DROPPED


@pytest.mark.parametrize("lost", ["deactivated", "role", "address"])
def test_whoever_left_gets_none(opportunity, anna, ben, dora, post, lost):
    name_on_a_note(opportunity, ben, by=anna)
    if lost == "deactivated":
        ben.deactivate(by=dora)
    elif lost == "role":
        ben.groups.clear()
    else:
        User.objects.filter(pk=ben.pk).update(email="")
    assert post() == []
    assert [row.state for row in mails()] == [State.DROPPED]


def test_two_workers_never_send_the_same(opportunity, anna, ben):
    name_on_a_note(opportunity, ben, by=anna)
    assert next_mail() is not None
    assert next_mail() is None


def test_the_mail_of_a_killed_worker_is_sent_again_as_the_same_message(opportunity, anna, ben, post):
    name_on_a_note(opportunity, ben, by=anna)
    [first] = post()
    # The worker was killed after the mail system took the mail, before it could note that.
    Notification.objects.filter(channel="mail").update(
        state=State.PENDING, lease_until=timezone.now() - timedelta(seconds=1)
    )
    [second] = post()
    assert first.message()["Message-ID"] == second.message()["Message-ID"]


def test_while_the_mail_system_is_away_nothing_is_lost(opportunity, anna, ben, carla, post, broken_post):
    name_on_a_note(opportunity, ben, carla, by=anna)
    broken_post.away = True
    for _minute in range(3 * MAX_ATTEMPTS):
        assert post() == []
        Notification.objects.update(next_attempt_at=timezone.now())
    assert {row.state for row in mails()} == {State.PENDING}
    broken_post.away = False
    assert len(post()) == 2


def test_a_refused_mail_holds_up_no_other_and_is_given_up_in_the_end(opportunity, anna, ben, carla, post, broken_post):
    broken_post.refused = ("ben@example.com",)
    name_on_a_note(opportunity, ben, carla, by=anna)
    assert [message.to for message in post()] == [["carla@example.com"]]
    refused = mails()[0]
    assert (refused.state, refused.attempts, refused.error) == (State.PENDING, 1, "SMTPRecipientsRefused")
    assert refused.next_attempt_at > timezone.now() + timedelta(seconds=50)
    for _attempt in range(MAX_ATTEMPTS):
        Notification.objects.update(next_attempt_at=timezone.now())
        assert post() == []
    assert mails()[0].state == State.FAILED


def test_a_failed_mail_can_be_sent_again_by_an_administrator(opportunity, anna, ben, dora, post, as_):
    name_on_a_note(opportunity, ben, by=anna)
    Notification.objects.filter(channel="mail").update(state=State.FAILED, attempts=MAX_ATTEMPTS)
    assert post() == []
    dora.is_staff = True
    dora.save()
    chosen = {"action": "send_again", "_selected_action": [row.pk for row in mails()]}
    as_(dora).post("/admin/notifications/notification/", chosen)
    assert len(post()) == 1


@pytest.mark.django_db(transaction=True)
def test_a_mail_goes_out_without_waiting_for_the_clock(opportunity, anna, ben):
    name_on_a_note(opportunity, ben, by=anna)
    name_on_a_note(opportunity, ben, by=anna)
    assert Job.objects.filter(kind="notifications.deliver").count() == 1
    assert django_mail.outbox == []
