"""A contact made inside an opportunity's form, and nothing that was typed is lost on the way.

The fields stand in the form itself: with script and without, one post makes both or neither. Each is tried as the plain
post of a browser without script, and as the search for a contact that comes before it.
"""

import pytest

from contacts import verbs
from contacts.models import Contact, ContactPoint
from opportunities.models import Opportunity
from tests import make

NEW = "/opportunities/new/"
GERMAN = {"accept-language": "de"}
KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def typed(anna):
    """A filled-in form of an opportunity with a contact that is to be made."""
    return {
        "title": "Wartungsvertrag",
        "description": "Zwei Zeilen\nText",
        "currency": "EUR",
        "amount": "1500",
        "amount_type": "month",
        "periods": "12",
        "expected_close_on": "2026-12-31",
        "responsible": anna.public_id,
        "stage": str(make.stage("Proposal").pk),
        "probability_source": "own",
        "probability": "40",
        "tags": "Messe, Export",
        "new_company": "Neu GmbH",
        "new_first_name": "Erika",
        "new_last_name": "Muster",
        "new_email": "erika@example.com",
        "new_phone": "+49 30 1234",
    }


KEPT = ("title", "description", "amount", "periods", "expected_close_on", "probability", "tags", "stage")
NEW_FIELDS = ("new_company", "new_first_name", "new_last_name", "new_email", "new_phone")


def shown(form) -> dict[str, str]:
    return {name: str(form[name].value()) for name in (*KEPT, *NEW_FIELDS)}


def reached(contact) -> list[str]:
    return [point.value for point in contact.points.all()]


def test_the_fields_stand_in_the_form_folded_away(anna, as_):
    page = as_(anna, **GERMAN).get(NEW).content.decode()
    assert "Der Kontakt fehlt noch? Hier anlegen" in page
    (box,) = [part.partition(">")[0] for part in page.split("<details ") if 'id="new-contact"' in part]
    assert " open" not in box


def test_it_makes_the_person_and_the_company_with_the_opportunity(anna, as_, typed):
    answer = as_(anna).post(NEW, typed)
    made = Opportunity.objects.get()
    assert answer["Location"] == made.get_absolute_url()
    person = made.contact
    assert (person.name, person.company.name, person.created_by) == ("Erika Muster", "Neu GmbH", anna)
    assert reached(person) == ["erika@example.com", "+49 30 1234"]
    assert reached(person.company) == []


def test_it_is_recorded_on_the_contacts_own_pages(anna, as_, typed):
    as_(anna).post(NEW, typed)
    for contact in Contact.objects.all():
        assert [(event.verb, event.actor) for event in contact.events.all()] == [(verbs.CREATED, anna)]


def test_posted_twice_it_makes_one_of_each(anna, as_, typed):
    client = as_(anna)
    for _time in range(2):
        client.post(NEW, typed | {"form_key": KEY})
    assert (Opportunity.objects.count(), Contact.objects.count()) == (1, 2)


def test_a_reader_may_not(rita, as_, typed):
    assert as_(rita).post(NEW, typed).status_code == 403
    assert not Contact.objects.exists()


def test_an_outsider_may_not(as_, typed):
    assert as_(make.user("nobody", role=None)).post(NEW, typed).status_code == 403
    assert not Contact.objects.exists()


def test_nothing_is_lost_when_something_of_the_contact_is_wrong(anna, as_, typed):
    form = typed | {"new_email": "kaputt"}
    answer = as_(anna).post(NEW, form)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["new_email"]
    assert shown(answer.context["form"]) == {name: form[name] for name in (*KEPT, *NEW_FIELDS)}
    (box,) = [part.partition(">")[0] for part in answer.content.decode().split("<details ") if "new-contact" in part]
    assert " open" in box
    assert not Contact.objects.exists()


def test_nothing_is_lost_when_something_of_the_opportunity_is_wrong(anna, as_, typed):
    form = typed | {"title": ""}
    answer = as_(anna).post(NEW, form)
    assert answer.status_code == 422
    assert shown(answer.context["form"]) == {name: form[name] for name in (*KEPT, *NEW_FIELDS)}
    assert not Contact.objects.exists()


def test_nothing_is_lost_by_searching_first(anna, as_, typed):
    make.company("Ganz anders AG", by=anna)
    form = typed | {"find": "contact", "contact_words": "neu gmbh"}
    answer = as_(anna).post(NEW, form)
    assert answer.status_code == 200
    assert shown(answer.context["form"]) == {name: form[name] for name in (*KEPT, *NEW_FIELDS)}
    assert not Opportunity.objects.exists()


def test_it_can_be_chosen_at_once_for_the_next_one(anna, as_, typed):
    as_(anna).post(NEW, typed)
    found = as_(anna).get("/contacts/suggest/?q=erika muster").json()["results"]
    assert [(each["text"], each["hint"]) for each in found] == [("Erika Muster", "Neu GmbH")]
    chosen = typed | {name: "" for name in NEW_FIELDS} | {"contact": found[0]["id"], "title": "Zweite"}
    as_(anna).post(NEW, chosen)
    assert Opportunity.objects.get(title="Zweite").contact.name == "Erika Muster"
    assert Contact.objects.count() == 2


def test_what_was_typed_for_a_company_that_is_known_is_added_to_it(anna, carla, as_, typed):
    points = [ContactPoint(kind="phone", value="(030) 1234"), ContactPoint(kind="email", value="info@example.com")]
    known = make.company("Neu GmbH", by=anna, points=points)
    form = typed | {"new_first_name": "", "new_last_name": "", "new_company": "NEU gmbh", "new_phone": "0170 999"}
    as_(carla).post(NEW, form | {"new_email": "Info@Example.com"})
    assert Opportunity.objects.get().contact == known
    assert reached(Contact.objects.get()) == ["(030) 1234", "info@example.com", "0170 999"]
    event = known.events.newest_first()[0]
    assert (event.verb, event.actor, event.particulars) == (verbs.REVISED, carla, {"fields": ["points"]})


def test_a_known_company_that_is_only_named_is_left_as_it_is(anna, as_, typed):
    known = make.company("Neu GmbH", by=anna)
    as_(anna).post(NEW, typed | {name: "" for name in NEW_FIELDS[1:]})
    assert Opportunity.objects.get().contact == known
    assert (Contact.objects.get().version, known.events.count()) == (1, 1)


def test_it_is_made_when_an_opportunity_is_edited_too(opportunity, anna, as_):
    address = f"{opportunity.get_absolute_url()}edit/"
    form = as_(anna).get(address).context["form"]
    fields = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    as_(anna).post(address, fields | {"new_company": "Neu GmbH"})
    opportunity.refresh_from_db()
    assert opportunity.contact.name == "Neu GmbH"


@pytest.mark.parametrize("field", NEW_FIELDS)
@pytest.mark.parametrize("value", ["x" * 10_000, "a\0b"])
def test_bad_input_is_told_at_its_field_and_makes_nothing(anna, as_, typed, field, value):
    answer = as_(anna).post(NEW, typed | {field: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Contact.objects.exists()
    assert not Opportunity.objects.exists()
