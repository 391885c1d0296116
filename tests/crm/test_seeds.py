"""The lists that ship: filled when they are empty, and never again touched."""

import pytest
from django.apps import apps

from history import seeds as of_history
from history.models import EventCategory
from opportunities import seeds as of_opportunities
from opportunities.models import LostReason, Pipeline, Stage
from tasks import seeds as of_tasks
from tasks.models import TaskCategory

pytestmark = pytest.mark.django_db

SEEDS = [
    (EventCategory, of_history.seed_categories, 4),
    (TaskCategory, of_tasks.seed_categories, 12),
    (LostReason, of_opportunities.seed_lost_reasons, 7),
    (Stage, of_opportunities.seed_stages, 9),
]


def sow(model, seed):
    seed(sender=apps.get_app_config(model._meta.app_label), using="default", apps=apps)


def as_kept(model):
    return list(model.objects.order_by("pk").values())


def empty(model):
    model.objects.all().delete()
    if model is Stage:
        Pipeline.objects.all().delete()


@pytest.mark.parametrize(("model", "seed", "count"), SEEDS)
def test_an_empty_list_is_filled_in_both_languages_and_in_order(model, seed, count):
    empty(model)
    sow(model, seed)
    rows = as_kept(model)
    assert len(rows) == count
    assert all(row["name_de"] and row["name_en"] for row in rows)
    assert [row["position"] for row in rows] == list(range(1, count + 1))


@pytest.mark.parametrize(("model", "seed", "count"), SEEDS)
def test_a_list_that_an_administrator_changed_stays_as_it_is(model, seed, count):
    model.objects.order_by("pk").last().delete()
    model.objects.update(name_de="Umbenannt")
    before = as_kept(model)
    sow(model, seed)
    assert as_kept(model) == before
    assert len(before) == count - 1


@pytest.mark.parametrize(("model", "seed", "count"), SEEDS)
def test_before_the_tables_are_there_nothing_is_sown(model, seed, count):
    class Earlier:
        """The state of the models before this one was made."""

        def get_model(self, app, name):
            raise LookupError(name)

    before = as_kept(model)
    seed(sender=apps.get_app_config(model._meta.app_label), using="default", apps=Earlier())
    assert as_kept(model) == before


def test_the_stages_are_those_of_the_guide():
    stages = Stage.objects.order_by("position").values_list("name_de", "probability", "kind")
    assert list(stages) == [
        ("Erstkontakt", 1, "open"),
        ("Vorqualifizierung", 2, "open"),
        ("Kaufinteresse", 3, "open"),
        ("Bedarfsermittlung", 20, "open"),
        ("Qualifiziert", 50, "open"),
        ("Angebot", 75, "open"),
        ("Verhandlung", 90, "open"),
        ("Gewonnen", 100, "won"),
        ("Verloren", 0, "lost"),
    ]
    assert Pipeline.objects.get().is_default
