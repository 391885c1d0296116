"""The pencil: download, edit, upload as the new version; two people at once; all versions."""

import pytest

from documents.models import HeldUpload
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def document(opportunity, anna, disk):
    return make.document(opportunity=opportunity, by=anna, note="Entwurf")


def posted(client, document, content=b"neu", name="Angebot.txt", **fields):
    file = {"file": make.upload(name, content)} if content is not None else {}
    return client.post(document.get_absolute_url(), file | {"based_on": 1} | fields)


def test_the_page_says_how(document, anna, as_):
    page = as_(anna, **{"accept-language": "de"}).get(document.get_absolute_url()).content.decode()
    for words in (
        "Bearbeiten",
        "Herunterladen",
        "Im Browser bearbeiten",
        "Oder bearbeiten Sie es mit dem Programm auf Ihrem Computer",
        "Neue Version hochladen",
    ):
        assert words in page
    assert "Entwurf" in page
    assert 'accept=".txt"' in page


def test_the_edited_file_becomes_the_new_version(document, anna, as_):
    answer = posted(as_(anna), document, note="Preis gesenkt")
    assert answer.status_code == 302
    document.refresh_from_db()
    version = document.versions.get(number=2)
    assert (document.current_number, version.note, version.created_by) == (2, "Preis gesenkt", anna)


def test_a_reader_sees_the_versions_and_no_form(document, rita, as_):
    page = as_(rita).get(document.get_absolute_url()).content.decode()
    assert "Version 1" in page
    assert "Upload new version" not in page
    assert "multipart/form-data" not in page


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (None, "", "Choose the edited file."),
        (b"", "Angebot.txt", "This file is empty (0 bytes)."),
        (b"neu", "Angebot.docx", "its content is not that of a “.docx” file"),
        (b"neu", "Angebot.md", "must be a “.txt” file"),
        (b"neu", "Angebot", "must be a “.txt” file"),
        (b"\x7fELF" + b"\0" * 99, "Angebot.txt", "is a program under another name"),
    ],
)
def test_what_is_not_taken_in_is_the_fields_error(document, anna, as_, content, name, sentence):
    answer = posted(as_(anna), document, content, name, note="bleibt stehen")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "bleibt stehen" in page
    assert document.versions.count() == 1


def test_one_that_is_too_large_is_the_fields_error(document, anna, as_, settings):
    settings.MAX_UPLOAD_MB = 1
    answer = posted(as_(anna), document, b"x" * 1_200_000)
    assert answer.status_code == 422
    assert "is larger than 1 MB" in answer.content.decode()
    assert "Choose the edited file." not in answer.content.decode()


@pytest.mark.parametrize("fields", [{"based_on": "x"}, {"based_on": "-1"}, {"based_on": "9" * 30}, {"note": "x" * 501}])
def test_forged_fields_are_refused(document, anna, as_, fields):
    assert posted(as_(anna), document, **fields).status_code == 422
    assert document.versions.count() == 1


def test_the_same_content_is_told_and_changes_nothing(document, anna, as_):
    answer = as_(anna).post(document.get_absolute_url(), {"file": make.upload(), "based_on": 1}, follow=True)
    assert [str(message) for message in answer.context["messages"]] == [
        "Your file is the same as version 1; nothing was changed."
    ]
    assert document.versions.count() == 1


def test_whoever_knew_an_older_version_is_asked(document, opportunity, anna, carla, as_, disk):
    document.add_version(make.upload(content=b"von Carla"), by=carla)
    answer = as_(anna).post(
        document.get_absolute_url(), {"file": make.upload(content=b"von Anna"), "based_on": 1}, follow=True
    )
    page = answer.content.decode()
    assert "Version 2 of “Angebot.txt” came in the meantime, by Carla Test" in page
    assert document.versions.count() == 2
    held = HeldUpload.objects.get()
    as_(anna).post(answer.redirect_chain[-1][0], {held.public_id: "version"})
    document.refresh_from_db()
    assert document.current_number == 3
    assert document.versions.get(number=3).file.read() == b"von Anna"
