"""The first administrator is made once, from the environment or by asking."""

import pytest
from django.core.management.base import CommandError

from accounts.models import User
from crm.first_administrator import VARIABLES, ensure_administrator

GIVEN = {"ADMIN_USERNAME": "chef", "ADMIN_EMAIL": "Chef@example.com", "ADMIN_PASSWORD": "quite-a-good-one-42"}


@pytest.fixture(autouse=True)
def environment(monkeypatch, db):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    return monkeypatch


def give(environment, **values):
    for name, value in {**GIVEN, **values}.items():
        environment.setenv(name, value)


def test_from_the_environment(environment):
    give(environment)
    made = ensure_administrator()
    assert made == User.objects.get(username="chef")
    assert made.is_administrator
    assert made.may("administer")
    assert made.email == "chef@example.com"
    assert made.check_password("quite-a-good-one-42")


def test_not_twice(environment):
    give(environment)
    ensure_administrator()
    give(environment, ADMIN_USERNAME="second", ADMIN_EMAIL="second@example.com")
    assert ensure_administrator() is None
    assert not User.objects.filter(username="second").exists()


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"ADMIN_PASSWORD": ""}, "set ADMIN_PASSWORD as well"),
        ({"ADMIN_PASSWORD": "12345"}, r"cannot be made\. ADMIN_PASSWORD: Choose a password of at least"),
        ({"ADMIN_EMAIL": "nonsense"}, r"cannot be made\. ADMIN_EMAIL: Enter a valid"),
        ({"ADMIN_USERNAME": "with blank"}, r"cannot be made\. ADMIN_USERNAME: Enter a valid"),
    ],
)
def test_nonsense_is_refused_and_nobody_is_made(environment, values, says):
    give(environment, **values)
    with pytest.raises(CommandError, match=says):
        ensure_administrator()
    assert not User.objects.exists()


def test_without_a_terminal_it_says_what_to_set():
    with pytest.raises(CommandError, match="ADMIN_USERNAME, ADMIN_EMAIL, ADMIN_PASSWORD"):
        ensure_administrator()


def test_on_a_terminal_it_asks_until_the_answers_will_do(environment):
    names = iter(["chef", "chef@example.com", "chef", "chef@example.com"])
    passwords = iter(["123", "123", "quite-a-good-one-42", "quite-a-good-one-42"])
    environment.setattr("sys.stdin.isatty", lambda: True, raising=False)
    environment.setattr("builtins.input", lambda _: next(names))
    environment.setattr("getpass.getpass", lambda _: next(passwords))
    assert ensure_administrator() == User.objects.get(username="chef")
