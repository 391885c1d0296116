"""Automatic saves of one editing session are folded in the list of versions; all of them are kept."""

import pytest

from tests import make
from tests.documents.wopi.office import call

pytestmark = pytest.mark.django_db
AUTOMATIC = {"X_COOL_WOPI_IsAutosave": "true", "X_COOL_WOPI_IsModifiedByUser": "true"}
ASKED_FOR = {"X_COOL_WOPI_IsAutosave": "false", "X_COOL_WOPI_IsModifiedByUser": "true"}
UNCHANGED = {"X_COOL_WOPI_IsAutosave": "false", "X_COOL_WOPI_IsModifiedByUser": "false"}


@pytest.fixture
def save(document, annas):
    """Return a function that saves something new, by anna's key unless told otherwise."""
    call("Lock", document, annas)

    def saving(text=annas, **headers):
        saving.count += 1
        assert call("PutFile", document, text, b"Fassung %d" % saving.count, **headers).status_code == 200

    saving.count = 0
    return saving


@pytest.fixture
def listed(document, anna, as_):
    """Return a function that gives the numbers in the list of versions."""
    return lambda query="": [
        version.number for version in as_(anna).get(document.get_absolute_url() + query).context["versions"]
    ]


def test_of_consecutive_automatic_saves_the_last_is_listed(save, listed):
    for _time in range(5):
        save(**AUTOMATIC)
    assert listed() == [6, 1]
    assert listed("?versions=all") == [6, 5, 4, 3, 2, 1]


def test_how_many_are_folded_is_told(save, document, anna, as_):
    for _time in range(5):
        save(**AUTOMATIC)
    page = as_(anna).get(document.get_absolute_url()).content.decode()
    assert "4 automatic saves in between are not listed." in page
    assert "not listed" not in as_(anna).get(document.get_absolute_url() + "?versions=all").content.decode()


def test_what_somebody_asked_to_save_is_listed(save, listed):
    save(**AUTOMATIC)
    save(**ASKED_FOR)
    save(**AUTOMATIC)
    save(**AUTOMATIC)
    assert listed() == [5, 3, 1]


def test_an_office_server_that_does_not_say_saves_by_itself(save, listed):
    save()
    save()
    assert listed() == [3, 1]


def test_a_save_without_changes_was_not_asked_for(save, listed):
    save(**UNCHANGED)
    save(**UNCHANGED)
    assert listed() == [3, 1]


def test_onlyoffice_says_it_by_the_former_names(save, listed):
    save(X_LOOL_WOPI_IsAutosave="false", X_LOOL_WOPI_IsModifiedByUser="true")
    save(X_LOOL_WOPI_IsAutosave="true")
    assert listed() == [3, 2, 1]


def test_another_session_is_listed_by_itself(save, listed, key, anna, carla):
    save(**AUTOMATIC)
    save(key(anna), **AUTOMATIC)  # she opened it anew
    save(key(carla), **AUTOMATIC)
    assert listed() == [4, 3, 2, 1]


def test_what_was_uploaded_in_between_is_listed_and_so_is_what_it_followed(save, listed, document, carla):
    save(**AUTOMATIC)
    document.refresh_from_db()
    document.add_version(make.upload(content=b"carlas"), by=carla)
    save(**AUTOMATIC)
    assert listed() == [4, 3, 2, 1]
