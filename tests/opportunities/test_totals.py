"""The same numbers wherever they stand: list and export agree to the cent, for everybody and every filter."""

import csv
import io
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from opportunities.models import Opportunity
from opportunities.rates import Rates
from opportunities.totals import together, totals_by, totals_of, weighted
from tests import make

TODAY = date(2026, 11, 20)
SEEDS = range(2)
QUERIES = (
    {"kind": "all"},
    {},
    {"kind": "won"},
    {"kind": "closed"},
    {"who": "me", "kind": "all"},
    {"q": "kuhlung", "kind": "all"},
    {"due": "overdue"},
    {"kind": "all", "tag": "first"},
)


@pytest.fixture
def rates(db):
    for currency, rate in (("CHF", "0.9345"), ("USD", "1.0956"), ("JPY", "171.37")):
        for week in range(4):
            make.rate(currency, Decimal(rate) + Decimal(week) / 1000, timezone.localdate() - timedelta(weeks=week))


@pytest.fixture
def world(rates, anna, ben, carla):
    """Return a function that fills the house by a seed: amounts of thousandths, all kinds, some restricted."""

    def fill(seed):
        rng, today = Random(seed), timezone.localdate()
        for number in range(40):
            stage = make.stage(rng.choice(("Initial contact", "Proposal", "Negotiation", "Won", "Lost")))
            amount = rng.choice((None, Decimal(0), Decimal(rng.randrange(10**9)) / 1000, Decimal("0.005")))
            fields = {"title": rng.choice(("Kühlung", "Halle")), "tags": rng.choice(([], ["a"], ["a", "b"]))}
            if not stage.is_open:
                fields["closed_on"] = today - timedelta(days=rng.randrange(40))
            elif rng.random() < 0.3:
                fields["own_probability"] = rng.randrange(101)
            make.opportunity(
                responsible=rng.choice((anna, ben)),
                stage=stage,
                amount=amount,
                currency=rng.choice(("EUR", "EUR", "CHF", "USD", "JPY", "PLN")),
                expected_close_on=today + timedelta(days=rng.randrange(-30, 30)),
                **fields,
                **({"viewers": [carla]} if number % 4 == 0 else {}),
            )

    return fill


# Where the totals of a filter can be read: a function from browser and query to (count, converted, weighted).


def of_list(browser, query):
    totals = browser.get(f"{reverse('opportunities:index')}?{query}").context["totals"]
    return totals.count, totals.total, totals.weighted


def of_fragment(browser, query):
    totals = browser.get(f"{reverse('opportunities:totals')}?{query}", headers={"hx-request": "true"}).context["totals"]
    return totals.count, totals.total, totals.weighted


def of_export(browser, query):
    address = f"{reverse('exports:choose', args=['opportunities'])}?{query}"
    posted = {"form": "csv-comma", "columns": ["base_total", "base_weighted"]}
    file = b"".join(browser.post(address, posted).streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(file)))
    return len(rows), *(sum(Decimal(row[name] or 0) for row in rows) for name in ("Amount in EUR", "Weighted in EUR"))


def of_board(browser, query):
    """The board divides them by stage."""
    columns = browser.get(f"{reverse('opportunities:board')}?{query}").context["board"].columns
    whole = together(column.totals for column in columns)
    return whole.count, whole.total, whole.weighted


def of_forecast(browser, query):
    """The forecast divides the open ones by the month in which they are due, those that were won by when they were."""
    days = {"since": timezone.localdate() - timedelta(days=90), "until": timezone.localdate() + timedelta(days=20)}
    months = browser.get(f"{reverse('reports:forecast')}?{query}&{urlencode(days)}").context["tables"][0]
    parts = [[cell.value or 0 for cell in line.cells[1:]] for line in months.lines]
    whole = [cell.value for cell in months.foot.cells[1:]]
    assert [sum(part) for part in zip(*parts, strict=True)] == whole
    return whole


