"""The log in the administration pages: what is on pages that one may see and, for administrators, what was deleted."""

import re

import pytest
from django.urls import reverse

from tests import make

LOG = reverse("admin:history_event_changelist")


@pytest.fixture
def log(dora, as_):
    """Return a function that opens the log in German, filtered, and gives its page."""
    return lambda **query: as_(dora, **{"accept-language": "de"}).get(LOG, query).content.decode()


def test_its_filter_names_kinds_in_words(log, opportunity, anna):
    page = log()
    for words in ("Gelöschtes", "Phase und Erfolgswahrscheinlichkeit", "Zuständigkeit und Zugriff", "Aufgaben"):
        assert words in page, words
    assert not re.findall(r"\b(?:opportunities|contacts|tasks|documents|imports)\.[a-z_]+\b", page)


def test_it_is_filtered_by_kind(log, anna):
    make.opportunity(responsible=anna, title="Bleibt")
    make.opportunity(responsible=anna, title="Geht").delete_with_all(by=anna)
    page = log(kind="removals")
    assert "Geht" in page
    assert "Bleibt" not in page


def test_a_kind_that_is_none_finds_nothing(log, opportunity):
    assert opportunity.title not in log(kind="nonsense")


def test_staff_who_administer_nothing_do_not_see_what_was_deleted(anna, as_):
    make.opportunity(responsible=anna, title="Geht").delete_with_all(by=anna)
    anna.is_staff = True
    anna.save()
    assert "Geht" not in as_(anna).get(LOG, {"kind": "removals"}).content.decode()
