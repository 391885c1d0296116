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
