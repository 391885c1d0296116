"""Accounts of people who left before their work was brought here: an import of old files names them.

Such an account cannot be signed in with, has no role and no team, and so sees nothing. It stands at what the person
was responsible for, as the account of anybody who was deactivated does. Whoever comes back is reactivated.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import AccountChange, User
from core.editing import one_at_a_time
from core.fold import fold

LONGEST_NAME = 150
LONGEST_ADDRESS = 254
NOT_IN_USER_NAMES = re.compile(r"[^a-z0-9]+")


def former_person(named: str) -> User:
    """Return the account, unsaved, of somebody who left: `named` is a name, either way round, or an e-mail address.

    Raises ValidationError where it can be neither.
    """
    name = " ".join(named.split())
    if "@" in name:
        try:
            validate_email(name)
        except ValidationError:
            raise ValidationError(_("“%(name)s” is no e-mail address.") % {"name": name[:100]}) from None
        if len(name) > LONGEST_ADDRESS:
            raise ValidationError(_("An e-mail address has at most %(most)s characters.") % {"most": LONGEST_ADDRESS})
        person = User(email=User.objects.normalize_email(name))
        bare = name.partition("@")[0]
    else:
        last, comma, first = (part.strip() for part in name.partition(","))
        if not comma:
            first, _blank, last = name.rpartition(" ")
        if max(len(first), len(last)) > LONGEST_NAME:
            raise ValidationError(_("A name has at most %(most)s characters.") % {"most": LONGEST_NAME})
        person, bare = User(first_name=first, last_name=last), f"{first} {last}"
    person.username = NOT_IN_USER_NAMES.sub(".", fold(bare)).strip(".")[:LONGEST_NAME] or "former"
    person.is_active, person.deactivated_at = False, timezone.now()
    person.set_unusable_password()
    return person


@transaction.atomic
def add_former(names: Iterable[str], *, by: User) -> dict[str, User]:
    """Make accounts for people of these names who left; return them by name. Each is logged.

    A name that an account bears by now, and none but one, means that account. Raises PermissionDenied where `by` may
    not administer, and what `former_person` raises.
    """
    if not by.is_administrator:
        raise PermissionDenied(_("Only administrators make accounts."))
    one_at_a_time(User)
    found: dict[str, User] = {}
    for name in names:
        person = former_person(name)
        there = list(_alike(person)[:2])
        if len(there) == 1:
            found[name] = there[0]
            continue
        person.username = _free_user_name(person.username)
        person.save()
        AccountChange.objects.create(
            deed=AccountChange.Deed.CREATED,
            person=person,
            email=person.email,
            actor=by,
            particulars={"to": person.name},
        )
        found[name] = person
    return found


def used_since(people: Iterable[User]) -> set[int]:
    """Return the keys of those accounts to which anything was done after they were made."""
    done = AccountChange.objects.filter(person__in=[person.pk for person in people])
    return set(done.exclude(deed=AccountChange.Deed.CREATED).values_list("person", flat=True))


@transaction.atomic
def remove_former(people: Iterable[User], *, by: User | None = None) -> int:
    """Take accounts that `add_former` made out again, to which nothing was done since; return how many.

    What the log says of them stays, with their names. Raises ProtectedError where something still stands under one.
    """
    rows = list(User.objects.select_for_update(no_key=True).filter(pk__in=[one.pk for one in people], is_active=False))
    used = used_since(rows)
    gone = [row for row in rows if row.pk not in used]
    AccountChange.objects.filter(person__in=[row.pk for row in gone]).update(person=None)
    AccountChange.objects.bulk_create(
        AccountChange(deed=AccountChange.Deed.REMOVED, email=row.email, actor=by, particulars={"to": row.name})
        for row in gone
    )
    User.objects.filter(pk__in=[row.pk for row in gone]).delete()
    return len(gone)


def _alike(person: User) -> Any:
    if person.email:
        return User.objects.filter(email=person.email)
    return User.objects.filter(first_name__iexact=person.first_name, last_name__iexact=person.last_name)


def _free_user_name(wanted: str) -> str:
    """Return the user name, or the first of it with a number behind it that is free."""
    taken = set(User.objects.filter(username__startswith=wanted).values_list("username", flat=True))
    number, free = 1, wanted
    while free in taken:
        number += 1
        free = f"{wanted[: LONGEST_NAME - 6]}.{number}"
    return free