SOURCES = {"list": of_list, "fragment": of_fragment, "export": of_export, "board": of_board}


@pytest.mark.long
@pytest.mark.parametrize("seed", SEEDS)
def test_list_board_export_and_forecast_agree_for_every_role_and_filter(
    seed, world, as_, anna, carla, dora, otto, rita
):
    world(seed)
    seen = set()
    for person in (anna, carla, dora, otto, rita):
        browser = as_(person)
        tag = Opportunity.objects.visible_to(person).used_tags().first()
        for asked in QUERIES:
            query = urlencode({**asked, **({"tag": tag.pk} if "tag" in asked else {})})
            found = {name: source(browser, query) for name, source in SOURCES.items()}
            assert len(set(found.values())) == 1, f"{person} {query}: {found}"
            if asked.get("kind", "open") in ("open", "won"):
                count, best, weighted_sum, won_count, won = of_forecast(browser, query)
                forecast = (won_count, won) if "kind" in asked else (count, best, weighted_sum)
                assert forecast == found["list"][: len(forecast)], f"{person} {query}"
            seen.add(found["list"])
    assert len(seen) > len(QUERIES)


@pytest.mark.parametrize("seed", SEEDS[:2])
def test_parts_come_to_their_whole_and_each_row_to_what_its_rate_says(seed, world):
    world(seed)
    rows = Opportunity.objects.all()
    whole = totals_of(rows)
    for names in (["stage"], ["responsible", "expected_close_on"], ["currency"]):
        assert together(totals_by(rows, *names).values()) == whole
    amounts = []
    for row in rows.select_related("stage"):
        assert row.base_total == Rates.of([row.currency]).in_base(row.total, row.currency, row.closed_on)
        amounts.append((row.base_total or 0, weighted(row.base_total, row.probability) or 0))
    assert (whole.total, whole.weighted) == tuple(map(sum, zip(*amounts, strict=True)))
    left_out = [row for row in rows if row.total is not None and row.base_total is None]
    assert {row.currency for row in left_out if not row.closed_on} <= {"PLN"}
    assert dict(whole.without_rate) == Counter(row.currency for row in left_out)
    assert whole.without_amount == sum(row.total is None for row in rows)


def test_no_amount_is_no_zero_and_what_has_no_rate_is_named(anna):
    make.opportunity(responsible=anna, amount=Decimal(100))
    make.opportunity(responsible=anna)
    make.opportunity(responsible=anna, amount=Decimal(7), currency="USD", stage=make.stage("Won"))
    found = totals_of(Opportunity.objects.all())
    assert (found.count, found.total, found.weighted, found.without_amount) == (3, 100, 1, 1)
    assert [tuple(one) for one in found.amounts] == [("EUR", 1, 100), ("USD", 1, 7)]
    assert [tuple(one) for one in found.without_rate] == [("USD", 1)]
    assert totals_of(Opportunity.objects.none()).count == 0


def test_a_sum_beyond_64_bits_of_thousandths_is_exact(anna):
    most = Decimal("999999999999.999")
    row = make.opportunity(responsible=anna, amount=most, own_probability=50)
    values = {field.attname: getattr(row, field.attname) for field in Opportunity._meta.fields if field.name != "id"}
    copies = [Opportunity(**values | {"public_id": f"C{number:011d}"}) for number in range(9_300)]
    Opportunity.objects.bulk_create(copies, batch_size=500)
    found = totals_of(Opportunity.objects.all())
    assert (found.count, found.total) == (9_301, most * 9_301)
    assert found.weighted == Decimal("500000000000.00") * 9_301


def test_restricted_amounts_are_in_nobodys_sum_who_does_not_see_them(anna, ben, carla, otto, restricted):
    restricted.revise({"amount": Decimal(1000)}, by=anna)
    for person, sum_of in ((ben, 1000), (carla, 1000), (otto, 0)):
        assert totals_of(Opportunity.objects.visible_to(person)).total == sum_of
