"""What becomes of custom values: history, two people at once, required ones, references, imports, who sees them."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fields.kinds import Kind
from history.models import Event
from imports.models import ImportRun
from opportunities.models import Opportunity
from tests import make
from tests.imports.conftest import check, post, start, upload
from tests.imports.conftest import work as work_off

pytestmark = pytest.mark.django_db


def told(row: Any) -> list[str]:
    """Return what the history of a row says, the newest first."""
    return [event.sentence for event in Event.objects.on_page(row).newest_first()]


def as_opened(browser: Any, row: Any, **changed: Any) -> dict[str, Any]:
    """Return what a browser sends of the form of an opportunity as it opens, with some fields changed."""
    form = browser.get(f"{row.get_absolute_url()}edit/").context["form"]
    opened = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in opened.items() if value not in (None, False)} | changed


def test_a_change_is_told_with_what_it_was_in_the_language_of_its_reader(dora, anna, as_):
    tier = make.field(Kind.CHOICE, "Tier", by=dora, name_de="Stufe")
    amount = make.field(Kind.NUMBER, "Seats", by=dora, name_de="Plätze")
    row = make.opportunity(responsible=anna)
    row = row.revise({"custom": {tier.key: "silver", amount.key: 1500}}, by=anna)
    assert row.revise({"custom": {tier.key: "silver"}}, by=anna).version == row.version  # nothing twice
    row.revise({"custom": {tier.key: "gold", amount.key: None}}, by=anna)
    assert told(row)[:4] == [
        "cleared “Seats”, which was 1.5",
        "“Tier”: Silver → Gold",
        "set “Seats” to 1.5",
        "set “Tier” to Silver",
    ]
    page = as_(anna, **{"accept-language": "de"}).get(row.get_absolute_url()).content.decode()
    assert "„Stufe“: Silber → Gold" in page
    assert "Plätze" in page


def test_the_second_of_two_savers_sees_both_and_keeps_what_they_left_alone(dora, anna, ben, as_):
    note, topics = make.field(Kind.TEXT, "Note", by=dora), make.field(Kind.CHOICES, "Topics", by=dora)
    row = make.opportunity(responsible=anna)
    mine = as_opened(as_(anna), row, **{f"custom_{note.key}": "Annas"})
    row.revise({"custom": {note.key: "Bens", topics.key: ["gold"]}}, by=ben)
    answer = as_(anna).post(f"{row.get_absolute_url()}edit/", mine)
    assert answer.status_code == 409
    assert answer.context["differences"] == [{"label": "Note", "mine": "Annas", "theirs": "Bens"}]
    form = answer.context["form"]
    again = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    assert as_(anna).post(f"{row.get_absolute_url()}edit/", again).status_code == 302
    row.refresh_from_db()
    assert row.custom == {note.key: "Annas", topics.key: ["gold"]}


def test_a_field_made_required_is_asked_for_at_the_next_edit_and_not_before(dora, anna, as_, typed):
    field = make.field(Kind.TEXT, "Contract", by=dora)
    row, admin = make.opportunity(responsible=anna), as_(dora)
    opened = {"name_en": "Contract", "required": "on", "active": "on", "version": field.version}
    answer = admin.post(field.get_absolute_url(), opened, follow=True)
    assert "Without a value so far: 1 opportunity." in answer.content.decode()
    row.revise({"stage": make.stage("Proposal")}, by=anna)  # moved all the same
    browser = as_(anna)
    refused = browser.post(f"{row.get_absolute_url()}edit/", as_opened(browser, row))
    assert refused.status_code == 422
    assert refused.context["form"].errors[f"custom_{field.key}"] == ["Fill in “Contract”."]
    assert browser.post("/opportunities/new/", typed(anna)).status_code == 422
    quick = browser.post("/quick/opportunity/", {"title": "Kurz", "currency": "EUR"})
    assert f"custom_{field.key}" in quick.context["form"].errors
    run = brought(browser, "Titel;Contract\nA;C-1\nB;\n")
    check(browser, run)
    assert (run.checked["created"], run.checked["refused"]) == (1, 1)
    start(browser, run)
    made = Opportunity.objects.get(title="A")
    assert made.custom == {field.key: "C-1"}
    assert list(Opportunity.objects.search("c-1")) == [made]


def brought(browser: Any, content: str, target: str = "opportunities") -> ImportRun:
    answer = browser.post(f"/import/{target}/", {"file": upload(content)})
    return ImportRun.objects.get(public_id=answer["Location"].split("/")[2])


@pytest.mark.parametrize("target", ["opportunities", "contacts"])
def test_an_import_asks_about_unknown_choices_updates_tells_it_and_is_taken_back(target, dora, anna, as_):
    tier = make.field(Kind.CHOICE, "Tier", by=dora, bearer=target)
    note = make.field(Kind.TEXT, "Remark", by=dora, bearer=target)
    if target == "contacts":
        row = make.company("Muster AG", by=anna, custom={tier.key: "gold", note.key: "alt"})
    else:
        row = make.opportunity(responsible=anna, custom={tier.key: "gold", note.key: "alt"})
    browser = as_(anna)
    number = {"contacts": "Contact number", "opportunities": "Opportunity number"}[target]
    run = brought(browser, f"{number};Tier;Remark\n{row.public_id};Platin;neu\n", target)
    assert post(browser, run, "columns").status_code == 302
    (found,) = browser.get(f"/import/{run.public_id}/values/").context["form"].unclear
    assert [unclear.name for unclear in found.names] == ["Platin"]
    chosen = {f"all-custom_{tier.key}": "=silver"}
    assert post(browser, run, "values", **chosen, **{"option-on_match": "update"}).status_code == 302
    if run.checked["updated"] == 0:  # contacts are filled, unless it is said otherwise
        assert post(browser, run, "columns", **{"option-on_match": "update"}).status_code == 302
        assert post(browser, run, "values", **chosen).status_code == 302
    run.refresh_from_db()
    assert run.checked["updated"] == 1, list(run.problems.values_list("reason", flat=True))
    start(browser, run)
    row.refresh_from_db()
    assert row.custom == {tier.key: "silver", note.key: "neu"}
    assert {"“Tier”: Gold → Silver", "“Remark”: alt → neu"} <= set(told(row))
    assert list(type(row).objects.search("neu")) == [row]
    assert browser.post(f"/import/{run.public_id}/undo/").status_code == 302
    work_off(run)
    row.refresh_from_db()
    assert row.custom == {tier.key: "gold", note.key: "alt"}
    assert list(type(row).objects.search("alt")) == [row]


def test_a_contact_that_is_deleted_is_cleared_wherever_a_field_names_it(dora, anna, otto, as_):
    partner = make.field(Kind.CONTACT, "Partner", by=dora)
    agent = make.field(Kind.CONTACT, "Agent", by=dora, bearer="contacts")
    gone = make.company("Weg AG", by=anna)
    row = make.opportunity(responsible=anna, custom={partner.key: gone.pk})
    hidden = make.opportunity(responsible=anna, viewers=[anna], custom={partner.key: gone.pk})
    other = make.company("Bleibt AG", by=anna, custom={agent.key: gone.pk})
    named = as_(anna).get(f"{gone.get_absolute_url()}delete/").context["references"]
    assert named == ["1 contact (“Agent”)", "2 opportunities (“Partner”)"]
    assert as_(anna).post(f"{gone.get_absolute_url()}delete/").status_code == 302
    for held in (row, hidden, other):
        held.refresh_from_db()
        assert held.custom == {}
        assert "which was Weg AG" in told(held)[0]


def test_who_may_not_see_a_row_finds_nothing_by_its_custom_fields(dora, restricted, otto, as_):
    note = make.field(Kind.TEXT, "Note", by=dora)
    restricted.revise({"custom": {note.key: "Geheimwort"}}, by=dora)
    browser = as_(otto)
    for address in (f"/opportunities/?custom_{note.key}=geheimwort", "/search/?q=geheimwort"):
        assert "Vertraulich" not in browser.get(address).content.decode()
        assert "Vertraulich" in as_(dora).get(address).content.decode()


def test_the_list_costs_no_more_however_many_fields_are_columns_of_it(dora, anna, ben, as_):
    for kind in Kind.values:
        make.field(kind, by=dora, listed=True)
    contact = make.company("Muster AG", by=anna)
    for _number in range(5):
        make.opportunity(responsible=anna, contact=contact, custom={"my_user": ben.pk, "my_contact": contact.pk})
    browser = as_(ben)
    browser.get("/opportunities/?sort=custom_my_user")  # the session keeps the place
    with CaptureQueriesContext(connection) as queries:
        page = browser.get("/opportunities/?sort=custom_my_user").content.decode()
    assert page.count("Muster AG</a>") >= 10
    assert len(queries) <= 12, [query["sql"][:90] for query in queries]


def test_what_is_switched_off_is_shown_nowhere_and_comes_back(dora, anna, as_):
    field = make.field(Kind.TEXT, "Note", by=dora, listed=True)
    row = make.opportunity(responsible=anna, custom={field.key: "Vermerk"})
    field = field.revise({"active": False}, by=dora)
    browser = as_(anna)
    for address in (row.get_absolute_url(), "/opportunities/", f"{row.get_absolute_url()}edit/"):
        assert "Vermerk" not in browser.get(address).content.decode()
    browser.post(f"{row.get_absolute_url()}edit/", as_opened(browser, row, title="Neuer Titel"))
    field.revise({"active": True}, by=dora)
    assert "Vermerk" in browser.get(row.get_absolute_url()).content.decode()
