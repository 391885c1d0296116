"""The admin is no way around access: no page of it names, counts, finds or takes a row that the signed-in person may
not see. Keys are guessed here as an attacker guesses them: they are numbers in a row.
"""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse

from contacts.models import Contact
from core.models import Tag
from opportunities.models import Opportunity, Stage
from tasks.models import Task, TaskCategory
from tests import make
from tests.architecture import world
from tests.architecture.test_canary import sing

pytestmark = pytest.mark.long
REGISTERED = sorted(admin.site._registry, key=lambda model: model._meta.label)


@pytest.fixture
def hidden(anna, ben, carla):
    return world.build(anna, ben, carla)


def into_the_admin(person):
    person.is_staff = True
    person.save()
    return person


@pytest.fixture
def staff(otto):
    """An outsider who is let into the admin without administering the CRM."""
    return into_the_admin(otto)


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def pages_of(model):
    """The list and the form for adding, of a model that has them."""
    return [address(model, page) for page in ("changelist", "add")]


def links_of(model):
    """The foreign keys and many-to-many fields of a model, by name."""
    fields = [*model._meta.get_fields()]
    return {
        field.name: field.related_model
        for field in fields
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
    }


def hidden_keys(hidden, model):
    """The keys of hidden rows of a model: of opportunities and what hangs on them, and of the tags on them alone."""
    rows = [hidden.opportunity, hidden.task, hidden.document, hidden.event, *Tag.objects.all()]
    return [row.pk for row in rows if isinstance(row, model)]


def guesses(hidden, model):
    """Every link of a model filled with the key of a hidden row: all of them at once, as a form and as an address."""
    return {name: keys for name, to in links_of(model).items() if (keys := hidden_keys(hidden, to))}


def with_form_of(client, model, page=None):
    """The names and values that the form of a page holds, for a post that breaks nothing but what it is about."""
    text = client.get(page or address(model, "add")).content.decode()
    return {
        name: value
        for tag in re.findall(r"<input[^>]*>", text)
        if (name := "".join(re.findall(r'name="([^"]*)"', tag))) and "submit" not in tag and "checkbox" not in tag
        for value in ["".join(re.findall(r'value="([^"]*)"', tag))]
    }


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label_lower)
def test_a_form_filled_by_its_address_names_no_hidden_row(model, hidden, staff, as_):
    client = as_(staff)
    for name, keys in guesses(hidden, model).items():
        for key in keys:
            assert not sing(client.get(address(model, "add"), {name: key})), name


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label_lower)
def test_a_form_sent_with_hidden_keys_writes_nothing_and_names_nothing(model, hidden, staff, as_):
    client = as_(staff)
    page = address(model, "add")
    before = world.snapshot()
    filled = with_form_of(client, model) | guesses(hidden, model)
    for typed in (filled, filled | {"title": "Untergeschoben"}):
        assert not sing(client.post(page, typed))
    assert world.snapshot() == before


@pytest.mark.parametrize("who", ["otto", "ben"])
def test_a_task_cannot_be_put_on_an_opportunity_that_one_may_not_change(who, hidden, anna, request, as_):
    person = into_the_admin(request.getfixturevalue(who))
    before = Task.objects.count()
    answer = as_(person).post(address(Task, "add"), whole_task(hidden.opportunity, anna))
    assert answer.status_code == 200
    assert answer.context["errors"]
    assert Task.objects.count() == before


def test_a_task_can_be_put_on_an_opportunity_that_one_may_change(hidden, carla, anna, as_):
    answer = as_(into_the_admin(carla)).post(address(Task, "add"), whole_task(hidden.opportunity, anna))
    assert answer.status_code == 302
    assert Task.objects.filter(title="Untergeschoben", opportunity=hidden.opportunity).exists()


def whole_task(opportunity, assignee):
    """A task as the form of the admin sends it."""
    category = TaskCategory.objects.order_by("position").first()
    parts = {"title": "Untergeschoben", "category": category.pk, "assignee": assignee.pk, "due_on": "2031-03-01"}
    return parts | {"opportunity": opportunity.pk}


def test_a_task_of_ones_own_cannot_be_moved_onto_a_hidden_opportunity(hidden, staff, anna, as_):
    own = make.task(by=staff, title="Eigene")
    page = address(Task, "change", own.pk)
    answer = as_(staff).post(page, whole_task(hidden.opportunity, anna))
    assert answer.status_code == 200
    assert not sing(answer)
    own.refresh_from_db()
    assert (own.title, own.opportunity) == ("Eigene", None)


def test_the_tags_of_hidden_rows_cannot_be_put_on_ones_own(hidden, staff, as_):
    own = make.opportunity(responsible=staff, title="Eigene", contact=hidden.contact)
    tag = Tag.objects.get()
    page = address(Opportunity, "change", own.pk)
    assert not sing(as_(staff).post(page, {"title": "Eigene", "tags": [tag.pk]}))
    assert not own.tags.exists()


