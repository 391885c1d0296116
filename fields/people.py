"""People as custom fields refer to them, and what their names in a file stand for."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from fields.kinds import Kind
from fields.references import Reference
from imports.vocabularies import EMPTY, REFUSE, Listed


class People(Listed):
    """The people who have a role: by full name, either way round, user name and e-mail address."""

    label = _("Users")
    allows = (EMPTY, REFUSE)
    on_creating = _("An import makes no users. Administrators invite them; whoever has accepted can be chosen here.")
    made_at = ("accounts:people", _("Users"))
    refusal = _("There is no active user of this name.")

    def __init__(self) -> None:
        people = list(User.objects.with_role().by_name())
        others = User.objects.exclude(pk__in=[person.pk for person in people]).by_name()
        super().__init__(
            ((person.public_id, person.name, person, _names_of(person)) for person in people),
            former=((person.public_id, person.name, person, _names_of(person)) for person in others),
        )

    def name_of(self, person: Any) -> str:
        """Return what a file of ours calls a person: by name, where two share it by user name."""
        return self.spelled(person.public_id, person.name, person.username)


def _names_of(person: Any) -> tuple[str, ...]:
    first, last = person.first_name, person.last_name
    turned = (f"{last}, {first}", f"{last} {first}") if first and last else ()
    return (person.name, person.username, person.email, *turned)


def people() -> Reference:
    """Return what a field of the kind user refers to."""
    return Reference(
        kind=Kind.USER,
        model=User,
        choosable=lambda user: User.objects.visible_to(user).with_role(),
        label=lambda person: person.label,
        name=lambda person: person.name,
        url=lambda person: "",
        facts=("first_name", "last_name", "username", "is_active"),
        order=("last_name", "first_name", "username"),
        vocabulary=lambda by: People(),
        may_go=False,
    )
