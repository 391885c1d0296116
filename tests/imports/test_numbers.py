"""Numbers as people and programs write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.reading.errors import BadCell
from imports.reading.numbers import COMMA, POINT, read_number, signs_that_read


@pytest.mark.parametrize(
    ("text", "sign", "value"),
    [
        ("1234", COMMA, "1234"),
        ("1.234,56", COMMA, "1234.56"),
        ("1,234.56", POINT, "1234.56"),
        ("1 234,56", COMMA, "1234.56"),
        ("1\u00a0234,56", COMMA, "1234.56"),
        ("1\u202f234.56", POINT, "1234.56"),
        ("1'234.56", POINT, "1234.56"),
        ("1.500,- €", COMMA, "1500"),
        ("Fr. 1'500.–", POINT, "1500"),
        ("−1.500,--", COMMA, "-1500"),
        ("1’234’567,5", COMMA, "1234567.5"),
        ("1.234", COMMA, "1234"),
        ("1.234", POINT, "1.234"),
        ("1,234", COMMA, "1.234"),
        ("1,234", POINT, "1234"),
        (",5", COMMA, "0.5"),
        (".5", POINT, "0.5"),
        ("(500)", COMMA, "-500"),
        ("-500", COMMA, "-500"),
        ("−500", COMMA, "-500"),
        ("500-", POINT, "-500"),
        ("+500", POINT, "500"),
        ("€ 3.999,00", COMMA, "3999"),
        ("3.999,00 €", COMMA, "3999"),
        ("-€5", COMMA, "-5"),
        ("($1,234.50)", POINT, "-1234.50"),
        ("EUR 5", COMMA, "5"),
        ("5 CHF", COMMA, "5"),
        ("  12  ", COMMA, "12"),
        ("007", POINT, "7"),
    ],
)
def test_it_reads(text, sign, value):
    assert read_number(text, sign).value == Decimal(value)


@pytest.mark.parametrize("sign", [COMMA, POINT])
@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "Infinity",
        "-inf",
        "1e9",
        "1E9",
        "0x10",
        "１２",
        "١٢",
        "1_000",
        "12.34.56",
        "1,2,3",
        "1.23.456",
        "1 23",
        "12 3456",
        "1''234",
        "--5",
        "(-5)",
        "€5€",
        "ABC 5",
        "5 Stück",
        "",
        "-",
        "€",
        "()",
        "%",
        ".",
        ",",
        "½",
        "9" * 100,
    ],
)
def test_it_never_repairs(text, sign):
    with pytest.raises(BadCell):
        read_number(text, sign)


def test_a_sign_names_its_currencies():
    assert read_number("€ 5", COMMA).currencies == ("EUR",)
    assert "CAD" in read_number("$ 5", POINT).currencies
    assert read_number("5 usd".upper(), POINT).currencies == ("USD",)
    assert read_number("5", POINT).currencies == ()


def test_a_percent_sign_is_told():
    assert read_number("75 %", COMMA).percent
    assert read_number("75", COMMA).percent is False


AMOUNTS = st.decimals(min_value=0, max_value=10**11, places=2, allow_nan=False, allow_infinity=False)


@given(AMOUNTS)
def test_what_was_written_in_a_format_is_read_in_it(amount):
    english = f"{amount:,.2f}"
    german = english.translate(str.maketrans({",": ".", ".": ","}))
    assert read_number(english, POINT).value == amount
    assert read_number(german, COMMA).value == amount
    assert read_number(english.replace(",", "'"), POINT).value == amount
    assert read_number(f"€ {german}", COMMA).value == amount
    assert read_number(f"({english})", POINT).value == -amount


@given(st.text(max_size=30))
def test_whatever_it_reads_is_finite(text):
    for number in signs_that_read(text).values():
        assert number.value.is_finite()
        assert text.strip()
