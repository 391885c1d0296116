"""CheckFileInfo, GetFile, RenameFile, DeleteFile and PutUserInfo."""

import pytest
from django.conf import settings

from documents import verbs
from documents.models import Document, OfficePreferences
from tests import make
from tests.documents.wopi.office import call

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def test_the_file_and_the_person_are_told(document, annas, anna):
    said = call("CheckFileInfo", document, annas).json()
    assert (said["BaseFileName"], said["FileExtension"], said["Size"]) == ("Angebot.txt", ".txt", 6)
    assert (said["UserId"], said["UserFriendlyName"]) == (anna.public_id, "Anna Test")
    assert said["OwnerId"] == anna.public_id
    assert said["UserCanWrite"] is said["UserCanRename"] is said["SupportsLocks"] is said["SupportsUpdate"] is True
    assert said["UserCanNotWriteRelative"] is said["ReadOnly"] is said["IsAnonymousUser"] is False


def test_the_page_around_the_editor_is_told(document, annas):
    said = call("CheckFileInfo", document, annas).json()
    assert said["PostMessageOrigin"] == settings.BASE_URL
    for name in ("HostViewUrl", "HostEditUrl", "CloseUrl"):
        assert said[name].startswith(settings.BASE_URL + "/documents/"), name


def test_the_file_is_sent_as_it_is(document, annas):
    answer = call("GetFile", document, annas)
    assert b"".join(answer.streaming_content) == b"Inhalt"
    assert (answer["Content-Length"], answer["X-WOPI-ItemVersion"]) == ("6", "1.1")
    assert answer["Content-Type"] == "application/octet-stream"
    assert "no-store" in answer["Cache-Control"]


def test_a_file_larger_than_expected_is_not_sent(document, annas):
    assert call("GetFile", document, annas, X_WOPI_MaxExpectedSize="5").status_code == 412
    assert call("GetFile", document, annas, X_WOPI_MaxExpectedSize="6").status_code == 200
    assert call("GetFile", document, annas, X_WOPI_MaxExpectedSize="much").status_code == 200
    assert call("GetFile", document, annas, X_WOPI_MaxExpectedSize="9" * 5000).status_code == 200


def test_a_new_name_keeps_the_ending_and_is_recorded(document, annas, restricted):
    answer = call("RenameFile", document, annas, X_WOPI_RequestedName="Vertrag")
    assert answer.json() == {"Name": "Vertrag"}
    document.refresh_from_db()
    assert document.name == "Vertrag.txt"
    assert restricted.events.get(verb=verbs.RENAMED).actor.username == "anna"
    assert call("RenameFile", document, annas, X_WOPI_RequestedName="Vertrag.txt").json() == {"Name": "Vertrag"}
    assert restricted.events.filter(verb=verbs.RENAMED).count() == 1


def test_no_name_is_refused(document, annas):
    answer = call("RenameFile", document, annas, X_WOPI_RequestedName=" ")
    assert (answer.status_code, answer["X-WOPI-InvalidFileNameError"]) == (400, "A name is needed.")


def test_a_locked_file_is_renamed_by_whoever_holds_the_lock(document, annas):
    call("Lock", document, annas)
    assert call("RenameFile", document, annas, X_WOPI_Lock="a").status_code == 200
    assert call("RenameFile", document, annas, X_WOPI_Lock="b").status_code == 409


def test_a_file_is_deleted_and_that_is_recorded(document, annas, restricted):
    assert call("DeleteFile", document, annas).status_code == 200
    assert not Document.objects.exists()
    assert restricted.events.filter(verb=verbs.REMOVED).count() == 1
    assert call("DeleteFile", document, annas).status_code == 404


def test_a_locked_file_is_not_deleted(document, annas):
    call("Lock", document, annas)
    answer = call("DeleteFile", document, annas)
    assert (answer.status_code, answer["X-WOPI-Lock"]) == (409, "a")
    assert Document.objects.exists()


def test_what_the_office_server_remembers_is_a_persons_own(document, annas, key, carla, opportunity, anna):
    other = make.document(opportunity=opportunity, by=anna)
    assert call("PutUserInfo", document, annas, b"tour=done").status_code == 200
    assert call("CheckFileInfo", other, key(anna, of=other)).json()["UserInfo"] == "tour=done"
    assert call("CheckFileInfo", document, key(carla)).json()["UserInfo"] == ""
    call("PutUserInfo", document, annas, b"")
    assert OfficePreferences.objects.get().text == ""


def test_it_remembers_1024_characters_and_not_more(document, annas):
    longest = "€" * 1024
    assert call("PutUserInfo", document, annas, longest.encode()).status_code == 200
    assert call("CheckFileInfo", document, annas).json()["UserInfo"] == longest
    assert call("PutUserInfo", document, annas, b"x" * 1025).status_code == 400
    assert call("PutUserInfo", document, annas, b"x" * 10_000).status_code == 400
    assert call("PutUserInfo", document, annas, b"a\0\xff").status_code == 200
