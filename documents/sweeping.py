"""Holding the disk and the database against each other: rows without a file, files without a row."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from documents.keeping import holders
from documents.models import DiscardedFile
from documents.storage import private_files

# A file younger than this may belong to an upload that is going on.
GRACE = timedelta(hours=1)


@dataclass(frozen=True)
class Lost:
    """A row whose file is not there."""

    row: str
    path: str


def rows_without_file() -> Iterator[Lost]:
    """Yield the rows whose file is missing; rows that wait to be cleared away do not count."""
    storage = private_files()
    for model in holders():
        if model is DiscardedFile:
            continue
        for row in model._base_manager.exclude(file="").order_by("pk").iterator(chunk_size=500):
            if not storage.exists(str(row.file)):
                yield Lost(f"{model._meta.label} {row.pk}", str(row.file))


def files_without_row(*, before: datetime | None = None) -> Iterator[str]:
    """Yield the files that no row names and that were last changed before this instant (default: an hour ago)."""
    storage = private_files()
    before = before or timezone.now() - GRACE
    try:
        folders, files = storage.listdir("")
    except FileNotFoundError:  # nothing was ever uploaded
        return
    yield from (name for name in sorted(files) if storage.get_modified_time(name) < before)
    for folder in sorted(folders):
        paths = [f"{folder}/{name}" for name in storage.listdir(folder)[1]]
        named: set[str] = set()
        for model in holders():
            rows = model._base_manager.filter(file__startswith=f"{folder}/")
            named |= set(rows.values_list("file", flat=True))
        yield from (path for path in sorted(paths) if path not in named and storage.get_modified_time(path) < before)
