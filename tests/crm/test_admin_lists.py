"""The lists of the administration pages count what their filters would show (“Show counts”)."""

import pytest
from django.contrib import admin
from django.urls import reverse

from exports.models import ExportRun
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def address(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def test_every_list_counts_what_its_filters_would_show(opportunity, dora, as_):
    make.task(by=dora, opportunity=opportunity)
    for _export in range(2):
        ExportRun.objects.create(owner=dora, source="opportunities", form="xlsx")
    client = as_(dora)
    for model in admin.site._registry:
        assert client.get(address(model), {"_facets": "True"}).status_code == 200, model
    exports = client.get(address(ExportRun), {"_facets": "True"}).content.decode()
    assert "Opportunities (2)" in exports
