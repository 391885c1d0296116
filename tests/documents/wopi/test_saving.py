"""PutFile and PutRelativeFile: what an office server saves is a version, whole or not at all."""

import io
import resource
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection
from django.test import RequestFactory

from core.sharing import CHANGE, VIEW, Grant
from documents import verbs
from documents.models import Document
from documents.wopi import locks, views
from tests import make
from tests.documents.wopi.office import call, path_of, proven

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def incoming(settings, tmp_path_factory):
    """The folder where bodies come in, of this test alone."""
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path_factory.mktemp("incoming")
    return settings.FILE_UPLOAD_TEMP_DIR


@pytest.fixture
def locked(document, annas):
    call("Lock", document, annas)
    return document


@pytest.fixture
def testing(document, annas, key, anna, opportunity):
    """A file of a conformance test, which may be empty."""
    made = make.document(opportunity=opportunity, by=anna, file=make.upload("test.wopitest"))
    text = key(anna, of=made)
    call("Lock", made, text)
    return made, text


def content(document):
    document.refresh_from_db()
    document.__dict__.pop("newest", None)
    return document.current.file.read()


def sent(document, text, stream, length, **more):
    """Answer a body that is sent as it is, however long it says to be."""
    path = path_of("PutFile", document, text)
    made = RequestFactory().post(path, content_type="application/octet-stream").environ
    headers = proven(text, settings.BASE_URL + path) | {"X-WOPI-Lock": "a", "X-WOPI-Override": "PUT"}
    made |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    made |= {"CONTENT_LENGTH": length, "wsgi.input": stream} | more
    return views.contents(WSGIRequest(made), document.public_id)


# PutFile


def test_it_becomes_the_newest_version(locked, annas, anna, disk):
    answer = call("PutFile", locked, annas, b"neu")
    assert answer.status_code == 200
    assert content(locked) == b"neu"
    version = locked.current
    assert (version.number, version.created_by, answer["X-WOPI-ItemVersion"]) == (2, anna, "2.1")
    assert locked.versions.get(number=1).file.read() == b"Inhalt"
    assert len(disk()) == 2


