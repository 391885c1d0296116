"""Pages follow each other without a gap or a double, in both directions, whatever is empty."""

import base64
import json
from datetime import date, timedelta
from time import process_time

import pytest

from contacts.models import Contact
from core.paging import keyset
from opportunities.models import Opportunity
from tests import make


@pytest.fixture
def rows(anna):
    days = [None, date(2026, 1, 1), None, date(2026, 1, 1), date(2026, 2, 1), date(2025, 6, 1), None]
    for number, day in enumerate(days):
        make.opportunity(responsible=anna, title=f"Row {number % 3}", expected_close_on=day)
    return Opportunity.objects.all()


@pytest.mark.parametrize(
    "order",
    [
        ["expected_close_on", "pk"],
        ["-expected_close_on", "-pk"],
        ["title", "-expected_close_on", "pk"],
        ["contact__sort_name", "pk"],
    ],
)
def test_walking_forth_and_back_meets_every_row_once(rows, order):
    whole = [row.pk for row in keyset(rows, order, "", 100).rows]
    forth, cursor = [], ""
    while True:
        page = keyset(rows, order, cursor, 2)
        forth.append([row.pk for row in page.rows])
        if not page.after:
            break
        cursor = page.after
    assert [pk for part in forth for pk in part] == whole
    back = [forth[-1]]
    while page.before:
        page = keyset(rows, order, page.before, 2)
        back.insert(0, [row.pk for row in page.rows])
    assert [pk for part in back for pk in part] == whole


def test_empty_values_stand_last_in_both_directions(rows):
    for order in (["expected_close_on", "pk"], ["-expected_close_on", "-pk"]):
        days = [row.expected_close_on for row in keyset(rows, order, "", 100).rows]
        assert days[-3:] == [None, None, None]


def forged(values):
    return "a" + base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "a",
        "a!!!!",
        "a" + "A" * 5000,
        forged(["word", "word"]),
        forged([1]),
        forged([{"on": "2026-99-99"}, 1]),
        forged([{"n": "NaN"}, 1]),
        forged([None, 10**30]),
        forged([["list"], 1]),
        forged([{"on": "2026-01-01"}, "a\0b"]),
        forged([{"on": "2026-01-01"}, "\ud800"]),
        forged([{"at": "0001-01-01T00:00:00+14:00"}, 1]),
        forged([{"at": "9999-12-31T23:59:59-12:00"}, 1]),
        forged([{"at": "2026-01-01T00:00:00"}, 1]),
        forged([{"on": "0001-01-01"}, 1]),
        forged([{"on": "2026-01-01"}, {"n": "1e19"}]),
        forged([{"on": "2026-01-01"}, {"n": "9" * 41}]),
        forged([{"on": "2026-01-01"}, {"n": 1}]),
    ],
)
def test_a_forged_cursor_begins_at_the_first_page(rows, cursor):
    page = keyset(rows, ["expected_close_on", "pk"], cursor, 2)
    assert len(page.rows) == 2
    assert not page.before


def test_a_forged_number_of_millions_of_digits_costs_no_time(rows):
    began = process_time()
    page = keyset(rows, ["expected_close_on", "pk"], forged([{"on": "2026-01-01"}, {"n": "1e3000000"}]), 2)
    assert not page.before
    assert process_time() - began < 1


@pytest.mark.parametrize("word", ["中" * 300, "😀" * 300])
def test_the_cursor_of_a_long_foreign_name_is_short_enough_to_be_read(anna, word):
    for _number in range(3):
        make.company(word[:255], by=anna)
    order = ["sort_name", "company_name", "pk"]
    first = keyset(Contact.objects.all(), order, "", 2)
    second = keyset(Contact.objects.all(), order, first.after, 2)
    assert second.before
    assert {row.pk for row in first.rows}.isdisjoint(row.pk for row in second.rows)


def test_a_row_that_arrives_meanwhile_shifts_nothing(rows, anna):
    first = keyset(rows, ["expected_close_on", "pk"], "", 2)
    make.opportunity(responsible=anna, expected_close_on=date(2025, 6, 1) - timedelta(days=100))
    second = keyset(rows, ["expected_close_on", "pk"], first.after, 2)
    assert not {row.pk for row in first.rows} & {row.pk for row in second.rows}
