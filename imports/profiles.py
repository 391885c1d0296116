"""A profile: what a person would say on the pages of an import, as JSON, for imports from the command line.

    {"dialect":  {"encoding": "cp1252", "delimiter": ";", "quote": "\\"", "header": true},
     "mapping":  {"title": "{product} – {account}", "contact": "account", "tags": ["region", "branch"]},
     "options":  {"match": "external_id", "on_match": "update", "currency": "USD"},
     "formats":  {"amount": "comma", "expected_close_on": "dmy"},
     "answers":  {"stage": {"all": "refuse", "names": {"Engaging": "Proposal"}}, "contact": {"all": "create"}}}

All of it may be missing: then what the pages would offer is taken. A name of a column fills a field as it is, a text
with braces is a template, any other text is the same in all rows. An answer is refuse, empty, create, person, or the
name of something that exists.
"""

from collections.abc import Mapping as Given
from typing import Any

from django.utils.translation import gettext as _

from core.fold import fold
from imports.bringing import guess_mapping
from imports.fields import Mapping, Source
from imports.models import ImportRun
from imports.reading.templates import check_template
from imports.vocabularies import CHOOSE, Vocabulary

PARTS = frozenset({"dialect", "mapping", "options", "formats", "answers"})


class BadProfile(ValueError):
    """A profile says something that cannot be; the text says what."""


def check_parts(profile: Any) -> None:
    """Raise BadProfile for what is no profile at all."""
    if not isinstance(profile, dict) or not all(isinstance(part, dict) for part in profile.values()):
        raise BadProfile(_("A profile is a JSON object of objects: %(parts)s.") % {"parts": ", ".join(sorted(PARTS))})
    if unknown := sorted(set(profile) - PARTS):
        raise BadProfile(_("A profile has no part “%(name)s”.") % {"name": unknown[0]})


def mapping_of(profile: Given[str, Any], run: ImportRun) -> Mapping:
    """Return which columns fill which fields: as the profile says, else as the headings tell. Raises BadProfile."""
    if "mapping" not in profile:
        return guess_mapping(run.kind, run.columns_kept())
    known = {declared.key for declared in run.kind.fields}
    if unknown := sorted(set(profile["mapping"]) - known):
        raise BadProfile(_("There is no field “%(name)s”.") % {"name": unknown[0]})
    return Mapping({key: _source(said, run.column_names) for key, said in profile["mapping"].items()})


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
    declared = {each.key: each for each in (*run.kind.match_options(mapping.sources), *run.kind.options(run.owner))}
    wanted = profile.get("options", {})
    if unknown := sorted(set(wanted) - set(declared) - {"rest"}):
        raise BadProfile(_("There is no option “%(name)s”.") % {"name": unknown[0]})
    for key, value in wanted.items():
        option = declared.get(key)
        allowed = [choice for choice, _label in option.choices] if option else []
        if allowed and not option.several and value not in allowed and not _is_grouped(option.choices, value):
            raise BadProfile(_("“%(value)s” is no choice for “%(name)s”.") % {"value": value, "name": key})
    options = {key: option.initial for key, option in declared.items()} | wanted
    if sentence := run.kind.match_missing(options.get("match", ""), mapping.sources):
        raise BadProfile(sentence)
    return options


def _is_grouped(choices: Any, value: Any) -> bool:
    """Whether a value stands in a group of choices."""
    return any(value == choice for _label, group in choices if isinstance(group, list) for choice, _name in group)


def answers_of(profile: Given[str, Any], run: ImportRun) -> dict[str, Any]:
    """Return the answers about unknown names as they are kept with an import. Raises BadProfile."""
    vocabularies = run.kind.vocabularies(run.owner, run.options)
    answers = {}
    for key, said in profile.get("answers", {}).items():
        if key not in vocabularies:
            raise BadProfile(_("There are no answers about “%(name)s”.") % {"name": key})
        names = {fold(name): _answer(vocabularies[key], answer) for name, answer in said.get("names", {}).items()}
        answers[key] = {"all": _answer(vocabularies[key], said.get("all", "")), "names": names}
    return answers


def _answer(vocabulary: Vocabulary, said: str) -> str:
    if not said or said in vocabulary.allows:
        return said
    found = vocabulary.find([said])[said]
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
