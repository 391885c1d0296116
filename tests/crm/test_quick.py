"""Quick entry: a note, a call, a task, an opportunity from anywhere, by the verbs that also their pages use."""

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.models import Contact
from history.models import Event
from opportunities.models import Opportunity, Pipeline, Stage
from tasks.models import Task
from tests import make

IN_DIALOG = {"hx-request": "true", "hx-target": "popup"}
NOTE, CALL, TASK, OPPORTUNITY = (reverse(f"crm:quick_{key}") for key in ("note", "call", "task", "opportunity"))


@pytest.fixture
def company(anna):
    return make.company("Kranwerk", by=anna)


def test_it_opens_with_what_one_looks_at(as_, anna, opportunity, company):
    for page in (opportunity, company):
        shown = as_(anna).get(page.get_absolute_url()).content.decode()
        (link,) = [part.split('"')[0] for part in shown.split('href="') if part.startswith("/quick/note/")]
        form = as_(anna).get(link.replace("&amp;", "&")).context["form"]
        about = form["opportunity"].value() or form["contact"].value()
        assert about == page.public_id
        assert form.fields["text"].widget.attrs["autofocus"]


def test_a_call_is_written_down_with_its_next_step(as_, anna, opportunity):
    sent = {"opportunity": opportunity.public_id, "result": "Will ein Angebot", "next_title": "Angebot schicken"}
    sent |= {"next_due_on": timezone.localdate().isoformat(), "next": "/opportunities/"}
    answer = as_(anna).post(CALL, sent, headers=IN_DIALOG)
    assert answer.headers["HX-Redirect"] == "/opportunities/"
    call = Event.objects.on_page(opportunity).get(text="Will ein Angebot")
    assert (call.category.name_en, call.actor) == ("Phone call", anna)
    task = Task.objects.get(opportunity=opportunity)
    assert (task.title, task.assignee) == ("Angebot schicken", anna)


def test_a_call_whose_next_step_cannot_be_is_not_written_down_either(as_, anna, opportunity):
    sent = {"opportunity": opportunity.public_id, "result": "Ruft zurück", "next_title": "x" * 300}
    sent |= {"next_due_on": timezone.localdate().isoformat()}
    assert as_(anna).post(CALL, sent).status_code == 422
    assert as_(anna).post(CALL, sent | {"next_title": "Ohne Tag", "next_due_on": ""}).status_code == 422
    assert not Event.objects.filter(text="Ruft zurück").exists()


def test_note_task_and_opportunity_without_script(as_, anna, company):
    browser = as_(anna)
    opened = browser.get(NOTE, {"contact": company.public_id}).context["form"]
    note = {"contact": company.public_id, "text": "Umzug im Mai", "category": opened["category"].value()}
    assert browser.post(NOTE, note).headers["Location"] == company.get_absolute_url()
    assert company.events.filter(text="Umzug im Mai").exists()
    task = browser.get(TASK).context["form"]
    category = task.fields["category"].queryset.first().pk
    sent = {"title": "Anrufen", "category": category, "due_on": timezone.localdate().isoformat()}
    browser.post(TASK, sent | {"assignee": anna.public_id, "contact": company.public_id})
    assert Task.objects.get(title="Anrufen").contact == company
    row = {"title": "Kran", "contact": company.public_id, "currency": "EUR", "amount": "1200"}
    made = browser.post(OPPORTUNITY, row)
    opportunity = Opportunity.objects.get(title="Kran")
    assert made.headers["Location"] == opportunity.get_absolute_url()
    assert (opportunity.responsible, opportunity.stage, opportunity.amount) == (anna, make.stage(), 1200)


def test_an_opportunity_starts_in_any_open_stage_of_any_pipeline(as_, anna):
    """What is won or lost already is for the long form, which asks for the day and the reason."""
    renewals = Pipeline.objects.create(name_de="Verlängerungen", name_en="Renewals", position=9)
    due = Stage.objects.create(pipeline=renewals, name_de="Fällig", name_en="Due", position=1)
    won = Stage.objects.filter(kind="won").first()
    browser = as_(anna)
    offered = browser.get(OPPORTUNITY).content.decode()
    assert ("Renewals: Due" in offered, f'value="{won.pk}"' in offered) == (True, False)
    row = {"title": "Kran länger", "currency": "EUR"}
    assert browser.post(OPPORTUNITY, row | {"stage": won.pk}).status_code == 422
    assert browser.post(OPPORTUNITY, row | {"stage": due.pk}).status_code == 302
    assert Opportunity.objects.get(title="Kran länger").stage == due


