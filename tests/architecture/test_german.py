"""The German of the catalog: one way of writing the same thing."""

import re

import pytest
from babel.messages.pofile import read_po

from tests.architecture.test_floor_plan import ROOT

with (ROOT / "locale/de/LC_MESSAGES/django.po").open("rb") as file:
    CATALOG = [message for message in read_po(file, locale="de") if message.id]


def texts():
    """Every German text, one for each form of its plural."""
    return [text for each in CATALOG for text in (each.string if isinstance(each.string, tuple) else [each.string])]


def test_dots_stand_at_the_word_as_in_create():
    assert not [text for text in texts() if re.search(r"\s…", text)]


def test_a_percent_sign_is_not_torn_from_its_number():
    assert not [text for text in texts() if re.search(r"[0-9s] %(?!\()", text)]


@pytest.mark.parametrize("word", ["state", "State"])
def test_a_state_is_called_status(word):
    assert {each.string for each in CATALOG if each.id == word} == {"Status"}


def test_nothing_is_called_by_its_other_names():
    assert not [text for text in texts() if re.fullmatch("Stand|Zustand", text)]
    assert not [text for text in texts() if re.search(r"\b0 Byte\b", text)]