def roads_back(model):
    """The links by which other tables point at a model: the way from an open row to hidden ones."""
    return {
        link.name
        for link in model._meta.get_fields()
        if link.is_relation and (link.auto_created or not link.concrete) and not isinstance(link, GenericForeignKey)
    }


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label_lower)
def test_no_list_answers_by_what_points_at_its_rows(model, hidden, staff, as_):
    """Administrators see everything; every list that others may open refuses such questions."""
    client = as_(staff)
    listed = address(model, "changelist")
    if client.get(listed).status_code != 200:
        return
    for name in roads_back(model):
        for lookup in (f"{name}__isnull", f"{name}__id", f"{name}__pk", f"{name}__title__startswith"):
            asked = client.get(listed, {lookup: "0"})
            assert asked.status_code == 400, lookup


@pytest.mark.parametrize(
    ("model", "lookup"),
    [
        (Stage, "opportunities__id"),
        (Contact, "opportunities__id"),
        (Contact, "participations__opportunity"),
        (Contact, "tasks__id"),
        (Contact, "company__opportunities__id"),
    ],
)
def test_a_list_tells_nothing_of_a_hidden_row(model, lookup, hidden, staff, as_):
    asked = as_(staff).get(address(model, "changelist"), {lookup: hidden.opportunity.pk})
    assert asked.status_code == 400


@pytest.mark.parametrize("query", ["stage__kind__exact=open", "restricted__exact=1", "stage__id__exact=1", "o=1"])
def test_the_filters_beside_a_list_work(query, opportunity, anna, as_):
    page = address(Opportunity, "changelist")
    assert as_(into_the_admin(anna)).get(f"{page}?{query}").status_code == 200


def on_site(row):
    return reverse("admin:view_on_site", args=[ContentType.objects.get_for_model(row).pk, row.pk])


def test_the_way_from_the_admin_to_a_hidden_rows_page_is_not_there(hidden, staff, as_):
    client = as_(staff)
    for row in (hidden.opportunity, hidden.task, hidden.document, hidden.event):
        nowhere = type(row)(pk=row.pk + 10_000)
        asked, missed = client.get(on_site(row)), client.get(on_site(nowhere))
        assert asked.status_code == missed.status_code == 404
        assert row.public_id not in asked.content.decode() + str(asked.headers)
    assert client.get("/admin/r/987654/1/").status_code == 404
    assert client.get(on_site(ContentType.objects.first())).status_code == 404


def test_the_way_from_the_admin_to_a_page_that_one_may_see(hidden, staff, as_):
    answer = as_(staff).get(on_site(hidden.contact))
    assert answer.status_code == 302
    assert answer["Location"].endswith(hidden.contact.get_absolute_url())


@pytest.mark.filterwarnings("error::django.core.paginator.UnorderedObjectListWarning")
@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label_lower)
def test_no_choice_offered_is_a_hidden_row(model, hidden, staff, as_):
    client = as_(staff)
    for name in links_of(model):
        query = {"term": "", "app_label": model._meta.app_label, "model_name": model._meta.model_name}
        assert not sing(client.get(reverse("admin:autocomplete"), query | {"field_name": name})), name


# What has no page of its own in the administration, and why.
WITHOUT_A_PAGE = {
    "core.IdempotencyKey": "where a form that was posted twice led; gone after some days",
    "history.EventRecipient": "shown with its event in the product",
    "imports.ImportAddition": "named on the result of its import",
    "opportunities.OpportunityUserGrant": "listed on the page of its opportunity",
    "opportunities.OpportunityGroupGrant": "listed on the page of its opportunity",
    "documents.EditingMark": "holds for two minutes",
    "documents.FormerFile": "listed on the page of its template",
    "documents.OfficePreferences": "a text of the office server that nobody here reads",
}


def test_every_model_has_a_place_in_the_administration_or_a_reason():
    inline = {inline.model for page in admin.site._registry.values() for inline in page.inlines}
    ours = {model for model in apps.get_models() if (settings.BASE_DIR / model._meta.app_label).is_dir()}
    unplaced = {model._meta.label for model in ours - inline - set(admin.site._registry)}
    assert unplaced == set(WITHOUT_A_PAGE)


def test_rows_that_may_be_many_are_found_by_typing(dora, rf):
    """People of work are chosen from those who may be given it (`history.offered`); teams are few."""
    few = {"opportunities.Opportunity.responsible", "tasks.Task.assignee", "opportunities.SalesGoal.team"}
    request = rf.get("/")
    request.user = dora
    plain = {
        f"{model._meta.label}.{field.name}"
        for model, page in admin.site._registry.items()
        if (settings.BASE_DIR / model._meta.app_label).is_dir() and page.has_change_permission(request)
        for field in model._meta.fields
        if isinstance(field, models.ForeignKey) and field.name in page.get_fields(request)
        if field.name not in {*page.autocomplete_fields, *page.get_readonly_fields(request)}
    }
    assert plain == few
