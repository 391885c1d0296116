"""Texts out of several columns, without dangling separators."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.reading.templates import check_template, fill


@pytest.mark.parametrize(
    ("template", "values", "text"),
    [
        ("{product} – {account}", {"product": "Halle", "account": "Muster AG"}, "Halle – Muster AG"),
        ("{product} – {account}", {"product": "Halle", "account": ""}, "Halle"),
        ("{product} – {account}", {"product": "", "account": "Muster AG"}, "Muster AG"),
        ("{product} – {account}", {"product": " ", "account": ""}, ""),
        ("{a} – {b} ({c})", {"a": "A", "b": "", "c": "C"}, "A (C)"),
        ("{a} – {b} ({c})", {"a": "A", "b": "B"}, "A – B"),
        ("{a} – {b} ({c})", {"c": "C"}, "(C)"),
        ("({a}) {b}", {"a": "A"}, "(A)"),
        ("({a}) {b}", {"b": "B"}, "B"),
        ("Angebot {a} für {b}", {"a": "A"}, "Angebot A"),
        ("Angebot {a} für {b}", {"b": "B"}, "Angebot für B"),
        ("Angebot {a} für {b}", {}, ""),
        ("{a}, {b}, {c}", {"a": "A", "c": "C"}, "A, C"),
        ("{a}", {"a": "C++ – "}, "C++ –"),
        ("EUR", {"a": "A"}, "EUR"),
    ],
)
def test_it_fills_in(template, values, text):
    assert fill(template, values) == text


WORDS = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=5)
MAYBE = st.one_of(st.just(""), WORDS)


@given(st.lists(MAYBE, min_size=1, max_size=5), st.sampled_from([" – ", ", ", " / ", " | ", ": "]))
def test_separators_stand_between_values_only(values, separator):
    names = [f"c{number}" for number in range(len(values))]
    template = separator.join(f"{{{name}}}" for name in names)
    expected = " ".join(separator.join(value for value in values if value).split())
    assert fill(template, dict(zip(names, values, strict=True))) == expected


@pytest.mark.parametrize("template", ["{unbekannt}", "{a} {b", "}{a}{"])
def test_a_template_that_cannot_be_filled_is_refused(template):
    with pytest.raises(ValueError, match="."):
        check_template(template, {"a", "b"})


def test_a_template_with_known_columns_is_taken():
    check_template("{a} – {b}", {"a", "b"})
