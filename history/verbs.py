"""The register of verbs: each app says what happened in its own words, and history reads them back.

A verb is `<app>.<past participle>`; its sentence is lazily translated and may name particulars as `%(name)s`.
Particulars are kept language-neutral and are put into the reader's language when they are read (`render`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from core.models import pick_label
from core.money import active_locale, format_money, percent

Particulars = dict[str, Any]


@dataclass(frozen=True)
class Verb:
    """One word for what happened: its name, its sentence (or what makes it from particulars), its icon.

    `kind` is what verbs are gathered under for a reader who looks for something: stage, access, tasks.
    """

    name: str
    sentence: Any
    icon: str
    kind: str = ""

    def tell(self, particulars: Particulars) -> str:
        """Return the sentence in the active language. A sentence made from particulars may be `filled` already."""
        sentence = self.sentence(particulars) if callable(self.sentence) else self.sentence
        return str(sentence) % Rendered(particulars)


class Rendered(dict[str, str]):
    """Particulars as a reader of the active language sees them; what is missing reads as a dash."""

    def __init__(self, particulars: Particulars) -> None:
        super().__init__({name: render(value) for name, value in particulars.items()})

    def __missing__(self, name: str) -> str:
        return "–"


def filled(sentence: Any, **words: Any) -> str:
    """Return a sentence with words put in by its verb itself, ready for `Verb.tell`: no % in them is read again."""
    return (str(sentence) % Rendered(words)).replace("%", "%%")


_verbs: dict[str, Verb] = {}


def register(name: str, sentence: Any | Callable[[Particulars], Any], *, icon: str = "dot", kind: str = "") -> str:
    """Register a verb and return its name, so that apps keep it as a constant. Its kind is its app unless said."""
    _verbs[name] = Verb(name, sentence, icon, kind or name.partition(".")[0])
    return name


_kinds: dict[str, Any] = {}


def register_kind(key: str, label: Any) -> str:
    """Register what verbs of one app, or of several, are gathered under; return the key, for `register`."""
    _kinds[key] = label
    return key


def kinds(names: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """Return the kinds of these verbs (of all that are known), as key and label in the active language, by label.

    A kind that is an app is called as the app is. Verbs that no app knows any more have no kind.
    """
    held = {_verbs[name].kind for name in (_verbs if names is None else names) if name in _verbs}
    labels = {key: str(_kinds[key] if key in _kinds else apps.get_app_config(key).verbose_name) for key in held}
    return sorted(labels.items(), key=lambda named: named[1].casefold())


def of_kind(key: str) -> list[str]:
    """Return the names of the verbs of a kind; of none for a word that is no kind."""
    return [name for name, known in _verbs.items() if known.kind == key]


def known() -> dict[str, Verb]:
    """Return all registered verbs by name."""
    return dict(_verbs)


def verb(name: str) -> Verb:
    """Return a verb; one that no app knows any more reads as its bare name."""
    return _verbs.get(name) or Verb(name, name.replace("%", "%%"), "dot")


# What is counted, by the word under which counts are kept: a function from a number to "3 tasks", untranslated as yet.
_counted: dict[str, Callable[[int], Any]] = {}


def register_count(word: str, phrase: Callable[[int], Any]) -> None:
    """Let counts kept under `word` read as `phrase(n)`, an `ngettext_lazy` that names its number `%(n)s`."""
    _counted[word] = phrase


def tell_counts(counts: dict[str, int]) -> str:
    """Return "2 tasks, 1 document" in the active language: the counts in words, without what is none.

    Apps of the upper floors come first. A word that no app knows any more reads as it is.
    """
    order = [*reversed(_counted), *sorted(counts.keys() - _counted.keys())]
    named = [word for word in order if counts.get(word)]
    return ", ".join(_tell_count(word, counts[word]) for word in named)


def _tell_count(word: str, n: int) -> str:
    return str(_counted[word](n)) % {"n": n} if word in _counted else f"{n} {word}"


def render(value: Any) -> str:
    """Return one particular in the active language.

    Shapes: label pairs {"id", "de", "en"}; {"amount", "currency"}; {"day": ISO}; {"time": ISO}; {"percent"};
    {"number"}; {"user", "name"}; lists of these; None (nothing); numbers and text.
    """
    if value is None or value == "":
        return _("nothing")
    if isinstance(value, list):
        return ", ".join(render(part) for part in value)
    if isinstance(value, int) and not isinstance(value, bool):
        return format_decimal(value, locale=active_locale())
    if not isinstance(value, dict):
        return str(value)
    if "amount" in value:
        return format_money(Decimal(value["amount"]), value["currency"])
    if "day" in value:
        pattern = "dd.MM.yyyy" if active_locale().language == "de" else "d MMM yyyy"
        return format_date(date.fromisoformat(value["day"]), pattern, locale=active_locale())
    if "time" in value:
        return format_time(time.fromisoformat(value["time"]), "HH:mm", locale=active_locale())
    if "number" in value:
        return format_decimal(Decimal(value["number"]), "#,##0.###", locale=active_locale())
    if "percent" in value:
        return percent(value["percent"])
    if "name" in value:
        return str(value["name"])
    return pick_label(value)


DETAILS = register_kind("details", gettext_lazy("Details"))
REMOVALS = register_kind("removals", gettext_lazy("Deleted rows"))

EVENTS = register_kind("events", gettext_lazy("Notes and other events"))

ADDED = register("history.added", gettext_lazy("added an event"), icon="chat-left-text", kind=EVENTS)
REVISED = register(
    "history.revised",
    gettext_lazy("changed an event: %(category)s, added by %(author)s"),
    icon="pencil",
    kind=EVENTS,
)
REMOVED = register(
    "history.removed",
    gettext_lazy("deleted an event: %(category)s, added by %(author)s"),
    icon="trash",
    kind=EVENTS,
)
register_count("events", lambda n: ngettext_lazy("%(n)s event", "%(n)s events", n))
