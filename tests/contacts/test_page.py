"""The page of a contact: who it is, its people, opportunities, tasks and documents, and its history."""

import pytest

from contacts import verbs
from contacts.models import ContactPoint
from core.models import Tag
from tests import make

GERMAN = {"accept-language": "de"}


def page_of(client, contact, query: str = "") -> str:
    answer = client.get(contact.get_absolute_url() + query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def company(anna):
    points = [
        ContactPoint(kind="phone", label="work", value="+49 (0)30 123 DW 4"),
        ContactPoint(kind="phone", label="mobile", value="0170 12345"),
        ContactPoint(kind="email", label="private", value="chef?cc=x@example.com"),
        ContactPoint(kind="web", label="work", value="www.example.com"),
    ]
    return make.company(
        "Muster <b> AG",
        by=anna,
        points=points,
        street="Lange Straße 1",
        postcode="50667",
        city="Köln",
        country="DE",
        description="Erste Zeile\nZweite <i>",
        tags=Tag.objects.named(["Messe"]),
    )


def test_it_shows_every_field(company, anna, as_):
    page = page_of(as_(anna, **GERMAN), company)
    for words in (
        "Muster &lt;b&gt; AG",
        "Lange Straße 1",
        "50667 Köln",
        "Deutschland",
        "Erste Zeile<br>Zweite &lt;i&gt;",
        "Messe",
        "mobil",
        "privat",
        "Verkaufschancen",
        "Aufgaben",
        "Dokumente",
        "Historie",
        "hat den Kontakt angelegt",
    ):
        assert words in page, words
    assert "<b> AG" not in page


def test_telephone_and_mail_are_links(company, anna, as_):
    page = page_of(as_(anna), company)
    assert '<a href="tel:+4930123">+49 (0)30 123 DW 4</a>' in page
    assert '<a href="tel:017012345">0170 12345</a>' in page
    assert '<a href="mailto:chef%3Fcc%3Dx@example.com">chef?cc=x@<wbr>example.com</a>' in page
    assert '<a href="https://www.example.com" rel="noopener noreferrer" target="_blank">www.example.com</a>' in page


def test_a_person_shows_company_position_and_salutation(company, anna, as_):
    person = make.person("Muster", by=anna, company=company, position="Einkauf", salutation="ms", title="Dr.")
    page = page_of(as_(anna, **GERMAN), person)
    assert "Dr. Erika Muster" in page
    assert "Frau" in page
    assert f'Einkauf, <a href="{company.get_absolute_url()}">' in page


def test_a_company_shows_its_people_and_offers_another_one(company, anna, as_):
    make.person("Zuletzt", by=anna, company=company, email="z@example.com", position="Einkauf")
    make.person("Anfang", by=anna, company=company)
    make.person("Fremd", by=anna)
    page = page_of(as_(anna), company)
    assert page.index("Erika Anfang") < page.index("Erika Zuletzt")
    assert "mailto:z@example.com" in page
    assert "Fremd" not in page
    assert f"/contacts/new/?kind=person&amp;company={company.public_id}" in page


def test_many_people_lead_to_the_list(anna, as_):
    company = make.company("Große AG", by=anna)
    for _number in range(26):
        make.person(by=anna, company=company)
    page = page_of(as_(anna), company)
    assert page.count(">Erika Muster") == 25
    assert "/contacts/?kind=person&amp;q=Gro%C3%9Fe%20AG" in page
    assert as_(anna).get("/contacts/?kind=person&q=Gro%C3%9Fe%20AG").context["count"] == 26


def test_it_shows_its_opportunities_those_it_takes_part_in_and_those_of_its_people(company, anna, as_):
    person = make.person(by=anna, company=company)
    make.opportunity(responsible=anna, title="Eigene", contact=company)
    make.opportunity(responsible=anna, title="Der Person", contact=person)
    make.opportunity(responsible=anna, title="Teilnahme").add_participant(company, by=anna)
    make.opportunity(responsible=anna, title="Fremde")
    page = page_of(as_(anna), company)
    for title in ("Eigene", "Der Person", "Teilnahme"):
        assert page.count(f">{title}</a>") == 1
    assert "Fremde" not in page
    assert f"/opportunities/new/?contact={company.public_id}" in page


def test_all_opportunities_are_a_click_away_when_they_are_too_many(company, anna, as_):
    person = make.person(by=anna, company=company)
    for number in range(27):
        make.opportunity(responsible=anna, contact=(company, person)[number % 2])
    address = f"/opportunities/?kind=all&contact={company.public_id}"
    assert address.replace("&", "&amp;") in page_of(as_(anna), company)
    assert len(as_(anna).get(f"{address}&size=50").context["page"].rows) == 27


def test_it_shows_its_tasks(company, anna, as_):
    make.task(contact=company, by=anna, title="Anrufen")
    make.task(by=anna, title="Anderswo")
    page = page_of(as_(anna), company)
    assert "Anrufen" in page
    assert "Anderswo" not in page
    assert f"/tasks/new/?contact={company.public_id}" in page


def test_hidden_opportunities_are_told_neither_by_words_nor_by_counts(restricted, anna, ben, otto, as_):
    company = make.company("Öffentliche AG", by=anna)
    restricted.revise({"contact": company}, by=anna)
    restricted.add_participant(make.person(by=anna, company=company), by=anna)
    make.task(opportunity=restricted, by=anna, title="Geheime Aufgabe")
    assert "Vertraulich" in page_of(as_(ben), company)
    page = page_of(as_(otto, **GERMAN), company)
    for word in ("Vertraulich", "Geheime Aufgabe", restricted.public_id):
        assert word not in page, word
    assert "Noch keine Verkaufschancen." in page


def test_its_history_can_be_filtered_and_added_to(company, carla, as_):
    client = as_(carla, **GERMAN)
    page = page_of(client, company)
    assert "Dieses Ereignis hinzufügen" in page
    note = make.event(company, by=carla, text="Angerufen und vereinbart")
    company.revise({"city": "Mainz"}, by=carla)
    assert note.text in page_of(client, company)
    assert company.events.newest_first()[0].verb == verbs.REVISED


def test_the_feed_for_htmx_is_the_one_of_the_page(company, anna, as_):
    make.event(company, by=anna, text="Angerufen")
    client = as_(anna)
    page = page_of(client, company)
    part = client.get(f"/history/contact/{company.public_id}/", headers={"HX-Request": "true"})
    assert part.status_code == 200
    lines = [line.strip() for line in part.content.decode().splitlines() if "Angerufen" in line]
    assert lines
    assert all(line in page for line in lines)


def test_the_menu_create_and_the_page_offer_what_one_may(company, anna, carla, rita, dora, as_):
    edit, delete = (f"{company.get_absolute_url()}{word}/" for word in ("edit", "delete"))
    offered = {person.username: page_of(as_(person), company) for person in (anna, carla, rita, dora)}
    assert {name for name, page in offered.items() if edit in page} == {"anna", "carla", "dora"}
    assert {name for name, page in offered.items() if delete in page} == {"anna", "dora"}


def test_a_reader_sees_it_without_the_ways_to_change_it(company, rita, as_):
    page = page_of(as_(rita), company)
    for word in ("/edit/", "/delete/", "Add this event", "/tasks/new/", "/opportunities/new/", "/contacts/new/"):
        assert word not in page, word


def test_an_outsider_without_a_role_cannot_see_it(company, as_):
    answer = as_(make.user("nobody", role=None)).get(company.get_absolute_url())
    assert answer.status_code == 404
    assert "Muster" not in answer.content.decode()


@pytest.mark.parametrize("key", ["000000000000", "x", "%00", "12345678901%00", "ÄÖÜ", "0" * 500])
def test_what_is_no_contact_is_not_there(anna, as_, key):
    assert as_(anna).get(f"/contacts/{key}/").status_code == 404


def test_it_is_asked_for_by_get_only(company, anna, as_):
    assert as_(anna).post(company.get_absolute_url()).status_code == 405


# More than an opportunity's page, whose tabs are pages of their own: people, tasks and documents stand here, too.
@pytest.mark.parametrize("rows", [1, 30])
def test_it_costs_at_most_twenty_one_queries(anna, ben, carla, as_, rows, django_assert_max_num_queries):
    company = make.company(by=anna, tags=Tag.objects.named(["a", "b"]))
    for number in range(rows):
        author = (anna, carla)[number % 2]
        person = make.person(by=anna, company=company, email=f"p{number}@example.com")
        make.opportunity(responsible=author, contact=(company, person)[number % 2], viewers=[ben])
        make.task(contact=company, by=author)
        make.event(company, by=author, recipients=[ben])
        make.document(contact=company, by=author, file=make.upload(f"Datei {number}.txt"))
    client = as_(ben)
    client.get(company.get_absolute_url())
    with django_assert_max_num_queries(21):
        client.get(company.get_absolute_url())
