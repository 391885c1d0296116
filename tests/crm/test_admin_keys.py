"""Forged keys in the administration pages: no row is named by them, and no page breaks."""

import pytest
from django.contrib import admin
from django.forms import ModelChoiceField
from django.urls import reverse

from accounts.models import Team
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.long]

FORGED = ["zz", "1\0", "9" * 20]


@pytest.fixture
def rows(opportunity, anna, ben):
    """A row of every kind whose pages in the administration can be written to."""
    return [
        opportunity,
        opportunity.stage,
        opportunity.stage.pipeline,
        make.person(by=anna),
        make.task(by=anna, opportunity=opportunity),
        make.document(by=anna, opportunity=opportunity),
        Team.objects.get(pk=make.team("Süd", members=[ben]).pk),
        ben,
    ]


def page(row, name, *args):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{name}", args=args)


def relations(row):
    return [field.name for field in row._meta.get_fields() if field.is_relation and not field.auto_created]


def filled(client, row):
    """Return the fields of the page of a row, and what it posts as it stands."""
    context = client.get(page(row, "change", row.pk)).context
    form, posted = context["adminform"].form, {}
    for name in form.fields:
        value = form[name].value()
        posted |= {} if value in (None, False, []) else {name: value}
    for inline in context["inline_admin_formsets"]:
        posted |= {f"{inline.formset.prefix}-TOTAL_FORMS": "0", f"{inline.formset.prefix}-INITIAL_FORMS": "0"}
    return form.fields, posted


def choices_of(fields):
    return [name for name, field in fields.items() if isinstance(field, ModelChoiceField)]


@pytest.mark.parametrize("forged", FORGED)
def test_no_row_is_deleted_by_a_forged_key(rows, dora, as_, forged):
    client = as_(dora)
    action = {"action": "delete_selected", "_selected_action": forged, "index": "0", "select_across": "0"}
    for model in admin.site._registry:
        before = model._base_manager.count()
        assert client.post(page(model, "changelist"), action).status_code in (200, 302, 403), model
        assert model._base_manager.count() == before, model


@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_key_is_told_at_its_field(rows, dora, as_, forged):
    client, met = as_(dora), set()
    for row in rows:
        fields, posted = filled(client, row)
        for name in choices_of(fields):
            answer = client.post(page(row, "change", row.pk), posted | {name: forged})
            assert answer.status_code == 200, (row, name)
            assert name in answer.context["adminform"].form.errors, (row, name)
            met.add(f"{row._meta.model_name}.{name}")
    assert {"opportunity.responsible", "contact.company", "contact.tags", "task.assignee", "team.members"} <= met


@pytest.mark.parametrize("forged", FORGED)
def test_a_page_to_add_opens_and_is_posted_with_forged_keys(rows, dora, as_, forged):
    client = as_(dora)
    for model in admin.site._registry:
        keys = dict.fromkeys([*relations(model), "members"], forged)
        before = model._base_manager.count()
        assert client.get(page(model, "add"), keys).status_code in (200, 403), model
        assert client.post(page(model, "add"), keys).status_code in (200, 302, 403), model
        assert model._base_manager.count() == before, model


def test_a_key_in_the_address_still_fills_the_form(anna, dora, as_):
    company = make.company("Muster AG", by=anna)
    page_to_add = as_(dora).get(page(company, "add"), {"company": company.pk})
    assert "Muster AG" in page_to_add.content.decode()
