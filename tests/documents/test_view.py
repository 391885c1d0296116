"""Seeing a document: pictures that we drew and text, for whoever may see it, and never an uploaded byte."""

import io

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from documents.models import Preview
from documents.models.preview import Reason, State
from documents.previews import running
from documents.storage import private_files, random_name
from tests import make
from tests.documents import pictures

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def shown(restricted, anna, disk):
    """A document with a preview that is written as the job writes it; without a child process, which takes a second."""

    def show(name="Vertrag.pdf", content=None, **facts):
        content = content or pictures.pdf(["Seite eins", "Seite zwei"])
        document = make.document(opportunity=restricted, by=anna, file=make.upload(name, content))
        facts = {"state": State.READY, "pages": 2} | facts
        Preview.objects.create(version=document.current, **facts)
        return document

    return show


def address(name, document, *args):
    return reverse(f"documents:{name}", args=[document.public_id, *args])


def body(answer):
    return b"".join(answer.streaming_content)


def test_a_page_of_a_pdf_is_sent_as_a_picture(shown, ben, as_):
    answer = as_(ben).get(address("picture", shown(), 1, 2))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert answer["Cache-Control"] == "private, no-cache"
    assert Image.open(io.BytesIO(body(answer))).size == (1600, 1600)


def test_a_picture_that_the_browser_kept_is_shown_to_whoever_may_still_see_it(shown, restricted, anna, ben, as_):
    document = shown(file=private_files().save(random_name(), ContentFile(pictures.png((10, 10)))))
    browser = as_(ben)
    for name, args in (("thumbnail", (1,)), ("picture", (1, 2))):
        first = browser.get(address(name, document, *args))
        again = browser.get(address(name, document, *args), headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["Cache-Control"] == "private, no-cache"
    other_page = browser.get(address("picture", document, 1, 1), headers={"if-none-match": first["ETag"]})
    assert other_page.status_code == 200
    restricted.revise({"restricted": True, "grants": []}, by=anna)
    refused = browser.get(address("picture", document, 1, 2), headers={"if-none-match": first["ETag"]})
    assert refused.status_code == 404
    assert not refused.has_header("ETag")


def test_there_are_no_pages_beyond_the_last(shown, anna, as_):
    document = shown()
    for page in (0, 3, 99_999):
        assert as_(anna).get(address("picture", document, 1, page)).status_code == 404
    assert as_(anna).get(address("picture", document, 2, 1)).status_code == 404


def test_while_too_many_are_drawn_one_is_asked_to_come_again(shown, anna, as_, monkeypatch):
    document = shown()
    monkeypatch.setattr(running, "WAITING_SECONDS", 0.01)
    for _place in range(running.AT_A_TIME):
        assert running._places.acquire(blocking=False)
    try:
        answer = as_(anna).get(address("picture", document, 1, 1))
    finally:
        running._places.release(running.AT_A_TIME)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_the_viewer_shows_ten_pages_at_a_time(shown, ben, as_):
    document = shown(pages=23)
    first = as_(ben).get(address("view", document)).content.decode()
    assert address("picture", document, 1, 10) in first
    assert address("picture", document, 1, 11) not in first
    assert "?from=11" in first
    last = as_(ben).get(address("view", document), {"from": "21"}).content.decode()
    assert address("picture", document, 1, 23) in last
    assert address("picture", document, 1, 24) not in last
    assert "?from=11" in last
    for forged in ("0", "-1", "x", "٣", "999999999999", "9999"):
        assert as_(ben).get(address("view", document), {"from": forged}).status_code == 200


def test_text_is_never_markup(shown, ben, as_):
    document = shown("a.txt", b"x", pages=0, text="<script>alert(1)</script>")
    page = as_(ben).get(address("view", document)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"state": State.WAITING}, "Die Vorschau wird noch erstellt."),
        ({"state": State.NONE}, "Für Dateien dieser Art gibt es keine Vorschau."),
        ({"state": State.FAILED, "reason": Reason.PROTECTED}, "Diese Datei ist durch ein Passwort geschützt."),
    ],
)
def test_where_nothing_is_to_be_seen_it_is_said_why(shown, ben, as_, facts, sentence):
    document = shown(pages=0, **facts)
    page = as_(ben, **{"accept-language": "de"}).get(address("view", document)).content.decode()
    assert sentence in page
    assert document.url in page


def test_without_a_preview_there_is_no_small_picture(shown, anna, as_):
    document = shown()
    assert as_(anna).get(address("thumbnail", document, 1)).status_code == 404
    Preview.objects.update(file="ab/fehlt")
    assert as_(anna).get(address("thumbnail", document, 1)).status_code == 404


def test_an_outsider_sees_nothing_of_it(shown, otto, as_):
    document = shown()
    for name, args in (("view", ()), ("thumbnail", (1,)), ("picture", (1, 1))):
        assert as_(otto).get(address(name, document, *args)).status_code == 404


def test_the_small_picture_stands_in_the_row_and_leads_to_the_viewer(restricted, anna, ben, as_, disk, work):
    content = pictures.jpeg((800, 400), comment=b"Kanarienkommentar")
    document = make.document(opportunity=restricted, by=anna, file=make.upload("Lager.jpg", content))
    work()
    shelf = reverse("documents:of_opportunity", args=[restricted.public_id])
    page = as_(ben, **{"accept-language": "de"}).get(shelf).content.decode()
    assert f'src="{address("thumbnail", document, 1)}"' in page
    assert f'href="{address("view", document)}"' in page
    assert "„Lager.jpg“ ansehen" in page
    answer = as_(ben).get(address("thumbnail", document, 1))
    picture = body(answer)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    assert Image.open(io.BytesIO(picture)).format == "WEBP"
    assert b"Kanarien" not in picture
