"""Signing in and out, and the ways that are closed."""

from typing import ClassVar

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import User
from tests import make

LOGIN = "/accounts/login/"


def sign_in(client, login: str, password: str = make.PASSWORD):
    return client.post(LOGIN, {"login": login, "password": password})


@pytest.mark.parametrize("login", ["anna", "ANNA", "anna@example.com", "Anna@Example.COM"])
def test_by_user_name_or_e_mail_in_any_case(anna, client, login):
    assert sign_in(client, login).status_code == 302
    assert client.session["_auth_user_id"] == str(anna.pk)


def test_a_wrong_password_says_nothing_about_the_account(anna, client):
    known = sign_in(client, "anna", "wrong")
    unknown = sign_in(client, "nobody", "wrong")
    assert "_auth_user_id" not in client.session
    assert known.status_code == unknown.status_code == 200
    assert known.context["form"].errors == unknown.context["form"].errors


class CountingHasher(MD5PasswordHasher):
    """Notes each hash: what costs time."""

    hashed: ClassVar[list[str]] = []

    def encode(self, password, salt):
        self.hashed.append(password)
        return super().encode(password, salt)


def test_an_account_is_not_told_by_the_time_that_refusing_takes(anna, client, settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    costs = {}
    for login in ("anna", "anna@example.com", "nobody", "nobody@example.com"):
        CountingHasher.hashed.clear()
        sign_in(client, login, "wrong")
        costs[login] = len(CountingHasher.hashed)
    assert set(costs.values()) == {1}, costs


def test_an_empty_address_signs_nobody_in(client, db):
    make.user("noaddress", email="")
    for login in ("", " ", "@"):
        assert sign_in(client, login).status_code == 200
    assert "_auth_user_id" not in client.session


def test_the_limit_on_guessing_is_told_formally(anna, client):
    for _guess in range(6):
        sign_in(client, "anna", "wrong")
    answer = client.post(LOGIN, {"login": "anna", "password": "wrong"}, headers={"accept-language": "de"})
    assert "Versuchen Sie es später noch einmal" in answer.content.decode()


def test_guessing_is_slowed_down(anna, client):
    for _guess in range(6):
        sign_in(client, "anna", "wrong")
    assert sign_in(client, "anna").status_code != 302
    assert "_auth_user_id" not in client.session


def test_after_signing_out_the_browser_forgets(anna, as_):
    client = as_(anna)
    assert client.get("/accounts/logout/").status_code == 200
    answer = client.post("/accounts/logout/")
    assert answer.status_code == 302
    assert '"cache"' in answer["Clear-Site-Data"]
    assert client.get(reverse("accounts:profile")).status_code == 302


def test_public_sign_up_is_closed(db, client):
    form = {"username": "eve", "email": "eve@example.com", "password1": "long-enough-1", "password2": "long-enough-1"}
    assert client.get("/accounts/signup/").status_code == 200
    client.post("/accounts/signup/", form)
    assert not User.objects.filter(username="eve").exists()


@pytest.mark.parametrize("address", ["/accounts/email/", "/accounts/confirm-email/", "/accounts/social/signup/"])
def test_allauths_own_page_for_addresses_is_not_there(anna, as_, address):
    assert as_(anna).get(address).status_code == 404


def test_a_deactivated_person_cannot_sign_in(anna, dora, client):
    anna.deactivate(by=dora)
    sign_in(client, "anna")
    assert "_auth_user_id" not in client.session


def test_the_administration_pages_use_the_same_way_in(anna, client):
    assert client.get("/admin/login/")["Location"].startswith(LOGIN)
    assert client.post("/admin/login/", {"username": "anna", "password": make.PASSWORD}).status_code == 302
    assert "_auth_user_id" not in client.session


def test_user_names_and_addresses_differ_by_more_than_case(anna):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("ANNA")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("other", "ANNA@example.com")
    User.objects.create_user("one")
    User.objects.create_user("two")
    assert User.objects.filter(email="").count() == 2
