"""What the names of contacts in a file stand for: companies and people that are known, or are to be created."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher, get_close_matches
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact, Kind
from core.fold import fold
from core.ids import LENGTH
from core.lookups import any_of
from core.models import Tag, folded_tag
from imports.references import reference_in, with_reference
from imports.vocabularies import ALIKE, CREATE, CREATE_PERSON, EMPTY, NEAR, REFUSE, Known, Unknown, Vocabulary

# Contacts remembered from batch to batch. Beyond it they are looked up again, so that memory stays bounded.
REMEMBERED = 20_000
NAME_LENGTH = 255
# The most characters of a first or of a last name.
LONGEST_PART = 100
# Contacts of the same first word, and tags that begin alike, that are compared with an unknown name.
NEAR_SEARCHED = 200


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
        self._known |= self._by_number(unasked)
        unasked = [name for name in unasked if name not in self._known]
        bare = {name: _without_number(name) for name in unasked}
        companies = self._rows(
            Q(kind=Kind.COMPANY), {name: {fold(name)[:300], fold(bare[name])[:300]} for name in unasked}
        )
        others = [] if self.companies_only else [name for name in unasked if not companies[name]]
        people = self._rows(Q(kind=Kind.PERSON), {name: person_keys(bare[name]) for name in others})
        for name in unasked:
            self._known[name] = companies[name] or people.get(name, [])
        return {name: self._known[name] for name in wanted}

    def _by_number(self, names: Iterable[str]) -> dict[str, list[Known]]:
        """Return the visible contacts of names that end in a number; one that is called otherwise now is none."""
        numbered = {name: found for name in names if len((found := reference_in(name))[1]) == LENGTH}
        numbers = {number for _bare, number in numbered.values()}
        rows = Contact.objects.visible_to(self.by).filter(public_id__in=numbers) if numbers else Contact.objects.none()
        if self.companies_only:
            rows = rows.companies()
        by_number = {row.public_id: row for row in rows.only("pk", "public_id", "kind", "name", "sort_name", "city")}
        return {
            name: [Known(number, row.name, row)]
            for name, (bare, number) in numbered.items()
            if (row := by_number.get(number)) is not None and fold(bare) == fold(row.name)
        }

    def name_of(self, contact: Contact) -> str:
        """Return what a file of ours calls a contact that was looked up by name before: with its number, if need be."""
        found = self._known.get(contact.name, ())
        alone = len(found) == 1 and found[0].value.pk == contact.pk
        return contact.name if alone else with_reference(contact.name, contact.public_id)

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
        shown = rows.only("pk", "public_id", "kind", "name", "sort_name", "city")
        beginning: dict[str, list[Contact]] = {}
        for name in names:
            folded = fold(name)
            first = folded.partition(" ")[0]
            if len(first) < 2:
                continue
            if first not in beginning:
                beginning[first] = list(shown.filter(sort_name__startswith=first)[:NEAR_SEARCHED])
            ranked = sorted(
                ((_likeness(folded, row.sort_name), row) for row in beginning[first]), key=lambda each: -each[0]
            )
            found[name] = [Known(row.public_id, row.name, row) for likeness, row in ranked[:NEAR] if likeness >= ALIKE]
        return found

    def create(self, name: str, line: int, *, as_person: bool = False) -> Contact:
        """Return the company or person of this name that the import makes: one row, however often the name comes.

        It has no line of its own: the line that names it first makes another row.
        """
        name = _without_number(name)
        if as_person and (reason := too_long_for_person(person_called(name))):
            raise Unknown(reason)
        if not as_person and (known := self.pending.get(fold(name)[:300])) is not None:
            return known
        made = person_called(name) if as_person else Contact(kind=Kind.COMPANY, company_name=name[:NAME_LENGTH])
        made.derive()
        known = self.pending.setdefault(made.sort_name, made)
        if known is made:
            made.first_named_in = line
        return known


def _without_number(name: str) -> str:
    """Return a name without the number of a contact; other words in brackets belong to it: "Muster AG [Berlin]"."""
    bare, number = reference_in(name)
    return bare if len(number) == LENGTH else name


def _likeness(name: str, other: str) -> float:
    """Return how alike two folded names are, from 0 to 1; one that is the beginning of the other is nearly the same."""
    if other.startswith(f"{name} ") or name.startswith(f"{other} "):
        return 0.99
    return SequenceMatcher(None, name, other).ratio()


def person_called(name: str) -> Contact:
    """Return an unsaved person: "Schmidt, Anna" says which is the last name, else it is the last word."""
    last, comma, first = (part.strip() for part in name.partition(","))
    if not comma:
        *firsts, last = name.split()
        first = " ".join(firsts)
    return Contact(kind=Kind.PERSON, first_name=first, last_name=last)


def too_long_for_person(person: Contact) -> str:
    """Return the sentence about a person of whose name a part does not fit; "" where it does."""
    if max(len(person.first_name), len(person.last_name)) <= LONGEST_PART:
        return ""
    return gettext("A first or last name has at most %(most)s characters.") % {"most": LONGEST_PART}


class CompanyNames(ContactNames):
    """Companies by name: what people belong to. Unless something else is said, they are made as they are named."""

    key = "company"
    label = _("Companies")
    allows = (CREATE, EMPTY, REFUSE)
    refusal = _("There is no company of this name.")
    default = CREATE
    companies_only = True


class Tags(Vocabulary):
    """Tags by name, of rows that somebody may see. Others are made as they are named, unless something else is said."""

    key = "tag"
    label = _("Tags")
    allows = (CREATE, EMPTY, REFUSE)
    default = CREATE
    refusal = _("There is no tag of this name.")

    def __init__(self, rows: QuerySet[Any]) -> None:
        """`rows` are the ones of the kind that is imported that the owner of the import may see."""
        self.tags = Tag.objects.borne_by(rows)
        self._known: dict[str, list[Known]] = {}

    def find(self, names: Iterable[str]) -> dict[str, list[Known]]:
        keys = {name: folded_tag(name) for name in names}
        unasked = set(keys.values()) - set(self._known)
        if len(self._known) + len(unasked) > REMEMBERED:
            self._known, unasked = {}, set(keys.values())
        self._known |= {key: [] for key in unasked}
        for tag in self.tags.filter(folded__in=unasked) if unasked else ():
            self._known[tag.folded].append(Known(str(tag.pk), tag.name, tag.name))
        return {name: self._known[key] for name, key in keys.items()}

    def near(self, names: Sequence[str]) -> dict[str, Sequence[Known]]:
        """Return tags that begin alike and are alike."""
        found: dict[str, Sequence[Known]] = {}
        for name in names:
            key = folded_tag(name)
            held = {tag.folded: tag for tag in self.tags.filter(folded__startswith=key[:2])[:NEAR_SEARCHED]}
            alike = get_close_matches(key, held, n=NEAR, cutoff=ALIKE)
            found[name] = [Known(str(held[each].pk), held[each].name, held[each].name) for each in alike]
        return found

    def chosen(self, ref: str) -> Known | None:
        tag = self.tags.filter(pk=ref).first() if ref.isdecimal() else None
        return Known(str(tag.pk), tag.name, tag.name) if tag else None

    def create(self, name: str, line: int, *, as_person: bool = False) -> str:
        """Return the name: the tag is made with the rows that bear it."""
        return name


class ContactIds(Vocabulary):
    """Contacts by the id that another system gave them, as an import of contacts kept it."""

    key = "contact_id"
    label = _("Contacts by id in the former system")
    allows = (EMPTY, REFUSE)
    refusal = _("There is no contact with this id. Import the contacts first.")
    kind = ""

    def __init__(self, by: Any) -> None:
        self.by = by

    def find(self, names: Iterable[str]) -> Mapping[str, Sequence[Known]]:
        wanted = set(names)
        found: dict[str, list[Known]] = {name: [] for name in wanted}
        rows = Contact.objects.visible_to(self.by)
        rows = rows.filter(kind=self.kind) if self.kind else rows
        for row in rows.filter(any_of("external_id", wanted)).order_by("pk") if wanted else ():
            found[row.external_id].append(Known(row.public_id, row.name, row))
        return found


class CompanyIds(ContactIds):
    """Companies by the id that another system gave them: what a person belongs to."""

    key = "company_id"
    label = _("Companies by id in the former system")
    refusal = _("There is no company with this id. Import the companies first.")
    kind = Kind.COMPANY
