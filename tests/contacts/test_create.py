"""Creating companies and people by their form."""

import re

import pytest

from contacts import verbs
from contacts.models import Contact
from core.models import Tag
from tests import make
from tests.contacts.conftest import company_form, person_form

COMPANY, PERSON = "/contacts/new/?kind=company", "/contacts/new/?kind=person"
GERMAN = {"accept-language": "de"}
KEY = "0123456789abcdef0123456789abcdef"


def the_one() -> Contact:
    return Contact.objects.get()


def reached(contact: Contact) -> list[tuple[str, str, str]]:
    return [point.plain() for point in contact.points.all()]


def test_it_creates_a_company_with_all_its_fields(anna, as_):
    points = [
        ("phone", "work", "+49 30 1234567"),
        ("phone", "mobile", "0170 7654321"),
        ("email", "work", "info@example.com"),
        ("email", "private", "chef@example.com"),
        ("web", "work", "www.example.com"),
    ]
    address = {"street": "Lange Straße 1", "postcode": "10115", "city": "Köln", "country": "DE"}
    form = company_form(points, **address, tags="Messe, Export", description="Erste Zeile\nZweite")
    answer = as_(anna).post(COMPANY, form)
    made = the_one()
    assert answer["Location"] == made.get_absolute_url()
    assert (made.kind, made.name, made.created_by) == ("company", "Muster AG", anna)
    assert {name: getattr(made, name) for name in address} == address
    assert made.description.split() == ["Erste", "Zeile", "Zweite"]
    assert sorted(tag.name for tag in made.tags.all()) == ["Export", "Messe"]
    assert reached(made) == points


def test_it_creates_a_person_of_a_company(anna, as_):
    company = make.company("Muster AG", by=anna)
    as_(anna).post(PERSON, person_form(salutation="ms", title="Dr.", position="Einkauf", company=company.public_id))
    made = Contact.objects.people().get()
    assert (made.name, made.company, made.position, made.salutation) == ("Dr. Erika Muster", company, "Einkauf", "ms")


def test_it_is_recorded(anna, as_):
    as_(anna).post(COMPANY, company_form())
    (event,) = the_one().events.all()
    assert (event.verb, event.actor, event.page) == (verbs.CREATED, anna, the_one())


def test_it_says_so(anna, as_):
    page = as_(anna, **GERMAN).post(COMPANY, company_form(), follow=True).content.decode()
    assert "„Muster AG“ wurde angelegt." in page


def test_a_form_posted_twice_makes_one(anna, as_):
    client = as_(anna)
    form = person_form(form_key=KEY, new_company="Doppelt AG", tags="Messe")
    first, second = client.post(PERSON, form), client.post(PERSON, form)
    assert first["Location"] == second["Location"] == Contact.objects.people().get().get_absolute_url()
    assert Contact.objects.count() == 2


def test_each_form_has_a_key_of_its_own(anna, as_):
    keys = {as_(anna).get(COMPANY).context["form"]["form_key"].value() for _time in range(2)}
    assert len(keys) == 2


def test_a_reader_may_not(rita, as_):
    for address, form in ((COMPANY, company_form()), (PERSON, person_form(new_company="Neu AG", tags="Neu"))):
        assert as_(rita).get(address).status_code == 403
        assert as_(rita).post(address, form).status_code == 403
    assert not Contact.objects.exists()
    assert not Tag.objects.exists()


def test_an_outsider_without_a_role_may_not(db, as_):
    nobody = make.user("nobody", role=None)
    assert as_(nobody).get(COMPANY).status_code == 403
    assert as_(nobody).post(COMPANY, company_form()).status_code == 403
    assert not Contact.objects.exists()


def test_who_is_not_signed_in_is_led_to_the_door(client, db):
    assert client.post(COMPANY, company_form())["Location"].startswith("/accounts/login/")
    assert not Contact.objects.exists()


@pytest.mark.parametrize("kind", ["animal", "", "company%00", "COMPANY"])
def test_there_are_no_other_kinds(anna, as_, kind):
    assert as_(anna).get(f"/contacts/new/?kind={kind}").status_code == 404


def test_the_kind_is_the_addresss_and_not_the_forms(anna, as_):
    as_(anna).post(COMPANY, company_form(kind="person", first_name="Erika", last_name="Muster"))
    assert (the_one().kind, the_one().first_name) == ("company", "")


def test_the_german_labels(anna, as_):
    for address, words in (
        (COMPANY, ("Neues Unternehmen", "Name", "Telefon, E-Mail, Web", "Straße", "Postleitzahl", "Ort", "Land")),
        (PERSON, ("Neue Person", "Anrede", "Vorname", "Nachname", "Unternehmen", "Position", "Frau", "Herr")),
    ):
        page = as_(anna, **GERMAN).get(address).content.decode()
        for word in (*words, "Schlagwörter", "Beschreibung", "Speichern", "Abbrechen"):
            assert word in page, word


