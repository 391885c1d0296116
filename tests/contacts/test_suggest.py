"""What pickers and the fields of tags ask: JSON for the script; and what the search in the top bar finds."""

import pytest

from core.models import Tag
from tests import make


def suggested(client, **query) -> list[str]:
    return [each["text"] for each in client.get("/contacts/suggest/", query).json()["results"]]


@pytest.fixture
def book(anna):
    company = make.company("Müller AG", by=anna, city="Köln")
    make.company("Muster GmbH", by=anna)
    make.person("Müller", by=anna, first_name="Jörg", company=company)


def test_it_finds_companies_and_people_folded_in_the_order_of_names(book, rita, as_):
    assert suggested(as_(rita), q="muller") == ["Müller AG", "Jörg Müller"]
    assert suggested(as_(rita), q="JÖRG mull") == ["Jörg Müller"]
    assert suggested(as_(rita)) == ["Müller AG", "Jörg Müller", "Muster GmbH"]


def test_it_names_each_by_its_public_id_and_what_tells_it_from_others(book, anna, as_):
    results = as_(anna).get("/contacts/suggest/?q=müller").json()["results"]
    assert [each["hint"] for each in results] == ["Köln", "Müller AG"]
    assert all(set(each) == {"id", "text", "hint"} and len(each["id"]) == 12 for each in results)


def test_it_can_be_asked_for_one_kind(book, anna, as_):
    assert suggested(as_(anna), q="müller", kind="company") == ["Müller AG"]
    assert suggested(as_(anna), q="müller", kind="person") == ["Jörg Müller"]
    assert len(suggested(as_(anna), q="müller", kind="animal")) == 2


def test_it_gives_twenty_at_most(anna, as_, django_assert_max_num_queries):
    for _number in range(25):
        make.person(by=anna, company=make.company(by=anna))
    client = as_(anna)
    client.get("/contacts/suggest/")
    with django_assert_max_num_queries(6):
        assert len(suggested(client, q="muster")) == 20


def test_bad_words_find_nothing_and_break_nothing(book, anna, as_):
    assert suggested(as_(anna), q="\0muller") == ["Müller AG", "Jörg Müller"]
    assert suggested(as_(anna), q="x" * 10_000) == []
    assert suggested(as_(anna), q="%") == []
    assert suggested(as_(anna), kind="\0") == suggested(as_(anna))


def test_an_outsider_without_a_role_finds_nothing(book, as_):
    nobody = make.user("nobody", role=None)
    assert suggested(as_(nobody), q="muller") == []
    assert as_(nobody).get("/contacts/tags/?q=m").json() == {"results": []}
    assert "Müller" not in as_(nobody).get("/search/?q=muller").content.decode()


@pytest.mark.parametrize("address", ["/contacts/suggest/", "/contacts/tags/"])
def test_it_is_asked_by_get_only(book, anna, as_, address):
    assert as_(anna).post(address).status_code == 405


def test_tags_of_contacts_are_offered_and_no_others(anna, otto, as_):
    make.company(by=anna, tags=Tag.objects.named(["Messe Köln", "Export"]))
    make.opportunity(responsible=anna, restricted=True, tags=Tag.objects.named(["Messe geheim"]))
    for person in (anna, otto):
        found = as_(person).get("/contacts/tags/?q=MESSE").json()["results"]
        assert found == [{"id": "Messe Köln", "text": "Messe Köln"}]
    assert as_(otto).get("/contacts/tags/?q=%00" + "x" * 500).json() == {"results": []}


def test_the_search_in_the_top_bar_finds_contacts(book, rita, as_):
    page = as_(rita).get("/search/?q=muller").content.decode()
    assert "Müller AG" in page
    assert "Jörg Müller" in page
    assert "Muster GmbH" not in page


def test_more_hits_lead_to_the_list(anna, as_):
    for _number in range(9):
        make.company(by=anna)
    assert "/contacts/?q=firma" in as_(anna).get("/search/?q=firma").content.decode()
