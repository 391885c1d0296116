"""The work on a file: survey, check, run. Each goes on where it was stopped, batch by batch, as undoing does.

The rows of a batch, their refusals, the counts and the place in the file are written in one transaction: a worker that
is killed at any point leaves either the whole batch or nothing of it, and its successor goes on from there.
"""

import gc
import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.bulk import insert_many, settle
from history.models import record
from imports import verbs
from imports.ahead import near_ahead
from imports.batches import (
    batches,
    demand_right,
    demand_same_bytes,
    keep_session,
    no_rows_of,
    opened,
    records_of,
    session_of,
)
from imports.continuing import as_before
from imports.conversion import Record, RowOutcome
from imports.models import ImportChange, ImportProblem, ImportRun, Severity
from imports.sessions import Session
from imports.telling import in_words_of_the_page
from jobs import AGAIN, DONE, Outcome

logger = logging.getLogger("imports")

# Rows that are written in one transaction: each commit waits for the disk, and holds up others who write until then.
BATCH = 5000
SURVEY_BATCH = 10_000
SAMPLE_TITLES = 5
# Files up to this size are surveyed and checked while their owner waits; larger ones by a worker.
AT_ONCE = 1_500_000


class Slice(Protocol):
    """What a step needs of `jobs.Slice`; `AtOnce` is the other one."""

    @property
    def payload(self) -> dict[str, Any]: ...

    @property
    def time_is_up(self) -> bool: ...

    def save(self, checkpoint: dict[str, Any], *, done: int | None = None, total: int | None = None) -> None: ...


class AtOnce:
    """A step that is done in the request: no time limit, and no job to keep up to date."""

    time_is_up = False

    def __init__(self, payload: dict[str, Any]) -> None:
        self.payload = payload

    def save(self, checkpoint: dict[str, Any], *, done: int | None = None, total: int | None = None) -> None:
        """Nothing waits for it."""


class Superseded(Exception):
    """The settings were changed since this step began: another one is made for the new ones."""


def current(slice: Slice) -> ImportRun:
    """Return the run of a step. Raises Superseded where it is gone or has other settings than the step began with."""
    wanted = ImportRun.objects.select_related("owner").filter(pk=slice.payload["run"], version=slice.payload["version"])
    run = wanted.first()
    if run is None:
        raise Superseded
    return run


def keep(run: ImportRun, slice: Slice, **changes: Any) -> None:
    """Write progress, in the transaction of the batch. Raises Superseded, so that the batch is rolled back."""
    if not ImportRun.objects.filter(pk=run.pk, version=slice.payload["version"]).update(**changes):
        raise Superseded
    run.__dict__.update(changes)


def end(run: ImportRun, slice: Slice, **changes: Any) -> None:
    """Write the end of a step, together with the hold on its job: who has lost that ends nothing a second time."""
    with transaction.atomic():
        keep(run, slice, **changes)
        slice.save({"ended": True})


@in_words_of_the_page
def survey_file(slice: Slice) -> Outcome:
    """Read the whole file once: how its columns are written, and which names stand in it."""
    try:
        run = current(slice)
        if run.is_surveyed:  # its worker ended between the last row and the end of the job
            return DONE
        survey = run.survey_kept()
        survey.no_rows = no_rows_of(run)
        with opened(run, run.place) as rows:
            for batch in batches(rows, SURVEY_BATCH):
                survey.add(batch)
                with transaction.atomic():
                    keep(run, slice, survey=survey.as_json(), place=rows.place)
                    slice.save(rows.place, done=survey.rows)
                if slice.time_is_up:
                    return AGAIN
            decisions = as_before(run, survey.decisions())
            formats = {key: decided for key, (decided, _choices) in decisions.items() if decided}
            whole = survey.as_json() | {"complete": True}
            end(run, slice, survey=whole, place={}, rows=survey.rows, formats=formats)
    except Superseded:
        pass
    return DONE


@in_words_of_the_page
def check_rows(slice: Slice) -> Outcome:
    """Do all that the run will do, but for the writing: count, and note every row that would be refused, and why."""
    try:
        run = current(slice)
        if run.is_checked:
            return DONE
        counts = run.checked or {"changed": {}, "beside": {}, "titles": [], "doubtful": 0, **_added_up({}, [])}
        if not run.checked:
            run.checked = counts = counts | {"near": near_ahead(run)}
        session = session_of(run, BATCH, looks_ahead=True)
        with opened(run, run.place) as rows, undisturbed():
            for records in records_of(run, rows, BATCH):
                session.look_ahead(records)
                counts |= _added_up(counts, records) | {"doubtful": counts.get("doubtful", 0) + doubtful(records)}
                created = [str(record.draft) for record in records if record.outcome is RowOutcome.CREATED]
                counts["titles"] = [*counts["titles"], *created][:SAMPLE_TITLES]
                counts |= {"beside": dict(+session.beside), "changed": dict(session.changed), "new": session.coming}
                with transaction.atomic():
                    keep(run, slice, checked=counts, place=rows.place)
                    note_problems(run, records)
                    slice.save(rows.place, done=sum(counts[outcome] for outcome in RowOutcome), total=run.rows)
                if slice.time_is_up:
                    keep_session(run, session)
                    return AGAIN
            end(run, slice, checked=counts | {"complete": True}, place={})
    except Superseded:
        pass
    return DONE


