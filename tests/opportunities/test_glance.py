"""Looking inside an opportunity without leaving list or board, and what can be done there at once."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from history.models import EventCategory
from opportunities.models import Opportunity
from tests import make

IN_PANEL = {"hx-request": "true", "hx-target": "panel"}


def address(opportunity, name="glance"):
    return reverse(f"opportunities:{name}", args=[opportunity.public_id])


def fresh(opportunity):
    return Opportunity.objects.get(pk=opportunity.pk)


def a_note(text="Rückruf am Montag"):
    return {
        "category": EventCategory.objects.first().pk,
        "happened_on": "2026-01-05",
        "text": text,
        "form_key": "k" * 32,
    }


def test_it_shows_fields_next_steps_and_the_last_events_within_the_page_ceiling(as_, anna):
    row = make.opportunity(responsible=anna, title="Hochregal", contact=make.company("Lager AG", by=anna))
    for number in range(9):
        make.task(by=anna, opportunity=row, title=f"Schritt {number}")
    for number in range(9):
        make.event(row, by=anna, text=f"Notiz {number}")
    browser = as_(anna)
    browser.get(address(row))
    with CaptureQueriesContext(connection) as questions:
        answer = browser.get(address(row), headers=IN_PANEL)
    page = answer.content.decode()
    assert len(questions) <= 15
    assert page.lstrip().startswith("<article")
    for word in ("Hochregal", "Lager AG", "Schritt 3", "Show all tasks", "Notiz 8", "Notiz 4"):
        assert word in page, word
    for word in ("Schritt 4", "Notiz 3"):
        assert word not in page, word
    assert "<html" in browser.get(address(row)).content.decode()


def test_a_note_is_added_in_place_and_one_without_text_is_asked_for(as_, anna, opportunity):
    browser = as_(anna)
    wrong = browser.post(address(opportunity, "note"), a_note(""), headers=IN_PANEL)
    assert wrong.status_code == 422
    assert "Write what is to be remembered." in wrong.content.decode()
    for _twice in range(2):
        answer = browser.post(address(opportunity, "note"), a_note(), headers=IN_PANEL)
        assert answer.url == address(opportunity)
    assert [event.text for event in opportunity.events.newest_first() if event.text] == ["Rückruf am Montag"]


def test_the_close_date_is_changed_in_place_and_a_second_saver_is_told(as_, anna, carla, opportunity):
    browser, sent = as_(anna), {"expected_close_on": "2026-12-24", "version": 1}
    assert browser.post(address(opportunity, "close_date"), sent | {"expected_close_on": "x"}).status_code == 422
    assert browser.post(address(opportunity, "close_date"), sent, headers=IN_PANEL).url == address(opportunity)
    late = as_(carla).post(address(opportunity, "close_date"), sent | {"expected_close_on": "2027-01-31"})
    assert late.status_code == 422
    assert "the date is 24 Dec 2026 now. Save again to keep yours." in late.content.decode()
    form = late.context["date_form"]
    assert (form["expected_close_on"].value(), fresh(opportunity).expected_close_on.year) == ("2027-01-31", 2026)
    again = sent | {"expected_close_on": "2027-01-31", "version": form["version"].value()}
    assert as_(carla).post(address(opportunity, "close_date"), again).status_code == 302
    assert fresh(opportunity).expected_close_on == date(2027, 1, 31)


def test_the_stage_is_changed_in_place_and_won_asks_there(as_, anna, opportunity):
    browser, sent = as_(anna), {"version": 1, "next": address(opportunity)}
    won = browser.post(address(opportunity, "move"), sent | {"stage": make.stage("Won").pk}, headers=IN_PANEL)
    assert 'hx-target="#panel"' in browser.get(won.url, headers=IN_PANEL).content.decode()
    moved = browser.post(address(opportunity, "move"), sent | {"stage": make.stage("Proposal").pk}, headers=IN_PANEL)
    assert (moved.url, fresh(opportunity).stage) == (address(opportunity), make.stage("Proposal"))


def test_a_reader_looks_but_is_offered_nothing_to_change(as_, ben, otto, restricted):
    page, events = as_(ben).get(address(restricted), headers=IN_PANEL).content.decode(), restricted.events.count()
    assert "Vertraulich" in page
    assert "<form" not in page
    for person, status in ((ben, 403), (otto, 404)):
        for name, sent in (("note", a_note()), ("close_date", {"expected_close_on": "2026-12-24", "version": 1})):
            assert as_(person).post(address(restricted, name), sent).status_code == status
    assert as_(otto).get(address(restricted)).status_code == 404
    assert (fresh(restricted).version, restricted.events.count()) == (1, events)
