"""A form is sent after the session has ended: one is told that nothing was saved, and comes back to its page."""

from urllib.parse import parse_qs, urlsplit

from django.urls import reverse

from tasks.models import Task
from tests import make


def test_who_is_no_longer_signed_in_is_told_and_led_back_to_the_page(client, anna):
    page = make.opportunity(responsible=anna).get_absolute_url()
    sent_from = {"referer": f"http://testserver{page}?tab=1", "accept-language": "de"}
    answer = client.post(reverse("tasks:create"), {"title": "Anrufen"}, headers=sent_from)
    assert parse_qs(urlsplit(answer.headers["Location"]).query) == {"next": [f"{page}?tab=1"]}
    signing_in = client.get(answer.headers["Location"], headers={"accept-language": "de"}).content.decode()
    assert "Sie waren nicht mehr angemeldet" in signing_in
    assert not Task.objects.exists()


def test_htmx_is_led_there_at_once_so_that_the_message_is_read_by_a_person(client, anna):
    page = make.opportunity(responsible=anna).get_absolute_url()
    by_htmx = {"referer": f"http://testserver{page}", "hx-request": "true", "accept-language": "en"}
    answer = client.post(f"{page}tags/", {"tags": "neu"}, headers=by_htmx)
    assert parse_qs(urlsplit(answer.headers["HX-Redirect"]).query) == {"next": [page]}
    assert (
        "You were no longer signed in"
        in client.get(answer.headers["HX-Redirect"], headers={"accept-language": "en"}).content.decode()
    )


def test_nobody_is_led_to_another_site(client, db):
    answer = client.post(reverse("tasks:create"), headers={"referer": "https://example.com/tasks/"})
    assert parse_qs(urlsplit(answer.headers["Location"]).query) == {"next": ["/"]}


def test_an_address_that_only_takes_forms_says_so_to_who_looks_at_it(anna, as_):
    answer = as_(anna, **{"accept-language": "de"}).get(reverse("notifications:mark_all"))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "Gehen Sie zurück zu der Seite, auf der das Formular steht" in answer.content.decode()