def test_it_tells_when_to_the_microsecond(locked, annas):
    """Collabora Online warns of an answer without it, and compares it letter by letter."""
    answer = call("PutFile", locked, annas, b"neu")
    content(locked)
    told = datetime.strptime(answer.json()["LastModifiedTime"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    assert told == locked.current.created_at
    assert call("CheckFileInfo", locked, annas).json()["LastModifiedTime"] == answer.json()["LastModifiedTime"]


@pytest.mark.parametrize("header", ["X_COOL_WOPI_Timestamp", "X_LOOL_WOPI_Timestamp"])
def test_what_somebody_else_saved_meanwhile_is_not_overwritten(locked, annas, carla, header, disk):
    known = call("CheckFileInfo", locked, annas).json()["LastModifiedTime"]
    locked.add_version(make.upload(content=b"carlas"), by=carla)
    answer = call("PutFile", locked, annas, b"annas", **{header: known})
    assert (answer.status_code, answer.json()) == (409, {"COOLStatusCode": 1010})
    assert content(locked) == b"carlas"
    assert len(disk()) == 2
    assert call("PutFile", locked, annas, b"annas").status_code == 200  # they chose to overwrite: a version of its own
    assert [one.file.read() for one in locked.versions.order_by("number")] == [b"Inhalt", b"carlas", b"annas"]


def test_what_one_saved_oneself_is_known(locked, annas):
    known = call("PutFile", locked, annas, b"eins").json()["LastModifiedTime"]
    assert call("PutFile", locked, annas, b"zwei", X_COOL_WOPI_Timestamp=known).status_code == 200


def test_without_a_lock_nothing_is_saved(document, annas):
    answer = call("PutFile", document, annas, X_WOPI_Lock="")
    assert (answer.status_code, answer["X-WOPI-Lock"]) == (409, "")
    assert content(document) == b"Inhalt"


def test_an_empty_file_is_saved_without_a_lock(testing):
    made, text = testing
    assert call("PutFile", made, text, b"").status_code == 200
    call("Unlock", made, text)
    assert call("PutFile", made, text, b"neu", X_WOPI_Lock="").status_code == 200
    assert content(made) == b"neu"


def test_an_empty_body_is_refused_outside_of_a_test(locked, annas, settings, testing):
    assert call("PutFile", locked, annas, b"").status_code == 400
    made, text = testing
    made.add_version(make.upload("test.wopitest", b"neu"), by=made.created_by)
    assert content(locked) == b"Inhalt"


def test_the_same_content_is_no_version_but_another_word_for_it(locked, annas, disk):
    assert call("PutFile", locked, annas, b"Inhalt")["X-WOPI-ItemVersion"] == "1.2"
    assert call("PutFile", locked, annas, b"Inhalt")["X-WOPI-ItemVersion"] == "1.3"
    assert call("CheckFileInfo", locked, annas).json()["Version"] == "1.3"
    assert (locked.versions.count(), len(disk())) == (1, 1)


def test_what_is_not_taken_in_is_refused(locked, annas, settings, disk, incoming):
    assert call("PutFile", locked, annas, b"\x7fELF" + b"x" * 100).status_code == 400
    settings.MAX_UPLOAD_MB = 1
    assert call("PutFile", locked, annas, b"x" * (1024 * 1024 + 1)).status_code == 413
    assert content(locked) == b"Inhalt"
    assert len(disk()) == 1
    assert not list(incoming.iterdir())


def test_a_body_that_is_cut_off_leaves_what_was_there(locked, annas, disk, incoming):
    before = disk()
    answer = sent(locked, annas, io.BytesIO(b"halb"), "100")
    assert answer.status_code == 400
    assert content(locked) == b"Inhalt"
    assert disk() == before
    assert not list(incoming.iterdir())


@pytest.mark.parametrize("length", ["", "-1", "4x", "4.0"])
def test_a_body_must_say_how_long_it_is(locked, annas, length):
    """The web server does not tell a body without a length that was cut off from one that ended."""
    answer = sent(locked, annas, io.BytesIO(b"halb"), length, HTTP_TRANSFER_ENCODING="chunked")
    assert answer.status_code == 411, length
    assert content(locked) == b"Inhalt"


class Dropped(io.BytesIO):
    """A connection that breaks in the middle."""

    def read(self, *_size):
        raise OSError("Connection reset by peer")


def test_a_connection_that_breaks_leaves_what_was_there(locked, annas, disk):
    before = disk()
    assert sent(locked, annas, Dropped(), "100").status_code == 400
    assert (content(locked), disk()) == (b"Inhalt", before)


class Meanwhile(io.BytesIO):
    """A body during whose arrival something happens."""

    def __init__(self, body, happening):
        super().__init__(body)
        self.happening = happening

    def read(self, *size):
        self.happening()
        return super().read(*size)


def test_who_loses_their_right_while_the_body_comes_in_saves_nothing(locked, key, carla, dora, anna, restricted, disk):
    before, text = disk(), key(carla)
    happenings = {
        lambda: restricted.revise({"restricted": True, "grants": [Grant(carla, VIEW)]}, by=anna): 401,
        lambda: restricted.revise({"restricted": True, "grants": []}, by=anna): 404,
        lambda: carla.deactivate(by=dora): 401,
    }
    for happening, status in happenings.items():
        restricted.revise({"restricted": True, "grants": [Grant(carla, CHANGE)]}, by=anna)
        assert sent(locked, text, Meanwhile(b"neu", happening), "3").status_code == status
        assert (content(locked), disk()) == (b"Inhalt", before)


@pytest.fixture
def full_disk():
    """No file may grow beyond 24 MB: writing fails as it does on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (24 * 1024 * 1024, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_answers_500_and_leaves_what_was_there(locked, annas, disk, incoming, full_disk):
    before = disk()
    answer = call("PutFile", locked, annas, b"x" * (25 * 1024 * 1024))
    assert answer.status_code == 500
    assert (content(locked), disk()) == (b"Inhalt", before)
    assert not list(incoming.iterdir())
    assert call("PutFile", locked, annas, b"klein").status_code == 200


def test_a_file_that_is_missing_on_the_disk_answers_500(locked, annas, disk):
    locked.current.file.storage.delete(locked.current.file.name)
    assert call("GetFile", locked, annas).status_code == 500


@pytest.mark.django_db(transaction=True)
def test_saves_at_the_same_moment_become_versions_one_after_the_other(document, annas):
    call("Lock", document, annas)

    def save(number):
        try:
            return call("PutFile", document, annas, b"%d" % number).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(save, range(8)))
    assert answers == [200] * 8
    assert sorted(version.number for version in document.versions.all()) == list(range(1, 10))
    assert {version.file.read() for version in document.versions.filter(number__gt=1)} == {
        b"%d" % number for number in range(8)
    }


def test_a_session_is_recorded_once(locked, annas, key, carla, restricted):
    before = restricted.events.count()
    for number in range(3):
        call("PutFile", locked, annas, b"anna %d" % number)
    call("PutFile", locked, key(carla), b"carla")
    told = restricted.events.filter(verb=verbs.EDITED_IN_OFFICE)
    assert restricted.events.count() == before + 2
    assert sorted(event.actor.username for event in told) == ["anna", "carla"]
    assert told[0].sentence == "edited the document “Angebot.txt” in the office program of the browser"


def test_every_save_moves_the_last_activity(locked, annas, restricted):
    call("PutFile", locked, annas, b"eins")
    restricted.refresh_from_db()
    before = restricted.last_activity_at
    call("PutFile", locked, annas, b"zwei")
    restricted.refresh_from_db()
    assert restricted.last_activity_at > before


# PutRelativeFile


def beside(document, text, body=b"neu", **headers):
    headers.setdefault("X_WOPI_SuggestedTarget", "")
    return call("PutRelativeFile", document, text, body, **headers)


def test_save_as_makes_a_document_beside_it_and_gives_a_key(document, annas, restricted, anna):
    answer = beside(document, annas, X_WOPI_SuggestedTarget="Kopie.txt").json()
    made = Document.objects.get(name="Kopie.txt")
    assert (made.opportunity, made.created_by, content(made)) == (restricted, anna, b"neu")
    assert answer["Name"] == "Kopie.txt"
    assert answer["Url"].startswith(f"{settings.BASE_URL}/wopi/files/{made.public_id}?access_token=")
    text = answer["Url"].partition("access_token=")[2].partition("&")[0]
    assert call("PutFile", made, text, X_WOPI_Lock="").status_code == 409
    assert call("GetFile", made, text).status_code == 200
    assert call("GetFile", document, text).status_code == 401
    assert answer["HostEditUrl"].startswith(settings.BASE_URL)


def test_an_ending_alone_keeps_the_name(document, annas):
    assert beside(document, annas, X_WOPI_SuggestedTarget=".md").json()["Name"] == "Angebot.md"


def test_a_suggested_name_that_is_taken_gets_a_number(document, annas):
    assert beside(document, annas, X_WOPI_SuggestedTarget="Angebot.txt").json()["Name"] == "Angebot (2).txt"


def test_a_suggested_name_is_made_usable(document, annas):
    assert beside(document, annas, X_WOPI_SuggestedTarget="../a/b:c.txt").json()["Name"] == "_.._a_b_c.txt"


def test_names_travel_in_utf_7(document, annas):
    named = "Übersicht_€.txt".encode("utf-7").decode()
    assert beside(document, annas, X_WOPI_SuggestedTarget=named).json()["Name"] == "Übersicht_€.txt"
    assert beside(document, annas, X_WOPI_SuggestedTarget="a+//8.txt").status_code in {200, 400}
    assert beside(document, annas, X_WOPI_SuggestedTarget="\xe9.txt").status_code == 400


def test_an_exact_name_that_is_taken_is_not_overwritten_unless_that_is_wished(document, annas, key, anna):
    answer = beside(document, annas, X_WOPI_RelativeTarget="Angebot.txt")
    assert (answer.status_code, answer["X-WOPI-ValidRelativeTarget"]) == (409, "Angebot (2).txt")
    assert content(document) == b"Inhalt"
    call("Lock", document, annas)
    wished = {"X_WOPI_RelativeTarget": "Angebot.txt", "X_WOPI_OverwriteRelativeTarget": "True"}
    kept_away = beside(document, annas, **wished)
    assert (kept_away.status_code, kept_away["X-WOPI-Lock"]) == (409, "a")
    call("Unlock", document, annas)
    assert beside(document, annas, **wished).status_code == 200
    assert (content(document), document.current_number) == (b"neu", 2)


def test_an_exact_name_that_cannot_be_used_is_refused_with_one_that_can(document, annas):
    answer = beside(document, annas, X_WOPI_RelativeTarget="a/b.txt")
    assert (answer.status_code, answer["X-WOPI-ValidRelativeTarget"]) == (400, "a_b.txt")


def test_one_of_both_names_has_to_be_said(document, annas):
    both = {"X_WOPI_RelativeTarget": "a.txt", "X_WOPI_SuggestedTarget": "b.txt"}
    assert beside(document, annas, **both).status_code == 400
    assert beside(document, annas).status_code == 400
    assert Document.objects.count() == 1


def test_a_body_shorter_than_it_says_is_refused(document, annas, disk):
    before = disk()
    answer = beside(document, annas, X_WOPI_SuggestedTarget="Kopie.txt", X_WOPI_Size="4")
    assert answer.status_code == 400
    assert disk() == before


def test_a_key_that_does_not_offer_it_answers_501(document, key, anna):
    text = key(anna, can_save_as=False)
    assert call("CheckFileInfo", document, text).json()["UserCanNotWriteRelative"] is True
    assert beside(document, text, X_WOPI_SuggestedTarget="Kopie.txt").status_code == 501
    assert locks.current_id(document) == ""
