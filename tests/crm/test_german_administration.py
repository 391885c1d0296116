"""The administration reads like the product: words for what the database keeps, amounts and countries as usual."""

import re
from decimal import Decimal
from html import unescape

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.models import AccountChange, Invitation
from accounts.roles import Role
from imports import targets
from imports.models import SURVEY, ImportMemory, ImportRun
from jobs import registry
from jobs.models import Schedule
from jobs.queue import enqueue
from notifications import kinds
from notifications.models import Notification
from tests import make
from tests.architecture.test_admin import REGISTERED, address

pytestmark = pytest.mark.long
GERMAN = {"accept-language": "de"}


@pytest.fixture
def full(anna, ben, dora):
    """Something in every table, with the values that are kept as keys."""
    row = make.opportunity(responsible=anna, title="Halle", amount=Decimal("12500"), viewers=[ben], currency="EUR")
    row.add_participant(make.company("Muster AG", by=anna, country="DE"), by=anna)
    make.task(by=anna, assignee=ben, opportunity=row, title="Anrufen")
    make.document(by=anna, opportunity=row, file=make.upload("Plan.txt"))
    run = ImportRun.objects.create(owner=anna, target="opportunities", original_name="liste.csv")
    ImportMemory.objects.create(owner=anna, target="contacts", about="name", key="stage:offen")
    enqueue(SURVEY, by=anna, payload={"run": run.pk})
    Schedule.objects.get_or_create(kind="notifications.remind")
    Invitation.objects.invite(by=dora, email="neu@example.com", role=Role.SALES)
    return row


@pytest.fixture
def chief(dora):
    dora.is_staff = dora.is_superuser = True
    dora.save()
    return dora


def words_of(page):
    """What a reader sees of a page: no tags, no scripts, but tooltips and the labels of buttons."""
    text = re.sub(r"(?s)<(script|style).*?</\1>", " ", page.content.decode())
    shown = re.findall(r'(?:title|placeholder|aria-label)="([^"]*)"', text)
    return unescape(" | ".join([*re.sub(r"<[^>]+>", " | ", text).split("\n"), *shown]))


def pages_of(model):
    """The list, the form for adding, and the pages of one row."""
    yield address(model, "changelist")
    yield address(model, "add")
    if row := model._base_manager.order_by("-pk").first():
        yield from (address(model, page, row.pk) for page in ("change", "history", "delete"))


RAW = (
    {name for name, _label in registry.choices()}
    | {name for name, _label in kinds.choices()}
    | {target.key for target in targets.registered()}
    | {"sales", "DE", "12500,000", "12500.000", "Read-only", "CRM administration"}
)
ENGLISH = (
    "Public id",
    "Added",
    "Granted",
    "Dedupe",
    "Page type",
    "assword-based",
    "Reset",
    "object (",
    "about",
)


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label_lower)
def test_no_page_shows_what_the_database_keeps_or_english(model, full, chief, as_):
    browser = as_(chief, **GERMAN)
    for page in pages_of(model):
        shown = words_of(browser.get(page))
        cells = {cell.strip() for cell in shown.split("|")}
        assert not cells & RAW, (page, cells & RAW)
        assert not [word for word in ENGLISH if word in shown], page


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label_lower)
def test_every_field_that_is_shown_has_a_name_of_ours(model, full, chief, rf):
    request = rf.get("/")
    request.user = chief
    page = admin.site._registry[model]
    row = model._base_manager.order_by("-pk").first()
    shown = {*page.get_list_display(request), *page.get_fields(request, row)}
    fields = {field.name: field for field in model._meta.get_fields() if getattr(field, "concrete", False)}
    nameless = [name for name in shown if name in fields and fields[name]._verbose_name is None]
    assert not nameless


def test_every_kind_of_job_and_notification_and_every_target_has_a_label():
    for name, label in [*registry.choices(), *kinds.choices(), *targets.choices()]:
        assert str(label) not in ("", name)


def test_kinds_and_targets_are_filtered_by_their_labels(full, chief, as_):
    browser = as_(chief, **GERMAN)
    assert "Import: Datei durchsehen" in words_of(browser.get(reverse("admin:jobs_job_changelist")))
    assert "Zuständigkeit" not in words_of(browser.get(reverse("admin:notifications_notification_changelist")))
    assert "Aufgabe" in words_of(browser.get(reverse("admin:notifications_notification_changelist")))
    listed = browser.get(reverse("admin:imports_importrun_changelist"), {"target": "opportunities"})
    assert "liste.csv" in words_of(listed)
    assert "Nach Ziel" in words_of(listed)
    none = browser.get(reverse("admin:jobs_job_changelist"), {"kind": "notifications.purge"})
    assert "0 Aufträge" in words_of(none)


