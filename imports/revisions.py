"""Existing rows that an import changes: looked at once more before they are written, and given their values back."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from core.bulk import update_many
from history.models import event, record_many
from imports.conversion import Record, RowOutcome
from imports.former import give_back
from imports.leftovers import reasons_unrestored
from imports.sessions import Assignment, Session


class Revisions(ABC):
    """What imports of one model do to rows that exist already. Their rows have a `version`, and pages of their own."""

    model: Any
    # Attributes that change with every revision, be they told or derived.
    always: tuple[str, ...]
    # What is looked up with the rows, and the verb under which a row has got its values back.
    related: tuple[str, ...] = ()
    prefetched: tuple[str, ...] = ()
    restored: str

    def look_again(self, session: Session, records: Sequence[Record]) -> None:
        """Lock the rows that records mean; draft anew what somebody has changed since the batch was prepared.

        A record whose row is gone is refused.
        """
        fresh = {row.pk: row for row in self._locked([record.match.pk for record in records])}
        for record in records:
            row = fresh.get(record.match.pk)
            if row is None:
                session.refuse_vanished(record)
            elif row.version != record.match.version:
                record.match, record.outcome = row, RowOutcome.CREATED
                session.draft([record])

    def restore(self, changes: Sequence[Any], assignment: Assignment) -> set[int]:
        """Give rows back their former values, in the caller's transaction; return the keys of those that got them.

        `changes` are `ImportChange`s. Rows that somebody has touched since stay as they are.
        """
        by_key = {change.row_key: change for change in changes}
        held = self._locked(list(by_key))
        touched = self._touched(held, by_key, assignment)
        given: list[tuple[Any, list[str]]] = []
        for row in held:
            if row.pk not in touched:
                former = dict(by_key[row.pk].former)
                self.take_away(row, former, by=assignment.by)
                given.append((row, give_back(row, former)))
                row.version += 1
        self.derive(given)
        rows = [row for row, _attributes in given]
        attributes = {attribute for _row, own in given for attribute in own}
        update_many(rows, sorted({*attributes, *self.always}))
        now = timezone.now()
        told = {"file": assignment.file_name, "import": assignment.run.public_id}
        by = assignment.by
        record_many(
            [event(self.restored, row, by=by, page=row, particulars=dict(told), happened_at=now) for row in rows]
        )
        return {row.pk for row in rows}

    @abstractmethod
    def take_away(self, row: Any, former: dict[str, Any], *, by: Any) -> None:
        """Take from a row what the import hung on it, give back what it took; and out of `former` what says so."""

    @abstractmethod
    def derive(self, given: Sequence[tuple[Any, list[str]]]) -> None:
        """Set what follows from the values that rows have got back: (row, names of its attributes)."""

    def _locked(self, keys: Sequence[int]) -> list[Any]:
        rows = self.model.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
        return list(rows.select_related(*self.related).prefetch_related(*self.prefetched))

    def _touched(self, rows: Sequence[Any], changes: Mapping[int, Any], assignment: Assignment) -> set[int]:
        """Return the keys of rows that are of another version, or on whose page something happened since."""
        return set(reasons_unrestored(rows, changes, assignment.run))
