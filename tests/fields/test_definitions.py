"""Custom fields themselves: administrators add, change, order and delete them; nobody else does."""

import pytest
from django.core.exceptions import ValidationError

from fields.kinds import Kind
from fields.models import CustomField
from history.models import Event
from jobs.models import Job
from jobs.queue import lease, run
from tests import make

pytestmark = pytest.mark.django_db

METALS = {
    "choices-TOTAL_FORMS": "2",
    "choices-INITIAL_FORMS": "0",
    "choices-0-de": "Gold",
    "choices-0-en": "Gold",
    "choices-1-de": "Silber",
}


def typed(row: CustomField, **changed: str) -> dict[str, str]:
    """Return what a browser sends of a field's form as it opens."""
    texts = {name: getattr(row, name) for name in ("name_de", "name_en", "section_de", "help_de")}
    return texts | {"active": "on", "version": str(row.version)} | changed


def test_an_administrator_adds_changes_orders_and_deletes_fields(dora, anna, as_):
    browser, new = as_(dora), "/fields/new/opportunities/"
    assert "Multiple choice" in browser.get(new).content.decode()
    opened = browser.get(f"{new}?kind=choice").context["form"]
    sent = {
        "name_de": "Vertrags-Art",
        "name_en": "Contract type",
        "active": "on",
        "form_key": opened["form_key"].value(),
    }
    assert browser.post(f"{new}?kind=choice", sent | METALS | {"more_choices": "1"}).status_code == 200
    for _twice in range(2):
        assert browser.post(f"{new}?kind=choice", sent | METALS).status_code == 302
    row = CustomField.objects.get()
    assert (row.key, [choice["key"] for choice in row.choices]) == ("vertrags_art", ["gold", "silber"])

    changed = METALS | {"choices-0-key": "gold", "choices-0-en": "Golden", "choices-1-key": "silber"}
    answer = browser.post(row.get_absolute_url(), typed(row, name_en="Type of contract", **changed))
    assert answer.status_code == 302, answer.context["form"].errors
    row.refresh_from_db()
    assert (row.key, row.name, row.choice_label("gold")) == ("vertrags_art", "Type of contract", "Golden")

    other = make.field(Kind.TEXT, "Note", by=dora)
    browser.post(f"/fields/{other.public_id}/move/", {"way": "up"})
    browser.post(f"/fields/{other.public_id}/move/", {"way": "up"})  # stands first already
    assert list(CustomField.objects.in_order()) == [other, row]

    held = make.opportunity(responsible=anna, custom={row.key: "gold", other.key: "Vermerk"})
    assert "its value in 1 opportunity" in browser.get(f"/fields/{other.public_id}/delete/").content.decode()
    for _twice in range(2):
        browser.post(f"/fields/{other.public_id}/delete/")
    assert "Vermerk" not in as_(anna).get(held.get_absolute_url()).content.decode()
    job = Job.objects.get(kind="fields.clear")
    run(lease(job.pk, worker="test"))
    held.refresh_from_db()
    assert (held.custom, held.custom_texts, "vermerk" in held.search_text) == ({row.key: "gold"}, {}, False)
    assert list(CustomField.objects.all()) == [row]
    deeds = [event.sentence for event in Event.objects.filter(verb__startswith="fields.", page_id=None).newest_first()]
    assert deeds == [
        "deleted the custom field “Note” (values that went with it: 1)",
        "moved the custom field “Note”",
        "added the custom field “Note”",
        "changed the custom field “Type of contract”",
        "added the custom field “Contract type”",
    ]


def test_what_cannot_be_is_said_at_its_field(dora, anna, as_):
    tier = make.field(Kind.CHOICE, "Tier", by=dora)
    make.opportunity(responsible=anna, custom={tier.key: "gold"})
    browser = as_(dora)
    lost = {
        "choices-TOTAL_FORMS": "1",
        "choices-INITIAL_FORMS": "0",
        "choices-0-key": "silver",
        "choices-0-de": "Silber",
    }
    answer = browser.post(tier.get_absolute_url(), typed(tier, **lost))
    assert answer.status_code == 422
    assert "Rows hold “Gold”: switch it off" in answer.content.decode()
    off = lost | {"choices-TOTAL_FORMS": "2", "choices-1-key": "gold", "choices-1-de": "Gold", "choices-1-off": "on"}
    assert browser.post(tier.get_absolute_url(), typed(tier, **off)).status_code == 302
    with pytest.raises(ValidationError, match="not offered"):
        make.opportunity(responsible=anna, custom={tier.key: "gold"})
    for name in ("Tier", "Expected close date", "phase"):
        refused = browser.post("/fields/new/opportunities/?kind=text", {"name_en": name, "active": "on"})
        assert "There is a field of this name already" in refused.content.decode(), name
    assert browser.post("/fields/new/opportunities/?kind=text", {"active": "on"}).status_code == 422
    assert browser.get("/fields/new/nothing/").status_code == 404
    second = browser.post(tier.get_absolute_url(), typed(tier, name_en="Level", **off))
    assert second.status_code == 409
    assert "Somebody else has changed this field" in second.content.decode()
    twice = off | {"choices-0-key": "gold", "choices-0-de": "Platin", "version": str(tier.version + 1)}
    assert browser.post(tier.get_absolute_url(), typed(tier) | twice).status_code == 302
    tier.refresh_from_db()
    assert [choice["key"] for choice in tier.choices] == ["gold", "gold2"], "No key names two choices."


def test_nobody_else_keeps_them_and_the_administration_knows_the_same_rules(dora, anna, as_):
    field = make.field(Kind.TEXT, "Note", by=dora)
    browser = as_(anna)
    for address in (
        "/fields/",
        "/fields/new/contacts/",
        field.get_absolute_url(),
        f"/fields/{field.public_id}/delete/",
    ):
        assert browser.get(address).status_code == 403
    address = f"/admin/fields/customfield/{field.pk}/change/"
    sent = {"name_en": "Title", "active": "on", "opened_version": "1"}
    refused = as_(dora).post(address, sent)
    assert "There is a field of this name already" in refused.content.decode()
    assert as_(dora).post(address, sent | {"name_en": "Remark"}).status_code == 302
    field.refresh_from_db()
    assert (field.name, field.version) == ("Remark", 2)
