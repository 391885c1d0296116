"""What the administration's forms offer to staff who sell: all that they need, and nothing of what they may not see."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Tag
from opportunities.models import Opportunity
from tasks.models import Task, TaskCategory
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(otto):
    """otto of Sales, let into the administration pages."""
    otto.is_staff = True
    otto.save()
    return otto


def page_of(model, name, *key):
    return reverse(f"admin:{model}_{name}", args=key)


def offered(page, field):
    """Return the labels of a select on an administration page."""
    choices = page.context["adminform"].form.fields[field].choices
    return [str(label) for value, label in choices if value]


def test_staff_of_sales_open_an_opportunity_with_tags_of_their_choice(staff, opportunity, anna, rita, as_):
    tag = Tag.objects.named(["Messe"])[0]
    opportunity.revise({"tags": [tag]}, by=anna)
    client, address = as_(staff), page_of("opportunities_opportunity", "add")
    page = client.get(address)
    assert {"Anna Test", "Otto Test"} <= set(offered(page, "responsible"))
    assert "Rita Test" not in offered(page, "responsible")
    typed = {
        "title": "Von Otto",
        "stage": make.stage().pk,
        "currency": "EUR",
        "amount_type": "fixed",
        "periods": "1",
        "responsible": staff.pk,
        "tags": [tag.pk],
        "participants-TOTAL_FORMS": 0,
        "participants-INITIAL_FORMS": 0,
    }
    assert client.post(address, typed).status_code == 302
    made = Opportunity.objects.get(title="Von Otto")
    assert (made.responsible, made.created_by, list(made.tags.all())) == (staff, staff, [tag])
    assert [event.verb for event in made.events.all()] == ["opportunities.created"]


def test_staff_of_sales_open_a_task(staff, anna, as_):
    client, address = as_(staff), page_of("tasks_task", "add")
    assert "Anna Test" in offered(client.get(address), "assignee")
    day = timezone.localdate().isoformat()
    typed = {"title": "Anrufen", "category": TaskCategory.objects.first().pk, "assignee": anna.pk, "due_on": day}
    assert client.post(address, typed).status_code == 302
    assert (Task.objects.get().assignee, Task.objects.get().created_by) == (anna, staff)


def test_no_field_asks_for_a_page_that_staff_of_sales_may_not_open(staff, as_):
    client = as_(staff)
    for model in ("opportunities_opportunity", "tasks_task", "contacts_contact"):
        page = client.get(page_of(model, "add")).content.decode()
        fields = re.findall(r'data-app-label="(\w+)"\s+data-model-name="(\w+)"\s+data-field-name="(\w+)"', page)
        assert fields
        for app, name, field in fields:
            query = {"term": "a", "app_label": app, "model_name": name, "field_name": field}
            assert client.get(reverse("admin:autocomplete"), query).status_code == 200, field


def test_tags_of_hidden_rows_are_offered_to_administrators_only(restricted, opportunity, anna, staff, dora, as_):
    restricted.revise({"tags": Tag.objects.named(["Geheim"])}, by=anna)
    opportunity.revise({"tags": Tag.objects.named(["Messe"])}, by=anna)
    address = page_of("opportunities_opportunity", "add")
    assert offered(as_(staff).get(address), "tags") == ["Messe"]
    assert offered(as_(dora).get(address), "tags") == ["Geheim", "Messe"]


def test_who_holds_it_stays_offered_even_deactivated(opportunity, anna, dora, ben, as_):
    for person in (anna, ben):
        person.is_active = False
        person.save()
    page = as_(dora).get(page_of("opportunities_opportunity", "change", opportunity.pk))
    names = offered(page, "responsible")
    assert "Anna Test (deactivated)" in names
    assert not [name for name in names if name.startswith("Ben")]
