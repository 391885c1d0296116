"""The administration pages know no way around the rules: a second saver is told, and who loses sight is named."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib import admin
from django.urls import reverse

from documents.models import Version
from history.models import EventCategory
from opportunities.models import ExchangeRate, LostReason, Opportunity, Pipeline, SalesGoal, Stage
from reports.models import OpportunitySnapshot
from reports.taking import take_all
from tasks.models import TaskCategory
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def form_of(dora, as_):
    """Return what the administration page of a row posts as dora opened it, with some fields typed over."""

    def opened(row, **typed):
        address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
        page = as_(dora).get(address)
        form = page.context["adminform"].form
        posted = {name: form[name].value() for name in form.fields}
        posted = {name: value for name, value in posted.items() if value not in (None, False, [])}
        for formset in page.context["inline_admin_formsets"]:
            posted |= {f"{formset.formset.prefix}-TOTAL_FORMS": "0", f"{formset.formset.prefix}-INITIAL_FORMS": "0"}
        posted |= typed
        return lambda: as_(dora).post(address, posted)

    return opened


@pytest.mark.parametrize("kind", ["opportunity", "task", "contact"])
def test_a_second_saver_is_told_and_overwrites_nothing(kind, opportunity, anna, form_of):
    row, name = {
        "opportunity": lambda: (opportunity, "title"),
        "task": lambda: (make.task(by=anna, opportunity=opportunity), "title"),
        "contact": lambda: (make.company(by=anna), "company_name"),
    }[kind]()
    save = form_of(row, description="Von dora")
    row.revise({name: "Von anna"}, by=anna)
    answer = save()
    assert answer.status_code == 200
    assert "Somebody else has changed this in the meantime." in answer.content.decode()
    row.refresh_from_db()
    assert (getattr(row, name), row.description) == ("Von anna", "")


def test_what_nobody_else_changed_is_saved_by_the_verb(opportunity, form_of):
    answer = form_of(opportunity, description="Von dora")()
    assert answer.status_code == 302
    opportunity.refresh_from_db()
    assert opportunity.description == "Von dora"
    assert opportunity.events.newest_first().first().actor.username == "dora"


def test_restricting_names_who_would_lose_sight_of_tasks_and_saves_nothing(opportunity, otto, anna, form_of):
    make.task(by=anna, opportunity=opportunity, assignee=otto)
    answer = form_of(opportunity, restricted="on")()
    assert "Otto Test would no longer see 1 open task of theirs." in answer.content.decode()
    assert not Opportunity.objects.get(pk=opportunity.pk).restricted


def test_restricting_is_saved_by_whoever_says_that_they_know(opportunity, otto, anna, form_of):
    make.task(by=anna, opportunity=opportunity, assignee=otto)
    assert form_of(opportunity, restricted="on", knowing="on")().status_code == 302
    assert Opportunity.objects.get(pk=opportunity.pk).restricted


def test_staff_who_only_read_open_the_page_of_a_row_without_a_form(opportunity, rita, as_):
    rita.is_staff = True
    rita.save()
    answer = as_(rita).get(reverse("admin:opportunities_opportunity_change", args=[opportunity.pk]))
    assert answer.status_code == 200
    assert "opened_version" not in answer.content.decode()
    assert "lose sight" not in answer.content.decode()


@pytest.mark.parametrize("model", [EventCategory, TaskCategory, Stage, Pipeline, LostReason])
def test_a_second_saver_of_a_list_is_told_too(model, dora, form_of):
    row = model.objects.order_by("position").first()
    assert form_of(row, name_en="By dora")().status_code == 302
    first, second = form_of(row, name_en="First"), form_of(row, name_en="Second")
    assert first().status_code == 302
    answer = second()
    assert "Somebody else has changed this in the meantime." in answer.content.decode()
    row.refresh_from_db()
    assert row.name_en == "First"


@pytest.mark.parametrize("model", [EventCategory, TaskCategory, Stage, Pipeline, LostReason])
def test_a_list_can_be_added_to_without_a_version(model, dora, as_):
    answer = as_(dora).get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add"))
    assert answer.status_code == 200
    assert 'for="id_opened_version"' not in answer.content.decode()


def test_a_search_by_what_a_row_hangs_on_is_folded_and_other_fields_are_searched_as_typed(opportunity, anna, dora, as_):
    opportunity.revise({"title": "Müllabfuhr"}, by=anna)
    make.document(by=anna, opportunity=opportunity, name="Übersicht.txt")
    SalesGoal.objects.create(person=make.user("jörg", first_name="Jörg"), month=date(2026, 3, 1), amount=Decimal(5))
    make.rate("CHF", Decimal("0.9345"))
    take_all()
    asked = {OpportunitySnapshot: "MÜLL", Version: "ÜBERSICHT", SalesGoal: "JÖRG", ExchangeRate: "chf"}
    for model, words in asked.items():
        listed = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for typed, number in ((words, 1), ("gibt es nicht", 0)):
            assert as_(dora).get(listed, {"q": typed}).context["cl"].result_count == number, model


def test_every_list_of_the_administration_can_be_searched():
    assert not [model._meta.label for model, page in admin.site._registry.items() if not page.search_fields]
