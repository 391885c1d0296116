"""The workbook as the page shows it: its tabs and styles at once, the cells of each sheet when it is opened."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from documents.editors.editor import CannotEdit
from documents.editors.package import Package, too_large
from documents.editors.xlsx import formats
from documents.editors.xlsx.blocked import REASONS, Blocked, blocked_in
from documents.editors.xlsx.book import MOST_TAGS, WORKSHEET, Book, SheetEntry, read_book, read_part
from documents.editors.xlsx.formulas import localised
from documents.editors.xlsx.functions import ERRORS_GERMAN, GERMAN
from documents.editors.xlsx.kept import kept_in_sheet, kept_in_workbook
from documents.editors.xlsx.places import name_of
from documents.editors.xlsx.sheet import Cell, Sheet, columns_as_json, read_sheet
from documents.editors.xlsx.strings import SharedStrings, read_strings
from documents.editors.xlsx.styles import Styles, read_styles
from imports.reading.xlsx.formats import written_date
from imports.reading.xlsx.texts import decode
from imports.reading.xlsx.worksheet import TRUE

MOST_FILLED = 100_000
# Cells that hold nothing but a style, and rows: programs write many of them.
MOST_CELLS = 400_000
FILLED = re.compile(rb"<(?:[A-Za-z0-9]+:)?(?:v|is)[ >]")
WRITTEN = re.compile(rb"<(?:[A-Za-z0-9]+:)?(?:c|row)[ />]")

Value = float | str | bool | dict[str, str] | None


@dataclass
class Workbook:
    """A workbook, opened: what its sheets share."""

    package: Package
    book: Book
    styles: Styles
    strings: SharedStrings
    language: str

    def sheet(self, entry: SheetEntry) -> tuple[bytes, Sheet, Blocked]:
        """Return a sheet: its part, what stands in it, and what of it is not changed. Raises CannotEdit."""
        raw = read_part(self.package, entry.part)
        sheet = read_sheet(raw, entry.part)
        return raw, sheet, blocked_in(self.package, sheet)

    def tables(self) -> list[str]:
        """Return the names of all tables, which formulas may use."""
        parts = [name for name in self.package.parts if re.fullmatch(r"xl/tables/[^/]+\.xml", name)]
        found = (re.search(rb"\sdisplayName=[\"']([^\"']+)", read_part(self.package, part)) for part in parts)
        return [match[1].decode() for match in found if match]


def opened(file: BinaryIO) -> Workbook:
    """Return a workbook that may be edited here. Raises CannotEdit with a sentence."""
    package = Package(file)
    book = read_book(package)
    language = get_language() or "en"
    _count(package, book)
    styles = read_styles(package, book.related("styles"), book.related("theme"), language)
    return Workbook(package, book, styles, read_strings(package, book.related("sharedStrings")), language)


def _count(package: Package, book: Book) -> None:
    """Refuse a workbook with more cells than a browser shows without stalling."""
    filled = written = tags = 0
    for entry in book.sheets:
        if entry.kind == WORKSHEET:
            raw = read_part(package, entry.part)
            tags += raw.count(b"<")
            if tags > MOST_TAGS:
                raise too_large()
            filled += sum(1 for _match in FILLED.finditer(raw))
            written += sum(1 for _match in WRITTEN.finditer(raw))
    if filled > MOST_FILLED or written > MOST_CELLS:
        sentence = _("This workbook has more than %(most)s filled cells. Download it and edit it on your computer.")
        raise CannotEdit(sentence % {"most": number_format(MOST_FILLED, force_grouping=True)})


def read(file: BinaryIO) -> dict[str, Any]:
    """Return what the page is built from: tabs, styles, what is kept, and the sheet that is open first."""
    workbook = opened(file)
    book, styles = workbook.book, workbook.styles
    first = _first(book)
    return {
        "sheets": [{"name": one.name, "kind": one.kind, "state": one.state} for one in book.sheets],
        "first": first.name,
        "from_1904": book.from_1904,
        "may_add_sheets": not book.structure_locked,
        "styles": [[code, look] for code, look in zip(styles.formats, styles.looks, strict=True)],
        "tables": workbook.tables(),
        "kept": kept_in_workbook(workbook.package),
        "reasons": {key: str(reason) for key, reason in REASONS.items()},
        "functions": GERMAN if workbook.language.startswith("de") else {},
        "errors": ERRORS_GERMAN if workbook.language.startswith("de") else {},
        "sheet": sheet_as_json(workbook, first),
    }


def read_one(file: BinaryIO, name: str) -> dict[str, Any]:
    """Return one sheet of the workbook by its name. Raises CannotEdit where there is none."""
    workbook = opened(file)
    entry = workbook.book.sheet(name)
    if entry is None:
        raise CannotEdit(_("There is no sheet “%(name)s” in this workbook.") % {"name": name})
    return sheet_as_json(workbook, entry)


def _first(book: Book) -> SheetEntry:
    """Return the sheet that the workbook was saved at, if it has cells; else the first that has and is to be seen."""
    with_cells = [one for one in book.sheets if one.kind == WORKSHEET]
    if book.active < len(book.sheets) and book.sheets[book.active] in with_cells:
        return book.sheets[book.active]
    return next((one for one in with_cells if one.state == "visible"), with_cells[0])


def sheet_as_json(workbook: Workbook, entry: SheetEntry) -> dict[str, Any]:
    """Return a sheet for the grid. Cells are [row, column, style, value, how it is shown, formula], cut at the end
    where nothing is to be said; how it is shown is None where that is the value itself."""
    _raw, sheet, blocked = workbook.sheet(entry)
    rich = sum(1 for cell in sheet.cells if _is_rich(cell, workbook.strings))
    return {
        "name": entry.name,
        "cells": [written for cell in sheet.cells if (written := _cell_as_json(cell, workbook))],
        "columns": columns_as_json(sheet),
        "width": sheet.width,
        "row_styles": list(sheet.row_styles.items()),
        "hidden_rows": sorted(sheet.hidden_rows),
        "merges": [area.as_json() for area in sheet.merges],
        "blocked": blocked.as_json(),
        "frozen": list(sheet.frozen),
        "kept": kept_in_sheet(sheet.around, rich),
    }


def _is_rich(cell: Cell, strings: SharedStrings) -> bool:
    return cell.rich or (cell.kind == "s" and (cell.raw or "").isdecimal() and int(cell.raw or 0) in strings.rich)


def _cell_as_json(cell: Cell, workbook: Workbook) -> list[Any]:
    code = workbook.styles.format_of(cell.style)
    if cell.raw is None and cell.formula is None:
        look = workbook.styles.looks[cell.style] if cell.style < len(workbook.styles.looks) else {}
        return [cell.row, cell.column, cell.style] if "fill" in look or not formats.is_general(code) else []
    value = value_of(cell, workbook.strings)
    shown: str | None = shown_as(value, code, workbook)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    same = shown == str(value) and not isinstance(value, bool)
    written: list[Any] = [cell.row, cell.column, cell.style, value, None if same else shown, cell.formula]
    while written[-1] is None:
        written.pop()
    return written


def value_of(cell: Cell, strings: SharedStrings) -> Value:
    """Return what a cell holds: a number, a text, TRUE or FALSE, {"error": "#N/A"}; None for a formula without one."""
    raw = cell.raw
    if raw is None or (raw == "" and cell.kind == "n"):
        return None
    if cell.kind == "s":
        number = int(raw) if raw.strip().isdecimal() else -1
        return strings.texts[number] if 0 <= number < len(strings.texts) else ""
    if cell.kind == "b":
        return raw.strip() in TRUE
    if cell.kind == "e":
        return {"error": raw}
    if cell.kind == "d":
        return written_date(raw)
    if cell.kind in ("str", "inlineStr"):
        return decode(raw) if cell.kind == "str" else raw
    try:
        value = float(raw)
    except ValueError:
        return raw
    return value if abs(value) < 1e308 else raw


def shown_as(value: Value, code: str, workbook: Workbook) -> str:
    """Return how a value is shown in a cell of the number format `code`."""
    return show(value, code, workbook.language, from_1904=workbook.book.from_1904)


def show(value: Value, code: str, language: str, *, from_1904: bool = False) -> str:
    """Return how a value is shown by a number format to a reader of `language`."""
    german = language.startswith("de")
    if value is None:
        return ""
    if isinstance(value, bool):
        return {(True, True): "WAHR", (True, False): "FALSCH", (False, True): "TRUE"}.get((german, value), "FALSE")
    if isinstance(value, dict):
        error = value["error"]
        return ERRORS_GERMAN.get(error, error) if german else error
    if isinstance(value, str):
        return formats.shown_text(value, code)
    return formats.shown(value, code, language, from_1904=from_1904)


def lines(file: BinaryIO) -> list[str]:
    """Return a workbook as lines for a comparison: each filled row with its sheet and number."""
    workbook = opened(file)
    told = []
    for entry in workbook.book.sheets:
        if entry.kind == WORKSHEET:
            _raw, sheet, _blocked = workbook.sheet(entry)
            told += [f"{entry.name} · {line}" for line in _rows(sheet, workbook)]
    return told


def _rows(sheet: Sheet, workbook: Workbook) -> Iterator[str]:
    row, texts = -1, list[str]()
    for cell in sheet.filled():
        if cell.row != row:
            if texts:
                yield " | ".join(texts)
            row, texts = cell.row, []
        value = value_of(cell, workbook.strings)
        text = shown_as(value, workbook.styles.format_of(cell.style), workbook)
        if cell.formula is not None:
            text = "=" + localised(cell.formula, workbook.language)
        texts.append(f"{name_of(cell.row, cell.column)} {text}")
    if texts:
        yield " | ".join(texts)
