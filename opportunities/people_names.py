"""What the names of responsible persons in a file stand for, those included who are not here any more."""

from collections.abc import Iterable
from copy import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.former import add_former, former_person
from accounts.models import User
from core.fold import fold
from imports.vocabularies import CHOOSE, CREATE, EMPTY, REFUSE, Answers, Known, Listed, Unknown
from opportunities.vocabularies import AS_WITHOUT

MOST_NEW = 200


class People(Listed):
    """The people who can be responsible: by full name, either way round, user name and e-mail address.

    Administrators bring the rows of those, too, who left: under an account that was deactivated, where they choose it,
    or under one that comes into being with the import (`accounts.former`).
    """

    key = "responsible"
    label = _("Responsible persons")
    allows: tuple[str, ...] = (EMPTY, REFUSE)
    empty_label = AS_WITHOUT
    create_label = _("Create it, without a sign-in")
    on_creating = _("Accounts are made by administrators, by an invitation or here.")
    made_at = ("accounts:people", _("Users"))
    refusal = _("There is no active user of this name who may be responsible.")

    def __init__(self, by: Any = None) -> None:
        """`by` is the owner of an import: what may be done with unknown names follows from what they may."""
        self.may_create = by is not None and by.is_administrator
        if self.may_create:
            self.allows = (CREATE, *self.allows)
            self.on_creating = _(
                "For colleagues who left: an account without role, team and password stands at their opportunities. "
                "Invite whoever works here."
            )
        people = list(User.objects.who_may_change().by_name().prefetch_related("groups"))
        others = User.objects.exclude(pk__in=[person.pk for person in people]).by_name().prefetch_related("groups")
        super().__init__(
            ((person.public_id, person.name, person, _names_of(person)) for person in people),
            former=((person.public_id, person.label, person, _names_of(person)) for person in others),
        )
        # Accounts that come into being, by folded name, and what the file calls each at first.
        self._new: dict[str, tuple[User, str]] = {}
        # Those who left and were chosen, by their numbers: other objects than those that are merely named.
        self._taken: dict[str, Known] = {}

    def name_of(self, person: Any) -> str:
        """Return what a file of ours calls a person: by name, where two share it by user name."""
        return self.spelled(person.public_id, person.name, person.username)

    def may_choose(self, known: Known) -> bool:
        """Administrators choose those, too, who left."""
        return known.offered or (self.may_create and not known.value.is_active)

    def chosen(self, ref: str) -> Known | None:
        if ref not in self._taken and self.is_former(ref):
            known = self._by_ref[ref][0]
            if not self.may_choose(known):
                return None
            self._taken[ref] = Known(ref, known.label, copy(known.value), offered=False)
        return self._taken.get(ref) or super().chosen(ref)

    def takes(self, person: User) -> bool:
        """Return whether an answer has given rows to somebody who left: one that was chosen, or that is created."""
        known = self._taken.get(person.public_id)
        return person.pk is None or (known is not None and known.value is person)

    def create(self, name: str, line: int, *, as_person: bool = False) -> User:
        """Return the account of somebody of this name who left, unsaved. A run has all that it needs from its start."""
        if not self.may_create:
            raise Unknown(str(self.refusal))
        if fold(name) not in self._new:
            if len(self._new) >= MOST_NEW:
                raise Unknown(self.too_many)
            try:
                person = former_person(name)
            except ValidationError as refused:
                raise Unknown(" ".join(refused.messages)) from None
            same = (new for new in self._new.values() if _spelled(new[0]) == _spelled(person))
            self._new[fold(name)] = next(same, (person, name))
        return self._new[fold(name)][0]

    @property
    def too_many(self) -> str:
        """The sentence about an account beyond the most that an import creates."""
        return gettext("An import creates at most %(most)s accounts.") % {"most": MOST_NEW}

    def new_name(self, person: User) -> str:
        """Return what the file calls somebody whose account comes into being."""
        return next(name for new, name in self._new.values() if new is person)

    def settled(self, said: dict[str, Any], names: Iterable[str], *, by: User) -> tuple[dict[str, Any], list[User]]:
        """Make the accounts that the answers about these names create; return the answers that choose them, and them.

        The other answers stay, as those about stages do.
        """
        answers = Answers.from_json(said)
        asked = [name for name in names if not self.find([name])[name] and answers.to(name) == CREATE]
        found = add_former(asked[:MOST_NEW], by=by) if asked and self.may_create else {}
        chosen = {fold(name): f"{CHOOSE}{person.public_id}" for name, person in found.items()}
        made = {person.pk: person for person in found.values() if person.public_id not in self._by_ref}
        return {"all": answers.for_all, "names": {**answers.names, **chosen}}, list(made.values())


def _spelled(person: User) -> tuple[str, str, str]:
    """Return by what two spellings of a name are one person."""
    return fold(person.first_name), fold(person.last_name), person.email


def _names_of(person: Any) -> tuple[str, ...]:
    first, last = person.first_name, person.last_name
    turned = (f"{last}, {first}", f"{last} {first}") if first and last else ()
    return (person.name, person.username, person.email, *turned)
