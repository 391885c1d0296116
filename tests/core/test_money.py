"""Amounts are exact on every database, and are shown as their reader expects."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.money import AmountField, format_money, percent


def test_money_is_written_as_its_reader_expects():
    assert format_money(Decimal("1234.5"), "EUR", "de") == "1.234,50\xa0€"
    assert format_money(Decimal("1234.5"), "EUR", "en") == "€1,234.50"
    assert format_money(Decimal(1000), "JPY", "en") == "JP¥1,000"
    assert format_money(Decimal("1.125"), "EUR", "de") == "1,125\xa0€"
    assert format_money(None, "EUR") == ""


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e400", "x", Decimal("1000000000000"), "0.0001"])
def test_what_is_no_amount_is_refused(value):
    with pytest.raises(ValidationError):
        AmountField().to_python(value)


def test_a_percentage_keeps_its_sign_beside_it():
    assert percent(75) == "75\u00a0%"
