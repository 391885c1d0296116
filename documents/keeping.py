"""Taking a file in: checked, onto the disk, and only then into a row; what no row took up is removed again."""

import contextlib
import hashlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files import File
from django.db import DatabaseError, connection, models

from documents import checking, kinds, names
from documents.storage import private_files, random_name

logger = logging.getLogger("documents")


@dataclass(frozen=True)
class Kept:
    """A file that is on the disk and not yet in a row. `path` is its name in the storage, `name` its clean name."""

    path: str
    name: str
    size: int
    sha256: str

    @property
    def content_type(self) -> str:
        """The type as which it will be sent."""
        return kinds.content_type_of(self.name)


Keep = Callable[..., Kept]

_holders: list[type[models.Model]] = []


def holds_files(model: type[models.Model]) -> type[models.Model]:
    """Say that rows of `model` name files on the disk by their field `file` (a class decorator)."""
    _holders.append(model)
    return model


def holders() -> list[type[Any]]:
    """Return the models whose rows name files."""
    return list(_holders)


def named_paths(paths: list[str]) -> set[str]:
    """Return those of `paths` that a row names."""
    found: set[str] = set()
    for model in _holders:
        found |= set(model._base_manager.filter(file__in=paths).values_list("file", flat=True))
    return found


@contextlib.contextmanager
def keeping() -> Iterator[Keep]:
    """Open a stretch of work that takes files in: `with keeping() as keep: kept = keep(upload, name="")`.

    `keep` raises ValidationError, a sentence, for a file that is not taken in. At the end, whether it went well or
    not, every file that no row names is removed from the disk. A process that dies in between, or a transaction
    around this one that is rolled back later, leaves a file without a row: `manage.py sweep_files` finds those.
    """
    kept: list[Kept] = []

    def keep(upload: "File | Kept", *, name: str = "") -> Kept:
        if isinstance(upload, Kept):
            return upload
        taken = _to_disk(upload, names.clean(name or upload.name or ""))
        kept.append(taken)
        return taken

    try:
        yield keep
    finally:
        if kept:
            _remove_unnamed([taken.path for taken in kept])


def _to_disk(upload: File, name: str) -> Kept:
    checking.check(upload, name)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    path = private_files().save(random_name(), upload)
    return Kept(path, name, upload.size, digest.hexdigest())


def _remove_unnamed(paths: list[str]) -> None:
    """Remove the files that no row names; where that cannot be told now, they are left to the sweeper."""
    if connection.needs_rollback:
        logger.warning("%s new files are left to sweep_files: the transaction is broken.", len(paths))
        return
    try:
        named = named_paths(paths)
    except DatabaseError as error:
        logger.warning("%s new files are left to sweep_files: %s.", len(paths), type(error).__name__)
        return
    for path in set(paths) - named:
        private_files().delete(path)