@in_words_of_the_page
def write_rows(slice: Slice) -> Outcome:
    """Write the rows; refused ones are noted and never stop the others. At the end its owner is told, once."""
    try:
        run = current(slice)
        if run.state != ImportRun.State.RUNNING:
            return DONE
        if not run.place:
            demand_same_bytes(run)
        session = session_of(run, BATCH)
        session.beside = Counter(run.beside)
        with opened(run, run.place) as rows, undisturbed():
            for records in records_of(run, rows, BATCH):
                demand_right(run)
                session.prepare(records)
                try:
                    _write(run, slice, session, records, rows.place)
                except (IntegrityError, DataError):
                    _write_singly(run, slice, session, records[-1].line)
                if slice.time_is_up:
                    keep_session(run, session)
                    settle(ImportRun)
                    return AGAIN
        _finish(run, slice)
        settle(ImportRun)
    except Superseded:
        pass
    return DONE


def _write(run: ImportRun, slice: Slice, session: Session, records: list[Record], place: dict[str, Any]) -> None:
    with transaction.atomic():
        formers = session.write([each for each in records if each.outcome in (RowOutcome.CREATED, RowOutcome.UPDATED)])
        insert_many(
            [
                ImportChange(run=run, line=each.line, row_key=each.row_key, version=each.version, former=each.values)
                for each in formers
            ]
        )
        note_problems(run, records)
        # Only now, as writing may still refuse a row that somebody else was faster with.
        counts = _added_up(run.counts, records)
        beside, doubts = dict(+session.beside), run.doubtful + doubtful(records)
        keep(run, slice, place=place, beside=beside, doubtful=doubts, **counts)
        slice.save(place, done=sum(counts.values()), total=run.rows)


def _write_singly(run: ImportRun, slice: Slice, session: Session, last: int) -> None:
    """Write the rows of a batch that the database refused one by one; those that it refuses again are refused."""
    _begin_again(run, session)
    with opened(run, run.place) as rows:
        for records in records_of(run, rows, 1):
            demand_right(run)
            session.prepare(records)
            try:
                _write(run, slice, session, records, rows.place)
            except (IntegrityError, DataError) as error:
                logger.warning("Line %s of import %s was refused: %s.", records[0].line, run.pk, type(error).__name__)
                _begin_again(run, session)
                records[0].refuse(
                    "", _("The database does not take this row. What it refers to may have been deleted.")
                )
                _write(run, slice, session, records, rows.place)
            if records[0].line >= last:
                return


def _begin_again(run: ImportRun, session: Session) -> None:
    """Forget what a transaction that was rolled back has left in memory."""
    run.refresh_from_db()
    session.forget()
    session.beside = Counter(run.beside)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let Python look for garbage between slices only: within one, thousands of rows live, and each look costs."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _added_up(counts: dict[str, Any], records: list[Record]) -> dict[str, int]:
    """Return the counts by outcome, with those of some more records."""
    more = Counter(str(record.outcome) for record in records)
    return {outcome.value: counts.get(outcome.value, 0) + more[outcome.value] for outcome in RowOutcome}


def _finish(run: ImportRun, slice: Slice) -> None:
    with transaction.atomic():
        end(run, slice, state=ImportRun.State.DONE, finished_at=timezone.now())
        counts = {"file": run.original_name, **run.counts, "doubtful": run.doubtful, "beside": run.beside}
        record(verbs.FINISHED, run, by=run.owner, page=run, particulars=counts)


def doubtful(records: list[Record]) -> int:
    """Return how many of some records are written although something about them is doubtful."""
    return sum(record.is_doubtful for record in records if record.doubts)


def note_problems(run: ImportRun, records: list[Record]) -> None:
    """Write down why rows of a batch are refused, and what is doubtful about those that are written."""
    insert_many(
        [
            ImportProblem(
                run=run,
                severity=severity.value,
                line=each.line,
                column=problem.column[:255],
                value=problem.value[:255],
                reason=problem.reason,
            )
            for each in records
            if each.problems or each.doubts
            for severity, problems in (
                (Severity.REFUSED, each.problems),
                (Severity.DOUBTFUL, each.doubts if each.is_doubtful else ()),
            )
            for problem in problems
        ]
    )
