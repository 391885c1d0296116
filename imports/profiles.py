"""A profile: what a person would say on the pages of an import, as JSON, for imports from the command line.

    {"dialect":  {"encoding": "cp1252", "delimiter": ";", "quote": "\\"", "header": true, "sheet": "2026"},
     "mapping":  {"title": "{product} – {account}", "contact": "account", "tags": ["region", "branch"]},
     "options":  {"match": "external_id", "on_match": "update", "currency": "USD", "responsible": "anna",
                  "restricted": true, "can_view": ["ben", "Sales South"]},
     "formats":  {"amount": "comma", "expected_close_on": "dmy"},
     "answers":  {"stage": {"all": "refuse", "names": {"Engaging": "Proposal"}}, "contact": {"all": "create"}}}

All of it may be missing: then what the pages would offer is taken. A name of a column fills a field as it is, a text
with braces is a template, any other text is the same in all rows. What an option chooses goes by its name. A format is
asked where two fit a column, as on the pages. An answer is refuse, empty, create, person, or the name of something that
exists. What cannot be is refused with a sentence (BadProfile), and never passed over.
"""

from collections.abc import Mapping as Given
from typing import Any

from django.utils.translation import gettext as _

from core.fold import fold
from imports.bringing import guess_mapping
from imports.conversion import FRACTION, WHOLE, scale_key
from imports.fields import Mapping, Source
from imports.models import ImportRun
from imports.names import joined_names
from imports.options import Option
from imports.reading.days import ORDERS
from imports.reading.dialect import DELIMITERS, QUOTES, Dialect
from imports.reading.encoding import ENCODINGS
from imports.reading.numbers import COMMA, POINT
from imports.reading.templates import check_template
from imports.vocabularies import CHOOSE, Vocabulary

PARTS = frozenset({"dialect", "mapping", "options", "formats", "answers"})
# What can be said of a file; of a workbook, which has no encoding, the last two.
SAID_OF_FILE: dict[str, Any] = {
    "encoding": ENCODINGS,
    "delimiter": DELIMITERS,
    "quote": QUOTES,
    "header": (True, False),
}
SHEET = "sheet"
FORMATS = frozenset({COMMA, POINT, *ORDERS, WHOLE, FRACTION})
REST = Option("rest", "")


class BadProfile(ValueError):
    """A profile says something that cannot be; the text says what."""


def check_parts(profile: Any) -> None:
    """Raise BadProfile for what is no profile at all."""
    if not isinstance(profile, dict) or not all(isinstance(part, dict) for part in profile.values()):
        raise BadProfile(_("A profile is a JSON object of objects: %(parts)s.") % {"parts": ", ".join(sorted(PARTS))})
    if unknown := sorted(set(profile) - PARTS):
        raise BadProfile(_("A profile has no part “%(name)s”.") % {"name": unknown[0]})


def dialect_of(profile: Given[str, Any], run: ImportRun) -> Dialect:
    """Return how a file is read: as it tells itself, and above it what the profile says. Raises BadProfile."""
    said = {name: value for name, value in profile.get("dialect", {}).items() if name != SHEET}
    for name, value in said.items():
        if name not in SAID_OF_FILE or (run.is_workbook and name != "header"):
            raise BadProfile(_("Nothing named “%(name)s” can be said of this file.") % {"name": name})
        if value not in list(SAID_OF_FILE[name]):
            raise _no_choice(value, name)
    return Dialect.from_json(run.dialect | said)


def sheet_of(profile: Given[str, Any], run: ImportRun) -> str:
    """Return the sheet that is read of a workbook, "" of other files. Raises BadProfile."""
    sheet = profile.get("dialect", {}).get(SHEET, run.sheet)
    if sheet != run.sheet and sheet not in run.sheets:
        raise _no_choice(sheet, SHEET)
    return str(sheet)


def _no_choice(value: Any, name: str) -> BadProfile:
    return BadProfile(_("“%(value)s” is no choice for “%(name)s”.") % {"value": value, "name": name})


def mapping_of(profile: Given[str, Any], run: ImportRun) -> Mapping:
    """Return which columns fill which fields: as the profile says, else as the headings tell. Raises BadProfile."""
    if "mapping" not in profile:
        return guess_mapping(run.kind, run.columns_kept())
    known = {declared.key for declared in run.kind.fields}
    if unknown := sorted(set(profile["mapping"]) - known):
        raise BadProfile(_("There is no field “%(name)s”.") % {"name": unknown[0]})
    filled = {key: said for key, said in profile["mapping"].items() if said not in ("", None, [])}
    return Mapping({key: _source(said, run.column_names) for key, said in filled.items()})


def _source(said: Any, names: list[str]) -> Source:
    columns = said if isinstance(said, list) else [said]
    if all(column in names for column in columns):
        return Source(tuple(names.index(column) for column in columns))
    if not isinstance(said, str):
        raise BadProfile(_("The file has no column “%(name)s”.") % {"name": next(c for c in columns if c not in names)})
    try:
        check_template(said, set(names))
    except ValueError as reason:
        raise BadProfile(str(reason)) from reason
    return Source(template=said)


