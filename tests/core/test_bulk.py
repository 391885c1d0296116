"""Rows that are written as columns stand there as if they had been saved one by one."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import repeat

import pytest
from django.db import transaction

from core.bulk import copy_text, insert_columns
from core.fold import fold, search_text
from core.ids import ALPHABET, new_public_ids
from core.lookups import any_of
from opportunities.models import Opportunity
from tests import make

pytestmark = pytest.mark.django_db

ODD = ["Zeile\nzwei", "Tab\tulator", "\\N", "Pfad C:\\neu", "Wagen\rrücklauf", "ein „Zitat“", "", "Größe 𝄞"]


def insert(anna, titles, **same):
    count = len(titles)
    columns = {
        "title": titles,
        "amount": [Decimal("12.345") if number % 2 else None for number in range(count)],
        "expected_close_on": [date(2027, 1, 31) if number % 2 else None for number in range(count)],
        "created_at": [datetime(2026, 1, 1, 12, 30, 1, 5, tzinfo=UTC)] * count,
    }
    shared = {"created_by_id": anna.pk, "responsible_id": anna.pk, "stage_id": make.stage("Proposal").pk}
    shared |= {"currency": "EUR", "search_text": "", "budget_before": {"amount": "ä\\t\t"}, **same}
    columns["total"] = columns["amount"]
    with transaction.atomic():
        return insert_columns(Opportunity, count, columns, shared)


def test_every_value_comes_back_as_it_was(anna):
    keys = insert(anna, ODD)
    rows = Opportunity.objects.in_bulk(keys)
    assert [rows[key].title for key in keys] == ODD
    second = rows[keys[1]]
    assert (second.amount, second.total) == (Decimal("12.345"), Decimal("12.345"))
    assert (second.expected_close_on, rows[keys[0]].expected_close_on) == (date(2027, 1, 31), None)
    assert second.created_at == datetime(2026, 1, 1, 12, 30, 1, 5, tzinfo=UTC)
    assert second.budget_before == {"amount": "ä\\t\t"}
    assert (second.version, second.amount_type, second.periods, second.restricted) == (1, "fixed", 1, False)
    assert len({row.public_id for row in rows.values()}) == len(ODD)


def test_no_row_gets_a_key_that_was_given(anna, opportunity):
    keys = insert(anna, ["eins", "zwei"])
    later = make.opportunity(responsible=anna)
    assert len({opportunity.pk, *keys, later.pk}) == 4


def test_nothing_to_write_is_nothing_written(anna):
    assert list(insert(anna, [])) == []


@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_it_refuses():
    with pytest.raises(RuntimeError):
        insert_columns(Opportunity, 1, {}, {})


def test_copy_reads_what_it_is_given():
    columns = [range(7, 9), ["a\tb", "c"], repeat(None, 2), [None, True], ["x", "y"]]
    assert copy_text(columns) == "7\ta\\tb\t\\N\t\\N\tx\n8\tc\t\\N\tTrue\ty\n"


def test_one_question_finds_any_of_many(anna):
    insert(anna, ODD)
    found = Opportunity.objects.filter(any_of("title", ["Tab\tulator", "\\N", "Größe 𝄞", "fehlt", "O'Neil"]))
    assert {row.title for row in found} == {"Tab\tulator", "\\N", "Größe 𝄞"}
    assert not Opportunity.objects.filter(any_of("title", [])).exists()


def test_public_ids_come_in_bulk():
    made = new_public_ids(1000)
    assert len(set(made)) == 1000
    assert {len(each) for each in made} == {12}
    assert set("".join(made)) == set(ALPHABET)


def test_words_are_folded_one_by_one():
    assert fold("Müller & Söhne\0 ") == "muller & sohne"
    assert search_text("Müller", None, "Straße 5") == "muller strasse 5 mueller strasse 5"
    assert search_text("Halle", "", "neu") == "halle neu"
