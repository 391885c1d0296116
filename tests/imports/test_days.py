"""Dates as files hold them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.reading.days import DMY, MDY, ORDERS, YMD, orders_that_read, read_day
from imports.reading.errors import BadCell


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2026-12-31", YMD, (2026, 12, 31)),
        ("2026-12-31", DMY, (2026, 12, 31)),
        ("2026/1/5", YMD, (2026, 1, 5)),
        ("20261231", YMD, (2026, 12, 31)),
        ("2026-12-31T23:59:00Z", YMD, (2026, 12, 31)),
        ("2026-12-31 23:59:00.123456+01:00", YMD, (2026, 12, 31)),
        ("31.12.2026", DMY, (2026, 12, 31)),
        ("1.2.26", DMY, (2026, 2, 1)),
        ("01. 02. 2026", DMY, (2026, 2, 1)),
        ("31/12/2026", DMY, (2026, 12, 31)),
        ("12/31/2026", MDY, (2026, 12, 31)),
        ("02/23/26 08:55 PM", MDY, (2026, 2, 23)),
        ("2/1/26", MDY, (2026, 2, 1)),
        ("2/1/26", DMY, (2026, 1, 2)),
        ("1.1.69", DMY, (2069, 1, 1)),
        ("1.1.70", DMY, (1970, 1, 1)),
        ("31 Dec 2026", MDY, (2026, 12, 31)),
        ("31. Dezember 2026", YMD, (2026, 12, 31)),
        ("5-Mär-24", DMY, (2024, 3, 5)),
        ("Dec 31, 2026", DMY, (2026, 12, 31)),
        ("29.02.2024", DMY, (2024, 2, 29)),
    ],
)
def test_it_reads(text, order, day):
    assert read_day(text, order) == date(*day)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(
    "text",
    ["31.02.2026", "29.02.2023", "2026-13-01", "0.0.0000", "45000", "heute", "12", "1.2", "１.２.2026", "31.12.1066",
     "2026-12-31x", "99/99/9999", "31.12.2026 25 Uhr", "1-2.2026", "", "9" * 80],
)  # fmt: skip
def test_it_never_repairs(text, order):
    with pytest.raises(BadCell):
        read_day(text, order)


DAYS = st.dates(date(1970, 1, 1), date(2069, 12, 31))


@given(DAYS)
def test_what_was_written_in_an_order_is_read_in_it(day):
    assert read_day(day.isoformat(), YMD) == day
    assert read_day(f"{day:%d.%m.%Y}", DMY) == day
    assert read_day(f"{day:%d.%m.%y}", DMY) == day
    assert read_day(f"{day:%m/%d/%Y}", MDY) == day
    assert read_day(f"{day.month}/{day.day}/{day:%y}", MDY) == day


@given(DAYS)
def test_a_day_beyond_twelve_has_one_order_only(day):
    read = orders_that_read(f"{day:%d/%m/%Y}")
    assert read[DMY] == day
    assert (MDY in read) is (day.day <= 12)
