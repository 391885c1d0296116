"""Targets: what a file can be imported as. An app of a higher floor declares one and registers it when it is ready."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from imports.conversion import Record, RowOutcome
from imports.fields import OWN_ID, Field
from imports.options import CREATE_ANYWAY, ON_MATCH, SKIP, UPDATE, MatchKey, Option
from imports.seen import Seen
from imports.vocabularies import Answers, Resolver, Unknown, Vocabulary


@dataclass(frozen=True)
class Assignment:
    """What a target is told about one import: who brings it, which run it is, and what was said for all rows."""

    by: Any
    run: Any
    file_name: str
    options: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    mapped: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Former:
    """What a row of a file changed: the line, the key and new version of the row, and its former values as JSON."""

    line: int
    row_key: int
    version: int
    values: dict[str, Any]


class Session(ABC):
    """The work on one import, over a number of batches: what is looked up once is kept here.

    A check calls `prepare` only, a run `prepare` and then `write`: so the check is made by the very code that writes.
    `prepare` resolves names, finds the existing rows that records mean, and lets the target draft what is left.
    """

    def __init__(self, assignment: Assignment, fields: Sequence[Field], vocabularies: dict[str, Vocabulary]) -> None:
        self.assignment = assignment
        self.named = [declared for declared in fields if declared.is_named]
        self.resolvers = {
            key: Resolver(vocabulary, Answers.from_json(assignment.answers.get(key, {}), vocabulary.default))
            for key, vocabulary in vocabularies.items()
        }
        # What comes into being beside the rows themselves, by word: {"contacts": 85}.
        self.beside: Counter[str] = Counter()
        # How many rows change in each field, by field key.
        self.changed: Counter[str] = Counter()
        self.match_key = assignment.options.get("match", "")
        self.on_match = assignment.options.get("on_match", UPDATE)
        self.seen = Seen()

    def prepare(self, records: list[Record]) -> None:
        """Give each record its outcome, and its `draft` where it is written. Writes nothing; few queries a batch."""
        self.resolve(records)
        self.find_matches(records)
        self.draft([record for record in records if record.outcome is RowOutcome.CREATED])

    def find_matches(self, records: list[Record]) -> None:
        """Give each record the existing row that it means; refuse what is not clear, and what stood further up."""
        if not self.match_key:
            return
        keyed = {record.line: key for record in records if not record.is_refused and (key := self.key_of(record))}
        earlier = self.seen.add(keyed)
        found = self.existing([record for record in records if record.line in keyed])
        for record in records:
            if record.is_refused:
                continue
            if first := earlier.get(record.line):
                record.refuse("", _("Line %(line)s of the file stands for the same row.") % {"line": first})
            elif rows := found.get(record.line, ()):
                self._take_match(record, rows)

    def _take_match(self, record: Record, rows: Sequence[Any]) -> None:
        row, run = rows[0], self.assignment.run
        if self.on_match == CREATE_ANYWAY:
            return
        if len(rows) > 1:
            record.refuse("", _("%(count)s rows that exist already match this one.") % {"count": len(rows)})
        elif row.import_run_id == run.pk and row.import_line not in (None, record.line):
            record.refuse("", _("Line %(line)s of the file stands for the same row.") % {"line": row.import_line})
        elif self.on_match == SKIP:
            record.outcome = RowOutcome.SKIPPED
        else:
            record.match = row

    def may_not_change(self, record: Record) -> bool:
        """Refuse a record that would change a row which its owner may only see; return whether it is refused.

        One that changes nothing is no trouble: whoever reads their own export in again did not ask for anything.
        """
        if not getattr(record.match, "may_edit", True):
            record.refuse("", _("The row that exists already may be seen by you, but not changed."))
        return record.is_refused

    def remember(self, records: list[Record]) -> None:
        """Take in rows that were dealt with before, by another process: what they stand for, and what they create."""
        self.resolve(records)
        if self.match_key:
            self.seen.add(
                {record.line: key for record in records if not record.is_refused and (key := self.key_of(record))}
            )

    def refuse_vanished(self, record: Record) -> None:
        """Refuse a record whose existing row was deleted since it was looked up."""
        record.refuse("", _("The row that it means was deleted meanwhile."))

    def key_of(self, record: Record) -> str:
        """Return the text by which a record means an existing row (`match_key`), "" where it says nothing."""
        raise NotImplementedError(f"{type(self).__name__} knows no keys.")

    def existing(self, records: list[Record]) -> dict[int, Sequence[Any]]:
        """Return by line the existing rows that records mean, annotated with `may_edit`: such as the owner may see."""
        raise NotImplementedError(f"{type(self).__name__} finds no rows.")

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
    def draft(self, records: list[Record]) -> None:
        """Give each record its `draft` and outcome, or refuse it. Those with a `match` are drafted as its changes."""

    @abstractmethod
    def write(self, records: list[Record]) -> list[Former]:
        """Write the drafts of created and updated records in bulk, in the caller's transaction, with their history.

        Return the former values of the updated ones.
        """

    @abstractmethod
    def restore(self, changes: Sequence[Any]) -> set[int]:
        """Give rows back their former values, in the caller's transaction; return the keys of those that had them back.

        `changes` are `ImportChange`s. Rows that somebody has changed or hung something on since stay as they are.
        """


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
    def reasons(self, rows: Sequence[Any]) -> dict[int, list[str]]:
        """Return, by key, why those rows have to stay that people have changed, or hung something on, since. Batched.

        See `imports.leftovers`.
        """

    def delete_untouched(self, rows: Sequence[Any]) -> int:
        """Delete those of the rows that nobody has touched, in the caller's transaction; return how many."""
        keys = [row.pk for row in rows]
        held = list(type(rows[0])._base_manager.select_for_update().filter(pk__in=keys).order_by("pk"))
        gone = {row.pk for row in held} - set(self.reasons(held) if held else ())
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
    # By what rows of a file can mean existing ones, the surest first.
    match_keys: Sequence[MatchKey] = ()
    on_match = UPDATE
    # The field that can take the columns without a field of their own.
    rest_into: str = "description"
    # The model of its rows, and the names of changed values that are no field of their own.
    model: Any = None
    other_labels: Mapping[str, Any] = MappingProxyType({})

    @abstractmethod
    def vocabularies(self, by: Any, options: dict[str, Any]) -> dict[str, Vocabulary]:
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

    def asks_about(self, vocabulary: str, mapped: Collection[str]) -> bool:
        """Return whether people are asked about the unknown names of a vocabulary, with these fields filled."""
        return True

    def settle_names(self, run: Any) -> dict[str, Any]:
        """Make what rows alone cannot make of unknown names, in the transaction that starts a run.

        Return the answers of the run, which choose what was made.
        """
        answers: dict[str, Any] = run.answers
        return answers

    def reconsider(self, found: dict[str, int], columns: Sequence[Any]) -> dict[str, int]:
        """Return the columns guessed by field, {field key: place}, after a look at all of them and their samples."""
        return found

    def match_options(self, mapped: Collection[str]) -> Sequence[Option]:
        """Return the choices about rows that mean existing ones; offered is the surest key that the file can fill."""
        if not self.match_keys:
            return ()
        keys = [*((each.key, each.label) for each in self.match_keys), ("", _("By nothing: every row is created"))]
        possible = [each.key for each in self.match_keys if each.is_sure and set(each.fields) <= set(mapped)]
        return (
            Option("match", _("How rows are recognised that exist already"), keys, possible[0] if possible else ""),
            Option("on_match", _("What happens to rows that exist already"), ON_MATCH, self.on_match),
        )

    def match_missing(self, key: str, mapped: Collection[str]) -> str:
        """Return the sentence that says which column a match key lacks, "" where it lacks none."""
        chosen = next((each for each in self.match_keys if each.key == key), None)
        labels = [str(self.field(name).label) for name in (chosen.fields if chosen else ()) if name not in mapped]
        return _("Choose a column for: %(fields)s.") % {"fields": ", ".join(labels)} if labels else ""

    def field(self, key: str) -> Field:
        """Return a field by its key. Raises KeyError."""
        return next(declared for declared in self.fields if declared.key == key)

    def missing(self, mapped: Collection[str]) -> str:
        """Return the sentence that says which column must still be chosen, "" where the mapping suffices.

        A file that names rows by their own numbers need not say anything else of them.
        """
        if OWN_ID in mapped:
            return ""
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


def choices() -> list[tuple[str, Any]]:
    """Return the targets with their labels, as a model's field takes them."""
    return [(each.key, each.label) for each in _targets.values()]
