"""The work on a large export: rows are written in slices, then put together as one file.

Each slice writes a piece of the file under a name of its own and keeps the names in its checkpoint, so that a worker
who was killed leaves at most a piece that nobody asks for. Access is asked anew for each batch of rows, and for the
person at each slice.
"""

import errno
import gzip
from collections.abc import Iterator
from functools import partial
from tempfile import TemporaryFile
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.ids import new_public_id
from exports import verbs
from exports.models import KEPT, ExportRun
from exports.rows import BATCH, Pieces
from exports.writing.workbook import Workbook
from history.models import record
from jobs import AGAIN, DONE, Failed, LeaseLost, Outcome

CHUNK = 1 << 20


def write_rows(slice: Any) -> Outcome:
    """Write some more rows of an export; when all are written, put its file together and tell its owner, once."""
    run = ExportRun.objects.select_related("owner").filter(pk=slice.payload["run"], state="running").first()
    if run is None:
        return DONE
    with translation.override(run.language or None):
        _demand_person(run)
        try:
            if slice.checkpoint.get("done", 0) < slice.payload["total"]:
                _write_piece(run, slice)
                return AGAIN
            _finish(run, slice)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            run.clear_folder()
            raise Failed(_("The server has no room left for the file. Ask an administrator of the CRM.")) from error
    return DONE


def _demand_person(run: ExportRun) -> None:
    """Raise Failed, and delete what is written, where the person may not see anything any more."""
    if not run.owner.is_active or not run.owner.role:
        run.clear_folder()
        raise Failed(_("The export was stopped, because the person may not see these rows any more."))


def _write_piece(run: ExportRun, slice: Any) -> None:
    kept = {"done": 0, "rows": 0, "pieces": [], **slice.checkpoint}
    pieces = Pieces(run.kind, run.owner, run.format, run.columns)
    keys = run.keys_from(kept["done"])
    done, rows = 0, kept["rows"]
    with TemporaryFile() as out:
        with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=1) as packed:
            while done < len(keys):
                some = keys[done : done + BATCH]
                count, piece = pieces.batch(some, rows)
                packed.write(piece)
                done, rows = done + len(some), rows + count
                if slice.time_is_up:
                    break
        out.seek(0)
        name = run.file.storage.save(f"{run.folder}/{new_public_id()}.part", File(out))
    kept = {"done": kept["done"] + done, "rows": rows, "pieces": [*kept["pieces"], name]}
    try:
        slice.save(kept, done=kept["done"], total=slice.payload["total"])
    except LeaseLost:
        run.file.storage.delete(name)
        raise


def _finish(run: ExportRun, slice: Any) -> None:
    storage, checkpoint = run.file.storage, slice.checkpoint
    pieces = Pieces(run.kind, run.owner, run.format, run.columns)
    with TemporaryFile() as out:
        # To save anew what is saved already renews the lease: of a million rows this takes a while.
        renew = partial(slice.save, checkpoint)
        pieces.put_together(out, _all_of(run, pieces, checkpoint.get("pieces", []), renew))
        size = out.tell()
        out.seek(0)
        name = storage.save(f"{run.folder}/{new_public_id()}.{run.format.extension}", File(out))
    now = timezone.now()
    changes = {"state": "done", "file": name, "size": size, "rows": checkpoint.get("rows", 0)}
    try:
        with transaction.atomic():
            slice.save(checkpoint)
            ExportRun.objects.filter(pk=run.pk).update(**changes, finished_at=now, expires_at=now + KEPT)
            record(verbs.FINISHED, run, by=run.owner, page=run, particulars={"rows": changes["rows"]})
    except LeaseLost:
        storage.delete(name)
        raise
    run.clear_folder(spare=name)


def _all_of(run: ExportRun, pieces: Pieces, names: list[str], renew: Any) -> Iterator[bytes]:
    """Yield the whole file (or sheet) from its head to its tail, the pieces unpacked."""
    yield pieces.writer.head()
    for name in names:
        with run.file.storage.open(name, "rb") as stored, gzip.GzipFile(fileobj=stored, mode="rb") as packed:
            while chunk := packed.read(CHUNK):
                yield chunk
        renew()
    if isinstance(pieces.writer, Workbook):
        yield pieces.writer.tail()
