"""What the names of contacts in a file stand for: companies and people that are known, or are to be created."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact, Kind, Salutation
from core.countries import country_choices, country_name
from core.fold import fold
from core.lookups import any_of
from core.money import active_locale
from imports.vocabularies import ALIKE, CREATE, CREATE_PERSON, EMPTY, REFUSE, Known, Listed, Vocabulary

# Contacts remembered from batch to batch. Beyond it they are looked up again, so that memory stays bounded.
REMEMBERED = 20_000
NAME_LENGTH = 255
# Contacts of the same first word that are compared with an unknown name, and those offered.
NEAR_SEARCHED, NEAR = 200, 3


def person_keys(name: str) -> set[str]:
    """Return the folded "last first" forms that a person of this name may be sorted under.

    "Anna Maria Schmidt" may be Schmidt or Maria Schmidt; "Schmidt, Anna" says which is the last name.
    """
    last, comma, first = name.partition(",")
    if comma:
        return {fold(f"{last} {first}")}
    parts = fold(name).split()
    return {" ".join([*parts[cut:], *parts[:cut]]) for cut in range(len(parts))} if len(parts) <= 6 else set()


class ContactNames(Vocabulary):
    """Contacts by name: a company of this name, else a person of it. What is to be created comes as unsaved rows."""

    key = "contact"
    label = _("Contacts")
    allows: tuple[str, ...] = (CREATE, CREATE_PERSON, EMPTY, REFUSE)
    refusal = _("There is no contact of this name.")
    companies_only = False

    def __init__(self, by: Any) -> None:
        self.by = by
        self.pending: dict[str, Contact] = {}
        self._known: dict[str, list[Known]] = {}

    def find(self, names: Iterable[str]) -> Mapping[str, Sequence[Known]]:
        wanted = list(names)
        if len(self._known) + len(wanted) > REMEMBERED:
            self._known.clear()
            self.pending = {key: row for key, row in self.pending.items() if row.pk is None}
        unasked = [name for name in wanted if name not in self._known]
        companies = self._rows(Q(kind=Kind.COMPANY), {name: {fold(name)[:300]} for name in unasked})
        others = [] if self.companies_only else [name for name in unasked if not companies[name]]
        people = self._rows(Q(kind=Kind.PERSON), {name: person_keys(name) for name in others})
        for name in unasked:
            self._known[name] = companies[name] or people.get(name, [])
        return {name: self._known[name] for name in wanted}

    def forget(self) -> None:
        self.pending.clear()
        self._known.clear()

    def _rows(self, condition: Q, keys: Mapping[str, set[str]]) -> dict[str, list[Known]]:
        """Return the visible rows for each name by the folded keys under which they may be sorted."""
        wanted = {key for own in keys.values() for key in own if key}
        rows = Contact.objects.visible_to(self.by).filter(condition, any_of("sort_name", wanted)).order_by("pk")
        by_key: dict[str, list[Known]] = {}
        for row in rows.only("pk", "public_id", "kind", "name", "sort_name", "city") if wanted else ():
            label = f"{row.name}, {row.city}" if row.city else row.name
            by_key.setdefault(row.sort_name, []).append(Known(row.public_id, label, row))
        return {name: [known for key in sorted(own) for known in by_key.get(key, ())] for name, own in keys.items()}

    def chosen(self, ref: str) -> Known | None:
        row = Contact.objects.visible_to(self.by).filter(public_id=ref[:12]).first()
        return Known(row.public_id, row.name, row) if row else None

    def near(self, names: Sequence[str]) -> Mapping[str, Sequence[Known]]:
        """Return contacts that begin with the same word and are alike, the most alike first: "Müller & Söhne GmbH"."""
        found: dict[str, Sequence[Known]] = {}
        rows = (
            Contact.objects.visible_to(self.by).companies()
            if self.companies_only
            else Contact.objects.visible_to(self.by)
        )
        for name in names:
            folded = fold(name)
            first = folded.partition(" ")[0]
            if len(first) < 2:
                continue
            held = rows.filter(sort_name__startswith=first).only("pk", "public_id", "kind", "name", "sort_name", "city")
            ranked = sorted(
                ((_likeness(folded, row.sort_name), row) for row in held[:NEAR_SEARCHED]), key=lambda each: -each[0]
            )
            found[name] = [Known(row.public_id, row.name, row) for likeness, row in ranked[:NEAR] if likeness >= ALIKE]
        return found

    def create(self, name: str, line: int, *, as_person: bool = False) -> Contact:
        """Return the company or person of this name that the import makes: one row, however often the name comes.

        It has no line of its own: the line that names it first makes another row.
        """
        if not as_person and (known := self.pending.get(fold(name)[:300])) is not None:
            return known
        made = _person_called(name) if as_person else Contact(kind=Kind.COMPANY, company_name=name[:NAME_LENGTH])
        made.derive()
        known = self.pending.setdefault(made.sort_name, made)
        if known is made:
            made.first_named_in = line
        return known


def _likeness(name: str, other: str) -> float:
    """Return how alike two folded names are, from 0 to 1; one that is the beginning of the other is nearly the same."""
    if other.startswith(f"{name} ") or name.startswith(f"{other} "):
        return 0.99
    return SequenceMatcher(None, name, other).ratio()


def _person_called(name: str) -> Contact:
    """Return an unsaved person: "Schmidt, Anna" says which is the last name, else it is the last word."""
    last, comma, first = (part.strip() for part in name.partition(","))
    if not comma:
        *firsts, last = name.split()
        first = " ".join(firsts)
    return Contact(kind=Kind.PERSON, first_name=first[:100], last_name=last[:100])


class CompanyNames(ContactNames):
    """Companies by name."""

    key = "company"
    label = _("Companies")
    allows = (CREATE, EMPTY, REFUSE)
    refusal = _("There is no company of this name.")
    companies_only = True


class ContactIds(Vocabulary):
    """Contacts by the id that another system gave them, as an import of contacts kept it."""

    key = "contact_id"
    label = _("Contacts by id in the former system")
    allows = (EMPTY, REFUSE)
    refusal = _("There is no contact with this id. Import the contacts first.")

    def __init__(self, by: Any) -> None:
        self.by = by

    def find(self, names: Iterable[str]) -> Mapping[str, Sequence[Known]]:
        wanted = set(names)
        found: dict[str, list[Known]] = {name: [] for name in wanted}
        for row in (
            Contact.objects.visible_to(self.by).filter(any_of("external_id", wanted)).order_by("pk") if wanted else ()
        ):
            found[row.external_id].append(Known(row.public_id, row.name, row))
        return found


class Kinds(Listed):
    """Company or person."""

    key = "kind"
    label = _("Kinds of contacts")
    refusal = _("This is neither a company nor a person.")

    def __init__(self) -> None:
        names = {
            Kind.COMPANY: (
                "Company",
                "Unternehmen",
                "Firma",
                "Organisation",
                "Organization",
                "Account",
                "Organisation",
            ),
            Kind.PERSON: ("Person", "Contact", "Kontakt", "Ansprechpartner", "People", "Lead"),
        }
        super().__init__((kind.value, str(kind.label), kind.value, names[kind]) for kind in Kind)


class Salutations(Listed):
    """How a person is addressed."""

    key = "salutation"
    label = _("Salutations")
    allows = (EMPTY, REFUSE)
    refusal = _("This salutation is not known.")

    def __init__(self) -> None:
        names = {
            Salutation.MS: ("Ms", "Ms.", "Mrs", "Mrs.", "Miss", "Frau", "Fr."),
            Salutation.MR: ("Mr", "Mr.", "Herr", "Herrn", "Hr."),
        }
        super().__init__((each.value, str(each.label), each.value, names[each]) for each in Salutation)


class Countries(Listed):
    """Countries by their names in both languages and by their ISO codes."""

    key = "country"
    label = _("Countries")
    allows = (EMPTY, REFUSE)
    refusal = _("This country is not known.")

    def __init__(self) -> None:
        super().__init__((code, country_name(code), code, _names_of(code)) for code, _name in country_choices() if code)


# What people write beside the names of the CLDR.
ALSO = {"US": ("USA", "United States of America", "U.S.A."), "GB": ("UK", "Great Britain", "Großbritannien", "England")}


def _names_of(code: str) -> tuple[str, ...]:
    """Return what a country is called: by code, in German, in English, and as people write it."""
    return (code, active_locale("de").territories[code], active_locale("en").territories[code], *ALSO.get(code, ()))
