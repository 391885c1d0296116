"""Amounts are exact on every database, and are shown as their reader expects."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.money import AmountField, format_money, percent
from opportunities.models import Opportunity
from tests import make


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


def test_sums_do_not_drift(anna):
    for _each in range(10):
        make.opportunity(responsible=anna, amount=Decimal("0.1"), own_probability=50)
    (summed,) = Opportunity.objects.sums()
    assert summed.total == Decimal(1)
    assert summed.weighted == Decimal("0.5")


def test_sums_are_by_currency_and_no_amount_is_no_zero(anna):
    make.opportunity(responsible=anna, amount=Decimal(100))
    make.opportunity(responsible=anna)
    make.opportunity(responsible=anna, amount=Decimal(7), currency="USD", stage=make.stage("Won"))
    by_currency = {one.currency: one for one in Opportunity.objects.sums()}
    assert (by_currency["EUR"].count, by_currency["EUR"].total, by_currency["EUR"].weighted) == (2, 100, 1)
    assert (by_currency["USD"].total, by_currency["USD"].weighted) == (7, 7)


def test_a_sum_beyond_64_bits_of_thousandths_is_exact(anna):
    most = Decimal("999999999999.999")
    row = make.opportunity(responsible=anna, amount=most, own_probability=50)
    values = {field.attname: getattr(row, field.attname) for field in Opportunity._meta.fields if field.name != "id"}
    copies = [Opportunity(**values | {"public_id": f"C{number:011d}"}) for number in range(9_300)]
    Opportunity.objects.bulk_create(copies, batch_size=500)
    (summed,) = Opportunity.objects.sums()
    assert summed.count == 9_301
    assert summed.total == most * 9_301
    assert summed.weighted == Decimal("499999999999.999") * 9_301


def test_a_percentage_keeps_its_sign_beside_it():
    assert percent(75) == "75\u00a0%"
