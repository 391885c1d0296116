"""The placeholders: every one has an English and a German name, which mean the same in every template."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

# What stands behind a name: a text, texts by name, or several of either.
Value = Any


@dataclass(frozen=True)
class Word:
    """One placeholder of a group. `several` means that it is a list of texts, which a template goes through."""

    english: str
    german: str
    meaning: Any
    several: bool = False


@dataclass(frozen=True)
class Group:
    """Placeholders about one thing: {{ contact.name }}, {{ kontakt.name }}. `several` means a list of such things."""

    english: str
    german: str
    label: Any
    words: tuple[Word, ...]
    several: bool = False
    of_opportunity: bool = field(default=False)

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The placeholders as the table on the page shows them."""
        german, english = ("person", "person") if self.several else (self.german, self.english)
        return [
            {
                "german": _braced(german, word.german, word.several),
                "english": _braced(english, word.english, word.several),
                "meaning": word.meaning,
            }
            for word in self.words
        ]


def _braced(group: str, word: str, several: bool) -> str:
    path = f"{group}.{word}" if group else word
    return f"{{% for line in {path} %}}" if several else f"{{{{ {path} }}}}"


_PERSON = (Word("name", "name", _("name")), Word("email", "email", _("email address")))

GROUPS = (
    Group(
        "",
        "",
        _("Date and language"),
        (
            Word("today", "heute", _("today’s date, written out")),
            Word("today_short", "heute_kurz", _("today’s date in digits")),
            Word("language", "sprache", _("language of the file, “de” or “en”: for conditions")),
        ),
    ),
    Group(
        "opportunity",
        "verkaufschance",
        _("Opportunity"),
        (
            Word("title", "titel", _("title")),
            Word("description", "beschreibung", _("description")),
            Word("stage", "phase", _("stage")),
            Word("probability", "wahrscheinlichkeit", _("probability")),
            Word("expected_close", "abschlussdatum", _("expected close date")),
        ),
        of_opportunity=True,
    ),
    Group(
        "budget",
        "budget",
        _("Budget"),
        (
            Word("total", "summe", _("total")),
            Word("amount", "betrag", _("amount")),
            Word("type", "art", _("type, such as “fixed price” or “per month”")),
            Word("periods", "anzahl", _("number of periods")),
            Word("reckoning", "rechnung", _("how the total is reckoned")),
            Word("currency", "waehrung", _("currency code")),
        ),
        of_opportunity=True,
    ),
    Group(
        "contact",
        "kontakt",
        _("Contact"),
        (
            Word("name", "name", _("name")),
            Word("company", "firma", _("company name")),
            Word("greeting", "anredezeile", _("greeting of a letter, without the comma")),
            Word("salutation", "anrede", _("salutation: Ms or Mr")),
            Word("title", "titel", _("academic title")),
            Word("first_name", "vorname", _("first name")),
            Word("last_name", "nachname", _("last name")),
            Word("position", "position", _("position in the company")),
            Word("address", "anschrift", _("address with the names, in several lines")),
            Word("address_lines", "anschriftzeilen", _("the lines of the address, one by one"), several=True),
            Word("street", "strasse", _("street")),
            Word("postcode", "plz", _("postcode")),
            Word("city", "ort", _("city")),
            Word("country", "land", _("country")),
            Word("email", "email", _("email address")),
            Word("phone", "telefon", _("telephone number")),
        ),
    ),
    Group("responsible", "zustaendig", _("Responsible person"), _PERSON),
    Group("author", "verfasser", _("Whoever creates the file"), _PERSON),
    Group(
        "participants",
        "teilnehmer",
        _("Participants, in a loop"),
        (
            Word("name", "name", _("name")),
            Word("company", "firma", _("company name")),
            Word("role", "rolle", _("role")),
            Word("email", "email", _("email address")),
            Word("phone", "telefon", _("telephone number")),
        ),
        several=True,
        of_opportunity=True,
    ),
)
OF_OPPORTUNITY = frozenset(name for group in GROUPS if group.of_opportunity for name in (group.english, group.german))


def spoken(facts: Mapping[str, Any]) -> dict[str, Value]:
    """Return what a template is filled with, from facts by their English names: the same under both names.

    Texts, lists and dicts only. What there is no fact for is an empty text; a group without facts is empty.
    """
    said: dict[str, Value] = {}
    for group in GROUPS:
        if not group.english:
            said |= _both(group.words, facts)
            continue
        known: Value = facts.get(group.english) or ([] if group.several else {})
        filled: Value = [_both(group.words, one) for one in known] if group.several else _both(group.words, known)
        said[group.english] = said[group.german] = filled if known else known
    return said


def _both(words: tuple[Word, ...], facts: Mapping[str, Any]) -> dict[str, Value]:
    return {
        name: [plain(line) for line in facts.get(word.english, ())]
        if word.several
        else plain(facts.get(word.english, ""))
        for word in words
        for name in (word.english, word.german)
    }


def plain(value: Any) -> str:
    """Return a text as a document can hold it: of the control characters only tabs and line ends."""
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in text if char in "\t\n" or (char >= " " and char not in "\x7f\ufffe\uffff"))


def example() -> dict[str, Value]:
    """Return every placeholder filled with its own name: what a template is tried out with."""
    facts: dict[str, Any] = {}
    for group in GROUPS:
        named = {word.english: [word.english] if word.several else word.english for word in group.words}
        if group.english:
            facts[group.english] = [named] if group.several else named
        else:
            facts |= named
    return spoken(facts)
