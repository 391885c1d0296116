"""Changing a contact by its form, also when two people do at once."""

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404

from contacts import verbs
from contacts.models import Contact, ContactPoint
from core.models import Tag
from tests import make

GERMAN = {"accept-language": "de"}


def address(contact):
    return f"/contacts/{contact.public_id}/edit/"


def fresh(contact):
    return Contact.objects.get(pk=contact.pk)


def reached(contact):
    return [point.value for point in fresh(contact).points.all()]


def fields_of(form):
    """Return what a browser posts of a form that was sent back."""
    return {name: str(form[name].value() or "") for name in form.fields}


@pytest.fixture
def company(anna):
    points = [ContactPoint(kind="phone", value="030 1234"), ContactPoint(kind="email", value="info@example.com")]
    return make.company("Muster AG", by=anna, points=points, city="Köln", tags=Tag.objects.named(["Messe"]))


@pytest.fixture
def person(anna, company):
    return make.person("Muster", by=anna, company=company, email="erika@example.com")


def test_it_changes_the_contact(company, carla, as_, posted):
    form = posted(carla, company, company_name="Umbenannt AG", city="Mainz", country="DE", tags="Export")
    answer = as_(carla).post(address(company), form)
    assert answer["Location"] == company.get_absolute_url()
    changed = fresh(company)
    assert (changed.name, changed.city, changed.country, changed.version) == ("Umbenannt AG", "Mainz", "DE", 2)
    assert [tag.name for tag in changed.tags.all()] == ["Export"]
    assert reached(company) == ["030 1234", "info@example.com"]


def test_it_is_recorded_once_naming_what_changed(company, carla, as_, posted):
    as_(carla).post(address(company), posted(carla, company, company_name="Umbenannt AG", city="Mainz"))
    event = company.events.newest_first()[0]
    assert (event.verb, event.actor) == (verbs.REVISED, carla)
    assert sorted(event.particulars["fields"]) == ["city", "company_name"]
    page = as_(carla, **GERMAN).get(company.get_absolute_url()).content.decode()
    assert "hat die Angaben zum Kontakt geändert: Name, Adresse" in page or "Name, Adresse" in page
    assert company.events.count() == 2


def test_saving_without_a_change_does_nothing(person, anna, as_, posted):
    before = Contact.objects.values().get(pk=person.pk)
    as_(anna).post(address(person), posted(anna, person))
    assert Contact.objects.values().get(pk=person.pk) == before
    assert person.events.count() == 1


def test_a_form_posted_twice_changes_and_records_once(company, anna, as_, posted):
    client, form = as_(anna), posted(anna, company, city="Mainz")
    first, second = client.post(address(company), form), client.post(address(company), form)
    assert first["Location"] == second["Location"] == company.get_absolute_url()
    assert fresh(company).version == 2
    assert company.events.count() == 2


def test_a_reader_may_not(company, rita, anna, as_, posted):
    form = posted(anna, company, city="Rita war hier")
    assert as_(rita).get(address(company)).status_code == 403
    assert as_(rita).post(address(company), form).status_code == 403
    assert fresh(company).city == "Köln"


def test_an_outsider_without_a_role_cannot_see_it(company, anna, as_, posted):
    nobody, form = make.user("nobody", role=None), posted(anna, company, city="Niemand war hier")
    assert as_(nobody).get(address(company)).status_code == 404
    assert as_(nobody).post(address(company), form).status_code == 404
    assert fresh(company).city == "Köln"


@pytest.mark.parametrize("key", ["000000000000", "x", "%00", "12345678901%00", "ÄÖÜ"])
def test_what_is_no_contact_is_not_there(anna, as_, key):
    assert as_(anna).get(f"/contacts/{key}/edit/").status_code == 404
    assert as_(anna).post(f"/contacts/{key}/edit/", {}).status_code == 404


def test_a_company_stays_a_company_whatever_is_forged(company, anna, as_, posted):
    other = make.company(by=anna)
    forged = posted(anna, company, kind="person", first_name="Erika", last_name="Muster", company=other.public_id)
    as_(anna).post(address(company), forged)
    assert (fresh(company).kind, fresh(company).first_name, fresh(company).company) == ("company", "", None)
    with pytest.raises(ValidationError, match="stays a company"):
        company.revise({"kind": "person"}, by=anna)


def test_a_person_cannot_be_put_into_a_person_nor_into_itself(person, anna, as_, posted):
    other = make.person(by=anna)
    for wrong in (other.public_id, person.public_id, "000000000000", "\0"):
        answer = as_(anna).post(address(person), posted(anna, person, company=wrong))
        assert answer.status_code == 422
        assert "company" in answer.context["form"].errors
    for wrong in (other, person):
        with pytest.raises(ValidationError):
            person.revise({"company": wrong}, by=anna)
    assert fresh(person).company.name == "Muster AG"


