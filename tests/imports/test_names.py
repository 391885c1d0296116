"""Several names in one cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.names import joined_names, split_names
from imports.references import reference_in, with_reference, without_reference

NAMES = st.text(st.sampled_from([*'";,|\na ']), max_size=8).map(lambda text: " ".join(text.split())).filter(bool)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Messe, Herbst; Köln|Bonn\nUlm", ["Messe", "Herbst", "Köln", "Bonn", "Ulm"]),
        ('a; "R&D, intern" ; b', ["a", "R&D, intern", "b"]),
        ('"Größe ""L"", rot"', ['Größe "L", rot']),
        ('3" Rohr, 5" Rohr', ['3" Rohr', '5" Rohr']),
        ('"nie geschlossen; b', ['"nie geschlossen', "b"]),
        (";;", []),
    ],
)
def test_they_are_told_apart(text, names):
    assert split_names(text) == names


@given(st.lists(NAMES, max_size=5))
def test_what_is_joined_comes_apart_as_it_was(names):
    assert split_names(joined_names(names)) == names


@pytest.mark.parametrize("text", ['",""' * 30_000, '"a,' * 40_000, '"' + '""' * 60_000, ',"""' * 30_000])
def test_quotes_that_are_never_closed_are_read_in_one_go(text):
    assert len("".join(split_names(text))) <= len(text)


def test_a_name_may_end_in_a_number():
    assert reference_in(with_reference("Muster AG", "0123456789ab")) == ("Muster AG", "0123456789ab")
    assert without_reference("Muster AG [Berlin]") == "Muster AG [Berlin]"
