"""Creating an opportunity by its form."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from contacts.models import Contact
from core.models import Tag
from core.sharing import CHANGE, VIEW, grants_of
from opportunities import verbs
from opportunities.models import LostReason, Opportunity
from tests import make

NEW = "/opportunities/new/"
GERMAN = {"accept-language": "de"}


def the_one():
    return Opportunity.objects.get()


def test_it_opens_the_opportunity_and_shows_its_page(anna, as_, typed):
    company = make.company("Muster AG", by=anna)
    form = typed(
        anna, title="Neue Anlage", contact=company.public_id, description="Zwei Zeilen\nText", tags="Export, Messe"
    )
    answer = as_(anna).post(NEW, form)
    made = the_one()
    assert answer["Location"] == made.get_absolute_url()
    assert (made.title, made.contact, made.description) == ("Neue Anlage", company, "Zwei Zeilen\nText")
    assert sorted(tag.name for tag in made.tags.all()) == ["Export", "Messe"]
    assert (made.responsible, made.created_by, made.stage) == (anna, anna, make.stage())
    assert b"Neue Anlage" in as_(anna).get("/opportunities/").content


def test_it_is_recorded_once(anna, as_, typed):
    as_(anna).post(NEW, typed(anna))
    assert [event.verb for event in the_one().events.all()] == [verbs.CREATED]


def test_the_same_form_posted_twice_makes_one(anna, as_, typed):
    client, form = as_(anna), typed(anna, form_key="0123456789abcdef0123456789abcdef", new_company="Doppelt AG")
    first, second = client.post(NEW, form), client.post(NEW, form)
    assert first["Location"] == second["Location"] == the_one().get_absolute_url()
    assert Contact.objects.count() == 1


def test_a_reader_may_not(rita, anna, as_, typed):
    assert as_(rita).get(NEW).status_code == 403
    assert as_(rita).post(NEW, typed(anna)).status_code == 403
    assert not Opportunity.objects.exists()


def test_it_opens_with_what_is_usual(anna, as_):
    page = as_(anna).get(NEW)
    opened = page.context["form"]
    assert opened["stage"].value() == make.stage().pk
    assert opened["probability"].value() == 1
    assert opened["responsible"].value() == anna.public_id
    assert opened["expected_close_on"].value() is None
    assert opened["currency"].value() == "EUR"


def test_the_german_labels_are_the_guides(anna, as_):
    page = as_(anna, **GERMAN).get(NEW).content.decode()
    for word in (
        "Neue Verkaufschance erstellen",
        "Titel",
        "Kontakt",
        "Beschreibung",
        "Geschätzte Fälligkeit",
        "Währung",
        "Summe",
        "Typ",
        "Zuständige Person",
        "Phase",
        "Erfolgswahrscheinlichkeit",
        "folgt der Phase",
        "selbst festgelegt",
        "Schlagwörter",
        "Zugriff auf die Verkaufschance beschränken",
        "Benutzer hinzufügen",
        "darf bearbeiten",
        "darf ansehen",
        "Speichern",
        "Abbrechen",
        "Speichern und neue Verkaufschance erstellen",
    ):
        assert word in page, word


def test_the_list_of_stages_tells_the_script_the_probabilities(anna, as_):
    page = as_(anna).get(NEW)
    attributes = page.context["form"]["stage"].subwidgets[0].parent_widget  # the select itself
    drawn = str(page.context["form"]["stage"])
    assert json.dumps({str(stage.pk): stage.probability for stage in attributes.stages}).replace('"', "&quot;") in drawn


@pytest.mark.parametrize(
    ("text", "amount"),
    [("12.500,50", "12500.5"), ("12500", "12500"), ("12.500", "12500"), ("12,5", "12.5"), ("0", "0"), ("", None)],
)
def test_germans_type_amounts_as_they_are_used_to(anna, as_, typed, text, amount):
    answer = as_(anna, **GERMAN).post(NEW, typed(anna, amount=text, expected_close_on="31.12.2026"))
    assert answer.status_code == 302
    made = the_one()
    assert made.amount == (None if amount is None else Decimal(amount))
    assert made.expected_close_on == date(2026, 12, 31)


def test_the_total_is_shown_as_it_is_reckoned(anna, as_, typed):
    answer = as_(anna, **GERMAN).post(NEW, typed(anna, amount="1.500", amount_type="month", periods="12"), follow=True)
    assert the_one().total == 18000
    assert "12 × 1.500,00\xa0€ = 18.000,00\xa0€" in answer.content.decode()


def test_a_fixed_price_has_no_periods_whatever_stands_in_the_hidden_field(anna, as_, typed):
    assert as_(anna).post(NEW, typed(anna, amount="100", periods="many")).status_code == 302
    assert the_one().periods == 1


def test_a_real_zero_percent_can_be_set(anna, as_, typed):
    as_(anna).post(NEW, typed(anna, probability_source="own", probability="0"))
    assert (the_one().own_probability, the_one().probability) == (0, 0)


def test_following_the_stage_takes_the_chosen_stages_probability(anna, as_, typed):
    # With script the field shows 75, without it still 1: both mean "follows".
    for shown in ("75", "1", ""):
        as_(anna).post(NEW, typed(anna, stage=make.stage("Proposal"), probability=shown))
    assert {row.probability for row in Opportunity.objects.all()} == {75}
    assert all(row.follows_stage for row in Opportunity.objects.all())


def test_a_percentage_that_was_typed_without_the_tick_is_meant(anna, as_, typed):
    as_(anna).post(NEW, typed(anna, stage=make.stage("Proposal"), probability="40"))
    assert the_one().own_probability == 40


def test_a_lost_one_takes_day_and_reason_from_the_form(anna, as_, typed):
    reason = LostReason.objects.first()
    form = typed(anna, stage=make.stage("Lost"), closed_on="2026-01-05", lost_reason=reason.pk, probability="0")
    as_(anna).post(NEW, form)
    assert (the_one().closed_on, the_one().lost_reason) == (date(2026, 1, 5), reason)


def test_a_reason_left_over_from_another_choice_does_no_harm(anna, as_, typed):
    reason = LostReason.objects.first()
    as_(anna).post(NEW, typed(anna, stage=make.stage("Won"), lost_reason=reason.pk))
    assert (the_one().closed_on, the_one().lost_reason) == (timezone.localdate(), None)


# A contact made inside the form


def test_a_company_is_made_together_with_the_opportunity(anna, as_, typed):
    as_(anna).post(NEW, typed(anna, new_company="Neu GmbH", new_email="info@example.com", new_phone="+49 30 1234"))
    company = the_one().contact
    assert (company.kind, company.name) == ("company", "Neu GmbH")
    assert [point.value for point in company.points.all()] == ["info@example.com", "+49 30 1234"]


def test_a_person_is_made_together_with_their_company(anna, as_, typed):
    as_(anna).post(NEW, typed(anna, new_company="Neu GmbH", new_first_name="Erika", new_last_name="Muster"))
    person = the_one().contact
    assert (person.kind, person.name, person.company.name) == ("person", "Erika Muster", "Neu GmbH")


def test_a_company_that_is_known_is_not_made_again(anna, as_, typed):
    known = make.company("Müller & Söhne", by=anna)
    as_(anna).post(NEW, typed(anna, new_company="müller & söhne"))
    assert the_one().contact == known


def test_a_contact_that_cannot_be_is_not_left_behind(anna, as_, typed):
    answer = as_(anna).post(
        NEW, typed(anna, new_company="Neu GmbH", amount="999999999999", amount_type="hour", periods="9000")
    )
    assert answer.status_code == 422
    assert not Contact.objects.exists()
    assert 'value="Neu GmbH"' in answer.content.decode()
    assert "<details" in answer.content.decode()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"new_email": "info@example.com"}, "new_company"),
        ({"new_company": "A", "new_email": "nonsense"}, "new_email"),
        ({"new_company": "A", "new_phone": "call me"}, "new_phone"),
        ({"new_company": "A" * 256}, "new_company"),
    ],
)
def test_a_new_contact_is_checked(anna, as_, typed, fields, wrong):
    answer = as_(anna).post(NEW, typed(anna, **fields))
    assert answer.status_code == 422
    assert wrong in answer.context["form"].errors
    assert not Opportunity.objects.exists()


def test_a_chosen_and_a_new_contact_contradict_each_other(anna, as_, typed):
    company = make.company(by=anna)
    answer = as_(anna).post(NEW, typed(anna, contact=company.public_id, new_company="Neu GmbH"))
    assert "contact" in answer.context["form"].errors


def test_searching_for_a_contact_without_script_loses_nothing(anna, as_, typed):
    make.company("Fundstück AG", by=anna)
    form = typed(anna, title="Bleibt", contact_words="fundst", find="contact", amount="nonsense")
    answer = as_(anna).post(NEW, form)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Fundstück AG" in page
    assert 'value="Bleibt"' in page
    assert "invalid-feedback" not in page
    assert not Opportunity.objects.exists()


def test_the_address_may_name_the_contact(anna, as_):
    company = make.company(by=anna)
    assert as_(anna).get(f"{NEW}?contact={company.public_id}").context["form"]["contact"].value() == company.public_id
    for wrong in ("000000000000", "x", "%00"):
        assert as_(anna).get(f"{NEW}?contact={wrong}").status_code == 200


def test_saving_and_creating_another_keeps_the_contact_of_the_address(anna, as_, typed):
    company = make.company(by=anna)
    address = f"{NEW}?contact={company.public_id}"
    answer = as_(anna).post(address, typed(anna, contact=company.public_id, save_and_new="1"))
    assert answer["Location"] == address
    assert the_one().contact == company


# Access


def test_access_is_restricted_to_people_and_teams(anna, ben, otto, rita, as_, typed):
    team = Group.objects.create(name="Team Nord")
    rows = [(f"user:{ben.public_id}", VIEW), (f"team:{team.pk}", CHANGE), ("", CHANGE)]
    as_(anna).post(NEW, typed(anna, grants=rows))
    made = the_one()
    assert made.restricted
    assert {(str(grant.grantee), grant.level) for grant in grants_of(made)} == {
        ("Ben Test", VIEW),
        ("Team Nord", CHANGE),
    }
    assert not Opportunity.objects.visible_to(otto).exists()
    assert Opportunity.objects.visible_to(ben).exists()


def test_without_the_tick_the_rows_count_for_nothing(anna, ben, otto, as_, typed):
    form = typed(anna, grants=[(f"user:{ben.public_id}", VIEW)])
    del form["restricted"]
    as_(anna).post(NEW, form)
    assert not the_one().restricted
    assert grants_of(the_one()) == []
    assert Opportunity.objects.visible_to(otto).exists()


def test_roles_are_not_offered_as_teams(anna, as_):
    offered = str(as_(anna).get(NEW).context["form"].grants.grantees)
    for role in Group.objects.filter(name__in=("Sales", "Read-only", "CRM administration")):
        assert f"team:{role.pk}" not in offered


@pytest.mark.parametrize("key", ["team:999999", "user:000000000000", "team:abc", "nonsense", "user:\0"])
def test_a_forged_grantee_is_refused(anna, as_, typed, key):
    answer = as_(anna).post(NEW, typed(anna, grants=[(key, VIEW)]))
    assert answer.status_code == 422
    assert not Opportunity.objects.exists()


def test_a_role_cannot_be_granted_by_forging(anna, as_, typed):
    role = Group.objects.get(name="Sales")
    assert as_(anna).post(NEW, typed(anna, grants=[(f"team:{role.pk}", CHANGE)])).status_code == 422


def test_another_row_without_script_loses_nothing(anna, ben, as_, typed):
    form = typed(anna, title="Bleibt", grants=[(f"user:{ben.public_id}", VIEW)], more_grants="1")
    answer = as_(anna).post(NEW, form)
    assert answer.status_code == 200
    rows = answer.context["form"].grants
    assert len(rows.forms) == 2
    assert rows.forms[0]["grantee"].value() == f"user:{ben.public_id}"
    assert rows.forms[0]["level"].value() == VIEW
    assert 'value="Bleibt"' in answer.content.decode()
    assert not Opportunity.objects.exists()


# Bad input


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "  "),
        ("title", "x" * 10_000),
        ("title", "a\0b"),
        ("description", "x" * 65_001),
        ("description", "a\0b"),
        ("contact", "000000000000"),
        ("contact", "\0"),
        ("contact", "1"),
        ("expected_close_on", "31.2.2026"),
        ("expected_close_on", "soon"),
        ("currency", "XXX"),
        ("currency", "\0"),
        ("amount", "NaN"),
        ("amount", "1e400"),
        ("amount", "-5"),
        ("amount", "12,3,4"),
        ("amount", "9999999999999"),
        ("amount_type", "decade"),
        ("responsible", "000000000000"),
        ("responsible", "\0"),
        ("stage", "999999"),
        ("stage", "1e400"),
        ("stage", "9" * 40),
        ("probability", "101"),
        ("probability", "-1"),
        ("probability", "12,5"),
        ("closed_on", "2199-01-01"),
        ("lost_reason", "999999"),
        ("tags", ",".join(f"t{number}" for number in range(21))),
        ("tags", "x" * 51),
        ("tags", "a\0b"),
    ],
)
@pytest.mark.parametrize("language", ["de", "en"])
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(anna, as_, typed, field, value, language):
    value = value() if callable(value) else value
    stage = make.stage("Lost") if field in ("closed_on", "lost_reason") else None
    form = typed(anna, stage=stage, title="Bleibt stehen", new_last_name="Muster") | {field: value}
    answer = as_(anna, **{"accept-language": language}).post(NEW, form)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    page = answer.content.decode()
    assert "invalid-feedback" in page
    assert "Bleibt stehen" in page or field == "title"
    assert 'value="Muster"' in page
    assert not Opportunity.objects.exists()
    assert not Contact.objects.exists()
    assert not Tag.objects.exists()


def test_own_percent_needs_a_number(anna, as_, typed):
    answer = as_(anna).post(NEW, typed(anna, probability_source="own", probability=""))
    assert "probability" in answer.context["form"].errors


def test_periods_are_asked_for_within_reason(anna, as_, typed):
    for periods in ("0", "-1", "10001", "1e400", "x"):
        answer = as_(anna).post(NEW, typed(anna, amount="1", amount_type="month", periods=periods))
        assert "periods" in answer.context["form"].errors, periods


def test_only_active_people_who_may_edit_can_be_responsible(anna, rita, as_, typed):
    gone = make.user("gone", is_active=False)
    for person in (rita, gone):
        assert as_(anna).post(NEW, typed(person)).status_code == 422
    assert not Opportunity.objects.exists()


def test_an_empty_post_is_answered_with_the_form(anna, as_):
    answer = as_(anna).post(NEW, {})
    assert answer.status_code == 422
    assert "title" in answer.context["form"].errors


def test_a_broken_number_of_rows_is_no_server_error(anna, as_, typed):
    form = typed(anna, grants=[]) | {"grants-TOTAL_FORMS": "\0many"}
    assert as_(anna).post(NEW, form).status_code == 422
    assert as_(anna).post(NEW, form | {"more_grants": "1"}).status_code == 200


def test_suggestions_come_only_from_what_one_may_see(anna, ben, otto, as_):
    (tag,) = Tag.objects.named(["Geheimtag"])
    hidden = make.opportunity(responsible=anna, title="Geheimtitel", viewers=[ben], tags=[tag])
    for name, word in (("suggest", "Geheimtitel"), ("suggest_tags", "Geheimtag")):
        address = reverse(f"opportunities:{name}") + "?q=geheim"
        assert word in as_(ben).get(address).content.decode()
        assert as_(otto).get(address).json() == {"results": []}
    assert hidden.public_id in as_(anna).get("/opportunities/suggest/?q=%00geheim").content.decode()
