"""Canaries in every field of a restricted opportunity and its children: they sing on no page of an outsider."""

import io
import re
import zipfile

import pytest
from django.contrib import admin
from django.core import mail
from django.urls import reverse
from django.urls.resolvers import RoutePattern
from django.utils import timezone

from agenda.models import renew_feed
from exports import views as exports
from jobs.worker import Worker
from tests import make
from tests.architecture import world
from tests.architecture.test_public_views import ADDRESSES

HTMX = {"hx-request": "true"}


@pytest.fixture
def hidden(anna, ben, carla):
    return world.build(anna, ben, carla)


def sing(answer) -> list[str]:
    """Return the canaries in an answer's body, headers and address."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    heard = body.decode("utf-8", "replace") + str(answer.headers)
    return [canary for canary in world.CANARIES if canary in heard]


def plain_addresses():
    """The addresses of the house that name no row: lists, forms, pickers, searches, fragments."""
    return sorted(
        name
        for name, pattern in ADDRESSES.items()
        if isinstance(pattern.pattern, RoutePattern)
        and not pattern.pattern.converters
        and not name.startswith("admin:")
        and "logout" not in name
    )


@pytest.mark.long
def test_no_page_of_an_outsider_sings(hidden, otto, as_):
    client = as_(otto)
    names = plain_addresses()
    assert len(names) > 15
    for name in names:
        for query in ("", "?q=Kanarien", "?kind=all&sort=-budget", "?opportunity=" + hidden.opportunity.public_id):
            assert not sing(client.get(reverse(name) + query)), name + query


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_list_its_counts_sums_and_filters_do_not_sing(hidden, otto, as_, language):
    client = as_(otto, **{"accept-language": language})
    for query in ("kind=all", "kind=all&sort=title", "q=Kanarientitel", "kind=all&no_task=true", "tag=1"):
        listed = client.get(f"/opportunities/?{query}")
        assert not [one for one in sing(listed) if one != "Kanarientitel" or "q=" not in query]
    whole = client.get("/opportunities/?kind=all").content.decode()
    assert "1 opportunit" not in whole
    assert "1 Verkaufschance" not in whole


@pytest.mark.long
@pytest.mark.parametrize("form", ["xlsx", "csv-comma", "csv-semicolon", "csv-excel-de"])
@pytest.mark.parametrize("name", ["opportunities", "contacts"])
def test_no_export_sings(name, form, hidden, otto, anna, as_, monkeypatch, tmp_path, settings):
    """At once and by a job, with all columns; the one who may see the row hears the canary, so it is there."""
    settings.MEDIA_ROOT = tmp_path / "files"
    for most in (5000, 0):
        monkeypatch.setattr(exports, "AT_ONCE", most)
        heard = {person: exported(as_(person), name, form) for person in (otto, anna)}
        assert not [canary for canary in world.CANARIES if canary in heard[otto]]
        assert name == "contacts" or "Kanarientitel" in heard[anna]


def exported(client, name, form) -> str:
    """Return the words of an export of all that one sees, be it streamed or written by a job."""
    offered = client.get(f"/export/{name}/").context["form"].fields["columns"].choices
    query = "?kind=all" if name == "opportunities" else ""
    answer = client.post(f"/export/{name}/{query}", {"form": form, "columns": [key for key, _label in offered]})
    if answer.status_code == 302:
        Worker().drain()
        answer = client.get(f"{answer['Location'].removesuffix('run/')}file/")
    content = b"".join(answer.streaming_content)
    if form != "xlsx":
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read("xl/worksheets/sheet1.xml").decode()


# The tables of the reports; each comes as a file, too.
TABLES = {
    "forecast": ("months", "people"),
    "funnel": ("funnel",),
    "results": ("months", "people", "reasons"),
    "activity": ("people",),
    "changes": ("changes", "people"),
}


def test_no_calendar_file_of_a_report_or_palette_sings(hidden, otto, anna, as_):
    """Whoever may see the row hears it in each of them, so it would be there."""
    hidden.opportunity.revise({"expected_close_on": timezone.localdate()}, by=anna)
    heard = {}
    for person in (otto, anna):
        client, feed = as_(person), reverse("agenda:feed", args=[renew_feed(person)])
        files = [
            (reverse(f"reports:{report}"), {"table": table, "form": "csv-comma"})
            for report, tables in TABLES.items()
            for table in tables
        ]
        read = {
            "calendar": client.get(reverse("agenda:index"), {"who": "all"}),
            "feed": client.get(feed),
            "palette": client.get(
                reverse("crm:search"), {"q": "Kanarien"}, headers={"hx-target": "palette-found"} | HTMX
            ),
            "opened last": client.get(reverse("crm:search"), headers={"hx-target": "palette-found"} | HTMX),
            "board": client.get(reverse("opportunities:board"), headers=HTMX),
        }
        answers = [client.get(address, query) for address, query in files]
        assert {answer.status_code for answer in [*read.values(), *answers]} == {200}
        heard[person] = {name: sing(answer) for name, answer in read.items()}
        heard[person]["files"] = [canary for answer in answers for canary in sing(answer)]
    assert not [name for name, canaries in heard[otto].items() if canaries and name != "palette"]
    assert "Kanarientitel" not in heard[otto]["palette"]
    assert [name for name, canaries in heard[anna].items() if not canaries] == ["opened last"]


def test_the_page_of_its_public_contact_does_not_sing(hidden, otto, as_):
    page = as_(otto).get(hidden.contact.get_absolute_url())
    assert page.status_code == 200
    assert not sing(page)


def test_deleting_its_contact_does_not_tell_that_it_refers(hidden, otto, as_, anna):
    theirs = make.company("Ottos AG", by=otto)
    hidden.opportunity.revise({"contact": theirs}, by=anna)
    asked = as_(otto).get(reverse("contacts:delete", args=[theirs.public_id]))
    assert asked.status_code == 200
    assert not sing(asked)
    (main,) = re.findall(r"(?s)<main.*</main>", asked.content.decode())
    assert "opportunit" not in main.casefold()


def test_no_mail_and_no_notification_of_an_outsider_sings(hidden, otto, as_):
    assert not [message for message in mail.outbox if otto.email in message.to]
    assert not sing(as_(otto).get(reverse("notifications:index")))


@pytest.fixture
def staff(otto):
    """An outsider who is let into the admin without administering the CRM."""
    otto.is_staff = True
    otto.save()
    return otto


@pytest.mark.parametrize("model", sorted(admin.site._registry, key=lambda model: model._meta.label), ids=str)
def test_the_admin_of_staff_without_a_grant_does_not_sing(model, hidden, staff, as_):
    client = as_(staff)
    names = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    for query in ("", "?q=Kanarien"):
        assert not sing(client.get(reverse(f"{names}_changelist") + query))
    row = model._base_manager.first()
    rows = {
        row.pk for row in (hidden.opportunity, hidden.task, hidden.document, hidden.event) if isinstance(row, model)
    }
    for key in rows or ({row.pk} if row else set()):
        for page in ("change", "delete", "history"):
            answer = client.get(reverse(f"{names}_{page}", args=[key]), follow=True)
            assert not sing(answer), f"{names}_{page}"


def test_bulk_deletion_in_the_admin_spares_what_one_may_not_delete(hidden, staff, as_):
    before = world.snapshot()
    answer = as_(staff).post(
        reverse("admin:opportunities_opportunity_changelist"),
        {"action": "delete_selected", "_selected_action": [hidden.opportunity.pk], "post": "yes"},
        follow=True,
    )
    assert not sing(answer)
    assert world.snapshot() == before


def test_the_admin_autocompletes_do_not_sing(hidden, staff, as_):
    for app, model, field in (
        ("tasks", "task", "opportunity"),
        ("opportunities", "opportunity", "contact"),
        ("opportunities", "opportunity", "tags"),
    ):
        answer = as_(staff).get(
            reverse("admin:autocomplete"),
            {"term": "Kanarien", "app_label": app, "model_name": model, "field_name": field},
        )
        assert not sing(answer)
