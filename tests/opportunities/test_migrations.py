"""What is already there when the CRM is updated is filled in."""

from importlib import import_module
from types import SimpleNamespace

from django.apps import apps
from django.db import connection

from opportunities.models import Opportunity
from tests import make


def test_titles_of_old_rows_are_folded(anna, monkeypatch):
    migration = import_module("opportunities.migrations.0004_fold_the_titles")
    monkeypatch.setattr(migration, "BATCH", 2)
    for title in ("Äpfel", "Straße", "Birnen"):
        make.opportunity(responsible=anna, title=title)
    Opportunity.objects.update(sort_title="")
    migration.fold_titles(apps, SimpleNamespace(connection=connection))
    assert sorted(Opportunity.objects.values_list("sort_title", flat=True)) == ["apfel", "birnen", "strasse"]


def test_amounts_in_the_base_currency_are_taken_over(anna):
    migration = import_module("opportunities.migrations.0015_take_over_base_currency_totals")
    for currency, amount in (("EUR", 100), ("CHF", 100), ("EUR", None)):
        make.opportunity(responsible=anna, currency=currency, amount=amount)
    Opportunity.objects.update(base_total=None)
    migration.take_over(apps, SimpleNamespace(connection=connection))
    assert list(Opportunity.objects.order_by("pk").values_list("base_total", flat=True)) == [100, None, None]
