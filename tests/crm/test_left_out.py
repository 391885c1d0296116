"""What an address asks of a filter and cannot be read: the page says so, it does not pass more off as the answer."""

from html import unescape
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from opportunities.models import BulkChange
from tests import make

LEFT_OUT = "Ein Teil des Filters ist nicht lesbar und bleibt weg."
LONG = "Kürzen Sie das auf höchstens 200 Zeichen; es sind 201."
NOT_OFFERED = "Wählen Sie eine Möglichkeit aus der Liste; diese wird nicht angeboten."
TOO_MANY = "x" * 201

# A page, what stands in its address, and what it says of that.
SAID = [
    ("opportunities:index", {"q": TOO_MANY}, f"Suchen: {LONG}"),
    ("opportunities:index", {"q": "a\0b"}, "Suchen: Geben Sie das neu ein;"),
    ("opportunities:index", {"tag_match": "xyz"}, NOT_OFFERED),
    ("opportunities:board", {"q": TOO_MANY}, f"Suchen: {LONG}"),
    ("contacts:index", {"q": TOO_MANY}, f"Suchen: {LONG}"),
    ("contacts:index", {"kind": "😀" * 2000}, f"Art: {NOT_OFFERED}"),
    ("contacts:index", {"tag": "9" * 30}, "Wählen Sie nur Möglichkeiten aus der Liste;"),
    ("tasks:index", {"q": TOO_MANY}, f"Suchen: {LONG}"),
    ("tasks:index", {"category": "99999999999999999999"}, NOT_OFFERED),
    ("accounts:people", {"q": TOO_MANY}, f"Suchen: {LONG}"),
    ("accounts:people", {"role": "chef"}, f"Rolle: {NOT_OFFERED}"),
]
# Pages of which htmx puts no part in.
PAGES = [
    ("agenda:index", {"who": "xyz"}, NOT_OFFERED),
    ("agenda:index", {"kind": "xyz"}, "Wählen Sie nur Möglichkeiten aus der Liste;"),
    ("reports:forecast", {"q": TOO_MANY}, f"Suchen: {LONG}"),
    ("notifications:index", {"kind": "xyz"}, NOT_OFFERED),
    ("crm:search", {"q": TOO_MANY}, "Nur nach den ersten 8 Wörtern und höchstens 200 Zeichen wurde gesucht."),
    ("opportunities:totals", {"q": TOO_MANY}, f"Suchen: {LONG}"),
    ("opportunities:save_view", {"q": TOO_MANY}, f"Suchen: {LONG}"),
]


def told(browser, name, asked, **headers):
    answer = browser.get(f"{reverse(name)}?{urlencode(asked)}", headers=headers)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


@pytest.fixture
def dora_german(dora, as_):
    return as_(dora, **{"accept-language": "de"})


def test_a_page_says_which_part_of_its_filter_it_leaves_out(dora_german):
    silent = [(name, asked) for name, asked, said in SAID + PAGES if said not in told(dora_german, name, asked)]
    assert silent == []


def test_so_does_what_htmx_puts_into_the_page(dora_german):
    by_htmx = {"hx-request": "true"}
    silent = [(name, asked) for name, asked, said in SAID if said not in told(dora_german, name, asked, **by_htmx)]
    assert silent == []


def test_of_too_many_words_the_first_are_searched_for_and_the_others_told(dora, dora_german):
    title = "eins zwei drei vier fünf sechs sieben acht neun"
    row = make.opportunity(responsible=dora, title=title)
    make.opportunity(responsible=dora, title="Halle 3")
    page = told(dora_german, "opportunities:index", {"q": title})
    assert "Suchen: Nur nach den ersten 8 Wörtern wurde gesucht." in page
    assert (row.get_absolute_url() in page, "Halle 3" in page) == (True, False)


def test_the_history_of_a_page_says_so_in_its_fragment(anna, as_):
    row = make.opportunity(responsible=anna)
    address = reverse("history:feed", args=["opportunity", row.public_id])
    browser = as_(anna, **{"accept-language": "de"})
    fragment = browser.get(f"{address}?h_from=31.02.2026", headers={"hx-request": "true"}).content.decode()
    assert LEFT_OUT in fragment
    assert "Von: Diesen Tag gibt es nicht." in fragment
    assert LEFT_OUT not in browser.get(address, headers={"hx-request": "true"}).content.decode()


@pytest.mark.parametrize("target", ["opportunities", "contacts"])
def test_no_file_is_written_of_more_than_was_asked_for(target, anna, as_):
    browser = as_(anna, **{"accept-language": "de"})
    address = f"{reverse('exports:choose', args=[target])}?q={TOO_MANY}"
    assert f"Suchen: {LONG}" in browser.get(address).content.decode()
    refused = browser.post(address, {"form": "csv", "columns": ["id"]})
    assert refused.status_code == 422
    assert "Berichtigen Sie zuerst den Filter in der Liste" in refused.content.decode()


def test_a_report_is_no_file_of_more_than_was_asked_for(anna, as_):
    answer = as_(anna).get(f"{reverse('reports:forecast')}?q={TOO_MANY}&table=months&form=csv")
    assert answer.headers["Location"] == f"{reverse('reports:forecast')}?q={TOO_MANY}"


def test_nothing_is_changed_on_more_than_was_asked_for(anna, as_):
    make.opportunity(responsible=anna)
    browser = as_(anna, **{"accept-language": "de"})
    answer = browser.post(f"{reverse('opportunities:bulk')}?all=1&action=tags&q={TOO_MANY}", {"add": "x"}, follow=True)
    assert "Berichtigen Sie zuerst den Filter" in answer.content.decode()
    assert not BulkChange.objects.exists()
