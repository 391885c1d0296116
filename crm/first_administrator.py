"""Nobody can invite people before there is an administrator: the first one is made when the site is first started."""

import getpass
import os
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import translation

from accounts.models import User
from accounts.roles import Role

FIELDS = ("username", "email", "password")
ASKED = ("User name", "E-mail address", "Password")
VARIABLES = ("ADMIN_USERNAME", "ADMIN_EMAIL", "ADMIN_PASSWORD")


def ensure_administrator() -> User | None:
    """Make the first administrator if there is none; return the person made.

    Name, address and password come from ADMIN_USERNAME, ADMIN_EMAIL and ADMIN_PASSWORD, else they are asked for on
    the terminal. Raises CommandError, saying what to do, where neither is possible.
    """
    if User.objects.administrators().exists():
        return None
    given = {name: os.environ.get(name, "").strip() for name in VARIABLES}
    if any(given.values()):
        missing = [name for name, value in given.items() if not value]
        if missing:
            raise CommandError(f"For the first administrator, set {' and '.join(missing)} as well.")
        username, email, password = given.values()
        return _make(username, email, password, named=dict(zip(FIELDS, VARIABLES, strict=True)))
    if not sys.stdin.isatty():
        raise CommandError(
            f"There is no administrator yet: set {', '.join(VARIABLES)}, or run `manage.py serve` once in a terminal."
        )
    return _ask()


def _ask() -> User:
    print("There is no administrator yet. Who is it going to be?")
    while True:
        try:
            username = input("  User name: ").strip()
            email = input("  E-mail address: ").strip()
            password = getpass.getpass("  Password: ")
            if password != getpass.getpass("  Password, once more: "):
                print("The two passwords differ. Once more, please.")
                continue
        except (EOFError, KeyboardInterrupt):
            raise CommandError("No administrator was made, so the site was not started.") from None
        try:
            return _make(username, email, password, named=dict(zip(FIELDS, ASKED, strict=True)))
        except CommandError as error:
            print(error)


@transaction.atomic
def _make(username: str, email: str, password: str, *, named: dict[str, str]) -> User:
    """Make the person; raises CommandError, in English as all that is said on a terminal, with a sentence by field."""
    person = User(username=username, email=email, is_staff=True, is_superuser=True)
    person.set_password(password)
    with translation.override("en"):
        try:
            person.full_clean()
            if not email:
                raise ValidationError({"email": "It is needed, or a forgotten password cannot be replaced."})
        except ValidationError as error:
            raise _refused(error.message_dict, named) from None
        try:
            validate_password(password, person)
        except ValidationError as error:
            raise _refused({"password": error.messages}, named) from None
    person.save()
    person.give_role(Role.ADMINISTRATION, by=None)
    return person


def _refused(sentences: dict[str, list[str]], named: dict[str, str]) -> CommandError:
    parts = [f"{named.get(field, field)}: {' '.join(said)}" for field, said in sentences.items()]
    return CommandError("The first administrator cannot be made. " + " ".join(parts))
