"""The European Central Bank's file: read, kept as a whole or not at all, and never moving what is settled."""

import threading
from datetime import date
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from jobs.models import Job
from jobs.queue import enqueue
from jobs.worker import Worker
from opportunities import ecb
from opportunities.ecb import FETCH, NotUsable, Quoted, for_base, keep, read
from opportunities.models import ExchangeRate
from tests import make

TODAY = date(2026, 11, 20)
DAY = "<Cube time='{day}'>{rates}</Cube>"
RATE = "<Cube currency='{currency}' rate='{rate}'/>"
FILE = """<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
 xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><gesmes:subject>Reference rates</gesmes:subject>
<gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender><Cube>{days}</Cube></gesmes:Envelope>"""


def file(**days):
    """Return a file of days ("d20" is the 20th of November), each with rates by currency."""
    told = [
        DAY.format(day=f"2026-11-{day[1:]}", rates="".join(RATE.format(currency=c, rate=r) for c, r in rates.items()))
        for day, rates in days.items()
    ]
    return FILE.format(days="".join(told)).encode()


def days(*dates, **rates):
    return [Quoted(day, {currency: Decimal(rate) for currency, rate in rates.items()}) for day in dates]


class Bank(HTTPServer):
    """A server on this machine that answers as it is told: status, body, length, and not before it `may_answer`."""

    status, body, length, location = 200, b"", None, ""
    silent = False

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        self.may_answer = threading.Event()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}/stats/eurofxref-daily.xml"


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        bank = self.server
        if bank.silent:
            bank.may_answer.wait(30)
        self.send_response(bank.status)
        if bank.location:
            self.send_header("Location", bank.location)
        self.send_header("Content-Length", str(bank.length or len(bank.body)))
        self.end_headers()
        self.wfile.write(bank.body)

    def log_message(self, *told):
        pass


@pytest.fixture
def bank(settings):
    server = Bank()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    settings.ECB_RATES_URL, settings.LANGUAGE_CODE = server.address, "en"
    yield server
    server.may_answer.set()
    server.shutdown()
    server.server_close()
    thread.join()


def fetch():
    """Let a worker fetch, and return the job at its end."""
    enqueue(FETCH)
    Worker().drain()
    return Job.objects.filter(kind=FETCH).latest("pk")


@pytest.mark.django_db
def test_the_file_of_a_day_is_fetched_kept_and_applied_and_once_more_is_nothing_new(bank, anna, monkeypatch):
    row = make.opportunity(responsible=anna, currency="CHF", amount=Decimal(100))
    bank.body = file(d20={"USD": "1.0956", "CHF": "0.8", "HRK": "7.5345"})
    for _each in range(2):
        job = fetch()
        assert job.state == "done", job.message
    kept = ExchangeRate.objects.order_by("currency").values_list("currency", "day", "rate", "source")
    assert list(kept) == [("CHF", TODAY, Decimal("0.8"), "ecb"), ("USD", TODAY, Decimal("1.0956"), "ecb")]
    row.refresh_from_db()
    assert row.base_total == 125


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"status": 404}, "The answer was 404 instead of 200"),
        ({"status": 302, "location": "http://127.0.0.1:1/"}, "The answer was 302 instead of 200"),
        ({"body": b"<html>Not here</html>"}, "holds no rates"),
        ({"body": b"no xml"}, "not usable XML"),
        ({"body": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}, "not usable XML"),
        ({"body": b"x" * (ecb.LARGEST + 1)}, "More than 2097152 bytes"),
        ({"body": file(d20={"USD": "1.1"}), "length": 9999}, "broke off"),
        ({"body": file(d19={"USD": "1.1"}, d20={"USD": "0"})}, "a rate that is none"),
        ({"silent": True}, "No answer within"),
    ],
    ids=["404", "redirect", "html", "text", "entity", "large", "short", "zero", "slow"],
)
def test_what_is_no_file_of_rates_fails_the_job_with_a_sentence_and_keeps_nothing(bank, monkeypatch, told, sentence):
    for name, value in told.items():
        setattr(bank, name, value)
    if bank.silent:
        fetched = ecb.fetched
        monkeypatch.setattr(ecb, "fetched", lambda address, **how: fetched(address, **how, patience=0.1))
    job = fetch()
    assert job.state == "failed"
    assert sentence in job.message
    assert not ExchangeRate.objects.exists()


@pytest.mark.django_db
def test_nobody_there_is_said_too(settings):
    settings.ECB_RATES_URL, settings.LANGUAGE_CODE = "http://127.0.0.1:1/rates.xml", "en"
    job = fetch()
    assert (job.state, "could not be fetched" in job.message) == ("failed", True)


@pytest.mark.parametrize("rate", ["-1", "NaN", "1e400", "1E-400000", "", "x", "Infinity"])
def test_one_broken_rate_spoils_the_file(rate):
    with pytest.raises(NotUsable, match="a rate that is none"):
        read(file(d19={"USD": "1.1"}, d20={"USD": "1.1", "CHF": rate}), today=TODAY)


@pytest.mark.parametrize("day", ["99", "25"])
def test_a_day_that_is_none_or_to_come_spoils_the_file(day):
    with pytest.raises(NotUsable, match="a day"):
        read(file(**{f"d{day}": {"USD": "1.1"}}), today=TODAY)


def test_days_and_currencies_stand_once():
    twice = file(d20={"USD": "1.1"}).replace(b"</Cube></gesmes", b"<Cube time='2026-11-20'/></Cube></gesmes")
    with pytest.raises(NotUsable, match="a day twice"):
        read(twice, today=TODAY)
    same = file(d20={"USD": "1.1"}).replace(b"rate='1.1'/>", b"rate='1.1'/><Cube currency='USD' rate='1.2'/>")
    with pytest.raises(NotUsable, match="a currency twice"):
        read(same, today=TODAY)


def test_another_base_currency_is_crossed_by_way_of_the_euro():
    (quoted,) = days(TODAY, USD="1.25", CHF="0.9", JPY="160")
    assert for_base(quoted, "USD") == {"EUR": Decimal("0.8"), "CHF": Decimal("0.72"), "JPY": Decimal(128)}
    assert for_base(quoted, "JPY")["CHF"] == Decimal("0.005625")
    assert for_base(quoted, "XAF") == {}


@pytest.mark.django_db
def test_a_file_of_many_days_never_reaches_back_behind_what_is_known():
    """Of a currency without rates all days, after fetched ones the later days, after one by hand only the last day."""
    fetched_before = ExchangeRate(base="EUR", currency="USD", day=date(2026, 11, 17), rate=Decimal("1.2"), source="ecb")
    fetched_before.save()
    make.rate("CHF", Decimal("0.9"), date(2026, 11, 3))
    dates = [date(2026, 11, day) for day in (16, 17, 18, 20)]
    assert keep(days(*dates, USD="1.1", CHF="0.8", GBP="0.7")) == 2 + 1 + 4

    def kept(currency):
        rows = ExchangeRate.objects.filter(currency=currency, source="ecb").order_by("day")
        return [row.day.day for row in rows]

    assert [kept(currency) for currency in ("USD", "CHF", "GBP")] == [[17, 18, 20], [20], [16, 17, 18, 20]]
    assert ExchangeRate.objects.get(currency="USD", day=dates[1]).rate == Decimal("1.2")
