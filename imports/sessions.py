"""The work on one import: what was said for it, and what its rows come to, batch by batch."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fold import fold
from imports.conversion import Record, RowOutcome
from imports.fields import Field, Kind
from imports.names import names_in
from imports.options import CREATE_ANYWAY, SKIP, UPDATE
from imports.seen import Seen
from imports.vocabularies import CREATE, CREATE_PERSON, Answers, Resolver, Unknown, Vocabulary

# Of the names of one kind that come into being, those that are kept: all stages, and the first of all others.
NAMED = 50


@dataclass(frozen=True)
class Assignment:
    """What a target is told about one import: who brings it, which run it is, and what was said for all rows."""

    by: Any
    run: Any
    file_name: str
    options: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    mapped: frozenset[str] = frozenset()
    # What unknown names that are created look like, by vocabulary and folded name (`imports.ahead`).
    near: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


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

    # The sentence about a row that says the same as one further up; gets %(line)s.
    twin_reason: Any = gettext_lazy("Line %(line)s of the file says the same: is the row there twice?")

    def __init__(self, assignment: Assignment, fields: Sequence[Field], vocabularies: dict[str, Vocabulary]) -> None:
        self.assignment = assignment
        self.fields = fields
        self.named = [declared for declared in fields if declared.is_named]
        self.resolvers = {
            key: Resolver(vocabulary, Answers.from_json(assignment.answers.get(key, {}), vocabulary.default))
            for key, vocabulary in vocabularies.items()
        }
        # What comes into being beside the rows themselves, by word: {"contacts": 85}.
        self.beside: Counter[str] = Counter()
        # What comes into being with the rows that name it, by vocabulary: how many, and the first names.
        self.coming: dict[str, tuple[int, list[str]]] = {}
        # The folded tags among them.
        self._new_tags: set[str] = set()
        # How many rows change in each field, by field key.
        self.changed: Counter[str] = Counter()
        self.tags = names_in(assignment.options.get("tags", ""))
        self.match_key = assignment.options.get("match", "")
        self.on_match = assignment.options.get("on_match", UPDATE)
        self.seen, self.twins = Seen(), Seen()

    def prepare(self, records: list[Record]) -> None:
        """Give each record its outcome, and its `draft` where it is written. Writes nothing; few queries a batch."""
        self.resolve(records)
        keys = self.keys_of(records)
        twins = self.find_twins(records, keys)
        self.find_matches(records, keys)
        self.draft([record for record in records if record.outcome is RowOutcome.CREATED])
        for record in records if twins else ():
            if record.line in twins and record.outcome is RowOutcome.CREATED and record.match is None:
                record.doubt("", str(self.twin_reason) % {"line": twins[record.line]})

    def look_ahead(self, records: list[Record]) -> None:
        """Prepare the records of a check, and note which names come into being with those that will be written."""
        self.prepare(records)
        written = [record for record in records if record.is_written]
        resolver = self.resolvers["tag"]
        if named := dict.fromkeys(name for record in written for name in record.draft.tags):
            resolver.prepare(named)
        for name in named:
            if not resolver.knows(name) and fold(name) not in self._new_tags:
                self._new_tags.add(fold(name))
                self.comes("tag", name)

    def comes(self, vocabulary: str, name: str, *, named: int = NAMED) -> None:
        """Note a name that comes into being with a row; each is noted once, which the caller sees to.

        Of these names `named` are kept.
        """
        count, names = self.coming.get(vocabulary, (0, []))
        self.coming[vocabulary] = count + 1, names if len(names) >= named else [*names, name]

    def keys_of(self, records: Sequence[Record]) -> dict[int, str]:
        """Return by line the keys by which records mean existing rows; of those that say something of it."""
        if not self.match_key:
            return {}
        return {record.line: key for record in records if not record.problems and (key := self.key_of(record))}

    def find_twins(self, records: Sequence[Record], keys: Mapping[int, str]) -> dict[int, int]:
        """Return the lines of rows without a key that say the same as one further up (`twin_key`), with its line."""
        others = (record for record in records if record.line not in keys and not record.problems)
        return self.twins.add({record.line: key for record in others if (key := self.twin_key(record))})

    def find_matches(self, records: Sequence[Record], keys: Mapping[int, str]) -> None:
        """Give each record the existing row that it means; refuse what is not clear, and what stood further up."""
        earlier = self.seen.add(keys)
        found = self.existing([record for record in records if record.line in keys], keys) if keys else {}
        for record in records if earlier or found else ():
            if record.is_refused:
                continue
            if first := earlier.get(record.line):
                record.refuse("", _("Line %(line)s of the file stands for the same row.") % {"line": first})
            elif rows := found.get(record.line, ()):
                self._take_match(record, rows)

    def _take_match(self, record: Record, rows: Sequence[Any]) -> None:
        row, run = rows[0], self.assignment.run
        # Another row of the file named it, and so it came into being before its own one: nothing that was there before.
        made_beside = row.import_run_id == run.pk and row.import_line is None
        if self.on_match == CREATE_ANYWAY:
            return
        if len(rows) > 1:
            record.refuse("", _("%(count)s rows that exist already match this one.") % {"count": len(rows)})
        elif row.import_run_id == run.pk and row.import_line not in (None, record.line):
            record.refuse("", _("Line %(line)s of the file stands for the same row.") % {"line": row.import_line})
        elif self.on_match == SKIP and not made_beside:
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
        keys = self.keys_of(records)
        self.find_twins(records, keys)
        self.seen.add(keys)

    def tags_of(self, record: Record) -> list[str]:
        """Return the names of the tags that a row is to bear, each once."""
        if not (record.values.get("tags") or self.tags):
            return []
        names = [*(record.values.get("tags") or []), *self.tags]
        return list({fold(name): name for name in reversed(names)}.values())[::-1]

    def forget(self) -> None:
        """Forget what was looked up or made: the database has taken back what was written last."""
        for resolver in self.resolvers.values():
            resolver.forget()

    def refuse_vanished(self, record: Record) -> None:
        """Refuse a record whose existing row was deleted since it was looked up."""
        record.refuse("", _("The row that it means was deleted meanwhile."))

    def twin_key(self, record: Record) -> str:
        """Return what two rows of a file share that are most likely one, though no key was chosen; "" asks nothing."""
        return ""

    def key_of(self, record: Record) -> str:
        """Return the text by which a record means an existing row (`match_key`), "" where it says nothing."""
        raise NotImplementedError(f"{type(self).__name__} knows no keys.")

    def existing(self, records: list[Record], keys: Mapping[int, str]) -> dict[int, Sequence[Any]]:
        """Return by line the existing rows that records mean, annotated with `may_edit`: such as the owner may see.

        `keys` are those of the records (`key_of`) by line.
        """
        raise NotImplementedError(f"{type(self).__name__} finds no rows.")

    def resolve(self, records: list[Record]) -> None:
        """Put what the names stand for in the place of the names; refuse the rows of those that are not known.

        A row that is refused anyway is told of those, too: whoever repairs it learns of all at once.
        """
        mapped = [declared for declared in self.named if records and declared.key in records[0].columns]
        for key, resolver in self.resolvers.items():
            fields = [declared for declared in mapped if declared.vocabulary == key]
            resolver.prepare(name for declared in fields for name in _names(records, declared))
        for declared in mapped:
            key, resolver = declared.key, self.resolvers[declared.vocabulary]
            self.doubt_near(records, declared)
            known, value_of = resolver.known, resolver.value
            for record in records:
                if named := record.values.get(key):
                    if record.problems:
                        tell_unknown(record, key, resolver)
                        continue
                    try:
                        if isinstance(named, str) and named in known:
                            record.values[key] = known[named]
                        elif isinstance(named, list):
                            found = [value_of(name, record.line) for name in named]
                            record.values[key] = [each for each in found if each is not None]
                        else:
                            record.values[key] = value_of(named, record.line)
                    except Unknown as reason:
                        record.refuse(key, str(reason))

    def doubt_near(self, records: Sequence[Record], declared: Field) -> None:
        """Say of rows that name what is created anew that something alike exists: it was offered, and not taken."""
        near = self.assignment.near.get(declared.vocabulary)
        if not near:
            return
        alike = {name: near.get(fold(name), "") for name in _names(records, declared)}
        for record in records:
            named = record.values.get(declared.key) or ()
            for name in [named] if isinstance(named, str) else named:
                if alike[name]:
                    reason = _("“%(name)s” is created, although there is “%(near)s”: is it the same?")
                    record.doubt(declared.key, reason % {"name": name, "near": alike[name]})

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


def tell_unknown(record: Record, key: str, resolver: Resolver) -> None:
    """Refuse a row that is refused anyway for a name that is not known, too. It brings nothing into being."""
    named = record.values[key]
    for name in named if isinstance(named, list) else [named]:
        if resolver.answers.to(name) in (CREATE, CREATE_PERSON):
            continue
        try:
            resolver.value(name, record.line)
        except Unknown as reason:
            record.refuse(key, str(reason))
            return


def _names(records: Sequence[Record], declared: Field) -> set[str]:
    """Return the names that stand in a field."""
    values = [value for record in records if (value := record.values.get(declared.key))]
    return {name for names in values for name in names} if declared.kind is Kind.NAMES else set(values)
