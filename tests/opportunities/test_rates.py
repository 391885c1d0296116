"""Exchange rates: kept by administrators, applied to amounts, and what is no rate is refused in a sentence."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from history.models import Event
from jobs.worker import Worker
from opportunities.forms.rate import parse_rate
from opportunities.models import ExchangeRate, Opportunity
from opportunities.rates import Rates
from tests import make

RATES, NEW = reverse("opportunities:rates"), reverse("opportunities:new_rate")
TODAY = date(2026, 11, 20)


def chf(**fields):
    """What a browser posts to add a rate."""
    return {"currency": "CHF", "day": "2026-11-02", "rate": "0.9345"} | fields


def in_base(row):
    row.refresh_from_db()
    return row.base_total


def closed(anna, day, **fields):
    return make.opportunity(
        responsible=anna, currency="CHF", amount=Decimal(100), stage=make.stage("Won"), closed_on=day, **fields
    )


def test_an_open_one_follows_the_newest_rate_and_a_closed_one_that_of_its_closing_day(anna):
    for day, rate in ((2, "0.8"), (9, "0.5"), (16, "0.4")):
        make.rate("CHF", Decimal(rate), date(2026, 11, day))
    days = {1: None, 2: 125, 8: 125, 9: 200, 20: 250}
    assert {day: in_base(closed(anna, date(2026, 11, day))) for day in days} == days
    assert make.opportunity(responsible=anna, currency="CHF", amount=Decimal(100)).base_total == 250
    assert make.opportunity(responsible=anna, currency="EUR", amount=Decimal("0.125")).base_total == Decimal("0.125")
    assert make.opportunity(responsible=anna, currency="CHF").base_total is None


@pytest.mark.parametrize(
    ("base", "amount", "rate", "converted"),
    [
        ("EUR", "1", "3", "0.33"),
        ("EUR", "0.01", "2", "0.01"),  # half up: 0.005
        ("EUR", "0.009", "2", "0.00"),
        ("JPY", "1", "0.0058343", "171"),
        ("KWD", "1", "3", "0.333"),
        ("EUR", "999999999999.999", "0.35", None),  # leaves the range of amounts
    ],
)
def test_a_converted_amount_is_rounded_half_up_to_what_is_paid_in_the_base_currency(
    settings, base, amount, rate, converted
):
    settings.BASE_CURRENCY = base
    rates = Rates([("USD", TODAY, Decimal(rate))])
    expected = None if converted is None else Decimal(converted)
    assert rates.in_base(Decimal(amount), "USD", None) == expected


def test_adding_correcting_and_deleting_moves_what_follows_the_rate_and_nothing_else(anna, dora, as_):
    make.rate("CHF", Decimal("0.5"), date(2026, 11, 9))
    before, within, after = (closed(anna, date(2026, 11, day)) for day in (1, 3, 9))
    still_open = make.opportunity(responsible=anna, currency="CHF", amount=Decimal(100))
    versions = list(Opportunity.objects.order_by("pk").values_list("version", "updated_at"))
    browser = as_(dora)

    def amounts():
        Worker().drain()
        return [in_base(row) for row in (before, within, after, still_open)]

    assert browser.post(NEW, chf(rate="0.8")).status_code == 302
    assert amounts() == [None, 125, 200, 200]
    row = ExchangeRate.objects.get(rate=Decimal("0.8"))
    page = browser.get(row.get_absolute_url())
    assert "1 closed opportunity follows this rate" in page.content.decode()
    assert browser.post(row.get_absolute_url(), {"rate": "0.4", "version": row.version}).status_code == 302
    assert amounts() == [None, 250, 200, 200]
    assert browser.post(reverse("opportunities:delete_rate", args=[row.public_id])).status_code == 302
    assert amounts() == [None, None, 200, 200]
    browser.post(NEW, chf(rate="0.25", day=timezone.localdate().isoformat()))
    assert amounts() == [None, None, 200, 400]
    # It is no edit of the opportunities.
    assert list(Opportunity.objects.order_by("pk").values_list("version", "updated_at")) == versions
    told = [event.sentence for event in Event.objects.visible_to(dora).filter(verb__contains="rate").newest_first()]
    assert told[1:] == [
        "deleted the exchange rate of 2 Nov 2026: 1 EUR = 0.4 CHF",
        "corrected the exchange rate of 2 Nov 2026 to 1 EUR = 0.4 CHF; it was 1 EUR = 0.8 CHF",
        "added the exchange rate of 2 Nov 2026: 1 EUR = 0.8 CHF",
    ]
    assert told[1] in browser.get(RATES).content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("rate", "0", "A rate is greater than 0."),
        ("rate", "-1", "A rate is greater than 0."),
        ("rate", "NaN", "Enter a rate such as 0.9345."),
        ("rate", "1e400", "Enter a rate such as 0.9345."),
        ("rate", "", "Fill in “Rate”."),
        ("rate", "9" * 39, "The rate may be at most 99,999,999."),
        ("rate", "0.00000000001", "The rate may have at most ten decimals."),
        ("rate", "1,234", "“1,234” can be read in two ways: enter 1234 or 1.2340."),
        ("currency", "XYZ", "Enter a currency code such as EUR or USD; “XYZ” is none."),
        ("currency", "EUR", "The base currency has no rate: choose another currency."),
        ("currency", "", "Fill in “Currency”."),
        ("currency", "CH\0", "Enter this anew: it holds an invisible character that cannot be kept."),
        ("day", "2026-99-99", "There is no such day. Enter a date such as 2026-12-31."),
        ("day", "2199-01-01", "The day of a rate must not lie in the future."),
        ("day", "2026-11-03", "There is a rate of this currency on that day already: correct that one."),
    ],
)
def test_what_is_no_rate_is_refused_in_a_sentence(dora, as_, field, typed, sentence):
    make.rate("CHF", Decimal("0.9"), date(2026, 11, 3))
    for page in (NEW, reverse("admin:opportunities_exchangerate_add")):
        answer = as_(dora).post(page, chf(**{field: typed}))
        assert answer.status_code in {200, 422}
        shown = answer.content.decode()
        assert sentence in shown or "admin" in page, shown
    assert ExchangeRate.objects.count() == 1


def test_a_second_corrector_is_told(dora, as_):
    row = make.rate("CHF", Decimal("0.9"))
    row.correct({"rate": Decimal("0.91")}, by=dora)
    answer = as_(dora).post(row.get_absolute_url(), {"rate": "0.8", "version": "1"})
    assert answer.status_code == 422
    assert "1 EUR = 0.91 CHF" in answer.content.decode()
    assert ExchangeRate.objects.get().rate == Decimal("0.91")


def test_only_administrators_keep_rates_and_the_administration_goes_by_the_verbs(anna, dora, as_):
    assert as_(anna).get(RATES).status_code == 403
    assert as_(anna).post(NEW, chf()).status_code == 403
    browser, add = as_(dora), reverse("admin:opportunities_exchangerate_add")
    assert browser.post(add, chf()).status_code == 302
    row = ExchangeRate.objects.get()
    change = reverse("admin:opportunities_exchangerate_change", args=[row.pk])
    assert browser.post(change, {"rate": "0.5", "opened_version": row.version}).status_code == 302
    assert [row.rate for row in ExchangeRate.objects.all()] == [Decimal("0.5")]
    assert Event.objects.filter(verb="opportunities.rate_corrected").exists()


def test_the_page_names_currencies_without_a_rate_and_the_opportunity_says_by_which_it_is_converted(anna, dora, as_):
    row = make.opportunity(responsible=anna, currency="CHF", amount=Decimal(100))
    assert f'href="{NEW}?currency=CHF"' in as_(dora).get(RATES).content.decode()
    assert "no exchange rate of CHF is known" in as_(anna).get(row.get_absolute_url()).content.decode()
    make.rate("CHF", Decimal("0.8"), TODAY)
    row.revise({"amount": Decimal(200)}, by=anna)
    text = as_(anna, **{"accept-language": "de"}).get(row.get_absolute_url()).content.decode().replace("\xa0", " ")
    assert "= 250,00 € (Kurs vom 20.11.2026: 1 EUR = 0,8 CHF)" in text
    assert "CHF" in as_(dora).get(f"{RATES}?currency=CHF").content.decode()
    assert as_(dora).get(f"{RATES}?currency=%00&cursor=x").status_code == 200


def test_the_daily_pass_finds_whatever_is_not_as_it_should_be(anna):
    make.rate("CHF", Decimal("0.8"), TODAY)
    rows = [make.opportunity(responsible=anna, currency=each, amount=Decimal(100)) for each in ("EUR", "CHF", "USD")]
    Opportunity.objects.update(base_total=Decimal(7))
    Worker().drain()
    assert [in_base(row) for row in rows] == [100, 125, None]


@given(st.decimals(min_value=Decimal("0.0000000001"), max_value=Decimal(99999999), places=10))
def test_a_rate_is_kept_exactly_and_typed_as_it_is_shown(rate):
    field = ExchangeRate._meta.get_field("rate")
    assert field.from_db_value(field.get_prep_value(rate), None, None) == rate
    plain = f"{rate:.10f}"
    assert parse_rate(plain, "en") == parse_rate(plain.replace(".", ","), "de") == rate


@pytest.mark.parametrize("typed", ["1.234", "10.950"])
def test_what_a_german_may_mean_in_two_ways_is_asked_back(typed):
    with pytest.raises(ValueError, match="two ways"):
        parse_rate(typed, "de")
    assert parse_rate("1.0956", "de") == Decimal("1.0956")


def test_a_rate_of_another_base_currency_waits(anna, settings):
    make.rate("CHF", Decimal("0.8"), TODAY - timedelta(days=3))
    settings.BASE_CURRENCY = "USD"
    assert make.opportunity(responsible=anna, currency="CHF", amount=Decimal(100)).base_total is None