def test_amounts_read_as_money_and_are_typed_as_usual(full, chief, as_):
    browser = as_(chief, **GERMAN)
    assert "12.500,00\xa0€" in words_of(browser.get(reverse("admin:opportunities_opportunity_changelist")))
    page = browser.get(address(type(full), "change", full.pk))
    assert 'name="amount" value="12.500"' in page.content.decode()
    assert "12.500,00\xa0€" in words_of(page)


def test_whoever_may_only_look_reads_the_amount_as_money(full, rita, as_):
    rita.is_staff = True
    rita.save()
    full.revise({"restricted": False}, by=full.responsible)
    page = as_(rita, **GERMAN).get(address(type(full), "change", full.pk))
    assert "12.500,00\xa0€" in words_of(page)
    assert "12500" not in words_of(page)


def test_a_yen_has_no_decimals(anna, chief, as_):
    make.opportunity(responsible=anna, amount=Decimal("12500"), currency="JPY")
    assert "12.500\xa0¥" in words_of(as_(chief, **GERMAN).get(reverse("admin:opportunities_opportunity_changelist")))


def test_countries_are_chosen_and_shown_by_name(full, chief, as_):
    browser = as_(chief, **GERMAN)
    assert "Deutschland" in words_of(browser.get(reverse("admin:contacts_contact_changelist")))
    assert "0 Kontakte" in words_of(browser.get(reverse("admin:contacts_contact_changelist"), {"country": "AT"}))
    assert (
        '<option value="AT">Österreich</option>' in browser.get(reverse("admin:contacts_contact_add")).content.decode()
    )


def test_a_role_in_the_log_of_accounts_is_a_word(full, chief, as_):
    invited = AccountChange.objects.get(deed="invited")
    page = as_(chief, **GERMAN).get(address(AccountChange, "change", invited.pk))
    assert "Vertrieb" in words_of(page)
    assert "→" not in words_of(page)


def test_filters_offer_no_value_that_stands_on_hidden_rows_alone(anna, otto, chief, as_):
    make.opportunity(responsible=anna, currency="JPY", viewers=[chief])
    otto.is_staff = True
    otto.save()
    page = reverse("admin:opportunities_opportunity_changelist")
    assert "currency=JPY" in as_(chief).get(page).content.decode()
    assert "currency=JPY" not in as_(otto).get(page).content.decode()


def test_deleting_a_tag_says_on_how_many_rows_it_stands(anna, chief, as_):
    make.opportunity(responsible=anna, tags=["Messe"])
    tag = make.opportunity(responsible=anna, tags=["Messe"]).tags.get()
    shown = words_of(as_(chief, **GERMAN).get(address(type(tag), "delete", tag.pk)))
    assert "Schlagwort abgenommen (Verkaufschancen): 2" in shown


def test_an_administrator_gives_somebody_another_password(anna, chief, as_):
    page = reverse("admin:auth_user_password_change", args=[anna.pk])
    browser = as_(chief, **GERMAN)
    shown = browser.get(page)
    assert not [word for word in ENGLISH if word in words_of(shown)]
    assert "<ul>" in shown.content.decode(), "the advice is a list, not its source"
    assert "Geben Sie das Passwort ein zweites Mal ein." in words_of(browser.post(page, {"password1": "Lange-Nacht-7"}))
    assert browser.post(page, {"password1": "Lange-Nacht-7", "password2": "Lange-Nacht-7"}).status_code == 302
    anna.refresh_from_db()
    assert anna.check_password("Lange-Nacht-7")


def test_a_notification_says_in_the_administration_what_it_told(full, chief, as_):
    told = Notification.objects.filter(kind="assigned").first()
    shown = words_of(as_(chief, **GERMAN).get(address(Notification, "change", told.pk)))
    assert "hat Ihnen die Aufgabe „Anrufen“ gegeben" in shown


def test_the_mark_of_the_site_is_found_by_everybody(client):
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302
    assert "crm/img/logo" in answer["Location"]


def test_the_administration_names_the_mark_of_the_site(chief, as_):
    assert re.search(r'<link rel="icon" href="[^"]*crm/img/logo', as_(chief).get("/admin/").content.decode())
