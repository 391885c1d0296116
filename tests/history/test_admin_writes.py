"""Writing in the administration pages: by the product's own verbs, by its own rules, recorded once."""

from collections import Counter
from typing import Any

import pytest
from django.urls import reverse

from contacts.models import Contact
from core.models import Tag
from history.models import Event, EventCategory
from opportunities.models import LostReason, Opportunity, Pipeline
from tasks.models import Task, TaskCategory
from tests import make

pytestmark = pytest.mark.django_db


def page(model, name, *key):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=key)


def form_at(client, address) -> dict[str, Any]:
    """Return what a browser would post of an administration page as it opens."""
    opened = client.get(address)
    form = opened.context["adminform"].form
    posted = {name: form[name].value() for name in form.fields}
    for formset in opened.context["inline_admin_formsets"]:
        posted |= {f"{formset.formset.prefix}-TOTAL_FORMS": "0", f"{formset.formset.prefix}-INITIAL_FORMS": "0"}
    return {name: value for name, value in posted.items() if value not in (None, False, [])}


def deleted_in_bulk(client, model, *rows):
    selected = {"action": "delete_selected", "_selected_action": [row.pk for row in rows], "post": "yes"}
    return client.post(page(model, "changelist"), selected, follow=True)


def recorded(*rows):
    """Return how often each verb was recorded about these rows."""
    events = [event for row in rows for event in Event.objects.about(row)]
    return Counter(event.verb for event in events)


@pytest.fixture
def client(dora, as_):
    return as_(dora)


# Opportunities


def test_an_opportunity_is_changed_by_its_rules_and_recorded(opportunity, dora, client):
    address = page(Opportunity, "change", opportunity.pk)
    posted = form_at(client, address) | {"stage": make.stage("Won").pk, "title": "Anders"}
    assert client.post(address, posted).status_code == 302
    won = Opportunity.objects.get()
    assert (won.title, won.version) == ("Anders", 2)
    assert won.closed_on is not None  # the rule of the stage, not a field of the form
    assert recorded(won) == {"opportunities.created": 1, "opportunities.moved": 1, "opportunities.renamed": 1}
    assert won.events.newest_first()[0].actor == dora


def test_what_the_rules_refuse_is_said_at_the_field_and_nothing_is_written(opportunity, client):
    address = page(Opportunity, "change", opportunity.pk)
    answer = client.post(address, form_at(client, address) | {"closed_on": "2199-01-01", "stage": make.stage("Won").pk})
    assert answer.status_code == 200
    assert "closed_on" in answer.context["adminform"].form.errors
    assert Opportunity.objects.get().version == 1
    assert recorded(opportunity) == {"opportunities.created": 1}


def test_saving_an_opportunity_as_it_is_does_nothing(opportunity, client):
    address = page(Opportunity, "change", opportunity.pk)
    client.post(address, form_at(client, address))
    assert Opportunity.objects.get().version == 1
    assert recorded(opportunity) == {"opportunities.created": 1}


def test_opportunities_are_deleted_in_bulk_with_all_that_belongs_to_them(anna, client):
    rows = [make.opportunity(responsible=anna) for _number in range(3)]
    make.task(by=anna, opportunity=rows[0])
    deleted_in_bulk(client, Opportunity, *rows[:2])
    assert list(Opportunity.objects.all()) == [rows[2]]
    assert not Task.objects.exists()
    log = Event.objects.filter(verb="opportunities.deleted", page_type=None)
    assert {event.subject_label for event in log} == {row.title for row in rows[:2]}


# Tasks


def test_a_task_is_changed_and_recorded_on_the_page_of_what_it_is_about(opportunity, anna, ben, dora, client):
    task = make.task(by=anna, opportunity=opportunity, title="Anrufen")
    address = page(Task, "change", task.pk)
    assert client.post(address, form_at(client, address) | {"assignee": ben.pk}).status_code == 302
    task.refresh_from_db()
    assert (task.assignee, task.version) == (ben, 2)
    assert opportunity.events.get(verb="tasks.reassigned").actor == dora


def test_tasks_are_deleted_in_bulk_and_recorded(opportunity, anna, client):
    tasks = [make.task(by=anna, opportunity=opportunity) for _number in range(2)]
    deleted_in_bulk(client, Task, *tasks)
    assert not Task.objects.exists()
    assert opportunity.events.filter(verb="tasks.deleted").count() == 2


