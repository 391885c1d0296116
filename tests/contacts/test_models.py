"""What holds for every contact, whoever writes it: a company or a person, how it is found, and by which names."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import translation

from contacts.models import Contact, ContactPoint, company_called, create_contact
from core.models import Tag
from history.models import Event
from tests import make


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "company", "company_name": ""},
        {"kind": "company", "company_name": "A", "first_name": "Erika"},
        {"kind": "company", "company_name": "A", "last_name": "Muster"},
        {"kind": "person"},
        {"kind": "person", "title": "Dr."},
        {"kind": "person", "last_name": "Muster", "company_name": "A"},
        {"kind": "animal", "company_name": "A"},
        {"kind": "company", "company_name": "A", "country": "XX"},
        {"kind": "company", "company_name": "A", "country": "Deutschland"},
        {"kind": "company", "company_name": "A" * 256},
        {"kind": "person", "last_name": "Muster", "salutation": "lord"},
    ],
)
def test_no_verb_makes_what_is_neither_company_nor_person(anna, fields):
    with pytest.raises(ValidationError):
        create_contact(fields, by=anna)
    assert not Contact.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "company"},
        {"kind": "company", "company_name": "A", "first_name": "Erika"},
        {"kind": "person"},
        {"kind": "person", "last_name": "Muster", "company_name": "A"},
        {"kind": "animal", "company_name": "A"},
    ],
)
def test_the_database_itself_refuses_them(anna, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Contact(created_by=anna, **fields).save()


def test_a_company_belongs_to_no_company_and_a_person_to_no_person(anna):
    company, person = make.company(by=anna), make.person(by=anna)
    for fields in (
        {"kind": "company", "company_name": "A", "company": company},
        {"kind": "person", "last_name": "Muster", "company": person},
    ):
        with pytest.raises(ValidationError) as refused:
            create_contact(fields, by=anna)
        assert list(refused.value.message_dict) == ["company"]
    with translation.override("en"), pytest.raises(ValidationError, match="belongs to no other company"):
        company.revise({"company": company}, by=anna)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.filter(pk=company.pk).update(company=company)


def test_a_wrong_number_is_refused_by_the_verbs_and_nothing_is_half_written(anna):
    wrong = [ContactPoint(kind="phone", value="030 1234"), ContactPoint(kind="web", value="javascript:alert(1)")]
    with pytest.raises(ValidationError):
        make.company(by=anna, points=wrong)
    assert not Contact.objects.exists()
    company = make.company(by=anna, points=wrong[:1], city="Köln")
    with pytest.raises(ValidationError):
        company.revise({"city": "Mainz", "tags": Tag.objects.named(["Neu"]), "points": wrong}, by=anna)
    company.refresh_from_db()
    assert (company.city, company.version, company.tags.count(), company.points.count()) == ("Köln", 1, 0, 1)


@pytest.mark.parametrize(
    ("fields", "name", "sorted_as"),
    [
        ({"title": "Dr.", "first_name": "Jörg", "last_name": "Weiß"}, "Dr. Jörg Weiß", "weiss jorg"),
        ({"first_name": "Søren", "last_name": ""}, "Søren", "soren"),
        ({"first_name": "", "last_name": "Ærø"}, "Ærø", "aero"),
    ],
)
def test_a_person_is_named_and_sorted_by_the_last_name(anna, fields, name, sorted_as):
    person = create_contact({"kind": "person"} | fields, by=anna)
    assert (person.name, person.sort_name, str(person)) == (name, sorted_as, name)


def test_the_longest_names_fit(anna):
    longest = {"title": "x" * 50, "first_name": "y" * 100, "last_name": "ß" * 100}
    person = create_contact({"kind": "person"} | longest, by=anna)
    company = make.company("ß" * 255, by=anna)
    assert len(person.name) <= 255
    assert len(company.sort_name) == 300
    assert Contact.objects.search("ss" * 100).count() == 2


def test_several_numbers_and_addresses_keep_their_order(anna):
    values = ["030 1234", "040 1234", "0170 1234"]
    points = [ContactPoint(kind="phone", label="other", value=value) for value in values]
    company = make.company(by=anna, points=points)
    assert [point.value for point in company.points.all()] == values
    assert [point.position for point in company.points.all()] == [0, 1, 2]


@pytest.mark.parametrize(
    "words", ["grosse", "GROSSE", "größe", "groesse", "koln", "koeln", "KÖLN", "4930", "(0)30", "info@"]
)
def test_umlauts_and_numbers_are_found_as_people_type_them(anna, words):
    points = [ContactPoint(kind="phone", value="+49 (0)30 1234"), ContactPoint(kind="email", value="info@example.com")]
    company = make.company("Größe & Söhne", by=anna, city="Köln", points=points)
    make.company("Anders AG", by=anna)
    assert list(Contact.objects.search(words)) == [company]


def test_every_word_must_be_found(anna):
    make.person("Müller", by=anna, first_name="Jörg", company=make.company("Weiß AG", by=anna), position="Einkauf")
    assert [row.name for row in Contact.objects.search("jorg einkauf weiss")] == ["Jörg Müller"]
    assert not Contact.objects.search("jorg verkauf").exists()
    assert Contact.objects.search("  ").count() == 2


def test_a_company_that_is_known_is_not_made_again(anna):
    known = company_called("Müller & Söhne", by=anna)
    assert company_called("  muller &  SÖHNE ", by=anna) == known
    assert company_called("Müller", by=anna) != known
    assert Contact.objects.count() == 2


def test_only_new_ways_to_reach_it_are_added(anna):
    company = make.company(by=anna, points=[ContactPoint(kind="phone", value="(030) 1234")])
    same, new = ContactPoint(kind="phone", value="030/1234"), ContactPoint(kind="email", value="info@example.com")
    company.add_points([same, new], by=anna)
    company.add_points([new], by=anna)
    company.refresh_from_db()
    assert [point.value for point in company.points.all()] == ["(030) 1234", "info@example.com"]
    assert (company.version, company.events.count()) == (2, 2)


def test_something_around_it_moves_the_last_activity_and_no_version(anna):
    company = make.company(by=anna)
    before = company.last_activity_at
    make.event(company, by=anna)
    company.touch()
    company.refresh_from_db()
    assert company.last_activity_at > before
    assert (company.version, company.updated_at) == (1, company.updated_at)


def test_verbs_of_a_deleted_one_say_that_it_is_not_there(anna):
    company = make.company(by=anna)
    Contact.objects.get(pk=company.pk).delete_with_references(by=anna)
    for verb in (
        lambda: company.revise({"city": "Köln"}, by=anna),
        lambda: company.delete_with_references(by=anna),
        lambda: company.add_points([], by=anna),
    ):
        with pytest.raises(Http404):
            verb()
