"""A file comes in: looked at before it is stored, then kept as it is."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from imports.fields import OWN_ID, Field, Mapping, Source, headings
from imports.models import ImportRun
from imports.reading.columns import Column, read_columns
from imports.reading.dialect import Dialect, detect_dialect, read_sample
from imports.reading.encoding import detect_encoding
from imports.reading.errors import Unreadable
from imports.reading.guessing import bare, guess_fields
from imports.reading.rows import Rows
from imports.reading.templates import PLACE
from imports.reading.workbook import SIGNATURE, sheets
from imports.targets import Target
from imports.unpacking import choose_sheet, store

# How old Excel files, and those with a password, begin.
OLD = b"\xd0\xcf\x11\xe0"
# The columns in front of the refused rows of an import: line and reason.
IN_FRONT = 2


@dataclass(frozen=True)
class Look:
    """What the bytes of a file tell about themselves; of a workbook, the names of its sheets, the first shown first."""

    dialect: Dialect
    columns: list[Column]
    sheets: tuple[str, ...] = ()


def look_at(upload: UploadedFile) -> Look:
    """Return how a file is to be read, as far as it tells. Raises Unreadable for what holds no rows."""
    stream: Any = upload.file
    stream.seek(0)
    if stream.read(len(SIGNATURE)) in (SIGNATURE, OLD):
        stream.seek(0)
        names = tuple(sheet.name for sheet in sorted(sheets(stream), key=lambda sheet: sheet.hidden))
        stream.seek(0)
        return Look(Dialect(), [], names)
    stream.seek(0)
    encoding = detect_encoding(stream)
    stream.seek(0)
    dialect = detect_dialect(read_sample(stream, encoding), encoding)
    stream.seek(0)
    return Look(dialect, _columns(stream, dialect))


def keep_file(upload: UploadedFile, look: Look, *, target: Target, by: Any) -> ImportRun:
    """Keep a file that somebody uploaded, and return its import, a draft.

    Raises Unreadable for a damaged workbook, and where there is no room for the file.
    """
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    run = ImportRun(
        owner=by,
        target=target.key,
        original_name=PurePath((upload.name or "").replace("\\", "/").replace("\0", "")).name[:255],
        sha256=digest.hexdigest(),
        size=upload.size or 0,
        dialect=look.dialect.as_json(),
        columns=[column.as_json() for column in look.columns],
        sheets=list(look.sheets),
    )
    # The name on the disk tells nothing about the file.
    if look.sheets:
        run.workbook = store(run.file.storage, f"imports/{run.public_id}.xlsx", upload)
    else:
        run.read_sha256 = run.sha256
        run.file = store(run.file.storage, f"imports/{run.public_id}.csv", upload)
    run.save()
    if look.sheets:
        try:
            choose_sheet(run, look.sheets[0], by=by)
        except Unreadable:
            # At once: what waits for the end of a transaction would wait in vain where that is rolled back.
            run.workbook.delete(save=False)
            run.delete()
            raise
    return run


def _columns(stream: Any, dialect: Dialect) -> list[Column]:
    rows = Rows(stream, dialect)
    columns = read_columns(rows)
    rows.release()  # the stream is stored next
    return columns


def read_again(run: ImportRun, dialect: Dialect, *, by: Any) -> bool:
    """Read the kept file in another dialect; return whether that changed anything.

    Raises Unreadable, and changes nothing, where the file cannot be read like this.
    """
    stream: Any = run.file.storage.open(str(run.file.name), "rb").file
    with Rows(stream, dialect) as rows:
        columns = [column.as_json() for column in read_columns(rows)]
    return run.settle(by=by, dialect=dialect.as_json(), columns=columns)


class OtherHeadings(ValueError):
    """A file that should continue an import has other columns than the imported one; the text says so."""


def continue_with(run: ImportRun, upload: UploadedFile, look: Look, *, by: Any) -> ImportRun:
    """Keep the repaired rows of an import as a draft that continues it, with all that was said about the first file.

    Line and reason, which the file of refused rows has in front, are passed over (see `continuing`). Raises
    OtherHeadings.
    """
    look, before = _looked_at_as(run, upload, look)
    mapping = {
        key: Source(tuple(index + before for index in source.columns), source.template)
        for key, source in run.mapping_kept().sources.items()
    }
    names = {old: new.name for old, new in zip(run.column_names, look.columns[before:], strict=True)}
    mapping = {key: replace(source, template=_renamed(source.template, names)) for key, source in mapping.items()}
    following = keep_file(upload, look, target=run.kind, by=by)
    following.continues, following.mapping = run, Mapping(mapping).as_json()
    following.options, following.answers = run.options, run.answers
    following.save()
    return following


def _looked_at_as(run: ImportRun, upload: UploadedFile, look: Look) -> tuple[Look, int]:
    """Return how a repaired file is read, as the first one or as it tells itself, and how many columns are in front.

    Raises OtherHeadings.
    """
    former = [{bare(each["heading"]), bare(each["name"])} for each in run.columns]
    stream: Any = upload.file
    for dialect in (
        () if look.sheets else (replace(run.dialect_kept(), header=True), replace(look.dialect, header=True))
    ):
        stream.seek(0)
        try:
            columns = _columns(stream, dialect)
        except Unreadable:
            continue
        in_front = len(columns) - len(former)
        found = [bare(column.heading) for column in columns[max(in_front, 0) :]]
        if in_front in (0, IN_FRONT) and all(each in names for each, names in zip(found, former, strict=True)):
            stream.seek(0)
            return Look(dialect, columns), in_front
    stream.seek(0)
    raise OtherHeadings(
        _("The file has other columns than the imported one. Take the file of the refused rows as it came.")
    )


def _renamed(template: str, names: dict[str, str]) -> str:
    """Return a template over other names of the same columns."""
    return PLACE.sub(lambda found: f"{{{names.get(found[1].strip(), found[1])}}}", template)


def guess_mapping(target: Target, columns: list[Column]) -> Mapping:
    """Return which columns fill which fields, by their headings; a field without one may get a template."""
    known = {field.key: field.headings() for field in target.fields}
    found = target.reconsider(guess_fields([column.heading for column in columns], known), columns)
    sources = {key: Source((index,)) for key, index in found.items()}
    # A file of ours that lacks a column says nothing of that field.
    for field in target.fields if OWN_ID not in sources else ():
        if field.templated and field.key not in sources and (template := _template(field, columns)):
            sources[field.key] = Source(template=template)
    return Mapping(sources)


def _template(field: Field, columns: list[Column]) -> str:
    """Return a template out of the columns that usually make up such a field, or ""."""
    by_heading = {bare(column.heading): column.name for column in reversed(columns)}
    parts = [
        next((by_heading[bare(name)] for name in headings(names) if bare(name) in by_heading), "")
        for names in field.parts
    ]
    return " – ".join(f"{{{part}}}" for part in parts if part)
