"""A workbook comes in: one of its sheets is written as the CSV file that every later step reads."""

import hashlib
from functools import partial
from typing import Any

from django.core.files.base import File
from django.core.files.storage import Storage
from django.db import transaction
from django.utils.translation import gettext as _

from core.room import NO_ROOM, is_full
from imports.models import UNPACK, ImportRun, Settled
from imports.reading.columns import read_columns
from imports.reading.dialect import Dialect, detect_dialect, read_sample
from imports.reading.errors import Unreadable
from imports.reading.rows import Rows
from imports.reading.temporary import temporary_file
from imports.reading.workbook import write_csv
from imports.telling import in_words_of_the_page
from jobs import DONE, Failed, Outcome

# Workbooks up to this size are unpacked while their owner waits; larger ones by a worker.
AT_ONCE = 400_000
ENCODING = "utf-8"


def choose_sheet(run: ImportRun, sheet: str, *, by: Any) -> None:
    """Read another sheet of a workbook: at once, or by a worker where it is large. Raises Unreadable, and Settled."""
    if run.workbook.size <= AT_ONCE:
        unpack(run, sheet, by=by)
        return
    payload = run.begin(UNPACK, by=by) | {"sheet": sheet}
    run.hand_to_worker(UNPACK, payload, by=by)


def store(storage: Storage, name: str, content: File) -> str:
    """Store a file whole or not at all, and return its name. Raises Unreadable where there is no room for it."""
    name = storage.get_available_name(name)
    try:
        return storage.save(name, content)
    except OSError as error:
        storage.delete(name)
        if is_full(error):
            raise Unreadable(str(NO_ROOM)) from error
        raise


def unpack(run: ImportRun, sheet: str, *, by: Any, on_progress: Any = None) -> None:
    """Write a sheet of a run's workbook as its file. Raises Unreadable, and changes nothing; Settled where started."""
    try:
        _unpack(run, sheet, by=by, on_progress=on_progress)
    except OSError as error:
        if is_full(error):
            raise Unreadable(str(NO_ROOM)) from error
        raise


def _unpack(run: ImportRun, sheet: str, *, by: Any, on_progress: Any) -> None:
    storage, former = run.workbook.storage, str(run.file.name or "")
    with storage.open(str(run.workbook.name), "rb") as packed, temporary_file() as out:
        stream: Any = packed.file
        written = write_csv(stream, sheet, out, on_progress=on_progress)
        out.seek(0)
        header = detect_dialect(read_sample(out, ENCODING), ENCODING).header
        out.seek(0)
        dialect = Dialect(ENCODING, header=header)
        rows = Rows(out, dialect)
        columns = read_columns(rows)
        rows.release()
        out.seek(0)
        digest = hashlib.file_digest(out, "sha256").hexdigest()
        out.seek(0)
        name = store(storage, f"imports/{run.public_id}.csv", File(out))
    changed = {
        "file": name,
        "sheet": sheet,
        "sheet_notes": written.as_json(),
        "read_sha256": digest,
        "dialect": dialect.as_json(),
        "columns": [column.as_json() for column in columns],
    }
    try:
        with transaction.atomic():
            run.settle(by=by, **changed)
            if former:
                transaction.on_commit(partial(storage.delete, former), robust=True)
    except BaseException:
        storage.delete(name)
        raise


@in_words_of_the_page
def unpack_sheet(slice: Any) -> Outcome:
    """The job: unpack the sheet that was chosen, if the draft is still what it was."""
    run = ImportRun.objects.select_related("owner").filter(pk=slice.payload["run"]).first()
    if run is None or run.version != slice.payload["version"]:
        return DONE
    try:
        unpack(run, slice.payload["sheet"], by=run.owner, on_progress=lambda rows: slice.save({}, done=rows))
    except Unreadable as reason:
        raise Failed(str(reason)) from reason
    except OSError as error:
        raise Failed(_("The stored file cannot be opened any more. Bring the file again.")) from error
    except Settled:
        pass
    return DONE
