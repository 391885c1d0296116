"""Saving what was edited in the browser: a version is read, patched, and becomes the next version, or a copy."""

import difflib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files import File

from documents.editors import Editor
from documents.models import Document, Version, add_document

# So many lines of a comparison are shown, and so many are compared at all: it is a help, not an archive.
MOST_DIFFERENCES = 400
MOST_LINES = 5000


@contextmanager
def edited(version: Version, editor: Editor, edits: dict[str, Any]) -> Iterator[File]:
    """Yield the file of `version` with `edits`, named like its document; it is gone afterwards.

    Raises CannotEdit and Refused as the editor does, FileNotFoundError where the version's file is missing.
    """
    with version.file.open("rb") as source, tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as target:
        editor.apply(cast(BinaryIO, source), edits, cast(BinaryIO, target))  # Django's files read and seek alike
        target.seek(0)
        yield File(target, name=version.document.name)


def save_edited(document: Document, file: File, *, by: Any, known: int) -> Version:
    """Make an edited file the next version of `document`; return it, or the one that holds the very same already.

    Raises Conflict where a version newer than `known` is there, ValidationError for a file that is not taken in.
    """
    return document.add_version(file, by=by, based_on=known, edited=True)


def keep_copy(document: Document, file: File, *, by: Any) -> Document:
    """Keep an edited file as a document of its own beside `document`; return it.

    Raises ValidationError for a file that is not taken in.
    """
    return add_document(document.place, file, by=by, blank=True)


def differences(editor: Editor, theirs: Version, mine: File) -> list[dict[str, str]]:
    """Return how `mine` differs from their version, line by line: [{"sign": "-" | "+" | " ", "text": …}].

    What only they have bears "-", what only I have "+"; an empty list where nothing differs or cannot be told.
    """
    if editor.lines is None:
        return []
    with theirs.file.open("rb") as file:
        before = editor.lines(cast(BinaryIO, file))[:MOST_LINES]
    mine.seek(0)
    after = editor.lines(cast(BinaryIO, mine))[:MOST_LINES]
    mine.seek(0)
    compared = difflib.unified_diff(before, after, lineterm="", n=1)
    shown = [line for line in compared if not line.startswith(("---", "+++", "@@"))]
    return [{"sign": line[0], "text": line[1:]} for line in shown[:MOST_DIFFERENCES]]
