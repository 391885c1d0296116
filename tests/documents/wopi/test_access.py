"""A key opens one file for one person, for a while, and only as far as that person may go at this very moment."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from core.sharing import VIEW, Grant
from documents.models import AccessToken, Document, OfficePreferences
from documents.wopi import locks, tokens
from tests import make
from tests.architecture import world
from tests.documents.wopi.office import OF_THE_PERSON, READING, VERBS, WRITING, call, path_of, proven

pytestmark = pytest.mark.django_db


def facts(document):
    """What must not change when a call is refused."""
    left = Document.objects.filter(pk=document.pk).values_list("name", "current_number").first()
    return left, locks.current_id(document), Document.objects.count(), OfficePreferences.objects.count()


def refused(document, text, *statuses, verbs=tuple(VERBS), of=None):
    before = facts(document)
    answers = {verb: call(verb, of or document, text).status_code for verb in verbs}
    assert set(answers.values()) <= set(statuses), answers
    assert facts(document) == before


def restrict(opportunity, by, *grants):
    opportunity.revise({"restricted": True, "grants": list(grants)}, by=by)


def test_every_verb_works_with_a_key_that_allows_it(document, annas):
    order = [*READING, *OF_THE_PERSON, "Lock", "RefreshLock", "PutFile", "UnlockAndRelock"]
    for verb in order:
        assert call(verb, document, annas).status_code == 200, verb
    assert call("Unlock", document, annas, X_WOPI_Lock="b").status_code == 200
    for verb in ("PutRelativeFile", "RenameFile", "DeleteFile"):
        assert call(verb, document, annas).status_code == 200, verb
    assert not Document.objects.filter(pk=document.pk).exists()


def test_an_unknown_key_opens_nothing(document):
    refused(document, "x" * 43, 401)


def test_no_key_opens_nothing(document):
    refused(document, "", 401)


def test_the_key_to_another_file_opens_nothing(document, key, anna, opportunity):
    other = make.document(opportunity=opportunity, by=anna)
    refused(document, key(anna, of=other), 401)


def test_a_file_that_is_not_there_is_told_as_an_unknown_key_is(document, annas):
    refused(document, annas, 401, of="0000000000zz")


def test_the_key_of_somebody_who_may_not_see_it_opens_nothing(document, key, otto):
    refused(document, key(otto), 404)


def test_a_key_for_reading_writes_nothing_even_of_somebody_who_may(document, key, anna):
    text = key(anna, can_write=False)
    refused(document, text, 401, verbs=WRITING)
    for verb in (*READING, *OF_THE_PERSON):
        assert call(verb, document, text).status_code == 200, verb
    said = call("CheckFileInfo", document, text).json()
    assert (said["UserCanWrite"], said["ReadOnly"], said["UserCanRename"]) == (False, True, False)


def test_a_key_for_writing_of_somebody_who_may_only_view_writes_nothing(document, key, ben):
    text = key(ben)
    refused(document, text, 401, verbs=WRITING)
    assert call("GetFile", document, text).status_code == 200


def test_a_right_that_is_taken_away_ends_writing_at_once(document, key, carla, restricted, anna):
    text = key(carla)
    assert call("Lock", document, text).status_code == 200
    restrict(restricted, anna, Grant(carla, VIEW))
    refused(document, text, 401, verbs=WRITING)
    assert call("GetFile", document, text).status_code == 200


def test_a_page_that_is_restricted_later_is_not_there_any_more(published, disk, opportunity, anna, otto, key):
    document = make.document(opportunity=opportunity, by=anna)
    text = key(otto, of=document)
    assert call("GetFile", document, text).status_code == 200
    restrict(opportunity, anna)
    refused(document, text, 404)


def test_a_key_to_a_file_of_an_event_follows_the_page_of_the_event(published, disk, restricted, anna, ben, otto, key):
    document = make.document(event=make.event(restricted, by=anna), by=anna)
    refused(document, key(otto, of=document), 404)
    refused(document, key(ben, of=document), 401, verbs=WRITING)
    assert call("GetFile", document, key(ben, of=document)).status_code == 200
    assert call("Lock", document, key(anna, of=document)).status_code == 200


def test_a_call_that_somebody_overheard_says_nothing_after_the_right_is_gone(document, key, carla, restricted, anna):
    """A signed call can be sent once more for twenty minutes; it is asked anew what its person may do."""
    text = key(carla)
    overheard = proven(text, settings.BASE_URL + path_of("GetFile", document, text))
    for _time in range(2):
        assert call("GetFile", document, text, proof=dict(overheard)).status_code == 200
    restrict(restricted, anna)
    assert call("GetFile", document, text, proof=dict(overheard)).status_code == 404


def test_who_is_deactivated_is_out_at_once(document, key, carla, dora):
    text = key(carla)
    carla.deactivate(by=dora)
    refused(document, text, 401)
    carla.reactivate(by=dora)
    refused(document, text, 401)


def test_who_loses_their_role_sees_nothing_any_more(document, key, carla, dora):
    text = key(carla)
    carla.give_role(None, by=dora)
    refused(document, text, 404)


def test_who_may_only_read_from_now_on_writes_nothing(document, key, carla, dora):
    text = key(carla)
    carla.give_role(Role.READ_ONLY, by=dora)
    refused(document, text, 401, verbs=WRITING)


def test_a_new_password_ends_the_keys(document, annas, anna):
    anna.set_password("something-else-42")
    anna.save()
    refused(document, annas, 401)


def test_signing_out_ends_the_keys_of_that_browser_only(document, anna, as_):
    at_work, at_home = as_(anna), as_(anna)
    texts = []
    for browser in (at_work, at_home):
        page = browser.get(f"/documents/{document.public_id}/office/")
        texts.append(page.context["token"].text)
    at_work.post("/accounts/logout/")
    refused(document, texts[0], 401)
    assert call("GetFile", document, texts[1]).status_code == 200


def test_a_key_expires(document, annas):
    AccessToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    refused(document, annas, 401)


def test_it_lasts_ten_hours_and_says_so_in_milliseconds(document, anna):
    issued = tokens.issue(document, anna, can_write=True)
    left = issued.ttl / 1000 - timezone.now().timestamp()
    assert 10 * 3600 - 60 < left <= 10 * 3600


def test_a_key_that_was_revoked_opens_nothing(document, annas):
    assert AccessToken.objects.revoke() == 1
    refused(document, annas, 401)
    assert AccessToken.objects.revoke() == 0


def test_the_key_itself_is_not_kept(document, annas):
    kept = str(list(AccessToken.objects.values_list()))
    assert annas not in kept
    assert len(annas) == 43  # 256 bits


def test_a_deleted_file_is_not_there_any_more(document, annas, anna):
    document.remove(by=anna)
    assert {call(verb, document, annas).status_code for verb in VERBS} == {404}


def test_without_an_office_server_the_addresses_are_not_there(document, annas, settings):
    settings.OFFICE_DISCOVERY_URL = ""
    refused(document, annas, 404)


def test_whoever_is_signed_in_and_has_no_key_gets_nothing(document, anna, as_):
    """The browser's session is no key here: the office server is not the person."""
    for method in ("get", "post"):
        answer = getattr(as_(anna), method)(f"/wopi/files/{document.public_id}/contents")
        assert answer.status_code == 500
    refused(document, "", 401)


