"""The search of the top bar finds opportunities, contacts, tasks and documents, each within its access."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make

SEARCH = reverse("crm:search")
HEADINGS = ["Opportunities", "Contacts", "Tasks", "Documents"]


def found(browser, words):
    """Return the titles of what is found, by heading, in the order of the page."""
    answer = browser.get(f"{SEARCH}?{urlencode({'q': words})}")
    assert answer.status_code == 200
    return {str(hits.heading): [hit.title for hit in hits.rows] for hits in answer.context["found"]}


@pytest.fixture
def four(anna):
    """One of each kind, all called Zeppelin."""
    opportunity = make.opportunity(responsible=anna, title="Zeppelin Halle")
    make.company("Zeppelin Werft", by=anna)
    make.task(by=anna, opportunity=opportunity, title="Zeppelin prüfen")
    make.document(by=anna, opportunity=opportunity, file=make.upload("Zeppelin.txt"))
    return opportunity


def test_all_four_kinds_are_found_in_their_order(as_, anna, four):
    by_heading = found(as_(anna), "zeppelin")
    assert list(by_heading) == HEADINGS
    assert list(by_heading.values()) == [["Zeppelin Halle"], ["Zeppelin Werft"], ["Zeppelin prüfen"], ["Zeppelin.txt"]]


def test_what_is_found_can_be_opened(as_, anna, four):
    browser = as_(anna)
    answer = browser.get(f"{SEARCH}?q=zeppelin")
    urls = [hit.url for hits in answer.context["found"] for hit in hits.rows]
    assert [browser.get(url).status_code for url in urls] == [200] * 4


def test_parts_of_words_other_cases_and_other_spellings_are_found(as_, anna, four):
    for words in ("PELIN hal", "zepp", "  halle   zeppelin "):
        assert found(as_(anna), words)["Opportunities"] == ["Zeppelin Halle"], words
    for words in ("prufen", "pruefen", "PRÜFEN"):
        assert found(as_(anna), words) == {"Tasks": ["Zeppelin prüfen"]}, words


def test_every_word_must_be_found(as_, anna, four):
    assert found(as_(anna), "zeppelin nirgends") == {}


@pytest.mark.parametrize("words", ["", " ", "\0", "%", "_", "'", '"', "\\", "a" * 5000, "%s %(x)s"])
def test_nothing_and_odd_signs_find_nothing_and_break_nothing(as_, anna, four, words):
    assert found(as_(anna), words) == {}


def test_what_hangs_on_a_hidden_opportunity_is_found_by_those_who_may_see_it(as_, anna, ben, carla, dora, otto, four):
    four.revise({"restricted": True, "grants": []}, by=anna)
    assert found(as_(otto), "zeppelin") == {"Contacts": ["Zeppelin Werft"]}
    assert list(found(as_(dora), "zeppelin")) == HEADINGS
    assert b"Zeppelin Halle" not in as_(otto).get(f"{SEARCH}?q=zeppelin").content


def test_those_who_only_read_find_what_they_may_see(as_, rita, restricted, four):
    assert list(found(as_(rita), "zeppelin")) == HEADINGS
    assert found(as_(rita), "vertraulich") == {}


def test_a_person_without_a_role_finds_nothing(as_, four):
    nobody = as_(make.user("nobody", role=None))
    answer = nobody.get(f"{SEARCH}?q=zeppelin")
    assert b"Zeppelin Werft" not in answer.content


def test_more_than_a_handful_leads_to_the_list_that_shows_all(as_, anna):
    for number in range(9):
        make.opportunity(responsible=anna, title=f"Zeppelin {number}", stage=make.stage("Won"))
        make.company(f"Zeppelin {number}", by=anna)
        make.task(by=anna, title=f"Zeppelin {number}")
    browser = as_(anna)
    for hits in browser.get(f"{SEARCH}?q=zeppelin").context["found"]:
        assert len(hits.rows) == 8
        listed = browser.get(hits.more_url)
        assert all(f"Zeppelin {number}" in listed.content.decode() for number in range(9)), hits.heading


@pytest.fixture
def many(anna):
    """30 tasks and 30 documents called Zeppelin, every third task done."""
    opportunity = make.opportunity(responsible=anna, title="Luftschiff")
    for number in range(30):
        task = make.task(by=anna, opportunity=opportunity, title=f"Zeppelin {number}.")
        if number % 3 == 0:
            task.close(by=anna)
        make.document(by=anna, opportunity=opportunity, file=make.upload(f"Zeppelin {number}.txt"))
    return opportunity


def walked(browser, page):
    """Return the titles on a page of the search and on all that follow it."""
    titles = []
    while page:
        answer = browser.get(page)
        (hits,) = answer.context["found"]
        titles += [hit.title for hit in hits.rows]
        after = answer.context["page"].after
        page = f"{page.partition('&cursor=')[0]}&{urlencode({'cursor': after})}" if after else ""
    return titles


def test_all_tasks_and_documents_are_a_page_of_the_search(as_, anna, many):
    browser = as_(anna)
    tasks, documents = browser.get(f"{SEARCH}?q=zeppelin").context["found"]
    assert len(tasks.rows) == len(documents.rows) == 8
    found_tasks = walked(browser, tasks.more_url)
    assert sorted(found_tasks) == sorted(f"Zeppelin {number}." for number in range(30))
    assert {int(title[9:-1]) % 3 for title in found_tasks[20:]} == {0}, "what is done comes last"
    assert sorted(walked(browser, documents.more_url)) == sorted(f"Zeppelin {number}.txt" for number in range(30))


def test_eight_or_fewer_need_no_page_of_their_own(as_, anna, four):
    assert not [hits for hits in as_(anna).get(f"{SEARCH}?q=zeppelin").context["found"] if hits.more_url]


def test_the_page_of_one_kind_leads_back_and_on(as_, anna, many):
    page = as_(anna).get(f"{SEARCH}?q=zeppelin&in=documents").content.decode()
    assert 'href="?q=zeppelin"' in page
    assert 'rel="next"' in page


@pytest.mark.parametrize("kind", ["tasks", "documents"])
def test_the_page_of_one_kind_keeps_to_the_access_rule(as_, anna, otto, many, kind):
    many.revise({"restricted": True, "grants": []}, by=anna)
    answer = as_(otto).get(f"{SEARCH}?q=zeppelin&in={kind}")
    assert answer.context["found"] == []
    assert b"Zeppelin 1" not in answer.content


@pytest.mark.parametrize("kind", ["opportunities", "contacts", "nonsense", "", "%00"])
def test_a_kind_that_has_no_page_here_shows_all_kinds(as_, anna, four, kind):
    answer = as_(anna).get(f"{SEARCH}?q=zeppelin&in={kind}")
    assert [str(hits.heading) for hits in answer.context["found"]] == HEADINGS


@pytest.mark.parametrize("query", ["in=tasks", "q=&in=tasks", "q=zeppelin&in=tasks&cursor=a%7B%7D&size=7"])
def test_odd_addresses_of_one_kind_break_nothing(as_, anna, four, query):
    assert as_(anna).get(f"{SEARCH}?{query}").status_code == 200


@pytest.mark.parametrize("kind", ["tasks", "documents"])
def test_the_page_of_one_kind_costs_the_same_for_any_number(as_, anna, four, many, kind):
    counted = []
    for size in ("zeppelin+prüfen" if kind == "tasks" else "zeppelin.txt", "zeppelin"):
        browser = as_(anna)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(f"{SEARCH}?q={size}&in={kind}").context["found"]
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 12, counted


def test_the_number_of_queries_does_not_grow_with_what_is_found(as_, anna):
    counted = []
    for _round in range(2):
        for _each in range(4):
            opportunity = make.opportunity(
                responsible=anna, title="Zeppelin", contact=make.company("Zeppelin", by=anna)
            )
            make.task(by=anna, opportunity=opportunity, title="Zeppelin")
        browser = as_(anna)
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"{SEARCH}?q=zeppelin")
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 12, counted
