"""Targets: what a file can be imported as. An app of a higher floor declares one and registers it when it is ready."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from imports.conversion import Record
from imports.fields import Field
from imports.vocabularies import Answers, Resolver, Unknown, Vocabulary


@dataclass(frozen=True)
class Option:
    """A choice that holds for all rows, such as the stage where the file says nothing.

    `choices` are (value, label); `value` is text and kept with the import. An option without choices is a tick box,
    whose value is "yes" or "".
    """

    key: str
    label: Any
    choices: Sequence[tuple[str, Any]] = ()
    initial: str = ""
    help_text: Any = ""


@dataclass(frozen=True)
class Assignment:
    """What a target is told about one import: who brings it, which run it is, and what was said for all rows."""

    by: Any
    run: Any
    file_name: str
    options: dict[str, str] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    mapped: frozenset[str] = frozenset()


class Session(ABC):
    """The work on one import, over a number of batches: what is looked up once is kept here.

    A check calls `prepare` only, a run `prepare` and then `write`: so the check is made by the very code that writes.
    """

    def __init__(self, assignment: Assignment, fields: Sequence[Field], vocabularies: dict[str, Vocabulary]) -> None:
        self.assignment = assignment
        self.named = [declared for declared in fields if declared.is_named]
        self.resolvers = {
            key: Resolver(vocabulary, Answers.from_json(assignment.answers.get(key, {})))
            for key, vocabulary in vocabularies.items()
        }
        # What comes into being beside the rows themselves, by word: {"contacts": 85}.
        self.beside: Counter[str] = Counter()

    def resolve(self, records: list[Record]) -> None:
        """Put what the names stand for in the place of the names; refuse the rows of those that are not known."""
        for key, resolver in self.resolvers.items():
            fields = [declared.key for declared in self.named if declared.vocabulary == key]
            resolver.prepare(
                name for record in records for declared in fields for name in _names(record.values.get(declared))
            )
        for record in records:
            for declared in self.named:
                if record.values.get(declared.key) and not record.is_refused:
                    self._resolve(record, declared)

    def _resolve(self, record: Record, declared: Field) -> None:
        resolver, value = self.resolvers[declared.vocabulary], record.values[declared.key]
        try:
            found = [resolver.value(name, record.line) for name in _names(value)]
        except Unknown as reason:
            record.refuse(declared.key, str(reason))
            return
        record.values[declared.key] = (
            [each for each in found if each is not None] if isinstance(value, list) else found[0]
        )

    @abstractmethod
    def prepare(self, records: list[Record]) -> None:
        """Give each record its `draft`, or refuse it (`record.refuse`). Writes nothing; few queries for the batch."""

    @abstractmethod
    def write(self, records: list[Record]) -> None:
        """Write the drafts of these records in bulk, in the caller's transaction, with their provenance and history."""


def _names(value: Any) -> list[str]:
    if not value:
        return []
    return value if isinstance(value, list) else [value]


class Part(ABC):
    """One kind of rows that an import makes, as it is taken back: its rows, and which of them must stay."""

    label: Any = ""

    @abstractmethod
    def rows(self, run: Any) -> models.QuerySet[Any]:
        """Return the rows of this kind that the run made and that are still there."""

    @abstractmethod
    def touched(self, rows: Sequence[Any]) -> set[int]:
        """Return the keys of those rows that people have changed, or hung something on, since. Batched."""

    def delete_untouched(self, rows: Sequence[Any]) -> int:
        """Delete those of the rows that nobody has touched, in the caller's transaction; return how many."""
        keys = [row.pk for row in rows]
        held = list(type(rows[0])._base_manager.select_for_update().filter(pk__in=keys).order_by("pk"))
        gone = {row.pk for row in held} - self.touched(held)
        type(rows[0])._base_manager.filter(pk__in=gone).delete()
        return len(gone)


class Target(ABC):
    """What a file can be imported as. `key` stands in addresses; `label` is the plural, `done` counts created rows."""

    key: str = ""
    label: Any = ""
    # The heading of its pages ("Import opportunities"), and the URL name of the list of what is created.
    heading: Any = ""
    icon: str = "upload"
    list_url: str = ""
    fields: Sequence[Field] = ()

    @abstractmethod
    def vocabularies(self, by: Any) -> dict[str, Vocabulary]:
        """Return what the names in the fields may stand for, by the `vocabulary` of the fields, as `by` sees it."""

    @abstractmethod
    def options(self, by: Any) -> Sequence[Option]:
        """Return the choices that hold for all rows."""

    @abstractmethod
    def session(self, assignment: Assignment) -> Session:
        """Return what works on one import."""

    @abstractmethod
    def parts(self) -> Sequence[Part]:
        """Return the kinds of rows that an import makes, in the order in which they can be taken back; rows first."""

    def field(self, key: str) -> Field:
        """Return a field by its key. Raises KeyError."""
        return next(declared for declared in self.fields if declared.key == key)

    def missing(self, mapped: Collection[str]) -> str:
        """Return the sentence that says which column must still be chosen, "" where the mapping suffices."""
        labels = [str(declared.label) for declared in self.fields if declared.required and declared.key not in mapped]
        return _("Choose a column for: %(fields)s.") % {"fields": ", ".join(labels)} if labels else ""


_targets: dict[str, Target] = {}


def register(target: Target) -> None:
    """Let files be imported as `target`; registering again replaces."""
    _targets[target.key] = target


def target(key: str) -> Target:
    """Return a target by its key. Raises KeyError where no app registered it."""
    return _targets[key]


def registered() -> list[Target]:
    """Return all targets."""
    return list(_targets.values())
