"""Locks: taken, prolonged, handed over and taken off, always by comparing first."""

from datetime import timedelta

import pytest
from django.utils import timezone

from documents.models import Lock
from documents.wopi import locks
from tests.documents.wopi.office import call

pytestmark = pytest.mark.django_db
LONG = '{"S":"' + "0" * 1016 + '"}'


def expire():
    Lock.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def test_a_lock_is_taken_and_told(document, annas):
    answer = call("Lock", document, annas)
    assert answer.status_code == 200
    assert answer["X-WOPI-ItemVersion"] == "1.1"
    assert call("GetLock", document, annas)["X-WOPI-Lock"] == "a"
    assert Lock.objects.get().held_by.username == "anna"


def test_a_lock_may_have_1024_characters_and_not_more(document, annas):
    assert len(LONG) == 1024
    assert call("Lock", document, annas, X_WOPI_Lock=LONG).status_code == 200
    assert call("GetLock", document, annas)["X-WOPI-Lock"] == LONG
    assert call("Unlock", document, annas, X_WOPI_Lock=LONG).status_code == 200
    assert call("Lock", document, annas, X_WOPI_Lock=LONG + "x").status_code == 400


def test_a_lock_needs_a_name(document, annas):
    for verb in ("Lock", "Unlock", "RefreshLock"):
        assert call(verb, document, annas, X_WOPI_Lock="").status_code == 400, verb


@pytest.mark.parametrize("verb", ["Lock", "RefreshLock", "Unlock", "PutFile", "RenameFile"])
def test_another_lock_is_told_and_stays(document, annas, verb):
    call("Lock", document, annas, X_WOPI_Lock="theirs")
    answer = call(verb, document, annas, X_WOPI_Lock="mine")
    assert answer.status_code == 409
    assert answer["X-WOPI-Lock"] == "theirs"
    document.refresh_from_db()
    assert (locks.current_id(document), document.current_number, document.name) == ("theirs", 1, "Angebot.txt")


def test_capitals_make_another_lock(document, annas):
    call("Lock", document, annas, X_WOPI_Lock="Lock")
    assert call("Unlock", document, annas, X_WOPI_Lock="lock").status_code == 409


def test_handing_over_compares_with_the_former_lock(document, annas):
    call("Lock", document, annas)
    wrong = call("UnlockAndRelock", document, annas, X_WOPI_OldLock="other")
    assert (wrong.status_code, wrong["X-WOPI-Lock"]) == (409, "a")
    assert call("UnlockAndRelock", document, annas).status_code == 200
    assert locks.current_id(document) == "b"


@pytest.mark.parametrize("verb", ["RefreshLock", "Unlock", "UnlockAndRelock"])
def test_what_is_not_locked_is_told_with_an_empty_lock(document, annas, verb):
    answer = call(verb, document, annas)
    assert (answer.status_code, answer["X-WOPI-Lock"]) == (409, "")


def test_a_lock_ends_after_half_an_hour_unless_it_is_refreshed(document, annas):
    call("Lock", document, annas)
    Lock.objects.update(expires_at=timezone.now() + timedelta(minutes=1))
    call("RefreshLock", document, annas)
    assert Lock.objects.get().expires_at > timezone.now() + timedelta(minutes=29)
    expire()
    assert call("GetLock", document, annas)["X-WOPI-Lock"] == ""
    assert call("Lock", document, annas, X_WOPI_Lock="theirs").status_code == 200


def test_with_a_lock_that_has_expired_nothing_is_saved(document, annas):
    call("Lock", document, annas)
    expire()
    answer = call("PutFile", document, annas)
    assert (answer.status_code, answer["X-WOPI-Lock"]) == (409, "")


def test_two_people_of_one_office_server_share_its_lock(document, annas, key, carla):
    call("Lock", document, annas)
    assert call("Lock", document, key(carla)).status_code == 200
    assert call("PutFile", document, key(carla)).status_code == 200


def test_people_are_not_kept_away_by_a_lock(document, annas, carla, as_):
    """Theirs is a version of its own; nothing of either is lost."""
    call("Lock", document, annas)
    document.rename("anders", by=carla)
    assert call("PutFile", document, annas).status_code == 200
    document.refresh_from_db()
    assert (document.name, document.current_number) == ("anders.txt", 2)


def test_a_lock_falls_with_the_document(document, annas, anna):
    call("Lock", document, annas)
    document.remove(by=anna)
    assert not Lock.objects.exists()