def test_what_cannot_be_keeps_what_was_typed_and_changes_nothing(company, anna, as_, posted):
    form = posted(anna, company, points=[("email", "work", "kaputt")], company_name="x" * 10_000, city="Typed")
    answer = as_(anna).post(address(company), form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="Typed"' in page
    assert "kaputt" in page
    assert fresh(company).version == 1
    assert reached(company) == ["030 1234", "info@example.com"]


def test_more_rows_without_script_change_nothing_and_lose_nothing(company, anna, as_, posted):
    answer = as_(anna).post(address(company), posted(anna, company, city="Typed", more_points="1"))
    assert answer.status_code == 200
    assert 'value="Typed"' in answer.content.decode()
    assert len(answer.context["form"].points.forms) == 4
    assert fresh(company).version == 1


def test_points_are_added_changed_and_taken_away(company, anna, as_, posted):
    rows = [("email", "work", "info@example.com"), ("phone", "mobile", "0170 1"), ("web", "work", "example.com")]
    as_(anna).post(address(company), posted(anna, company, points=rows[:1]))
    assert reached(company) == ["info@example.com"]
    as_(anna).post(address(company), posted(anna, company, points=[rows[2], ("phone", "mobile", "0170 12"), rows[0]]))
    assert reached(company) == ["example.com", "0170 12", "info@example.com"]
    assert company.events.newest_first()[0].particulars["fields"] == ["points"]
    assert fresh(company).version == 3


def test_a_row_that_was_deleted_meanwhile_is_not_there(company, anna):
    Contact.objects.get(pk=company.pk).delete_with_references(by=anna)
    with pytest.raises(Http404):
        company.revise({"city": "Mainz"}, by=anna)
    with pytest.raises(Http404):
        company.delete_with_references(by=anna)


# What follows from a change


def test_people_and_opportunities_are_found_by_the_new_name_of_a_company(company, person, anna):
    opportunity = make.opportunity(responsible=anna, contact=company)
    company.revise({"company_name": "Größer & Söhne"}, by=anna)
    assert list(Contact.objects.search("groesser").people()) == [person]
    assert list(type(opportunity).objects.search("grosser")) == [opportunity]
    assert not Contact.objects.search("muster ag").companies().exists()
    assert fresh(person).version == 1


def test_it_moves_the_last_activity(company, anna):
    before = company.last_activity_at
    company.revise({"city": "Mainz"}, by=anna)
    assert fresh(company).last_activity_at > before


# Two people at once


def test_a_second_saver_is_told_and_sees_both_texts(company, anna, carla, as_, posted):
    annas, carlas = posted(anna, company, city="Annas Ort"), posted(carla, company, city="Carlas Ort")
    as_(anna).post(address(company), annas)
    answer = as_(carla).post(address(company), carlas)
    assert answer.status_code == 409
    assert answer.context["differences"] == [{"label": "City", "mine": "Carlas Ort", "theirs": "Annas Ort"}]
    page = answer.content.decode()
    assert 'value="Carlas Ort"' in page
    assert "Annas Ort" in page
    assert fresh(company).city == "Annas Ort"


def test_it_says_who_was_faster(company, anna, carla, as_, posted):
    carlas = posted(carla, company, city="Carlas Ort")
    as_(anna).post(address(company), posted(anna, company, city="Annas Ort"))
    make.event(company, by=carla)
    answer = as_(carla).post(address(company), carlas)
    assert "Anna Test saved on" in answer.content.decode()


def test_saving_again_overwrites_only_what_one_touched(company, anna, carla, as_, posted):
    carlas = posted(carla, company, city="Carlas Ort")
    annas = posted(anna, company, points=[("phone", "work", "040 1234")], street="Annas Weg", tags="Export")
    as_(anna).post(address(company), annas)
    told = as_(carla).post(address(company), carlas).context["form"]
    rows = [(row["kind"], row["label"], row["value"]) for row in told.points.rows()]
    again = posted(carla, company, points=rows) | fields_of(told)
    assert as_(carla).post(address(company), again).status_code == 302
    merged = fresh(company)
    assert (merged.city, merged.street, [tag.name for tag in merged.tags.all()]) == (
        "Carlas Ort",
        "Annas Weg",
        ["Export"],
    )
    assert reached(company) == ["040 1234"]


def test_a_conflict_about_numbers_and_company_shows_both(person, anna, carla, as_, posted):
    carlas = posted(carla, person, points=[("phone", "mobile", "0170 999")], company="", new_company="Neu GmbH")
    as_(anna).post(address(person), posted(anna, person, points=[("email", "work", "neu@example.com")], company=""))
    answer = as_(carla).post(address(person), carlas)
    assert answer.status_code == 409
    lines = {line["label"]: (line["mine"], line["theirs"]) for line in answer.context["differences"]}
    assert lines["Phone, e-mail, web"] == ("Phone (Mobile): 0170 999", "Email (Work): neu@example.com")
    assert lines["Company"] == ("Neu GmbH", "")
    assert not Contact.objects.filter(company_name="Neu GmbH").exists()


@pytest.mark.parametrize("opened", ["", "[]", "nonsense", '{"city": 5}', "null"])
def test_a_forged_memory_of_the_opening_costs_nothing(company, anna, carla, as_, posted, opened):
    carlas = posted(carla, company, city="Carlas Ort", opened=opened)
    as_(anna).post(address(company), posted(anna, company, city="Annas Ort"))
    assert as_(carla).post(address(company), carlas).status_code == 409


@pytest.mark.parametrize("version", ["0", "-1", "x", "1e400", "\0"])
def test_a_forged_version_is_refused(company, anna, as_, posted, version):
    assert as_(anna).post(address(company), posted(anna, company, city="Mainz", version=version)).status_code == 422
    assert fresh(company).city == "Köln"
