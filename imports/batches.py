"""The rows of an import's file in batches, and what works on them from slice to slice."""

import hashlib
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from imports.continuing import brought_before, in_front, refuse_written
from imports.conversion import Converter, Record
from imports.fields import OWN_ID
from imports.models import ImportRun
from imports.no_rows import NoRows
from imports.reading.errors import Unreadable
from imports.reading.rows import Row, Rows
from imports.repairs import repaired
from imports.sessions import Session
from jobs import Failed

# The sessions of imports that this process has half done, by run and version, with the place to which each has come.
_sessions: dict[tuple[int, int], tuple[dict[str, Any], Session]] = {}
SESSIONS = 3


def session_of(run: ImportRun, size: int, *, looks_ahead: bool = False) -> Session:
    """Return what works on an import: as this process left it, or made anew and told of the rows that are done.

    A check, which `looks_ahead`, takes them as it did before; who writes remembers what they mean.
    """
    place, session = _sessions.pop((run.pk, run.version), ({}, None))
    if session is not None and place == run.place:
        return session
    session = run.kind.session(run.assignment())
    take = session.look_ahead if looks_ahead else session.remember
    if run.place:
        with opened(run, {}) as rows:
            for records in records_of(run, rows, size):
                done = [record for record in records if record.line <= run.place["line"]]
                take(done)
                if len(done) < len(records):
                    break
    return session


def keep_session(run: ImportRun, session: Session) -> None:
    """Keep what works on an import for its next slice in this process; of few imports, as each takes memory."""
    while len(_sessions) >= SESSIONS:
        _sessions.pop(next(iter(_sessions)))
    _sessions[run.pk, run.version] = (run.place, session)


def opened(run: ImportRun, place: dict[str, Any]) -> Rows:
    """Return the rows of an import's file from a place on ({}: all). Raises Failed where it cannot be read."""
    try:
        rows = run.open_rows(place or None)
    except Unreadable as reason:
        raise Failed(str(reason)) from reason
    except OSError as error:
        raise Failed(_("The stored file cannot be opened any more. Bring the file again.")) from error
    rows.restores = OWN_ID in run.mapping
    return rows


def demand_same_bytes(run: ImportRun) -> None:
    """Raise Failed where the stored file is not the one that was checked."""
    with opened(run, {}):
        pass
    with run.file.storage.open(str(run.file.name), "rb") as stored:
        digest = hashlib.file_digest(stored, "sha256").hexdigest()
    if digest != (run.read_sha256 or run.sha256):
        raise Failed(_("The stored file is not the one that was checked. Bring the file again."))


def demand_right(run: ImportRun) -> None:
    """Raise Failed where whoever brought the file may not import any more: it is asked again before each batch."""
    if not type(run.owner)._default_manager.get(pk=run.owner_id).may("import"):
        raise Failed(
            _(
                "%(name)s may not import any more. Nothing further was written. An administrator can take back what "
                "was, or give the right back and let the import go on."
            )
            % {"name": run.owner.name}
        )


def batches(rows: Rows, size: int) -> Iterator[list[Row]]:
    """Return the rows in batches; what makes the rest of the file unreadable ends the step with its sentence."""
    while True:
        try:
            batch = list(islice(rows, size))
        except Unreadable as reason:
            raise Failed(str(reason)) from reason
        if not batch:
            return
        yield batch


def no_rows_of(run: ImportRun) -> NoRows:
    """Return what tells the lines of an import's file that are no rows of their own."""
    return NoRows([column["heading"] for column in run.columns], in_front(run))


def records_of(run: ImportRun, rows: Rows, size: int) -> Iterator[list[Record]]:
    """Return the rows as records, in batches, with what was repaired on the page."""
    rest_into = run.kind.rest_into if run.options.get("rest") else ""
    headings = [column["heading"] for column in run.columns]
    converter = Converter(
        run.kind.fields,
        run.mapping_kept(),
        run.formats,
        run.column_names,
        rest_into=rest_into,
        headings=headings,
        in_front=in_front(run),
    )
    others = brought_before(run)
    for batch in batches(rows, size):
        batch = [repaired(row, run) for row in batch] if run.repairs else batch
        refuse_written(run, batch, others)
        yield converter.records(batch)
