"""The list of opportunities: what it opens with, each filter, each order, its pages, its sums, and the way back."""

from urllib.parse import quote

import pytest
from django.urls import reverse

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
