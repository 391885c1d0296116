"""By which exchange rate an amount is converted.

An open opportunity follows the newest rate; a closed one the newest on or before its closing day. So the same row and
the same table of rates always come to the same amount, and a later rate never moves what was closed before it
(docs/decisions/0020-honest-totals.md).
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple, Self

from django.conf import settings

from core.money import MAX_AMOUNT, minor_unit
from opportunities.models.rate import ExchangeRate


class Rate(NamedTuple):
    """A rate and its day; the base currency's own is 1 and of no day."""

    day: date | None
    rate: Decimal


OWN = Rate(None, Decimal(1))


class Rates:
    """A few currencies' rates, read by one question, in which any number of amounts is looked up."""

    def __init__(self, known: Iterable[tuple[str, date, Decimal]]) -> None:
        self._days: dict[str, list[date]] = {}
        self._rates: dict[str, list[Decimal]] = {}
        for currency, day, rate in sorted(known):
            self._days.setdefault(currency, []).append(day)
            self._rates.setdefault(currency, []).append(rate)

    @classmethod
    def of(cls, currencies: Iterable[str]) -> Self:
        """Return all days' rates of these currencies; nothing is asked where all are the base currency."""
        foreign = set(currencies) - {settings.BASE_CURRENCY}
        rows = ExchangeRate.objects.of_base().filter(currency__in=foreign)
        return cls(rows.values_list("currency", "day", "rate") if foreign else ())

    @classmethod
    def on(cls, currency: str, closed_on: date | None) -> Self:
        """Return the one rate that counts for an amount in this currency, open (None) or closed on a day."""
        if currency == settings.BASE_CURRENCY:
            return cls(())
        rows = ExchangeRate.objects.of_base().filter(currency=currency).on(closed_on)
        return cls(rows.values_list("currency", "day", "rate")[:1])

    def rate(self, currency: str, closed_on: date | None) -> Rate | None:
        """Return the rate by which an amount is converted, or None where none is known."""
        if currency == settings.BASE_CURRENCY:
            return OWN
        days = self._days.get(currency, [])
        place = len(days) if closed_on is None else bisect_right(days, closed_on)
        return Rate(days[place - 1], self._rates[currency][place - 1]) if place else None

    def in_base(self, total: Decimal | None, currency: str, closed_on: date | None) -> Decimal | None:
        """Return an amount in the base currency, rounded half up to its minor unit; its own amounts as they are.

        None for no amount and where no rate is known. An amount beyond `MAX_AMOUNT` that a rate leads to is None, too:
        it would take the sums out of their 64 bits.
        """
        if total is None or currency == settings.BASE_CURRENCY:
            return total
        found = self.rate(currency, closed_on)
        if found is None:
            return None
        converted = total / found.rate
        if converted > MAX_AMOUNT:
            return None
        return converted.quantize(minor_unit(settings.BASE_CURRENCY), ROUND_HALF_UP)


def in_base(
    totals: Sequence[Decimal | None], currencies: Sequence[str], closed_on: Sequence[date | None]
) -> Sequence[Decimal | None]:
    """Return the amounts of many rows in the base currency, by the rates as they stand now.

    Most files know no other currency: then nothing is asked.
    """
    used = set(currencies)
    if used == {settings.BASE_CURRENCY}:
        return totals
    return list(map(Rates.of(used).in_base, totals, currencies, closed_on))