# How it is reached


def test_rows_left_empty_count_for_nothing(anna, as_):
    as_(anna).post(COMPANY, company_form([("phone", "work", ""), ("email", "work", " "), ("", "", "")]))
    assert reached(the_one()) == []


@pytest.mark.parametrize(
    "value",
    [
        "+49 30 1234567",
        "0049 (0)30 / 123-45",
        "030 1234 DW 12",
        "030 1234 ext. 5",
        "(030) 123 45 67",
        "+1.202.555.0100",
        "110",
    ],
)
def test_telephone_numbers_are_typed_as_people_write_them(anna, as_, value):
    as_(anna).post(COMPANY, company_form([("phone", "work", value)]))
    assert reached(the_one()) == [("phone", "work", value)]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (("phone", "work", "ruf mich an"), "value"),
        (("phone", "work", "12"), "value"),
        (("phone", "work", "1" * 21), "value"),
        (("phone", "work", "<b>030 1234</b>"), "value"),
        (("phone", "work", "@@@ 123 %%%"), "value"),
        (("email", "work", "niemand"), "value"),
        (("email", "work", "a@b"), "value"),
        (("email", "work", "a@example.com\nbcc:b@example.com"), "value"),
        (("web", "work", "javascript:alert(1)"), "value"),
        (("web", "work", "ftp://example.com"), "value"),
        (("web", "work", "kein web"), "value"),
        (("phone", "work", "0" * 10_000), "value"),
        (("phone", "work", "030\n1234"), "value"),
        (("phone", "work", "030\x001234"), "value"),
        (("fax", "work", "030 1234"), "kind"),
        (("", "work", "030 1234"), "kind"),
        (("phone", "somewhere", "030 1234"), "label"),
        (("phone\0", "work", "030 1234"), "kind"),
    ],
)
def test_what_is_none_is_told_in_its_row_and_nothing_is_lost(anna, as_, row, field):
    form = company_form([("email", "work", "gut@example.com"), row], city="Bleibt")
    answer = as_(anna, **GERMAN).post(COMPANY, form)
    assert answer.status_code == 422
    errors = answer.context["form"].points.errors
    assert not errors[0]
    assert list(errors[1]) == [field]
    page = answer.content.decode()
    assert "gut@example.com" in page
    assert 'value="Bleibt"' in page
    assert "invalid-feedback" in page
    assert not Contact.objects.exists()


def test_more_rows_without_script_lose_nothing(anna, as_):
    rows = [("phone", "mobile", "nonsense"), ("email", "work", "gut@example.com")]
    answer = as_(anna).post(COMPANY, company_form(rows, company_name="", city="Bleibt", more_points="1"))
    assert answer.status_code == 200
    shown = answer.context["form"].points
    assert [(row["kind"].value(), row["label"].value(), row["value"].value()) for row in shown][:2] == rows
    assert len(shown.forms) > 2
    page = answer.content.decode()
    assert 'value="Bleibt"' in page
    assert "invalid-feedback" not in page
    assert not Contact.objects.exists()


def test_thirty_rows_are_taken_and_not_more(anna, as_):
    rows = [("phone", "work", f"030 {number:04}") for number in range(31)]
    answer = as_(anna, **GERMAN).post(COMPANY, company_form(rows))
    assert answer.status_code == 422
    assert "invalid-feedback" in answer.content.decode()
    as_(anna).post(COMPANY, company_form(rows[:30]))
    assert len(reached(the_one())) == 30


@pytest.mark.parametrize("total", ["\0viele", "1e400", "viele", ""])
def test_a_broken_number_of_rows_is_no_server_error(anna, as_, total):
    form = company_form() | {"points-TOTAL_FORMS": total}
    assert as_(anna).post(COMPANY, form).status_code == 422
    assert as_(anna).post(COMPANY, form | {"more_points": "1"}).status_code == 200
    assert not Contact.objects.exists()


# The company of a person


def test_a_company_is_made_together_with_the_person(anna, as_):
    as_(anna).post(PERSON, person_form(new_company="Neu GmbH"))
    company = Contact.objects.people().get().company
    assert (company.name, company.kind, company.created_by) == ("Neu GmbH", "company", anna)
    assert [event.verb for event in company.events.all()] == [verbs.CREATED]


def test_a_company_that_is_known_is_taken_whatever_its_case_and_marks(anna, as_):
    known = make.company("Müller & Söhne", by=anna)
    as_(anna).post(PERSON, person_form(new_company="MULLER  & SÖHNE"))
    assert Contact.objects.people().get().company == known
    assert Contact.objects.companies().count() == 1