def test_a_refusal_tells_nothing_of_a_file(document):
    there = call("CheckFileInfo", document, "x" * 43)
    nowhere = call("CheckFileInfo", "0000000000zz", "x" * 43)
    assert (there.status_code, there.content) == (nowhere.status_code, nowhere.content)


def test_unknown_keys_are_slowed_down_and_good_ones_are_served(document, annas):
    answers = [call("GetLock", document, f"{number:043}").status_code for number in range(70)]
    assert answers == [401] * 60 + [429] * 10
    assert call("GetLock", document, annas).status_code == 200


def test_calls_that_nobody_signed_are_slowed_down(document, annas):
    answers = [Client().get(f"/wopi/files/{document.public_id}").status_code for _call in range(62)]
    assert answers == [500] * 60 + [429] * 2
    assert call("GetLock", document, annas).status_code == 200


def test_a_refused_call_writes_nothing(document):
    before = world.snapshot()
    for verb in VERBS:
        call(verb, document, "x" * 43)
    assert world.snapshot() == before


@pytest.mark.parametrize("method", ["put", "delete", "patch", "head", "options"])
def test_other_methods_are_refused(document, annas, method):
    answer = getattr(Client(), method)(f"/wopi/files/{document.public_id}?access_token={annas}")
    assert answer.status_code == 500


def test_what_is_not_offered_answers_501(document, annas):
    for wished in ("GET_SHARE_URL", "ADD_ACTIVITIES", "PUT", ""):
        assert call("GetLock", document, annas, X_WOPI_Override=wished).status_code == 501
