"""The download view is the only way to a file, and what it sends is only ever saved."""

import pytest
from django.urls import reverse

from documents.models import Version
from documents.storage import private_files
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def document(opportunity, anna, disk):
    return make.document(opportunity=opportunity, by=anna, file=make.upload("Größe.txt", b"Inhalt"))


def body(answer):
    return b"".join(answer.streaming_content)


def test_it_is_sent_as_a_file_to_save(document, anna, as_):
    answer = as_(anna).get(document.url)
    assert answer.status_code == 200
    assert answer.streaming
    assert body(answer) == b"Inhalt"
    assert answer["Content-Type"] == "text/plain"
    assert answer["Content-Length"] == "6"
    assert answer["Content-Disposition"] == "attachment; filename=\"Grosse.txt\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.txt"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "private, no-store"
    assert not answer.has_header("ETag")
    assert not answer.has_header("Accept-Ranges")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("x.html", b"<script>alert(1)</script>"),
        ("x.xml", b"<x/>"),
        ("x.xhtml", b"<html/>"),
        ("x.mhtml", b"From: x"),
        ("x", b"<script>alert(1)</script>"),
    ],
)
def test_what_a_browser_would_run_is_sent_as_bytes(opportunity, anna, as_, disk, name, content):
    document = make.document(opportunity=opportunity, by=anna, file=make.upload(name, content))
    answer = as_(anna).get(document.url)
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")


def test_a_type_that_is_not_ours_is_not_sent(document, anna, as_):
    Version.objects.update(content_type="text/html")
    assert as_(anna).get(document.url)["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize("place", ["script", "style", "iframe", "frame", "embed", "object", "image", "worker", "video"])
def test_it_is_not_sent_into_a_page(document, anna, as_, place):
    answer = as_(anna).get(document.url, headers={"sec-fetch-dest": place})
    assert answer.status_code == 403
    assert b"Inhalt" not in answer.content


@pytest.mark.parametrize("place", ["document", "empty"])
def test_it_is_sent_to_a_click(document, anna, as_, place):
    assert as_(anna).get(document.url, headers={"sec-fetch-dest": place}).status_code == 200


def test_a_former_version_bears_its_number(document, anna, as_):
    document.add_version(make.upload("Größe.txt", b"neu"), by=anna)
    client = as_(anna)
    assert body(client.get(document.url)) == b"neu"
    former = client.get(reverse("documents:download_version", args=[document.public_id, 1]))
    assert body(former) == b"Inhalt"
    assert 'filename="Grosse (v1).txt"' in former["Content-Disposition"]
    current = client.get(reverse("documents:download_version", args=[document.public_id, 2]))
    assert 'filename="Grosse.txt"' in current["Content-Disposition"]


@pytest.mark.parametrize("number", [0, 2, 99999999999999999999])
def test_a_version_that_never_was_is_not_there(document, anna, as_, number):
    address = reverse("documents:download_version", args=[document.public_id, number])
    assert as_(anna).get(address).status_code == 404


def test_a_question_for_the_headers_alone_is_answered(document, anna, as_):
    answer = as_(anna).head(document.url)
    assert answer.status_code == 200
    assert answer["Content-Length"] == "6"


def test_nothing_is_downloaded_by_a_post(document, anna, as_):
    assert as_(anna).post(document.url).status_code == 405


def test_a_missing_file_is_told_in_a_sentence(document, anna, as_):
    private_files().delete(str(document.current.file))
    answer = as_(anna).get(document.url, follow=True)
    assert "This file is missing on the server." in answer.content.decode()


def test_there_is_no_other_address(document, anna, as_):
    path = str(document.current.file)
    with pytest.raises(ValueError, match="no address"):
        private_files().url(path)
    for prefix in ("/", "/files/", "/media/", "/files/documents/", "/static/"):
        assert as_(anna).get(prefix + path).status_code == 404


def test_nobody_signed_in_is_sent_to_sign_in(document, client):
    answer = client.get(document.url)
    assert answer.status_code == 302
    assert "login" in answer["Location"]
