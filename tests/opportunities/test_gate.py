"""What a stage requires before an opportunity goes on from it: asked for in a move, and refused wherever it lacks."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from fields.kinds import Kind
from opportunities.models import BulkChange, BulkRow, Opportunity, Stage
from tests import make
from tests.fields.test_values import brought
from tests.imports.conftest import check, own_files

__all__ = ["own_files"]
pytestmark = pytest.mark.django_db
SENTENCE = "“%s” is needed before an opportunity goes on from “Qualified”."


@pytest.fixture
def row(anna):
    """An opportunity that lacks all that its stage requires."""
    required = ["contact", "description", "expected_close_on", "amount"]
    Stage.objects.filter(name_en="Qualified").update(required_fields=required)
    return make.opportunity(responsible=anna, stage=make.stage("Qualified"))


def to(name, **more):
    return {"stage": make.stage(name).pk} | more


def test_the_plan_asks_on_the_way_on_and_to_winning_only(row, anna):
    for name in ("Proposal", "Negotiation", "Won"):
        with pytest.raises(ValidationError) as refused:
            row.revise({"stage": make.stage(name)}, by=anna)
        assert refused.value.message_dict["contact"] == [SENTENCE % "Contact"]
        assert set(refused.value.message_dict) == {"contact", "description", "expected_close_on", "amount"}
    for name in ("Initial contact", "Qualified", "Lost", "Qualified"):
        row = row.revise({"stage": make.stage(name)}, by=anna)
    filled = {"contact": make.company(by=anna), "description": "Bedarf", "expected_close_on": date(2027, 1, 2)}
    row = row.revise({"stage": make.stage("Won"), "final_amount": Decimal(7)} | filled, by=anna)
    assert row.stage.kind == "won"
    with pytest.raises(PermissionDenied):
        row.revise({"stage": make.stage("Won"), "stage_goes": True}, by=anna)


def test_a_move_asks_for_what_is_lacking_in_a_small_form(row, anna, as_):
    browser, contact = as_(anna), make.company("Nordwind", by=anna)
    move = reverse("opportunities:move", args=[row.public_id])
    asked = browser.post(move, to("Proposal", version=row.version))
    assert asked.status_code == 302
    page = browser.get(asked.url).content.decode()
    assert all(f'name="{name}"' in page for name in ("contact", "description", "expected_close_on", "amount"))
    address = reverse("opportunities:pass_gate", args=[row.public_id])
    wrong = browser.post(address, to("Proposal", version=row.version, amount="viel"))
    assert (wrong.status_code, SENTENCE % "Contact" in wrong.content.decode()) == (422, True)
    found = browser.post(address, to("Proposal", find="contact", contact_words="nordw", description="Bedarf"))
    assert "Nordwind" in found.content.decode()
    filled = {"contact": contact.public_id, "description": "Bedarf", "expected_close_on": "2027-01-02"}
    typed = to("Proposal", version=row.version, amount="1200", **filled)
    assert browser.post(address, typed).status_code == 302
    row.refresh_from_db()
    assert (row.stage.name_en, row.contact, row.total) == ("Proposal", contact, 1200)
    assert browser.post(address, typed | {"stage": make.stage("Negotiation").pk}).status_code == 302  # too late
    assert Opportunity.objects.get(pk=row.pk).stage.name_en == "Proposal"


def test_winning_asks_in_its_own_form_and_the_final_amount_is_the_budget(row, anna, as_):
    close, browser = reverse("opportunities:close", args=[row.public_id]), as_(anna)
    typed = to("Won", version=row.version, closed_on="today", contact=make.company(by=anna).public_id)
    typed |= {"description": "Bedarf", "expected_close_on": "2027-01-02"}
    refused = browser.post(close, typed)
    assert (refused.status_code, SENTENCE % "Budget" in refused.content.decode()) == (422, True)
    assert browser.post(close, typed | {"final_amount": "500"}).status_code == 302
    row.refresh_from_db()
    assert (row.stage.kind, row.total, row.description) == ("won", 500, "Bedarf")


def test_forms_bulk_changes_and_the_admin_say_what_is_lacking(row, anna, dora, as_):
    typed = {"title": row.title, "currency": "EUR", "amount_type": "fixed", "responsible": anna.public_id}
    edit = as_(anna).post(reverse("opportunities:edit", args=[row.public_id]), typed | to("Proposal"))
    assert (edit.status_code, SENTENCE % "Contact" in edit.content.decode()) == (422, True)
    as_(anna).post(f"{reverse('opportunities:bulk')}?action=stage&row={row.public_id}", to("Proposal"))
    assert BulkChange.objects.get().rows.get().outcome == BulkRow.Outcome.SKIPPED
    assert SENTENCE % "Contact" in BulkRow.objects.get().sentence
    changed = reverse("admin:opportunities_opportunity_change", args=[row.pk])
    admin = as_(dora).post(changed, typed | to("Proposal", periods="1", responsible=anna.pk))
    assert SENTENCE % "Contact" in admin.content.decode()
    assert Opportunity.objects.get().stage.name_en == "Qualified"


def test_a_custom_field_is_required_alike_by_page_form_bulk_import_and_gone_with_its_field(dora, anna, as_):
    """Ticked at the stage by an administrator; a small form asks for it, a bulk change and a file say it is lacking."""
    tier, off = make.field(Kind.CHOICE, "Tier", by=dora), make.field(Kind.TEXT, "Alt", by=dora, active=False)
    qualified = make.stage("Qualified")
    row = make.opportunity(responsible=anna, title="Alpha", stage=qualified)
    admin, edit = as_(dora), reverse("lists:edit", args=["stages", qualified.pk])
    opened = admin.get(edit).context["form"]
    typed = {name: opened[name].value() for name in opened.fields if opened[name].value() is not None}
    posted = typed | {"required_fields": [f"custom_{tier.key}", f"custom_{off.key}"]}
    assert admin.post(edit, posted).status_code == 302
    page = admin.get(reverse("lists:list", args=["stages"]) + f"?of={qualified.pipeline_id}").content.decode()
    assert "Tier, Alt (switched off)" in page

    sentence, browser = SENTENCE % "Tier", as_(anna)
    asked = browser.post(reverse("opportunities:move", args=[row.public_id]), to("Proposal", version=row.version))
    assert f'name="custom_{tier.key}"' in browser.get(asked.url).content.decode()
    bulk = f"{reverse('opportunities:bulk')}?action=stage&row={row.public_id}"
    browser.post(bulk, to("Proposal"))
    assert BulkRow.objects.get().sentence == sentence
    run = brought(browser, f"Opportunity number;Stage\n{row.public_id};Proposal\n")
    check(browser, run)
    assert list(run.problems.values_list("reason", flat=True)) == [sentence]
    address = reverse("opportunities:pass_gate", args=[row.public_id])
    refused = browser.post(address, to("Proposal", version=row.version))
    assert (refused.status_code, sentence in refused.content.decode()) == (422, True)
    browser.post(address, to("Proposal", version=row.version, **{f"custom_{tier.key}": "gold"}))
    row.refresh_from_db()
    assert (row.stage.name_en, row.custom) == ("Proposal", {tier.key: "gold"})
    tier.remove(by=dora)
    qualified.refresh_from_db()
    assert qualified.required_fields == [f"custom_{off.key}"]
