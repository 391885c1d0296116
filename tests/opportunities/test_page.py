"""The page of an opportunity: its frame, the tab Profile, its tags."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import Tag
from opportunities import verbs
from opportunities.models import Opportunity
from tests import make

GERMAN = {"accept-language": "de"}


def test_the_tabs_are_the_guides_with_counts_and_addresses(opportunity, anna, as_):
    opportunity.add_participant(make.company(by=anna), by=anna)
    make.task(opportunity=opportunity, by=anna)
    tabs = as_(anna, **GERMAN).get(opportunity.get_absolute_url()).context["frame"]["tabs"]
    assert [(str(tab.label), tab.count) for tab in tabs] == [
        ("Profil", 0),
        ("Aufgaben", 1),
        ("Teilnehmer", 1),
        ("Dokumente", 0),
    ]
    for tab in tabs:
        assert as_(anna).get(tab.url).status_code == 200


def test_it_shows_every_field(anna, as_):
    company = make.company("Muster AG", by=anna)
    shown = make.opportunity(
        responsible=anna,
        contact=company,
        description="Erste Zeile\nhttps://example.com <b>",
        amount=1500,
        amount_type="month",
        periods=12,
        expected_close_on=timezone.localdate() - timedelta(days=1),
        tags=Tag.objects.named(["Messe"]),
    )
    shown.revise({"own_probability": 40}, by=anna)
    page = as_(anna, **GERMAN).get(shown.get_absolute_url()).content.decode()
    for words in (
        shown.title,
        "Muster AG",
        "Erste Zeile\n",
        '<a href="https://example.com" rel="nofollow">',
        "&lt;b&gt;",
        "12 × 1.500,00\xa0€ = 18.000,00\xa0€",
        "pro Monat",
        "40\u00a0%",
        "selbst festgelegt",
        "Überfällig",
        "Messe",
        "Anna Test",
        "Historie",
        "Dieses Ereignis hinzufügen",
        "Benutzer hinzufügen",
        "Benachrichtigen",
    ):
        assert words in page, words


def test_no_budget_says_so_and_zero_is_a_budget(opportunity, anna, as_):
    assert "No budget is set." in as_(anna).get(opportunity.get_absolute_url()).content.decode()
    opportunity.revise({"amount": 0}, by=anna)
    assert "€0.00" in as_(anna).get(opportunity.get_absolute_url()).content.decode()


def test_a_restricted_one_bears_a_lock(restricted, opportunity, anna, as_):
    assert "Restricted access" in as_(anna).get(restricted.get_absolute_url()).content.decode()
    assert "Restricted access" not in as_(anna).get(opportunity.get_absolute_url()).content.decode()


def test_the_menu_create_makes_a_task_about_it(opportunity, anna, as_):
    for path in ("", "participants/", "edit/"):
        page = as_(anna).get(f"{opportunity.get_absolute_url()}{path}").content.decode()
        assert f"/tasks/new/?opportunity={opportunity.public_id}" in page, path


def test_the_way_back_leads_to_the_list_as_it_was_left(opportunity, anna, as_):
    client = as_(anna)
    client.get("/opportunities/?kind=all&sort=-budget")
    page = client.get(opportunity.get_absolute_url()).content.decode()
    assert 'href="/opportunities/?kind=all&amp;sort=-budget"' in page


def test_a_reader_sees_it_without_the_ways_to_change_it(restricted, ben, as_):
    page = as_(ben).get(restricted.get_absolute_url()).content.decode()
    assert "Vertraulich" in page
    for word in ("/edit/", "/delete/", "/move/", "/tags/", "/access/", "Add this event"):
        assert word not in page, word


def test_an_outsider_cannot_see_it(restricted, otto, as_):
    answer = as_(otto).get(restricted.get_absolute_url())
    assert answer.status_code == 404
    assert "Vertraulich" not in answer.content.decode()


@pytest.mark.parametrize("key", ["000000000000", "x", "%00", "12345678901%00", "ÄÖÜ"])
def test_what_is_no_opportunity_is_not_there(anna, as_, key):
    assert as_(anna).get(f"/opportunities/{key}/").status_code == 404


@pytest.mark.parametrize("events", [1, 60])
def test_it_costs_at_most_fifteen_queries(anna, ben, carla, as_, events, django_assert_max_num_queries):
    row = make.opportunity(
        responsible=anna,
        by=carla,
        viewers=[ben],
        contact=make.person(by=anna),
        tags=Tag.objects.named(["a", "b", "c"]),
    )
    for number in range(events):
        make.event(row, by=(anna, carla)[number % 2], recipients=[ben])
        row.add_participant(make.person(by=anna), by=anna)
    make.document(event=row.events.added()[0], by=anna)
    client = as_(anna)
    client.get(row.get_absolute_url())
    with django_assert_max_num_queries(15):
        client.get(row.get_absolute_url())


# Tags


def tags(opportunity):
    return sorted(tag.name for tag in opportunity.tags.all())


def test_tags_are_changed_on_the_page(opportunity, anna, as_):
    address = f"{opportunity.get_absolute_url()}tags/"
    as_(anna).post(address, {"tags": " Export , Messe ,", "version": 1})
    assert tags(opportunity) == ["Export", "Messe"]
    assert opportunity.events.newest_first()[0].verb == verbs.TAGS_CHANGED
    as_(anna).post(address, {"tags": "Export,Messe", "version": 2})
    assert Opportunity.objects.get().version == 2
    as_(anna).post(address, {"tags": "", "version": 2})
    assert tags(opportunity) == []


def test_tags_of_a_second_saver_are_kept_in_the_form(opportunity, anna, as_):
    address = f"{opportunity.get_absolute_url()}tags/"
    as_(anna).post(address, {"tags": "Messe", "version": 1})
    answer = as_(anna).post(address, {"tags": "Export", "version": 1})
    assert answer.status_code == 409
    assert 'value="Export"' in answer.content.decode()
    assert tags(opportunity) == ["Messe"]


def test_a_second_saver_of_tags_sees_both_and_decides(opportunity, anna, dora, as_):
    address = f"{opportunity.get_absolute_url()}tags/"
    as_(anna).post(address, {"tags": "Messe, Ausland", "version": 1})
    answer = as_(dora).post(address, {"tags": "Export", "version": 1})
    assert answer.context["differences"] == [{"label": "Tags", "mine": "Export", "theirs": "Ausland, Messe"}]
    page = answer.content.decode()
    assert "Anna Test saved on" in page
    # With htmx the answer is put into the page of the opportunity: it is shown, and its form knows where it belongs.
    assert '"code": "409|422", "swap": true' in page
    assert f'action="{address}"' in page
    as_(dora).post(address, {"tags": "Export", "version": answer.context["form"]["version"].value()})
    assert tags(opportunity) == ["Export"]


def test_tags_that_cannot_be_are_told(opportunity, anna, as_):
    answer = as_(anna).post(f"{opportunity.get_absolute_url()}tags/", {"tags": "x" * 51, "version": 1})
    assert answer.status_code == 422
    assert tags(opportunity) == []


def test_tags_are_not_for_readers_and_outsiders(restricted, ben, otto, as_):
    address = f"{restricted.get_absolute_url()}tags/"
    assert as_(ben).post(address, {"tags": "Messe"}).status_code == 403
    assert as_(otto).post(address, {"tags": "Messe"}).status_code == 404
    assert tags(restricted) == []