def test_a_contact_that_is_not_there_yet_is_made_on_the_way(as_, anna, opportunity):
    """With every kind of entry; where what it is for cannot be, it is not left behind; two contradict each other."""
    browser, day = as_(anna), timezone.localdate().isoformat()
    note = browser.get(NOTE).context["form"]["category"].value()
    task = browser.get(TASK).context["form"].fields["category"].queryset.first().pk
    entries = {
        NOTE: {"text": "Will Kräne", "category": note},
        CALL: {"result": "Ruft zurück", "next_title": "Nachfassen", "next_due_on": day},
        TASK: {"title": "Besuchen", "category": task, "due_on": day, "assignee": anna.public_id},
        OPPORTUNITY: {"title": "Kran", "currency": "EUR"},
    }
    for number, (address, sent) in enumerate(entries.items()):
        typed = {"new_company": f"Neu {number} GmbH", "new_last_name": f"Neu{number}", "new_phone": "040 123456"}
        assert browser.post(address, sent | typed | {"new_phone": "ruf an"}).status_code == 422
        if address != OPPORTUNITY:
            assert browser.post(address, sent | typed | {"opportunity": opportunity.public_id}).status_code == 422
        if address == TASK:
            assert browser.post(address, sent | typed | {"title": "x" * 300}).status_code == 422
        assert not Contact.objects.filter(last_name=f"Neu{number}").exists()
        assert browser.post(address, sent | typed).status_code == 302
        made = Contact.objects.get(last_name=f"Neu{number}")
        assert made.company.company_name == f"Neu {number} GmbH"
    assert Contact.objects.get(last_name="Neu0").events.filter(text="Will Kräne").exists()
    assert Task.objects.get(title="Nachfassen").contact.last_name == "Neu1"
    assert Task.objects.get(title="Besuchen").contact.last_name == "Neu2"
    assert Opportunity.objects.get(title="Kran").contact.last_name == "Neu3"


def test_the_same_form_twice_writes_once(as_, anna, opportunity):
    browser = as_(anna)
    key = browser.get(CALL).context["form"]["form_key"].value()
    for _twice in range(2):
        browser.post(CALL, {"form_key": key, "opportunity": opportunity.public_id, "result": "Einmal"})
    assert Event.objects.filter(text="Einmal").count() == 1


@pytest.mark.parametrize("address", [NOTE, CALL, TASK])
def test_nothing_is_put_where_one_may_only_look_or_not_even_that(as_, ben, otto, restricted, address):
    sent = {"opportunity": restricted.public_id, "text": "Untergeschoben", "result": "Untergeschoben"}
    for person in (ben, otto):
        answer = as_(person).post(address, sent)
        assert answer.status_code == 422
        assert "Vertraulich" not in answer.content.decode()
    assert not restricted.events.filter(text="Untergeschoben").exists()


def test_who_only_reads_enters_nothing(as_, rita):
    assert as_(rita).get(NOTE).status_code == 403
    assert "/quick/" not in as_(rita).get(reverse("contacts:index")).content.decode()


def test_others_of_the_contact_are_named_as_far_as_one_may_see_them(as_, anna, otto, company):
    make.opportunity(responsible=anna, title="Kran alt", contact=company)
    make.opportunity(responsible=anna, title="Kran geheim", contact=company, viewers=[anna])
    for address in (reverse("opportunities:others"), OPPORTUNITY, reverse("opportunities:create")):
        shown = as_(otto).get(address, {"contact": company.public_id}).content.decode()
        assert "Kran alt" in shown
        assert "Kran geheim" not in shown


@pytest.mark.parametrize("address", [OPPORTUNITY, reverse("opportunities:create")])
def test_a_form_that_has_not_named_them_comes_back_once_and_then_creates(as_, anna, company, address):
    make.opportunity(responsible=anna, title="Kran alt", contact=company)
    browser = as_(anna)
    sent = {"title": "Kran neu", "contact": company.public_id, "currency": "EUR", "amount_type": "fixed"}
    sent |= {"stage": make.stage().pk, "responsible": anna.public_id, "others_known": ""}
    finding = browser.post(address, sent | {"find": "contact", "contact_words": "Kran"})
    assert "Kran alt" in finding.content.decode(), "whoever looks for the contact is told right then"
    assert "Create anyway" not in finding.content.decode()
    back = browser.post(address, sent)
    assert back.status_code == 200
    assert "Create anyway" in back.content.decode()
    assert not Opportunity.objects.filter(title="Kran neu").exists()
    browser.post(address, sent | {"others_known": company.public_id})
    assert Opportunity.objects.get(title="Kran neu").contact == company


def test_shortcuts_are_listed_and_can_be_switched_off(as_, anna):
    browser = as_(anna)
    assert "<kbd>/</kbd>" in browser.get(reverse("crm:shortcuts")).content.decode()
    assert 'data-keys="off"' not in browser.get(reverse("contacts:index")).content.decode()
    browser.post(reverse("accounts:profile"), {"first_name": "Anna", "last_name": "Test", "version": anna.version})
    assert 'data-keys="off"' in browser.get(reverse("contacts:index")).content.decode()
