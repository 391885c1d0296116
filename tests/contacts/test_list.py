"""The list of contacts: search, filter, order, paging, and what a line shows."""

import re

import pytest

from contacts.models import Contact, ContactPoint
from core.models import Tag
from tests import make

GERMAN = {"accept-language": "de"}
HTMX = {"HX-Request": "true"}


def names(answer) -> list[str]:
    return [row.name for row in answer.context["page"].rows]


def shown(client, query: str = "") -> list[str]:
    answer = client.get(f"/contacts/{query}")
    assert answer.status_code == 200
    return names(answer)


@pytest.fixture
def book(anna):
    """Three companies and two people."""
    tags = Tag.objects.named(["Messe", "Export"])
    phone = ContactPoint(kind="phone", label="mobile", value="+49 (0)170 123-45")
    mueller = make.company("Müller & Söhne", by=anna, city="Köln", country="DE", tags=tags)
    make.company("Alpha AG", by=anna, city="Wien", country="AT", tags=tags[:1])
    make.company("Weiß GmbH", by=anna)
    make.person("Øre", by=anna, first_name="Søren", company=mueller, email="soeren@example.com")
    make.person("Straßer", by=anna, first_name="Jörg", points=[phone], city="Überlingen", country="DE")


def test_it_shows_companies_and_people_by_name(book, anna, as_):
    answer = as_(anna).get("/contacts/")
    assert names(answer) == ["Alpha AG", "Müller & Söhne", "Søren Øre", "Jörg Straßer", "Weiß GmbH"]
    assert answer.context["count"] == 5


def test_a_line_shows_how_a_contact_is_reached(book, anna, as_):
    page = as_(anna).get("/contacts/").content.decode()
    assert 'href="mailto:soeren@example.com">soeren@<wbr>example.com</a>' in page
    assert 'href="tel:+4917012345">+49 (0)170 123-45</a>' in page
    company = Contact.objects.get(company_name="Müller & Söhne")
    assert f'href="{company.get_absolute_url()}">Müller &amp; Söhne</a>' in page


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("müller", ["Müller & Söhne", "Søren Øre"]),
        ("MULLER", ["Müller & Söhne", "Søren Øre"]),
        ("mueller", ["Müller & Söhne"]),
        ("weiss", ["Weiß GmbH"]),
        ("strasser", ["Jörg Straßer"]),
        ("ore soren", ["Søren Øre"]),
        ("söhne müll", ["Müller & Söhne", "Søren Øre"]),
        ("köln", ["Müller & Söhne"]),
        ("soeren@example", ["Søren Øre"]),
        ("123-45", ["Jörg Straßer"]),
        ("+4917012345", ["Jörg Straßer"]),
        ("muster", []),
        ("%", []),
        ("_", []),
    ],
)
def test_it_is_searched_folded(book, anna, as_, words, found):
    answer = as_(anna).get("/contacts/", {"q": words})
    assert [name for name in names(answer) if name in found] == found
    assert words == "mueller" or names(answer) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?kind=person", ["Søren Øre", "Jörg Straßer"]),
        ("?kind=company&country=DE", ["Müller & Söhne"]),
        ("?city=KOLN", ["Müller & Söhne"]),
        ("?city=uberl", ["Jörg Straßer"]),
        ("?country=DE&q=jorg", ["Jörg Straßer"]),
        ("?kind=person&country=AT", []),
    ],
)
def test_it_is_filtered(book, anna, as_, query, found):
    answer = as_(anna).get(f"/contacts/{query}")
    assert (names(answer), answer.context["count"]) == (found, len(found))


def test_a_contact_bears_all_the_tags_that_are_asked_for(book, anna, as_):
    export, messe = (Tag.objects.get(name=name).pk for name in ("Export", "Messe"))
    assert shown(as_(anna), f"?tag={export}") == ["Alpha AG", "Müller & Söhne"]
    assert shown(as_(anna), f"?tag={export}&tag={messe}") == ["Müller & Söhne"]


def test_tags_of_hidden_opportunities_are_not_offered(book, anna, otto, as_):
    (tag,) = Tag.objects.named(["Geheimtag"])
    make.opportunity(responsible=anna, restricted=True, tags=[tag])
    assert "Geheimtag" not in as_(otto).get("/contacts/").content.decode()
    assert len(shown(as_(otto), f"?tag={tag.pk}")) == 5


@pytest.mark.parametrize(
    ("sort", "first", "last"),
    [
        ("name", "Alpha AG", "Weiß GmbH"),
        ("-name", "Weiß GmbH", "Alpha AG"),
        ("city", "Müller & Söhne", "Weiß GmbH"),
        ("-city", "Alpha AG", "Weiß GmbH"),
        ("company", "Søren Øre", "Weiß GmbH"),
        ("-activity", "Jörg Straßer", "Müller & Söhne"),
        ("points", "Alpha AG", "Weiß GmbH"),
        ("nonsense", "Alpha AG", "Weiß GmbH"),
        ("company__created_by__password", "Alpha AG", "Weiß GmbH"),
    ],
)
def test_it_is_sorted_by_every_column_and_what_is_empty_stands_last(book, anna, as_, sort, first, last):
    rows = shown(as_(anna), f"?sort={sort}")
    assert (rows[0], len(rows)) == (first, 5)
    assert rows[-1] == last or (sort.endswith("city") and rows[-1] in {"Weiß GmbH", "Søren Øre"})


