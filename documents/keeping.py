"""Taking a file in: checked, onto the disk, and only then into a row; what no row took up is removed again."""

import contextlib
import hashlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.core.files import File
from django.db import DatabaseError, connection, models
from django.db.models import Sum
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy

from documents import checking, kinds, names
from documents.storage import private_files, random_name

logger = logging.getLogger("documents")

TYPED_TOO_MUCH = gettext_lazy(
    "“%(name)s” was not saved: with it your files here would have %(all)s MB, and %(limit)s MB are the most for one "
    "person. Leave this page open, delete documents of yours that nobody needs any more in another tab, then save "
    "again."
)
# What was typed is kept beyond the limit of what is uploaded, so that it is not lost; but not without end, for a letter
# that is typed into a large file makes another large file.
TYPED = 2

M = TypeVar("M", bound=type[models.Model])
MEGABYTE = 1024 * 1024
TOO_MUCH = gettext_lazy(
    "“%(name)s” was not uploaded: with it your files here would have %(all)s MB, and %(limit)s MB are the most for one "
    "person. Delete documents of yours that nobody needs any more, or ask your administrator for more room."
)


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

# The models whose rows name files, each with the field of the person whose files they are.
_holders: dict[type[models.Model], str] = {}


def holds_files(*, of: str = "") -> Callable[[M], M]:
    """Say that rows of a model name files on the disk by their field `file` (a class decorator).

    `of` is the field of the person towards whose limit their `size` counts; "" for files of the whole site.
    """

    def register(model: M) -> M:
        _holders[model] = of
        return model

    return register


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
def keeping(*, of: Any = None, typed: bool = False) -> Iterator[Keep]:
    """Open a stretch of work that takes files in: `with keeping() as keep: kept = keep(upload, name="")`.

    `keep` raises ValidationError, a sentence, for a file that is not taken in; with `of`, a person, also for one that
    is too much with all that this person keeps here already, of which what was `typed` here may be `TYPED` times as
    much. At the end, whether it went well or not, every file that no row names is removed from the disk. A process that
    dies in between, or a transaction around this one that is rolled back later, leaves a file without a row:
    `manage.py sweep_files` finds those.
    """
    kept: list[Kept] = []

    def keep(upload: "File | Kept", *, name: str = "") -> Kept:
        if isinstance(upload, Kept):
            return upload
        called = names.clean(name or upload.name or "")
        if of is not None:
            _must_have_room(of, upload.size + sum(taken.size for taken in kept), called, typed=typed)
        taken = _to_disk(upload, called)
        kept.append(taken)
        return taken

    try:
        yield keep
    finally:
        if kept:
            _remove_unnamed([taken.path for taken in kept])


def bytes_of(person: Any) -> int:
    """Return how many bytes the files have that count towards a person's limit (`MAX_MB_PER_PERSON`)."""
    counted = [model._base_manager.filter(**{field: person}) for model, field in _holders.items() if field]
    return sum(rows.aggregate(total=Sum("size"))["total"] or 0 for rows in counted)


def _must_have_room(person: Any, more: int, name: str, *, typed: bool) -> None:
    """Refuse a file with which somebody would keep more than one person may.

    Not under a lock: who uploads several times in the same moment may pass the limit by what these requests carry, of
    which the web server reads no more at a time than it has threads.
    """
    limit = settings.MAX_MB_PER_PERSON * (TYPED if typed else 1)
    if limit and (total := bytes_of(person) + more) > limit * MEGABYTE:
        full = {
            "all": number_format(-(-total // MEGABYTE), force_grouping=True),
            "limit": number_format(limit, force_grouping=True),
        }
        raise checking.refusal(TYPED_TOO_MUCH if typed else TOO_MUCH, name, **full)


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
