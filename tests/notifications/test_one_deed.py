"""What one deed brings somebody is told once, with numbers; what stands alone keeps its own sentence."""

import pytest
from django.urls import reverse
from django.utils import translation

from core.deeds import one_deed
from notifications.models import Notification
from tests import make

pytestmark = pytest.mark.django_db


def told(person, channel="in_app"):
    return list(Notification.objects.filter(recipient=person, channel=channel).order_by("pk"))


def test_a_hand_over_is_one_line_and_one_mail(anna, ben, dora, as_, post):
    for _number in range(3):
        make.opportunity(responsible=anna)
    for _number in range(2):
        make.task(by=anna)
    as_(dora).post(reverse("accounts:deactivate", args=[anna.public_id]), {"hand_over_to": ben.pk})
    (line,) = told(ben)
    assert line.sentence == "3 opportunities and 2 tasks of Anna Test were handed over to you by Dora Test."
    with translation.override("de"):
        german = "Ihnen wurden 3 Verkaufschancen und 2 Aufgaben von Anna Test übergeben (durch Dora Test)."
        assert line.sentence == german
    page = as_(ben).get("/notifications/").content.decode()
    assert 'href="/opportunities/?who=me"' in page
    assert as_(ben).get(line.get_absolute_url())["Location"] == "/opportunities/?who=me"
    listed = as_(ben).get("/opportunities/?who=me").context
    assert listed["filter"].set_words == ["who"], "the list knows the filter that the line leads to"
    (mail,) = post()
    assert mail.to == ["ben@example.com"]
    assert "/opportunities/?who=me" in mail.body
    assert "/tasks/" in mail.body


def test_a_single_thing_keeps_its_own_sentence(anna, ben, dora):
    row = make.opportunity(responsible=anna, title="Halle 3")
    with one_deed(by=dora):
        row.revise({"responsible": ben}, by=dora)
    assert [line.sentence for line in told(ben)] == ["Dora Test made you responsible for “Halle 3”."]


def test_the_parts_of_one_job_add_up(anna, ben, dora, post):
    rows = [make.opportunity(responsible=anna) for _number in range(4)]
    for part in (rows[:2], rows[2:]):
        with one_deed(by=dora, key="bulk:7"):
            for row in part:
                row.revise({"responsible": ben}, by=dora)
    assert [line.sentence for line in told(ben)] == ["Dora Test gave you several things at once: 4 opportunities."]
    assert [mail.particulars["counts"] for mail in told(ben, "mail")] == [[["responsible", 4]]]
    assert not post(), "The mail waits for the next part."


def test_what_was_not_done_is_not_told(anna, ben, dora):
    row = make.opportunity(responsible=anna)

    def stopped_halfway():
        with one_deed(by=dora):
            row.revise({"responsible": ben}, by=dora)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stopped_halfway()
    assert not told(ben)
