"""Exchange rates of the demo: one a week for over a year, wandering a little; invented, as all of it is."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from django.conf import settings

from opportunities.models import ExchangeRate

# What one euro costs, about.
PER_EURO = {"EUR": "1", "CHF": "0.935", "USD": "1.085", "GBP": "0.842"}
WEEKS = 56


def make_rates(rng: Random, today: date) -> None:
    """Make rates of the demo's currencies in the base currency; none where that is none of these."""
    base = settings.BASE_CURRENCY
    if base not in PER_EURO:
        return
    rows = []
    for currency in sorted(set(PER_EURO) - {base}):
        rate = Decimal(PER_EURO[currency]) / Decimal(PER_EURO[base])
        for week in range(WEEKS, -1, -1):
            rate *= 1 + Decimal(rng.randrange(-60, 61)) / 10_000
            day = today - timedelta(days=today.weekday(), weeks=week)
            rows.append(ExchangeRate(base=base, currency=currency, day=day, rate=rate.quantize(Decimal("0.0001"))))
    ExchangeRate.objects.bulk_create(rows)
