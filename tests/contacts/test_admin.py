"""Contacts in the administration pages: found, changed and deleted by the same rules as everywhere."""

import pytest
from django.urls import reverse

from contacts import verbs
from contacts.models import Contact, ContactPoint
from core.models import Tag
from history.models import Event
from opportunities.models import Opportunity
from tests import make

LIST, ADD = reverse("admin:contacts_contact_changelist"), reverse("admin:contacts_contact_add")
ROWS = {f"points-{name}_FORMS": number for name, number in (("TOTAL", 0), ("INITIAL", 0))}


@pytest.fixture
def staff(otto):
    """Somebody who is let into the administration without administering the CRM."""
    otto.is_staff = True
    otto.save()
    return otto


@pytest.fixture
def company(anna):
    points = [ContactPoint(kind="phone", value="030 1234")]
    return make.company("Müller AG", by=anna, points=points, tags=Tag.objects.named(["Messe"]))


def change(contact):
    return reverse("admin:contacts_contact_change", args=[contact.pk])


def form_of(client, address, **changed):
    """Return what a browser posts of an administration form as it opens, with some fields changed."""
    page = client.get(address)
    form = page.context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    rows = [formset.formset.management_form for formset in page.context["inline_admin_formsets"]]
    counted = {f"{each.prefix}-{name}": each[name].value() for each in rows for name in each.fields}
    keys = [point.pk for point in form.instance.points.all()] if form.instance.pk else []
    hidden = {f"points-{number}-id": key for number, key in enumerate(keys)}
    given = {name: value for name, value in values.items() if value not in (None, False)}
    return given | counted | hidden | {"points-0-contact": form.instance.pk or ""} | changed


def test_it_is_searched_folded(company, dora, as_):
    client = as_(dora)
    for words in ("muller", "mueller", "MÜLLER", "1234"):
        assert b"M\xc3\xbcller AG" in client.get(LIST, {"q": words}).content, words
    assert b"M\xc3\xbcller AG" not in client.get(LIST, {"q": "schmidt"}).content
    assert client.get(LIST, {"q": "\0x" + "y" * 5000}).status_code == 200


def test_creating_goes_by_the_verb(dora, as_):
    client = as_(dora)
    form = form_of(client, ADD, kind="company", company_name="Neu AG", city="Köln")
    assert client.post(ADD, form).status_code == 302
    made = Contact.objects.get()
    assert (made.name, made.created_by, made.sort_city) == ("Neu AG", dora, "koln")
    assert [event.verb for event in made.events.all()] == [verbs.CREATED]
    assert Contact.objects.search("neu koln").exists()


def test_changing_goes_by_the_verb(company, dora, as_):
    client, person = as_(dora), make.person(by=dora, company=company)
    assert client.post(change(company), form_of(client, change(company), company_name="Anders AG")).status_code == 302
    company.refresh_from_db()
    assert (company.name, company.version) == ("Anders AG", 2)
    assert [point.value for point in company.points.all()] == ["030 1234"]
    assert [tag.name for tag in company.tags.all()] == ["Messe"]
    assert company.events.newest_first()[0].particulars == {"fields": ["company_name"]}
    assert list(Contact.objects.search("anders").people()) == [person]


def test_saving_without_a_change_does_nothing(company, dora, as_):
    client = as_(dora)
    assert client.post(change(company), form_of(client, change(company))).status_code == 302
    company.refresh_from_db()
    assert (company.version, company.events.count()) == (1, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "person"},
        {"company_name": ""},
        {"company_name": "x" * 256},
        {"company_name": "a\0b"},
        {"first_name": "Erika"},
        {"company": "itself"},
        {"company": "999999"},
        {"country": "XX"},
        {"kind": "animal"},
    ],
)
def test_what_breaks_a_rule_is_told_in_the_form(company, dora, as_, wrong):
    client = as_(dora)
    wrong = {"company": company.pk} if wrong.get("company") == "itself" else wrong
    answer = client.post(change(company), form_of(client, change(company), **wrong))
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors
    company.refresh_from_db()
    assert company.version == 1