# Contacts


def test_a_contact_is_added_and_changed_and_recorded(dora, client):
    address = page(Contact, "add")
    typed = form_at(client, address) | {"kind": "company", "company_name": "Velmora"}
    assert client.post(address, typed).status_code == 302
    made = Contact.objects.get()
    assert (made.name, made.created_by) == ("Velmora", dora)
    address = page(Contact, "change", made.pk)
    assert client.post(address, form_at(client, address) | {"city": "Ulm"}).status_code == 302
    made.refresh_from_db()
    assert (made.city, made.version) == ("Ulm", 2)
    assert recorded(made) == {"contacts.created": 1, "contacts.revised": 1}


def test_a_company_does_not_become_a_person(anna, client):
    company = make.company("Velmora", by=anna)
    address = page(Contact, "change", company.pk)
    answer = client.post(address, form_at(client, address) | {"kind": "person", "last_name": "Mora"})
    assert "kind" in answer.context["adminform"].form.errors
    assert Contact.objects.get().kind == "company"


def test_contacts_are_deleted_in_bulk_and_taken_from_opportunities(opportunity, anna, client):
    company = make.company(by=anna)
    opportunity.revise({"contact": company}, by=anna)
    deleted_in_bulk(client, Contact, company)
    assert not Contact.objects.exists()
    assert Opportunity.objects.get().contact is None
    assert Event.objects.get(verb="contacts.deleted").particulars["counts"]["opportunities"] == 1


# Events


def test_events_are_neither_added_changed_nor_deleted_there(opportunity, anna, client):
    note = make.event(opportunity, by=anna, text="Bleibt so")
    assert client.get(page(Event, "add")).status_code == 403
    assert client.get(page(Event, "change", note.pk)).status_code == 200
    for address in (page(Event, "change", note.pk), page(Event, "delete", note.pk)):
        assert client.post(address, {"text": "Anders", "post": "yes"}).status_code == 403
    deleted_in_bulk(client, Event, note)
    assert Event.objects.get(pk=note.pk).text == "Bleibt so"


# Lists


@pytest.mark.parametrize("model", [EventCategory, TaskCategory, LostReason, Pipeline], ids=str)
def test_a_list_is_kept_by_administrators_alone(model, client, otto, as_):
    otto.is_staff = True
    otto.save()
    address, staff = page(model, "add"), as_(otto)
    typed = form_at(client, address) | {"name_de": "Messe", "name_en": "Fair", "position": 99}
    assert staff.post(address, typed).status_code == 403
    assert client.post(address, typed).status_code == 302
    made = model.objects.get(name_en="Fair")
    address = page(model, "change", made.pk)
    assert staff.post(address, typed | {"name_en": "Ottos"}).status_code == 403
    assert client.post(address, form_at(client, address) | {"name_en": "Trade fair"}).status_code == 302
    deleted_in_bulk(staff, model, made)
    assert model.objects.get(pk=made.pk).name_en == "Trade fair"
    deleted_in_bulk(client, model, made)
    assert not model.objects.filter(pk=made.pk).exists()


def test_what_is_in_use_stays_in_its_list(opportunity, anna, client):
    note, task = make.event(opportunity, by=anna), make.task(by=anna, opportunity=opportunity)
    reason = LostReason.objects.first()
    opportunity.revise({"stage": make.stage("Lost"), "lost_reason": reason}, by=anna)
    for row in (note.category, task.category, reason):
        deleted_in_bulk(client, type(row), row)
        assert type(row).objects.filter(pk=row.pk).exists(), row


def test_tags_are_renamed_by_administrators_alone(opportunity, anna, otto, client, as_):
    otto.is_staff = True
    otto.save()
    (tag,) = Tag.objects.named(["Mese"])
    opportunity.revise({"tags": [tag]}, by=anna)
    address = page(Tag, "change", tag.pk)
    assert as_(otto).post(address, {"name": "Ottos"}).status_code == 403
    assert client.post(address, {"name": "Messe"}).status_code == 302
    assert [tag.name for tag in opportunity.tags.all()] == ["Messe"]