def test_a_company_typed_for_a_person_who_is_refused_is_not_left_behind(anna, as_):
    answer = as_(anna).post(PERSON, person_form(new_company="Neu GmbH", country="XX"))
    assert answer.status_code == 422
    assert 'value="Neu GmbH"' in answer.content.decode()
    assert not Contact.objects.exists()


def test_a_chosen_and_a_new_company_contradict_each_other(anna, as_):
    company = make.company(by=anna)
    answer = as_(anna).post(PERSON, person_form(company=company.public_id, new_company="Neu GmbH"))
    assert "new_company" in answer.context["form"].errors
    assert Contact.objects.count() == 1


def test_searching_for_a_company_without_script_loses_nothing(anna, as_):
    make.company("Fundstück AG", by=anna)
    make.person("Fundstück", by=anna)
    form = person_form([("phone", "work", "nonsense")], last_name="", company_words="fundst", find="company")
    answer = as_(anna).post(PERSON, form)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert [row.name for row in answer.context["form"]["company"].field.widget.found] == ["Fundstück AG"]
    assert 'value="Erika"' in page
    assert "nonsense" in page
    assert "invalid-feedback" not in page
    assert Contact.objects.count() == 2


def test_the_address_may_name_the_company(anna, as_):
    company, person = make.company(by=anna), make.person(by=anna)
    opened = as_(anna).get(f"{PERSON}&company={company.public_id}").context["form"]
    assert opened["company"].value() == company.public_id
    for wrong in (person.public_id, "000000000000", "x", "%00", "12345678901%00"):
        opened = as_(anna).get(f"{PERSON}&company={wrong}")
        assert opened.status_code == 200
        assert not opened.context["form"]["company"].value()


# Bad input


@pytest.mark.parametrize(
    ("address", "field", "value"),
    [
        (COMPANY, "company_name", ""),
        (COMPANY, "company_name", "  "),
        (COMPANY, "company_name", "x" * 10_000),
        (COMPANY, "company_name", "a\0b"),
        (PERSON, "last_name", "x" * 101),
        (PERSON, "first_name", "a\0b"),
        (PERSON, "title", "x" * 51),
        (PERSON, "position", "x" * 10_000),
        (PERSON, "salutation", "lord"),
        (PERSON, "salutation", "\0"),
        (PERSON, "company", "000000000000"),
        (PERSON, "company", "1"),
        (PERSON, "company", "\0"),
        (PERSON, "new_company", "x" * 256),
        (PERSON, "new_company", "a\0b"),
        (PERSON, "street", "x" * 256),
        (PERSON, "postcode", "x" * 21),
        (PERSON, "city", "x" * 10_000),
        (PERSON, "city", "a\0b"),
        (PERSON, "country", "XX"),
        (PERSON, "country", "Deutschland"),
        (PERSON, "description", "x" * 65_001),
        (PERSON, "description", "a\0b"),
        (COMPANY, "tags", "x" * 51),
        (COMPANY, "tags", ",".join(f"t{number}" for number in range(21))),
        (COMPANY, "tags", "a\0b"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(anna, as_, address, field, value):
    build = company_form if address == COMPANY else person_form
    form = build([("email", "work", "bleibt@example.com")]) | {field: value}
    answer = as_(anna, **GERMAN).post(address, form)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    page = answer.content.decode()
    assert "invalid-feedback" in page
    assert "bleibt@example.com" in page
    assert not Contact.objects.exists()
    assert not Tag.objects.exists()


def test_a_person_is_no_company_of_a_person(anna, as_):
    boss = make.person(by=anna)
    answer = as_(anna).post(PERSON, person_form(company=boss.public_id))
    assert "company" in answer.context["form"].errors
    assert Contact.objects.count() == 1


def test_a_company_belongs_to_no_company_whatever_is_forged(anna, as_):
    other = make.company(by=anna)
    as_(anna).post(COMPANY, company_form(company=other.public_id, new_company="Neu GmbH"))
    assert Contact.objects.get(company_name="Muster AG").company is None
    assert not Contact.objects.filter(company_name="Neu GmbH").exists()


def test_a_person_needs_a_first_or_a_last_name(anna, as_):
    answer = as_(anna).post(PERSON, person_form(first_name="", last_name=" "))
    assert list(answer.context["form"].errors) == ["last_name"]
    for names in ({"first_name": "Erika", "last_name": ""}, {"first_name": "", "last_name": "Muster"}):
        assert as_(anna).post(PERSON, person_form(**names)).status_code == 302


def test_an_empty_post_is_answered_with_the_form(anna, as_):
    answer = as_(anna).post(COMPANY, {})
    assert answer.status_code == 422
    assert "company_name" in answer.context["form"].errors


def test_names_are_escaped(anna, as_):
    page = as_(anna).post(COMPANY, company_form(company_name="<script>Muster</script>"), follow=True).content.decode()
    assert "&lt;script&gt;Muster" in page
    assert not re.search("<script>Muster", page)