def options_of(profile: Given[str, Any], run: ImportRun, mapping: Mapping) -> dict[str, Any]:
    """Return the choices for all rows: what the page would offer, and above it what the profile says."""
    offered = (*run.kind.match_options(mapping.sources), *run.kind.options(run.owner))
    declared = {each.key: each for each in (*offered, REST)}
    wanted = profile.get("options", {})
    if unknown := sorted(set(wanted) - set(declared)):
        raise BadProfile(_("There is no option “%(name)s”.") % {"name": unknown[0]})
    options: dict[str, Any] = {option.key: option.initial for option in offered}
    for option in declared.values():
        if option.key in wanted:
            names = run.kind.vocabularies(run.owner, options).get(option.key)
            said = options[option.key] = _said(option, wanted[option.key], names)
            if option.typed and (sentence := run.kind.option_refused(option, said)):
                raise BadProfile(sentence)
    if sentence := run.kind.match_missing(options.get("match", ""), mapping.sources):
        raise BadProfile(sentence)
    return options


def _said(option: Option, value: Any, names: Vocabulary | None) -> Any:
    """Return what is said of an option, as the page keeps it; `names` are those of what it chooses from."""
    if option.several:
        if not isinstance(value, list):
            raise _no_choice(value, option.key)
        return [_chosen(option, each, names) for each in value]
    if option.choices:
        return _chosen(option, value, names)
    if option.typed and isinstance(value, list) and all(isinstance(each, str) for each in value):
        return joined_names(value)
    allowed = isinstance(value, str) if option.typed else value in (True, False, "yes", "")
    if not allowed:
        raise _no_choice(value, option.key)
    return value if option.typed else ("yes" if value else "")


def _chosen(option: Option, value: Any, names: Vocabulary | None) -> str:
    """Return the choice that a profile means, be it by its key, its label, or by a name that it alone goes by."""
    choices = _flat(option.choices)
    if not isinstance(value, str):
        raise _no_choice(value, option.key)
    if value in choices:
        return value
    wanted = fold(value)
    found = {
        key for key, label in choices.items() if wanted in map(fold, (str(label), *option.others.get(key, ())))
    } or {known.ref for known in (names.find([value])[value] if names else ()) if known.ref in choices}
    if len(found) != 1:
        raise _no_choice(value, option.key)
    return found.pop()


def _flat(choices: Any) -> dict[str, Any]:
    """Return the labels by choice, those of groups among them."""
    flat: dict[str, Any] = {}
    for choice, label in choices:
        flat |= dict(label) if isinstance(label, list) else {choice: label}
    return flat


def answers_of(profile: Given[str, Any], run: ImportRun) -> dict[str, Any]:
    """Return the answers about unknown names as they are kept with an import. Raises BadProfile."""
    vocabularies = run.kind.vocabularies(run.owner, run.options)
    answers = {}
    for key, said in profile.get("answers", {}).items():
        if key not in vocabularies:
            raise BadProfile(_("There are no answers about “%(name)s”.") % {"name": key})
        if not isinstance(said, dict) or set(said) - {"all", "names"} or not isinstance(said.get("names", {}), dict):
            raise BadProfile(
                _("The answers about “%(name)s” are an object of “all” and “names”, an object, too.") % {"name": key}
            )
        names = {fold(name): _answer(vocabularies[key], answer) for name, answer in said.get("names", {}).items()}
        answers[key] = {"all": _answer(vocabularies[key], said.get("all", "")), "names": names}
    return answers


def _answer(vocabulary: Vocabulary, said: Any) -> str:
    if said == "" or said in vocabulary.allows:
        return str(said)
    found = vocabulary.find([said])[said] if isinstance(said, str) else ()
    if len(found) != 1:
        raise BadProfile(
            _("“%(answer)s” is no answer here: give one of %(allowed)s, or a name that exists once.")
            % {"answer": said, "allowed": ", ".join(vocabulary.allows)}
        )
    return f"{CHOOSE}{found[0].ref}"


def formats_of(profile: Given[str, Any], run: ImportRun) -> dict[str, str]:
    """Return the format of each column, decided or said. Raises BadProfile where two fit and none was said."""
    formats = dict(run.formats)
    said = profile.get("formats", {})
    for key, name in said.items():
        if key.removesuffix(scale_key("")) not in {declared.key for declared in run.kind.fields}:
            raise BadProfile(_("There is no field “%(name)s”.") % {"name": key})
        if not isinstance(name, str) or name not in FORMATS:
            raise _no_choice(name, key)
    for key, (_decided, rivals) in run.survey_kept().decisions().items():
        if rivals and said.get(key) not in rivals:
            choices = ", ".join(rivals)
            raise BadProfile(
                _("Two ways of writing fit the field “%(name)s”: name one in “formats” (%(choices)s).")
                % {"name": key, "choices": choices}
            )
        if rivals:
            formats[key] = said[key]
    return formats
