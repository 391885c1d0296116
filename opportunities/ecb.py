"""The euro's reference rates of the European Central Bank, fetched by a job where `ECB_RATES_URL` is set.

Read are the files eurofxref-daily.xml and eurofxref-hist-90d.xml: for each day the rates of some thirty currencies, as
units of the currency for one euro.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.fetching import NotFetched, fetched
from core.money import is_currency
from jobs import DONE, Failed, Outcome, Slice
from opportunities.models.rate import SMALLEST, ExchangeRate, RateField, apply_rates

FETCH = "opportunities.fetch_rates"
# The file of ninety days has some 90 kB.
LARGEST = 2 * 1024 * 1024
MOST_DAYS = 400
EURO = "EUR"


class NotUsable(ValueError):
    """A file that is not the European Central Bank's, or not as it should be; the text is a sentence for people."""


@dataclass(frozen=True)
class Quoted:
    """What one euro costs on a day, by currency."""

    day: date
    rates: dict[str, Decimal]


def fetch_rates(slice: Slice) -> Outcome:
    """Fetch the file and keep what is new in it: all of it or nothing. Fails with a sentence that says why nothing."""
    try:
        file = fetched(settings.ECB_RATES_URL, accept="application/xml, text/xml", largest=LARGEST)
        days = read(file, today=timezone.localdate())
    except NotFetched as reason:
        raise Failed(_("The exchange rates could not be fetched: %(reason)s") % {"reason": reason}) from reason
    except NotUsable as reason:
        raise Failed(str(reason)) from reason
    with transaction.atomic():
        new = keep(days)
        slice.save({"kept": new}, done=new)
    return DONE


def read(file: bytes, *, today: date) -> list[Quoted]:
    """Return the days of a file in their order. Raises NotUsable.

    Currencies that we do not know (former ones, above all) are passed over; a rate that is none, a day twice or in the
    future, and a file without any rate make the whole file unusable: who knows what else is wrong in it.
    """
    try:
        root = fromstring(file, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise NotUsable(_("What stands at the address of the exchange rates is not usable XML.")) from error
    days = [_day(cube, today) for cube in _cubes(root) if "time" in cube.attrib]
    if len(days) > MOST_DAYS:
        raise NotUsable(_("The file of exchange rates has too many days: use that of the last ninety days."))
    if not any(quoted.rates for quoted in days):
        raise NotUsable(_("The file at the address of the exchange rates holds no rates."))
    if len({quoted.day for quoted in days}) < len(days):
        raise NotUsable(_("The file of exchange rates names a day twice."))
    return sorted(days, key=lambda quoted: quoted.day)


def _cubes(root: Element) -> Iterable[Element]:
    """Return the elements that hold days or rates; their namespace has changed before."""
    return (element for element in root.iter() if str(element.tag).rpartition("}")[2] == "Cube")


def _day(cube: Element, today: date) -> Quoted:
    try:
        day = date.fromisoformat(cube.attrib["time"])
    except ValueError as error:
        raise NotUsable(_("The file of exchange rates names a day that is none.")) from error
    # Frankfurt may be a day ahead of a server's own clock, no more.
    if day > today + timedelta(days=1):
        raise NotUsable(_("The file of exchange rates names a day in the future."))
    rates: dict[str, Decimal] = {}
    for quoted in cube:
        currency = quoted.attrib.get("currency", "")
        if currency in rates:
            raise NotUsable(_("The file of exchange rates names a currency twice on one day."))
        try:
            rates[currency] = RateField().to_python(quoted.attrib.get("rate"))
        except ValidationError as error:
            raise NotUsable(_("The file of exchange rates holds a rate that is none.")) from error
    return Quoted(day, {currency: rate for currency, rate in rates.items() if is_currency(currency)})


def for_base(quoted: Quoted, base: str) -> dict[str, Decimal]:
    """Return what one unit of the base currency costs by currency: the quoted rates, or cross rates by way of the euro.

    Nothing for a base currency that is not quoted. A cross rate is rounded to ten decimals; one that would be 0 there
    is left out.
    """
    if base == EURO:
        return quoted.rates
    if base not in quoted.rates:
        return {}
    per_euro = quoted.rates[base]
    crossed = {EURO: Decimal(1), **quoted.rates}
    rates = {currency: (rate / per_euro).quantize(SMALLEST) for currency, rate in crossed.items() if currency != base}
    return {currency: rate for currency, rate in rates.items() if rate}


def keep(days: list[Quoted]) -> int:
    """Keep the rates that are new, in the caller's transaction, and have amounts converted; return how many there are.

    What is known stays as it is, and nothing is put before it: of a currency that has rates, only later days are
    taken, and where somebody typed the newest one, only the last day of the file. So what was closed in a past quarter
    does not move because the file reaches back into it.
    """
    base = settings.BASE_CURRENCY
    quoted = [(one.day, currency, rate) for one in days for currency, rate in for_base(one, base).items()]
    if not quoted:
        raise Failed(
            _("The European Central Bank has no rate of %(base)s: keep the exchange rates by hand.") % {"base": base}
        )
    fetched_ones = Max("day", filter=Q(source=ExchangeRate.Source.ECB))
    known = {
        currency: (newest, own)
        for currency, newest, own in ExchangeRate.objects.of_base()
        .values("currency")
        .annotate(newest=Max("day"), own=fetched_ones)
        .values_list("currency", "newest", "own")
    }
    new = [
        ExchangeRate(base=base, currency=currency, day=day, rate=rate, source=ExchangeRate.Source.ECB)
        for day, currency, rate in quoted
        if _is_new(day, days[-1].day, known.get(currency))
    ]
    ExchangeRate.objects.bulk_create(new, batch_size=500)
    if new:
        currencies = sorted({row.currency for row in new})
        apply_rates(currencies, since=min(row.day for row in new))
    return len(new)


def _is_new(day: date, last: date, known: tuple[date, date | None] | None) -> bool:
    if known is None:
        return True
    newest, fetched_on = known
    return day > newest and (fetched_on == newest or day == last)
