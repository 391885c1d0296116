"""The lists of the administration pages open, whatever is pressed beside them or stands in their address."""

import pytest
from django.contrib import admin
from django.contrib.admin import ListFilter
from django.contrib.admin.filters import RelatedFieldListFilter
from django.urls import reverse

from exports.models import ExportRun
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def address(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def filters_of(model, client) -> list[ListFilter]:
    return client.get(address(model)).context["cl"].filter_specs


def test_every_list_counts_what_its_filters_would_show(opportunity, dora, as_):
    make.task(by=dora, opportunity=opportunity)
    for _export in range(2):
        ExportRun.objects.create(owner=dora, source="opportunities", form="xlsx")
    client = as_(dora)
    for model in admin.site._registry:
        assert client.get(address(model), {"_facets": "True"}).status_code == 200, model
    exports = client.get(address(ExportRun), {"_facets": "True"}).content.decode()
    assert "Opportunities (2)" in exports


def test_a_filter_by_a_key_that_no_column_holds_leads_back_to_the_list(opportunity, dora, as_):
    make.event(opportunity, by=dora)
    client, met = as_(dora), set()
    for model in admin.site._registry:
        for one in filters_of(model, client):
            if isinstance(one, RelatedFieldListFilter):
                for asked in (one.lookup_kwarg, one.field.name):
                    answer = client.get(address(model), {asked: "9" * 20}, follow=True)
                    assert answer.status_code == 200, (model, asked)
                met.add(f"{model._meta.model_name}.{one.field.name}")
    assert {"event.category", "task.category"} <= met
