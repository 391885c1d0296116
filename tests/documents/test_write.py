"""The quick editor: its content, saving, two people, who is editing. Shown on a text file, the simplest kind."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents.models import Document, EditingMark
from documents.models.discarded import TIDY
from history.models import Event
from jobs.queue import enqueue, scheduled
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def document(restricted, anna, disk):
    return make.document(opportunity=restricted, by=anna, file=make.upload("Notiz.txt", b"eins\r\nzwei\r\n"))


def address(document, name="content"):
    return reverse(f"documents:{name}", args=[document.public_id])


def save(client, document, text="drei", **more):
    posted = {"base": 1, "known": 1, "edits": {"text": text}} | more
    return client.post(address(document), json.dumps(posted), content_type="application/json")


def content_of(document):
    document = Document.objects.get(pk=document.pk)
    with document.current.file.open("rb") as file:
        return file.read()


def test_the_pencil_leads_to_the_editor(document, restricted, anna, as_):
    page = as_(anna).get(reverse("documents:of_opportunity", args=[restricted.public_id])).content.decode()
    assert f'href="{address(document, "write")}" aria-label="Edit"' in page
    page = as_(anna, **{"accept-language": "de"}).get(address(document, "write")).content.decode()
    assert "Speichern" in page
    assert "crm/js/editors/text" in page


def test_what_has_no_editor_has_the_page_with_download_and_upload(restricted, anna, as_, disk):
    picture = make.document(opportunity=restricted, by=anna, file=make.upload("Plan.dwg", b"AC1032"))
    assert picture.pencil_url == picture.get_absolute_url()
    for name in ("write", "content"):
        assert as_(anna).get(address(picture, name)).status_code == 404


def test_its_content_comes_with_the_number_of_its_version(document, anna, as_):
    answer = as_(anna).get(address(document))
    assert answer["Cache-Control"].startswith("max-age=0")
    assert answer.json() == {
        "number": 1,
        "model": {"text": "eins\nzwei\n", "encoding": "UTF-8", "line_end": "Windows (CRLF)", "mixed": False},
    }


def test_saving_makes_the_next_version_and_says_so(document, carla, as_):
    answer = save(as_(carla), document, "eins\ndrei\n")
    assert (answer.status_code, answer.json()["number"]) == (200, 2)
    assert answer.json()["sentence"].startswith("Saved as version 2 at ")
    assert content_of(document) == b"eins\r\ndrei\r\n"
    assert document.versions.get(number=2).created_by == carla


def test_it_is_recorded_as_edited_and_not_as_uploaded(document, carla, restricted, as_):
    save(as_(carla), document)
    event = Event.objects.on_page(restricted).latest("pk")
    assert event.verb == "documents.version_added"
    assert event.particulars["edited"] is True


def test_saving_the_very_same_does_nothing(document, anna, as_):
    answer = save(as_(anna), document, "eins\nzwei\n")
    assert answer.json()["number"] == 1
    assert document.versions.count() == 1


def test_saving_again_goes_on_from_what_was_loaded(document, anna, as_):
    """The edits are always edits of the version that was loaded; `known` moves on."""
    client = as_(anna)
    save(client, document, "drei")
    assert save(client, document, "vier", known=2).json()["number"] == 3
    assert content_of(document) == b"vier"


def test_whoever_saves_second_is_told_by_whom_and_what_differs(document, anna, carla, as_):
    save(as_(carla), document, "eins\nvon Carla\n")
    answer = save(as_(anna), document, "eins\nvon Anna\n")
    assert answer.status_code == 409
    told = answer.json()
    assert told["number"] == 2
    assert "Carla Test saved version 2 on " in told["sentence"]
    assert {"sign": "-", "text": "von Carla"} in told["differences"]
    assert {"sign": "+", "text": "von Anna"} in told["differences"]
    assert told["url"] == document.versions.get(number=2).url
    assert document.versions.count() == 2


def test_who_has_seen_the_other_version_may_save_over_it(document, anna, carla, as_):
    save(as_(carla), document, "von Carla")
    assert save(as_(anna), document, "von Anna", known=2).json()["number"] == 3
    assert content_of(document) == b"von Anna"
    assert document.versions.get(number=2).file.read() == b"von Carla"


def test_who_saw_the_second_is_told_of_the_third(document, anna, carla, as_):
    save(as_(carla), document, "von Carla")
    save(as_(carla), document, "noch einmal", known=2)
    assert save(as_(anna), document, "von Anna", known=2).status_code == 409


def test_where_the_other_version_cannot_be_read_here_it_is_told_without_differences(document, anna, carla, as_):
    document.add_version(make.upload("Notiz.txt", b"\x81\x8d"), by=carla)
    told = save(as_(anna), document, "von Anna")
    assert (told.status_code, told.json()["differences"]) == (409, [])


def test_ones_own_text_can_be_kept_as_a_copy(document, restricted, anna, carla, as_):
    save(as_(carla), document, "von Carla")
    answer = save(as_(anna), document, "von Anna", copy=True)
    copy = Document.objects.exclude(pk=document.pk).get()
    assert (copy.name, copy.opportunity, copy.created_by) == ("Notiz (2).txt", restricted, anna)
    assert answer.json() == {"url": copy.pencil_url, "sentence": "Your version is kept as “Notiz (2).txt”."}
    assert content_of(copy) == b"von Anna"
    assert content_of(document) == b"von Carla"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b'{"base": 1, "known": 1}',
        b'{"base": true, "known": 1, "edits": {}}',
        b'{"base": 7, "known": 1, "edits": {"text": "x"}}',
        b'{"base": "1", "known": 1, "edits": {"text": "x"}}',
        b'{"base": 1, "known": 1, "edits": []}',
        b'{"base": 1, "known": 1, "edits": {"text": 5}}',
        b"[" * 90_000,
    ],
)
def test_forged_posts_are_refused_with_a_sentence(document, anna, as_, body):
    answer = as_(anna).post(address(document), body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["sentence"]
    assert document.versions.count() == 1


def test_a_body_over_the_limit_is_refused_with_a_sentence(document, anna, as_, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = save(as_(anna), document, "x" * 2000)
    assert (answer.status_code, answer.json()["sentence"]) == (413, "That is too large to be sent.")


def test_a_post_without_the_token_is_refused(document, anna, disk):
    client = Client(enforce_csrf_checks=True)
    client.force_login(anna)
    assert save(client, document).status_code == 403
    assert document.versions.count() == 1


def test_a_file_that_is_gone_is_told(document, anna, as_):
    document.current.file.storage.delete(str(document.current.file))
    answer = as_(anna).get(address(document))
    assert answer.status_code == 422
    assert "missing on the server" in answer.json()["sentence"]


@pytest.mark.parametrize("name", ["write", "content", "editing"])
def test_a_reader_may_not(document, ben, as_, name):
    client = as_(ben)
    assert client.get(address(document, name)).status_code in (403, 405)
    assert client.post(address(document, name)).status_code in (403, 405)
    assert save(client, document).status_code == 403
    assert document.versions.count() == 1
    assert not EditingMark.objects.exists()


@pytest.mark.parametrize("name", ["write", "content", "editing"])
def test_an_outsider_cannot_see_it(document, otto, as_, name):
    client = as_(otto)
    assert client.get(address(document, name)).status_code in (404, 405)
    assert client.post(address(document, name)).status_code in (404, 405)
    assert save(client, document).status_code == 404
    assert document.versions.count() == 1


# Who is editing


def test_who_is_editing_is_told_to_the_others(document, anna, carla, as_):
    assert as_(anna).post(address(document, "editing")).json() == {"others": [], "number": 1}
    told = as_(carla).post(address(document, "editing")).json()["others"]
    assert len(told) == 1
    assert told[0].startswith("Anna Test has been editing this, too, since ")


def test_a_mark_keeps_its_beginning_when_it_is_renewed(document, anna, as_):
    as_(anna).post(address(document, "editing"))
    before = EditingMark.objects.get()
    as_(anna).post(address(document, "editing"))
    after = EditingMark.objects.get()
    assert after.since == before.since
    assert after.renewed_at > before.renewed_at


def test_who_left_is_not_editing_any_more(document, anna, carla, as_):
    as_(anna).post(address(document, "editing"))
    assert as_(anna).post(f"{address(document, 'editing')}?done").status_code == 204
    assert as_(carla).post(address(document, "editing")).json()["others"] == []


def test_marks_that_nobody_renews_are_cleared_away(document, anna, as_, work):
    as_(anna).post(address(document, "editing"))
    EditingMark.objects.update(renewed_at=timezone.now() - timedelta(seconds=121))
    enqueue(TIDY, dedupe_key=scheduled(TIDY))
    work()
    assert not EditingMark.objects.exists()


def test_a_mark_is_forgotten_after_two_minutes(document, anna, carla, as_):
    as_(anna).post(address(document, "editing"))
    EditingMark.objects.update(renewed_at=timezone.now() - timedelta(seconds=121), since=timezone.now())
    assert as_(carla).post(address(document, "editing")).json()["others"] == []


def test_nobody_is_kept_out(document, anna, carla, as_):
    as_(anna).post(address(document, "editing"))
    assert save(as_(carla), document).status_code == 200