@pytest.mark.parametrize("sort", ["name", "-name", "company", "-company", "city", "-city", "activity", "-activity"])
def test_its_pages_hold_each_contact_once_in_every_order(anna, as_, sort):
    companies = [make.company(by=anna, city=("Ulm", "", "Ähren")[number % 3]) for number in range(9)]
    for number in range(21):
        make.person("Gleich", by=anna, company=companies[number % 9] if number % 2 else None)
    client, seen, cursor = as_(anna), [], ""
    for _page in range(2):
        page = client.get("/contacts/", {"sort": sort, "cursor": cursor}).context["page"]
        seen += [row.pk for row in page.rows]
        cursor = page.after
    assert (len(seen), len(set(seen)), cursor) == (30, 30, "")
    back = client.get("/contacts/", {"sort": sort, "cursor": page.before}).context["page"]
    assert [row.pk for row in back.rows] == seen[:25]


def test_the_size_of_a_page_can_be_chosen(anna, as_):
    for _number in range(30):
        make.company(by=anna)
    assert len(shown(as_(anna))) == 25
    assert len(shown(as_(anna), "?size=50")) == 30
    assert len(shown(as_(anna), "?size=1000000")) == 25


@pytest.mark.parametrize(
    "query",
    [
        "?q=" + "x" * 10_000,
        "?q=%00muster",
        "?city=%00",
        "?city=" + "x" * 500,
        "?kind=animal",
        "?country=XX",
        "?tag=999999",
        "?tag=abc",
        "?tag=" + "9" * 40,
        "?tag=1e400",
        "?tag=%00",
        "?tag=-1",
        "?sort=%00",
        "?size=%00",
        "?cursor=nonsense",
        "?cursor=%00",
        "?cursor=WyJhIiwgMV0=",
        "?sort=activity&cursor=WyJhIiwgIngiXQ==",
        "?kind=company&kind=person",
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_no_address_is_a_server_error(book, anna, as_, query, headers):
    assert as_(anna).get(f"/contacts/{query}", headers=headers).status_code == 200


def test_a_filter_that_cannot_be_read_says_so(book, anna, as_):
    page = as_(anna, **GERMAN).get("/contacts/?country=XX").content.decode()
    assert "invalid-feedback" in page


def test_the_table_for_htmx_is_the_one_of_the_page(book, anna, as_):
    client = as_(anna)
    for query in ("", "?kind=person", "?q=muller&sort=-city", "?q=nobody"):
        page = client.get(f"/contacts/{query}")
        part = client.get(f"/contacts/{query}", headers=HTMX)
        assert part.templates[0].name == "contacts/_table.html"
        assert without_tokens(part).strip() in without_tokens(page)
        assert part.content.decode().lstrip().startswith('<section id="contacts"')


def test_boosted_and_restored_pages_are_whole(book, anna, as_):
    for header in ("HX-Boosted", "HX-History-Restore-Request"):
        answer = as_(anna).get("/contacts/", headers=HTMX | {header: "true"})
        assert "<html" in answer.content.decode()


def without_tokens(answer) -> str:
    """Return a page without what differs from one request to the next: tokens, and how long ago something was."""
    return re.sub(r'csrfmiddlewaretoken" value="\w+"|\d+ seconds? ago', "", answer.content.decode())


@pytest.mark.parametrize("contacts", [1, 12])
@pytest.mark.parametrize("query", ["", "?sort=company&tag=1&country=DE", "?q=firma&kind=person"])
def test_it_costs_at_most_thirteen_queries(anna, as_, contacts, query, django_assert_max_num_queries):
    tags = Tag.objects.named(["a", "b"])
    for _number in range(contacts):
        make.person(by=anna, company=make.company(by=anna), tags=tags, email="a@example.com", country="DE")
    client = as_(anna)
    client.get("/contacts/")
    with django_assert_max_num_queries(13):
        client.get(f"/contacts/{query}")


# Who sees what


def test_everybody_with_a_role_sees_every_contact(book, otto, rita, dora, as_):
    for person in (otto, rita, dora):
        assert len(shown(as_(person))) == 5


def test_a_reader_is_offered_nothing_to_change(book, rita, as_):
    page = as_(rita).get("/contacts/").content.decode()
    for word in ("/edit/", "/delete/", "/contacts/new/", "/import/", "/opportunities/new/", "/tasks/new/"):
        assert word not in page, word


def test_each_may_delete_only_their_own(book, otto, dora, as_):
    own = make.company("Ottos AG", by=otto)
    page = as_(otto).get("/contacts/").content.decode()
    assert re.findall(r"/contacts/(\w+)/delete/", page) == [own.public_id]
    assert len(re.findall(r"/contacts/\w+/delete/", as_(dora).get("/contacts/").content.decode())) == 6


def test_an_outsider_without_a_role_sees_none(book, as_):
    nobody = make.user("nobody", role=None)
    answer = as_(nobody).get("/contacts/?q=m")
    assert (names(answer), answer.context["count"]) == ([], 0)
    assert "Müller" not in as_(nobody).get("/contacts/").content.decode()


# Nothing there


def test_an_empty_list_says_what_to_do(anna, rita, as_):
    page = as_(anna, **GERMAN).get("/contacts/").content.decode()
    assert "Es gibt noch keine Kontakte." in page
    assert "/import/contacts/" in page
    assert "/contacts/new/" not in as_(rita).get("/contacts/").content.decode()


def test_a_filter_that_nothing_fits_can_be_reset(book, anna, as_):
    page = as_(anna, **GERMAN).get("/contacts/?q=nichts").content.decode()
    assert "Kein Kontakt passt zu diesem Filter." in page
    assert "Filter zurücksetzen" in page


def test_the_way_back_from_a_page_leads_to_the_list_as_it_was_left(book, anna, as_):
    client = as_(anna)
    client.get("/contacts/?kind=company&sort=-city")
    page = client.get(Contact.objects.first().get_absolute_url()).content.decode()
    assert 'href="/contacts/?kind=company&amp;sort=-city"' in page
