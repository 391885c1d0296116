"""Making a task: from an opportunity's page, a contact's page, or from nowhere in particular."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from history.models import Event
from notifications.models import Notification
from opportunities.models import Opportunity
from tasks.models import Task, TaskCategory
from tests import make

ADDRESS = "/tasks/new/"


def typed(**changed) -> dict[str, str]:
    """Return what the form posts, in English, with some fields changed; None leaves one out."""
    category = TaskCategory.objects.get(name_en="Call")
    fields = {"title": "Call back", "category": category.pk, "due_on": "2030-01-15", "remind_minutes": ""} | changed
    return {name: str(value) for name, value in fields.items() if value is not None}


@pytest.fixture
def about(opportunity) -> str:
    return f"{ADDRESS}?opportunity={opportunity.public_id}"


def test_it_makes_a_task_of_the_opportunity(opportunity, about, anna, ben, as_):
    answer = as_(anna).post(
        about, typed(assignee=ben.public_id, due_time="14:30", description="Price?", remind_minutes=30)
    )
    assert answer.status_code == 302
    assert answer.url == f"/tasks/opportunity/{opportunity.public_id}/"
    task = Task.objects.get()
    assert (task.title, task.opportunity, task.assignee, task.created_by) == ("Call back", opportunity, ben, anna)
    assert (task.due_time, task.description, task.category.name_en) == (time(14, 30), "Price?", "Call")
    assert task.remind_at == task.due_at - timedelta(minutes=30)


def test_the_form_opens_with_me_as_responsible_and_names_the_opportunity(opportunity, about, anna, as_):
    page = as_(anna).get(about)
    assert page.context["form"]["assignee"].value() in (anna, anna.pk, anna.public_id)
    assert opportunity.title in page.content.decode()


def test_every_word_of_the_guide_stands_on_the_form(about, anna, as_):
    page = as_(anna, **{"accept-language": "de"}).get(about).content.decode()
    for word in (
        "Titel",
        "Aufgabenkategorie",
        "Fälligkeitsdatum",
        "Uhrzeit",
        "Zuständige Person wählen",
        "Beschreibung",
        "Erinnerung",
        "Heute",
        "In 3 Tagen",
        "In einer Woche",
        "Speichern",
    ):
        assert word in page, word


def test_it_is_recorded_on_the_opportunitys_page(opportunity, about, anna, as_):
    before = Opportunity.objects.get(pk=opportunity.pk)
    as_(anna).post(about, typed(assignee=anna.public_id))
    event = Event.objects.on_page(opportunity).get(verb="tasks.created")
    assert (event.actor, event.subject) == (anna, Task.objects.get())
    after = Opportunity.objects.get(pk=opportunity.pk)
    assert after.last_activity_at > before.last_activity_at
    assert after.version == before.version


def test_whoever_is_to_do_it_is_told_and_not_whoever_made_it_for_themselves(about, anna, ben, as_):
    as_(anna).post(about, typed(assignee=anna.public_id))
    assert not Notification.objects.exists()
    as_(anna).post(about, typed(assignee=ben.public_id))
    assert {notification.recipient for notification in Notification.objects.all()} == {ben}


def test_a_form_posted_twice_makes_one_task(about, anna, as_):
    client = as_(anna)
    for _time in range(2):
        answer = client.post(about, typed(assignee=anna.public_id, form_key="0" * 32))
        assert answer.status_code == 302
    assert Task.objects.count() == 1


def test_a_reader_may_not(restricted, ben, rita, as_):
    for person, address in ((ben, f"{ADDRESS}?opportunity={restricted.public_id}"), (rita, ADDRESS)):
        assert as_(person).get(address).status_code == 403
        assert as_(person).post(address, typed(assignee=person.public_id)).status_code == 403
    assert not Task.objects.exists()


def test_an_outsider_cannot_see_the_opportunity(restricted, otto, as_):
    address = f"{ADDRESS}?opportunity={restricted.public_id}"
    assert as_(otto).get(address).status_code == 404
    assert as_(otto).post(address, typed(assignee=otto.public_id)).status_code == 404
    assert not Task.objects.exists()


@pytest.mark.parametrize("key", ["nothing", "0000000000zz", "%00", "x" * 500])
def test_about_what_is_not_there_is_404(key, anna, as_):
    assert as_(anna).get(f"{ADDRESS}?opportunity={key}").status_code == 404
    assert as_(anna).get(f"{ADDRESS}?contact={key}").status_code == 404


def test_a_task_of_a_contact(anna, as_):
    contact = make.company(by=anna)
    answer = as_(anna).post(f"{ADDRESS}?contact={contact.public_id}", typed(assignee=anna.public_id))
    assert answer.url == contact.get_absolute_url()
    assert Task.objects.get().contact == contact
    assert Event.objects.on_page(contact).filter(verb="tasks.created").exists()


def test_from_nowhere_it_can_be_about_a_chosen_opportunity_or_nothing(opportunity, anna, as_):
    client = as_(anna)
    client.post(ADDRESS, typed(assignee=anna.public_id, opportunity=opportunity.public_id))
    client.post(ADDRESS, typed(assignee=anna.public_id))
    assert [task.opportunity for task in Task.objects.order_by("pk")] == [opportunity, None]


def test_it_is_not_about_two_things(opportunity, anna, as_):
    contact = make.company(by=anna)
    both = typed(assignee=anna.public_id, opportunity=opportunity.public_id, contact=contact.public_id)
    answer = as_(anna).post(ADDRESS, both)
    assert answer.status_code == 422
    assert "contact" in answer.context["form"].errors
    with pytest.raises(ValidationError):
        make.task(by=anna, opportunity=opportunity, contact=contact)


def test_a_hidden_opportunity_cannot_be_chosen(restricted, otto, as_):
    answer = as_(otto).post(ADDRESS, typed(assignee=otto.public_id, opportunity=restricted.public_id))
    assert answer.status_code == 422
    assert restricted.title not in answer.content.decode()
    assert not Task.objects.exists()


def test_somebody_who_may_not_see_the_chosen_opportunity_is_refused_with_a_sentence(restricted, anna, otto, as_):
    answer = as_(anna).post(ADDRESS, typed(assignee=otto.public_id, opportunity=restricted.public_id))
    assert answer.status_code == 422
    assert answer.context["form"].errors["assignee"] == [
        "This person may not see what the task is about. Choose one who may."
    ]


@pytest.mark.parametrize(("pressed", "days"), [("0", 0), ("3", 3), ("7", 7)])
def test_the_quick_choices_work_without_script_and_check_nothing_yet(pressed, days, about, anna, as_):
    answer = as_(anna).post(about, typed(title="", description="kept", due_on="", quick=pressed))
    assert answer.status_code == 200
    form = answer.context["form"]
    assert form["due_on"].value() == (timezone.localdate() + timedelta(days=days)).isoformat()
    assert form["description"].value() == "kept"
    assert not form.errors
    assert not Task.objects.exists()


BAD = [
    ("title", ""),
    ("title", "   "),
    ("title", "x" * 10_000),
    ("title", "null\0"),
    ("description", "null\0"),
    ("category", "99999999999999999999999"),
    ("category", "Call\0"),
    ("category", ""),
    ("due_on", ""),
    ("due_on", "2030-02-31"),
    ("due_on", "31/12/99999"),
    ("due_on", "NaN"),
    ("due_on", "0000-00-00"),
    ("due_time", "25:00"),
    ("due_time", "1e400"),
    ("remind_minutes", "7"),
    ("remind_minutes", "-5"),
    ("remind_minutes", "9" * 400),
    ("assignee", "forged"),
    ("assignee", "null\0"),
    ("assignee", ""),
]


@pytest.mark.parametrize(("field", "value"), BAD, ids=lambda part: repr(part)[:20])
def test_bad_input_is_the_fields_error_and_keeps_what_was_typed(field, value, about, anna, as_):
    posted = typed(assignee=anna.public_id) | {"description": "Mein Text"} | {field: value}
    answer = as_(anna).post(about, posted)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert field == "description" or "Mein Text" in answer.content.decode()
    assert not Task.objects.exists()


def test_a_form_key_of_nonsense_is_no_matter(about, anna, as_):
    assert as_(anna).post(about, typed(assignee=anna.public_id, form_key="\0" * 4)).status_code in {302, 422}


@pytest.mark.parametrize("away", ["https://example.com/", "//example.com", "javascript:alert(1)", "/\\example.com"])
def test_one_is_never_led_away_from_the_house(away, about, anna, as_):
    answer = as_(anna).post(about, typed(assignee=anna.public_id) | {"next": away})
    assert answer.url.startswith("/tasks/opportunity/")


def test_an_inactive_category_is_not_offered(about, anna, as_):
    inactive = TaskCategory.objects.get(name_en="Call")
    inactive.active = False
    inactive.save()
    answer = as_(anna).post(about, typed(assignee=anna.public_id))
    assert answer.status_code == 422
    assert "category" in answer.context["form"].errors
