"""Deactivating shuts a person out at once, keeps their work, and offers to hand it over."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import translation

from accounts.models import AccountChange, LastAdministrator, User
from accounts.roles import Role
from core import slots
from tests import make


def address(person: User, deed: str = "deactivate") -> str:
    return reverse(f"accounts:{deed}", args=[person.public_id])


@pytest.fixture
def work():
    """Some app's open work, as a slot offers it: rows that are somebody's, by name."""
    rows = {"anna": 3}

    def provider(*, user, person):
        def move(to, by):
            moved = rows.pop(person.username, 0)
            rows[to.username] = rows.get(to.username, 0) + moved
            return moved

        return slots.Handover(
            label=f"{rows.get(person.username, 0)} gadgets", count=rows.get(person.username, 0), move=move
        )

    slots.fill("handovers", "test", provider)
    yield rows
    slots._providers["handovers"].pop("test")


def test_the_person_is_out_at_the_next_request(anna, dora, as_):
    client = as_(anna)
    assert client.get(reverse("accounts:profile")).status_code == 200
    as_(dora).post(address(anna))
    answer = client.get(reverse("accounts:profile"))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_a_former_session_stays_dead_after_reactivation(anna, dora, as_):
    client = as_(anna)
    anna.deactivate(by=dora)
    anna.reactivate(by=dora)
    assert client.get(reverse("accounts:profile")).status_code == 302
    assert as_(User.objects.get(pk=anna.pk)).get(reverse("accounts:profile")).status_code == 200


def test_the_name_reads_deactivated_and_no_role_is_left(anna, dora):
    anna.deactivate(by=dora)
    with translation.override("de"):
        assert anna.label == "Anna Test (deaktiviert)"
    assert anna.name == "Anna Test"
    assert anna.role is None
    assert not anna.may("create")
    assert anna not in User.objects.with_role()


def test_it_is_recorded_and_does_nothing_twice(anna, dora, as_):
    for _twice in range(2):
        as_(dora).post(address(anna))
    for _twice in range(2):
        as_(dora).post(address(anna, "reactivate"))
    deeds = AccountChange.objects.filter(person=anna).order_by("pk").values_list("deed", "actor__username")
    assert list(deeds) == [("deactivated", "dora"), ("reactivated", "dora")]
    anna.refresh_from_db()
    assert anna.role is not None


def test_the_page_names_the_open_work(anna, dora, as_, work):
    page = as_(dora).get(address(anna)).content.decode()
    assert "<li>3 gadgets</li>" in page
    assert "Ben" not in page


def test_the_open_work_goes_to_the_chosen_person(anna, ben, dora, as_, work):
    as_(dora).post(address(anna), {"hand_over_to": ben.pk})
    assert work == {"ben": 3}
    assert AccountChange.objects.get(deed="handed_over").details == "Ben Test"


def test_left_open_it_stays(anna, dora, as_, work):
    as_(dora).post(address(anna), {"hand_over_to": ""})
    assert work == {"anna": 3}
    anna.refresh_from_db()
    assert not anna.is_active


@pytest.mark.parametrize("who", ["anna", "rita", "gone", "nobody"])
def test_work_goes_only_to_active_people_who_may_change_it(who, anna, rita, dora, as_, work):
    gone = make.user("gone", is_active=False)
    keys = {"anna": anna.pk, "rita": rita.pk, "gone": gone.pk, "nobody": 10**30}
    answer = as_(dora).post(address(anna), {"hand_over_to": keys[who]})
    assert answer.status_code == 422
    anna.refresh_from_db()
    assert anna.is_active
    assert work == {"anna": 3}


def test_when_handing_over_fails_nothing_has_happened(anna, ben, dora, as_):
    def provider(*, user, person):
        def move(to, by):
            raise ValidationError("This cannot go to them.")

        return slots.Handover(label="Gadgets", count=1, move=move)

    slots.fill("handovers", "test", provider)
    try:
        answer = as_(dora).post(address(anna), {"hand_over_to": ben.pk})
    finally:
        slots._providers["handovers"].pop("test")
    assert answer.status_code == 422
    anna.refresh_from_db()
    assert anna.is_active
    assert not AccountChange.objects.filter(person=anna).exists()


def test_nobody_deactivates_themselves(dora, as_):
    make.user("doris", role=dora.role)
    answer = as_(dora).post(address(dora))
    assert answer.status_code == 422
    dora.refresh_from_db()
    assert dora.is_active


def test_the_last_administrator_stays(dora, anna):
    with pytest.raises(LastAdministrator):
        dora.deactivate(by=anna)
    with pytest.raises(LastAdministrator):
        dora.give_role(None, by=dora)
    dora.refresh_from_db()
    assert dora.is_administrator


def test_a_deactivated_administrator_does_not_count(dora):
    doris = make.user("doris", role=dora.role)
    doris.deactivate(by=dora)
    with pytest.raises(LastAdministrator):
        dora.give_role(None, by=dora)


@pytest.mark.parametrize("deed", ["deactivate", "reactivate", "person"])
@pytest.mark.parametrize("who", ["otto", "rita"])
def test_only_administrators_may(who, deed, request, anna, as_):
    person = request.getfixturevalue(who)
    assert as_(person).post(address(anna, deed)).status_code == 403
    anna.refresh_from_db()
    assert anna.is_active


def test_somebody_unknown_answers_404(dora, as_):
    assert as_(dora).get(reverse("accounts:deactivate", args=["0" * 12])).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_demote_each_other_at_once_leave_one(dora):
    doris = make.user("doris", role=dora.role)
    start = Barrier(2)

    def demote(person: User, by: User) -> None:
        try:
            start.wait()
            with suppress(LastAdministrator):
                person.give_role(Role.SALES, by=by)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(demote, dora, doris), pool.submit(demote, doris, dora)]:
            done.result()
    assert User.objects.administrators().count() == 1


def test_the_page_says_once_how_much_work_is_open(dora, anna, as_):
    make.opportunity(responsible=anna)
    make.opportunity(responsible=anna)
    page = as_(dora).get(reverse("accounts:deactivate", args=[anna.public_id])).content.decode()
    assert "<li>2 open opportunities</li>" in page