def test_a_person_is_no_company_of_a_person(company, dora, as_):
    boss, person = make.person(by=dora), make.person(by=dora, company=company)
    client = as_(dora)
    answer = client.post(change(person), form_of(client, change(person), company=boss.pk))
    assert "company" in answer.context["adminform"].form.errors
    person.refresh_from_db()
    assert person.company == company


def test_deleting_goes_by_the_verb_and_spares_what_refers_to_it(company, dora, as_):
    opportunity = make.opportunity(responsible=dora, contact=company)
    as_(dora).post(reverse("admin:contacts_contact_delete", args=[company.pk]), {"post": "yes"})
    assert not Contact.objects.exists()
    opportunity.refresh_from_db()
    assert opportunity.contact is None
    assert Event.objects.filter(verb=verbs.DELETED).count() == 1


def delete_selected(client, *contacts):
    keys = [contact.pk for contact in contacts]
    return client.post(LIST, {"action": "delete_selected", "_selected_action": keys, "post": "yes"})


def test_many_are_deleted_by_the_verb_each(company, dora, as_):
    delete_selected(as_(dora), company, make.company(by=dora))
    assert not Contact.objects.exists()
    assert Event.objects.filter(verb=verbs.DELETED).count() == 2


def test_staff_delete_only_their_own_one_by_one_and_in_bulk(company, staff, as_):
    client, own = as_(staff), make.company(by=staff)
    assert client.post(reverse("admin:contacts_contact_delete", args=[company.pk]), {"post": "yes"}).status_code == 403
    delete_selected(client, company, own)
    assert Contact.objects.filter(pk=company.pk).exists()
    delete_selected(client, own)
    assert list(Contact.objects.all()) == [company]


def test_deleting_tells_staff_nothing_of_hidden_opportunities(company, anna, staff, as_):
    own = make.company("Ottos AG", by=staff)
    hidden = make.opportunity(responsible=anna, title="Geheim", restricted=True, contact=own)
    address = reverse("admin:contacts_contact_delete", args=[own.pk])
    page = as_(staff).get(address).content.decode()
    assert "Geheim" not in page
    assert "pportunit" not in page.partition('id="content"')[2]
    as_(staff).post(address, {"post": "yes"})
    assert Opportunity.objects.get(pk=hidden.pk).contact is None


def test_a_reader_may_look_and_change_nothing(company, rita, as_):
    rita.is_staff = True
    rita.save()
    client = as_(rita)
    assert client.get(LIST).status_code == client.get(change(company)).status_code == 200
    assert client.get(ADD).status_code == 403
    assert client.post(change(company), {"company_name": "Rita"} | ROWS).status_code == 403
    assert client.post(reverse("admin:contacts_contact_delete", args=[company.pk]), {"post": "yes"}).status_code == 403
    delete_selected(client, company)
    assert Contact.objects.get().name == "Müller AG"


def test_an_outsider_is_not_let_in(company, otto, as_):
    assert as_(otto).get(change(company)).status_code == 302
    nobody = make.user("nobody", role=None, is_staff=True)
    assert "Müller" not in as_(nobody).get(LIST, follow=True).content.decode()
    assert "Müller" not in as_(nobody).get(change(company), follow=True).content.decode()


def test_its_history_is_the_products_own(company, dora, as_):
    company.revise({"city": "Mainz"}, by=dora)
    page = as_(dora).get(reverse("admin:contacts_contact_history", args=[company.pk])).content.decode()
    assert "created the contact" in page
    assert "changed the details of the contact: Address" in page


@pytest.mark.parametrize("contacts", [1, 20])
def test_the_list_takes_few_queries(dora, as_, contacts, django_assert_max_num_queries):
    for _number in range(contacts):
        make.person(by=dora, company=make.company(by=dora))
    client = as_(dora)
    client.get(LIST)
    with django_assert_max_num_queries(10):
        client.get(LIST)
