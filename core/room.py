"""A disk without room: how that is known, and how uploads that find none are dropped without a trace."""

import contextlib
import errno
import sqlite3
from typing import Any

from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.db import DatabaseError
from django.utils.translation import gettext_lazy as _

NO_ROOM = _(
    "There is no room left on the disk of the server. Nothing was lost. Tell your administrator, then try again."
)
# The disk is full, the quota of the user or the largest size of a file is reached.
FULL = {getattr(errno, name) for name in ("ENOSPC", "EDQUOT", "EFBIG") if hasattr(errno, name)}
POSTGRESQL_FULL = "53100"


def is_full(error: BaseException | None) -> bool:
    """Return whether an error, or what it comes from, says that there is no room: of the disk, or of the database."""
    if error is None:
        return False
    if isinstance(error, OSError) and error.errno in FULL:
        return True
    if isinstance(error, sqlite3.OperationalError | DatabaseError) and "disk is full" in str(error):
        return True
    return getattr(error, "sqlstate", "") == POSTGRESQL_FULL or is_full(error.__cause__)


class TemporaryFiles(TemporaryFileUploadHandler):
    """Large uploads, on the disk while they arrive. One that finds no room is dropped; the request has `no_room`."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a chunk to the disk."""
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            if not is_full(error):
                raise
            self._drop()
            raise SkipFile from error

    def file_complete(self, file_size: int) -> Any:
        """Return the file, whole; the last bytes reach the disk only now."""
        try:
            return super().file_complete(file_size)
        except OSError as error:
            if not is_full(error):
                raise
            self._drop()
            return None

    def _drop(self) -> None:
        self.request.no_room = True  # type: ignore[union-attr]
        with contextlib.suppress(OSError):  # what waits to be written finds no room, either
            self.file.close()
