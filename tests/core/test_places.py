"""The way back to a list: kept in the browser, of whoever was there, and an address of ours or nothing."""

import pytest

from tests import make

pytestmark = pytest.mark.django_db

LISTS = [("opportunities", "/opportunities/?kind=open&q=Halle%3B+%C3%BC"), ("contacts", "/contacts/?q=Muster")]


@pytest.fixture
def pages(anna):
    company = make.company("Muster AG", by=anna)
    opportunity = make.opportunity(responsible=anna, contact=company)
    return {"opportunities": opportunity.get_absolute_url(), "contacts": company.get_absolute_url()}


def leads_to(browser, page, address):
    return f'href="{address.replace("&", "&amp;")}"' in browser.get(page).content.decode()


@pytest.mark.parametrize(("name", "address"), LISTS)
def test_a_page_leads_back_to_the_filter_one_was_at(anna, as_, pages, name, address):
    browser = as_(anna)
    kept = browser.session.items()
    assert browser.get(address).status_code == 200
    assert browser.session.items() == kept, "A list that is only looked at writes nothing."
    assert leads_to(browser, pages[name], address)


@pytest.mark.parametrize("place", ["//example.com/", "https://example.com/opportunities/", "/admin/", "", "\\\\x", "ü"])
def test_an_address_of_others_is_none(anna, as_, pages, place):
    browser = as_(anna)
    browser.cookies["place-opportunities"] = f"{anna.public_id}:{place}"
    assert leads_to(browser, pages["opportunities"], "/opportunities/")


def test_another_person_s_place_is_nobody_else_s_and_goes_with_signing_out(anna, ben, as_, pages):
    browser = as_(anna)
    browser.get(LISTS[0][1])
    browser.force_login(ben)
    assert not leads_to(browser, pages["opportunities"], LISTS[0][1])
    assert browser.post("/accounts/logout/", follow=True).status_code == 200
    assert "_auth_user_id" not in browser.session
    assert not browser.cookies["place-opportunities"].value


def test_a_cookie_of_a_name_that_is_none_is_left_alone(client):
    answer = client.get("/accounts/login/", headers={"cookie": "place-a(b=1; place-ü=1; place-contacts=1; place-=1"})
    assert answer.status_code == 200
    assert [name for name in answer.cookies if name.startswith("place-")] == ["place-contacts"]


def test_an_address_too_long_for_a_cookie_keeps_the_former_place(anna, as_, pages):
    browser = as_(anna)
    browser.get("/opportunities/?q=a")
    assert browser.get(f"/opportunities/?q={'a' * 3600}").status_code == 200
    assert leads_to(browser, pages["opportunities"], "/opportunities/?q=a")


def test_the_first_look_at_a_list_asks_no_more_than_the_next(anna, as_, django_assert_max_num_queries):
    make.opportunity(responsible=anna)
    browser = as_(anna)
    with django_assert_max_num_queries(12):
        browser.get("/opportunities/?kind=open&sort=title")
