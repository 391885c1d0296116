"""Only the office server calls: each call is signed with the key of its discovery, or with the one before."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client

from documents.wopi import discovery
from documents.wopi.proof import Key, Keys, Proof
from tests.documents.wopi.office import call, discovery_xml, path_of, proof_key, proven

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def address(document, text):
    return settings.BASE_URL + path_of("CheckFileInfo", document, text)


@pytest.fixture
def status(document, annas):
    """Return a function that calls with these headers, or signed so, and gives the status of the answer."""

    def calling(proof=None, **how):
        proof = proven(annas, address(document, annas), **how) if proof is None else proof
        return call("CheckFileInfo", document, annas, proof=proof).status_code

    return calling


@pytest.mark.parametrize(
    ("current", "old", "expected"),
    [
        ("current", "old", 200),
        ("old", "foreign", 200),  # it still signs with the key that we hold for its former one
        ("foreign", "current", 200),  # it has a newer key than we know, and signs with ours as its former one
        ("current", "foreign", 200),
        ("foreign", "old", 500),
        ("foreign", "foreign", 500),
    ],
)
def test_the_current_and_the_former_key_count(status, current, old, expected):
    assert status(current=current, old=old) == expected


def test_a_call_that_is_not_signed_is_refused(status):
    assert status({"X-WOPI-TimeStamp": "1"}) == 500
    assert status({"X-WOPI-Proof": ""}) == 500


@pytest.mark.parametrize("name", ["X-WOPI-Proof", "X-WOPI-ProofOld", "X-WOPI-TimeStamp"])
@pytest.mark.parametrize("value", ["", "INVALID", "ää", "9" * 40, "-1", "AAAA" * 1000])
def test_nonsense_is_refused(document, annas, status, name, value):
    good = proven(annas, address(document, annas), current="current", old="foreign")
    statuses = {status(good | {name: value}), status(good | {"X-WOPI-Proof": value, "X-WOPI-ProofOld": value})}
    assert statuses == ({200, 500} if name == "X-WOPI-ProofOld" else {500})


def test_a_call_of_long_ago_is_refused(status):
    now = datetime.now(UTC)
    assert status(at=now - timedelta(minutes=19)) == 200
    assert status(at=now - timedelta(minutes=21)) == 500
    assert status(at=now + timedelta(minutes=21)) == 500


def test_a_signature_for_another_key_or_address_is_refused(document, annas, status, key, anna):
    assert status(proven(key(anna), address(document, annas))) == 500
    assert status(proven(annas, address(document, annas) + "&more=1")) == 500
    assert status(proven(annas, address(document, annas).replace("http", "https", 1))) == 500


def test_capitals_of_the_address_make_no_difference(document, annas, status):
    assert status(proven(annas, address(document, annas).upper())) == 200


def test_what_is_signed_is_the_query_as_it_was_sent(document, annas):
    """Percent signs and all: decoded and encoded again it might be another."""
    path = path_of("CheckFileInfo", document, annas) + "&a=%7e%41+b&access_token_ttl=0"
    answer = Client().get(path, headers=proven(annas, settings.BASE_URL + path))
    assert answer.status_code == 200


def test_a_changed_key_is_asked_for_anew(published, status, monkeypatch):
    assert status() == 200
    published(discovery_xml(keys=proof_key("newer", "current")))
    monkeypatch.setattr(discovery, "PAUSE", 0)
    assert status(current="newest", old="newer") == 200
    assert status(current="newer", old="current") == 200
    assert status(current="current", old="old") == 200  # the key before is the one that we knew
    assert status(current="old", old="foreign") == 500


def test_a_stranger_does_not_make_us_ask_all_the_time(published, status):
    assert status() == 200
    published("broken")
    assert status(current="foreign", old="foreign") == 500
    assert status() == 200


def test_a_key_that_is_none_proves_nothing():
    proof = Proof("token", "http://localhost/", "AAAA", "AAAA", "1")
    now = datetime(1, 1, 1, tzinfo=UTC)
    for modulus, exponent in ((0, 0), (1, 1), (2**1024, 2), (2**2047 + 1, 0)):
        assert not proof.is_good(Keys(Key(modulus, exponent), Key(modulus, exponent)), now=now)
