"""The list of opportunities: what it opens with, each filter, each order, its pages, its sums, and the way back."""

from urllib.parse import quote

import pytest
from django.urls import reverse

from tests import make

INDEX = reverse("opportunities:index")
PARTS = ["q", "kind", "who", "stage", "due", "due_from", "due_to", "contact", "tag", "no_task", "sort", "size", "find"]
WORDS = {
    "empty": "",
    "word": "x",
    "zero": "0",
    "negative": "-1",
    "huge": "9" * 40,
    "nul": "\0",
    "surrogate": "\ud83d",
    "long": "a" * 3000,
    "exponent": "1e400",
    "arabic": "٣",
    "day": "2026-99-99",
}


@pytest.mark.parametrize("word", WORDS.values(), ids=WORDS)
def test_no_query_is_an_error_of_the_server(as_, anna, opportunity, word):
    browser, typed = as_(anna), quote(word, errors="surrogatepass")
    query = "&".join(f"{name}={typed}&{name}=1" for name in [*PARTS, "cursor", "contact_words"])
    assert browser.get(f"{INDEX}?{query}").status_code == 200
    assert browser.get(f"{INDEX}?cursor={typed}&sort=-{typed}").status_code == 200
    assert browser.get(f"{reverse('contacts:index')}?{query}").status_code == 200


def test_sorting_by_title_goes_on_past_long_descriptions(as_, anna):
    for letter in "cab":
        make.opportunity(responsible=anna, title=f"Ä{letter}", description="Wort " * 900)
    for number in range(25):
        make.opportunity(responsible=anna, title=f"z{number:02d}", description="Wort " * 900)
    assert titles(walk(as_(anna), "sort=title")) == ["Äa", "Äb", "Äc", *(f"z{number:02d}" for number in range(25))]


def walk(browser, query):
    """Return the rows of all pages, from the first by "Next" to the end."""
    rows, cursor = [], ""
    while True:
        page = browser.get(f"{INDEX}?{query}&cursor={cursor}").context["page"]
        rows += page.rows
        if not page.after:
            return rows
        assert page.after != cursor
        cursor = page.after


def titles(rows):
    return [row.title for row in rows]
