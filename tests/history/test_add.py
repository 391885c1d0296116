"""Adding a note, a mail, a call or an appointment to the history of a page."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as site
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from history.models import Event, EventCategory
from history.verbs import ADDED
from tests import make


@pytest.fixture
def call(db):
    return EventCategory.objects.get(name_en="Phone call")


def address(page):
    return reverse("history:add", args=[page._meta.model_name, page.public_id])


def typed(category, **fields):
    today = timezone.localdate()
    return {"category": category.pk, "happened_on": today.isoformat(), "text": "Angerufen: ruft zurück."} | fields


def notes():
    return Event.objects.filter(verb=ADDED)


def test_it_adds_the_event_and_moves_the_last_activity(opportunity, anna, as_, call):
    before = opportunity.last_activity_at
    answer = as_(anna).post(address(opportunity), typed(call))
    assert answer.status_code == 302
    assert answer["Location"] == f"{opportunity.get_absolute_url()}#history"
    added = notes().get()
    assert (added.category, added.text, added.actor, added.page) == (call, "Angerufen: ruft zurück.", anna, opportunity)
    opportunity.refresh_from_db()
    assert opportunity.last_activity_at > before
    assert opportunity.version == 1


def test_it_works_on_a_contact_too(anna, as_, call):
    company = make.company(by=anna)
    as_(anna).post(address(company), typed(call))
    assert notes().get().page == company
    assert b"ruft zur" in as_(anna).get(company.get_absolute_url()).content


def test_the_same_form_posted_twice_adds_one_event(opportunity, anna, as_, call):
    client, form = as_(anna), typed(call, form_key="0123456789abcdef0123456789abcdef")
    first, second = client.post(address(opportunity), form), client.post(address(opportunity), form)
    assert first["Location"] == second["Location"]
    assert notes().count() == 1


def test_a_reader_may_not(restricted, ben, as_, call):
    assert as_(ben).get(address(restricted)).status_code == 403
    assert as_(ben).post(address(restricted), typed(call)).status_code == 403
    assert not notes().exists()
    assert b"Add this event" not in as_(ben).get(restricted.get_absolute_url()).content


def test_a_person_with_the_role_read_only_may_not(opportunity, rita, as_, call):
    assert as_(rita).post(address(opportunity), typed(call)).status_code == 403
    assert not notes().exists()


def test_an_outsider_cannot_see_it(restricted, otto, as_, call):
    assert as_(otto).post(address(restricted), typed(call)).status_code == 404
    assert not notes().exists()


def test_a_page_of_no_such_kind_is_not_there(opportunity, anna, as_):
    assert as_(anna).get(f"/history/user/{anna.public_id}/add/").status_code == 404


def test_it_may_be_dated_back(opportunity, anna, as_, call):
    as_(anna).post(address(opportunity), typed(call, happened_on="2026-01-31"))
    local = timezone.localtime(notes().get().happened_at)
    assert local.date().isoformat() == "2026-01-31"
    assert abs(local.replace(tzinfo=None) - timezone.localtime().replace(tzinfo=None, year=2026, month=1, day=31)) < (
        timedelta(minutes=5)
    )


def test_in_german_a_date_is_typed_as_germans_do(opportunity, anna, as_, call):
    as_(anna, **{"accept-language": "de"}).post(address(opportunity), typed(call, happened_on="31.01.2026"))
    assert timezone.localtime(notes().get().happened_at).date().isoformat() == "2026-01-31"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", "   "),
        ("text", "a\0b"),
        ("text", "x" * 65_001),
        ("happened_on", "31.2.2026"),
        ("happened_on", "soon"),
        ("happened_on", "2199-01-01"),
        ("category", ""),
        ("category", "999999"),
        ("category", "1e400"),
        ("recipients", "nobody\0"),
        ("recipients", "000000000000"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(opportunity, anna, as_, call, field, value):
    form = typed(call, text="Bleibt stehen") | {field: value}
    answer = as_(anna).post(address(opportunity), form)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not notes().exists()
    if field != "text":
        assert b"Bleibt stehen" in answer.content


def test_an_inactive_type_is_not_offered(opportunity, anna, as_, call):
    EventCategory.objects.filter(pk=call.pk).update(active=False)
    assert as_(anna).post(address(opportunity), typed(call)).status_code == 422
    assert "Phone call" not in as_(anna).get(opportunity.get_absolute_url()).content.decode()


def test_who_is_named_stays_on_the_event(restricted, anna, ben, as_, call):
    as_(anna).post(address(restricted), typed(call, recipients=[ben.public_id]))
    assert [recipient.user for recipient in notes().get().recipients.all()] == [ben]
    page = as_(anna).get(restricted.get_absolute_url()).content.decode()
    assert "Notified:" in page


def test_only_those_who_may_see_the_page_can_be_named(restricted, anna, ben, carla, dora, otto, as_, call):
    offered = {person for person in as_(anna).get(address(restricted)).context["form"].fields["recipients"].queryset}
    assert offered == {ben, carla, dora}
    answer = as_(anna).post(address(restricted), typed(call, recipients=[otto.public_id]))
    assert answer.status_code == 422
    assert not notes().exists()


def test_files_are_kept_with_the_event(opportunity, anna, as_, call):
    form = typed(call) | {"files": [make.upload("Plan.txt", b"Plan"), make.upload("Skizze.txt", b"Skizze")]}
    as_(anna).post(address(opportunity), form)
    assert notes().get().documents.count() == 2
    page = as_(anna).get(opportunity.get_absolute_url()).content.decode()
    assert "Plan.txt" in page


def test_a_file_that_is_not_taken_in_refuses_the_whole_event(opportunity, anna, as_, call):
    form = typed(call) | {"files": [make.upload("Gut.txt", b"gut"), make.upload("Leer.txt", b"")]}
    answer = as_(anna).post(address(opportunity), form)
    assert answer.status_code == 422
    assert answer.context["form"].errors["files"]
    assert not notes().exists()
    assert not opportunity.documents.exists()


@pytest.mark.parametrize("in_memory", [2_621_440, 1000], ids=["in memory", "on the disk"])
def test_a_file_over_the_limit_is_dropped_on_its_way_and_nothing_is_kept(
    opportunity, anna, as_, call, settings, in_memory
):
    settings.MAX_UPLOAD_MB, settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1, in_memory
    incoming = set(Path(site.FILE_UPLOAD_TEMP_DIR).iterdir())
    files = [make.upload("Gut.txt", b"gut"), make.upload("Gross.txt", b"x" * 1_300_000)]
    answer = as_(anna).post(address(opportunity), typed(call) | {"files": files})
    assert answer.status_code == 422
    refusal = "“Gross.txt” is larger than 1 MB and was not uploaded. Upload a smaller file."
    assert answer.context["form"].errors == {"files": [refusal]}
    assert "Angerufen: ruft zurück." in answer.content.decode()
    assert [file.name for file in answer.wsgi_request.FILES.getlist("files")] == ["Gut.txt"]
    assert not notes().exists()
    assert not opportunity.documents.exists()
    assert set(Path(site.FILE_UPLOAD_TEMP_DIR).iterdir()) == incoming


def test_the_form_says_how_large_a_file_may_be(opportunity, anna, as_, settings):
    settings.MAX_UPLOAD_MB = 7
    page = as_(anna).get(address(opportunity)).content.decode()
    assert "Up to 7 MB each." in page
    assert f'data-max-bytes="{7 * 1024 * 1024}"' in page


def test_with_htmx_far_too_much_leads_back_to_the_form(opportunity, anna, as_, call, settings):
    settings.MAX_UPLOAD_MB = 1
    answer = as_(anna).post(
        address(opportunity), typed(call), headers={"hx-request": "true"}, CONTENT_LENGTH="999999999999"
    )
    assert answer["HX-Redirect"] == address(opportunity)
    assert not notes().exists()


def test_a_request_from_elsewhere_is_refused(opportunity, anna, call):
    client = Client(enforce_csrf_checks=True)
    client.force_login(anna)
    assert client.post(address(opportunity), typed(call)).status_code == 403
    assert not notes().exists()


def test_with_htmx_the_answer_is_the_history_with_the_new_event(opportunity, anna, as_, call):
    answer = as_(anna).post(address(opportunity), typed(call), headers={"hx-request": "true"})
    assert answer.status_code == 200
    assert answer["HX-Retarget"] == "#history"
    body = answer.content.decode()
    assert "Angerufen: ruft zurück." in body
    assert "<html" not in body


def test_with_htmx_a_refused_form_comes_back_in_its_place(opportunity, anna, as_, call):
    answer = as_(anna).post(address(opportunity), typed(call, text=""), headers={"hx-request": "true"})
    assert answer.status_code == 422
    assert "Write what is to be remembered." in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_typed_text_is_shown_as_text_and_its_links_can_be_clicked(opportunity, anna, as_, call):
    text = "<script>alert(1)</script>\nSiehe https://example.com/?a=1&b=2"
    as_(anna).post(address(opportunity), typed(call, text=text))
    page = as_(anna).get(opportunity.get_absolute_url()).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert '<a href="https://example.com/?a=1&amp;b=2" rel="nofollow">' in page
    assert "javascript:" not in page
