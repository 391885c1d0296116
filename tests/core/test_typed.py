"""People type what they are used to."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.typed import amount_hint, parse_amount, parse_day, parse_time

TODAY = date(2026, 3, 1)


def what_comes_of(read, *arguments):
    """Return what was read, or the sentence that refuses it."""
    try:
        return read(*arguments)
    except ValueError as refused:
        return str(refused)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("12.500,50", "12500.50"),
        ("12500", "12500"),
        ("12.500", "12500"),
        ("1.234.567", "1234567"),
        ("12,5", "12.5"),
        ("0", "0"),
        ("12500.50", "12500.50"),
        ("1.5", "1.5"),
        ("€ 3.999,00", "3999"),
        ("3.999,00 EUR", "3999"),
        ("1 234,56", "1234.56"),
        ("1\u202f234,56", "1234.56"),
        ("1'234,5", "1234.5"),
        ("1.500,- €", "1500"),
        ("CHF 1'500.–", "1500"),
    ],
)
def test_german_amounts(typed, amount):
    assert parse_amount(typed, "de") == Decimal(amount)


@pytest.mark.parametrize(("typed", "amount"), [("12,500.50", "12500.5"), ("12,500", "12500"), ("$ 12.5", "12.5")])
def test_english_amounts(typed, amount):
    assert parse_amount(typed, "en") == Decimal(amount)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "abc",
        "NaN",
        "Infinity",
        "1e400",
        "1e9",
        "-5",
        "−5",
        "12.50.0",
        "1,2345",
        "１２",
        "9" * 41,
        "1..2",
        "12,34,5",
    ],
)
def test_an_amount_that_cannot_be_read_is_refused(typed):
    with pytest.raises(ValueError, match=r"\w"):
        parse_amount(typed, "de")


@given(st.text(max_size=30), st.sampled_from(["de", "en"]))
def test_no_text_breaks_the_reading_of_amounts(text, language):
    read = what_comes_of(parse_amount, text, language)
    assert read.endswith(".") if isinstance(read, str) else read.is_finite()


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("31.12.2026", date(2026, 12, 31)),
        ("31.12.26", date(2026, 12, 31)),
        ("31.12.", date(2026, 12, 31)),
        ("1.2.2027", date(2027, 2, 1)),
        ("2026-12-31", date(2026, 12, 31)),
        ("31. Dezember 2026", date(2026, 12, 31)),
        ("5 Mar 2026", date(2026, 3, 5)),
        ("March 5, 2026", date(2026, 3, 5)),
        ("heute", TODAY),
        ("morgen", date(2026, 3, 2)),
        ("31/12/2026", date(2026, 12, 31)),
    ],
)
def test_days(typed, day):
    assert parse_day(typed, "de", TODAY) == day


@pytest.mark.parametrize("typed", ["31.02.2026", "30.2.", "04/05/2026", "0.0.0", "31.12.20266", "bald", "1.1.1800", ""])
def test_a_day_that_is_none_is_refused(typed):
    with pytest.raises(ValueError, match=r"\w"):
        parse_day(typed, "de", TODAY)


@given(st.text(max_size=25))
def test_no_text_breaks_the_reading_of_days(text):
    read = what_comes_of(parse_day, text, "de", TODAY)
    assert read.endswith(".") if isinstance(read, str) else isinstance(read, date)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("14:30", time(14, 30)), ("9", time(9)), ("9 Uhr", time(9)), ("1430", time(14, 30)), ("2:30 pm", time(14, 30))],
)
def test_times(typed, expected):
    assert parse_time(typed) == expected


@pytest.mark.parametrize("typed", ["25:00", "12:60", "abc", "99", "13 pm x"])
def test_a_time_that_is_none_is_refused(typed):
    with pytest.raises(ValueError, match="14:30"):
        parse_time(typed)


def test_the_hint_names_both_ways_of_typing_an_amount():
    assert amount_hint("de") == "Enter an amount such as 12500 or 12.500,50."
    assert amount_hint("en") == "Enter an amount such as 12500 or 12,500.50."
