"""Workbooks (.xlsx, .xlsm): their sheets, and one of them written as the CSV file that everything else here reads.

How numbers are written is said in `imports.reading.xlsx.formats`. Further: truth values as TRUE and FALSE, formulas as
the value that the workbook keeps for them, errors (#N/A) as they stand, so that their rows can be refused. Of merged
cells the first has the value. Hidden rows and columns are there like the others, and counted.

Line breaks in cells are kept, since notes have paragraphs. So a line of the CSV file may be another one than the row of
the sheet, but its n-th row (`csv.reader`, blank ones counted) always is row n of the sheet.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from imports.reading.errors import Unreadable
from imports.reading.xlsx.formats import Conversion, read_conversions
from imports.reading.xlsx.package import Package, local, no_workbook, read_through
from imports.reading.xlsx.table import Table
from imports.reading.xlsx.texts import SharedTexts, read_texts
from imports.reading.xlsx.worksheet import EXAMPLES, TRUE, SheetReader

SIGNATURE = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with cells: its name, whether people see it in their program, and the part that holds it."""

    name: str
    hidden: bool
    part: str


@dataclass(frozen=True)
class Written:
    """What was written: rows that hold something, the last row of the sheet that does, columns, and what to tell."""

    rows: int
    last_row: int
    columns: int
    hidden_rows: int = 0
    hidden_columns: int = 0
    formulas_without_value: int = 0
    # The first of them, as in ("C7", "D12").
    examples: tuple[str, ...] = field(default=())
    # Columns in which texts stand that are numbers in two ways of writing, such as 1.234; all others hold numbers.
    text_numbers: tuple[int, ...] = field(default=())

    @property
    def warnings(self) -> list[str]:
        """Sentences, in the language of whoever asks, about what people may not expect."""
        told = []
        if count := self.formulas_without_value:
            told.append(
                ngettext(
                    "%(count)s formula has no value in the file and is left empty: %(cells)s.",
                    "%(count)s formulas have no value in the file and are left empty: %(cells)s.",
                    count,
                )
                % {"count": count, "cells": ", ".join(self.examples) + (" …" if count > len(self.examples) else "")}
            )
        if count := self.hidden_rows:
            told.append(
                ngettext(
                    "%(count)s row is hidden in the sheet and is read like the others.",
                    "%(count)s rows are hidden in the sheet and are read like the others.",
                    count,
                )
                % {"count": count}
            )
        if count := self.hidden_columns:
            told.append(
                ngettext(
                    "%(count)s column is hidden in the sheet and is read like the others.",
                    "%(count)s columns are hidden in the sheet and are read like the others.",
                    count,
                )
                % {"count": count}
            )
        return told

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept with an import."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Written":
        """Return it from what was kept."""
        lists = {name: tuple(kept.get(name, ())) for name in ("examples", "text_numbers")}
        return cls(**{**kept, **lists})


@dataclass(slots=True)
class Book:
    """What the workbook says of itself: its sheets in their order, the system of its dates, texts and styles."""

    sheets: list[Sheet]
    from_1904: bool = False
    texts: str = ""
    styles: str = ""


def sheets(stream: BinaryIO) -> list[Sheet]:
    """Return the sheets with cells, in the order of their tabs. Raises Unreadable with a sentence that says why not."""
    return _read_book(Package(stream)).sheets


def write_csv(
    stream: BinaryIO, sheet_name: str, out: BinaryIO, *, on_progress: Callable[[int], object] | None = None
) -> Written:
    """Write the sheet of that name as CSV (UTF-8 without mark, comma, `"`) to `out`, in bounded memory.

    `out` is open for reading and writing (`w+b`); after an error, what it holds is good for nothing. `on_progress` is
    called every few hundred rows with the number of rows so far, and may raise to stop.

    Raises Unreadable, with the cell where there is one: for what is no workbook or damaged; needs a password; unpacks
    to more than is honest; has more rows, columns, or letters in a cell than can be imported; or holds no rows.
    """
    package = Package(stream)
    book = _read_book(package)
    sheet = next((sheet for sheet in book.sheets if sheet.name == sheet_name), None)
    if sheet is None:
        raise Unreadable(_("The workbook has no sheet “%(name)s”.") % {"name": sheet_name})
    table = Table(out)
    with SharedTexts() as texts:
        if book.texts:
            read_texts(package, book.texts, texts)
        conversions: dict[str | None, Conversion] = {}
        if book.styles:
            conversions.update(read_conversions(package, book.styles, from_1904=book.from_1904))
        reader = SheetReader(sheet.part, texts, conversions, table.add)
        for _parser in package.quick_markup(sheet.part, reader.start, reader.end, reader.pieces.append):
            reader.check()
            table.flush()
            if on_progress:
                on_progress(table.rows)
    if not table.rows:
        raise Unreadable(_("The sheet “%(name)s” holds no rows.") % {"name": sheet_name})
    table.end()
    return _written(table, reader)


def _written(table: Table, reader: SheetReader) -> Written:
    hidden = {
        column for first, last in reader.hidden_columns for column in range(first, min(last, table.width) + 1) if column
    }
    return Written(
        rows=table.rows,
        last_row=table.last_row,
        columns=table.width,
        hidden_rows=reader.hidden_rows,
        hidden_columns=len(hidden),
        formulas_without_value=reader.without_value,
        examples=tuple(reader.examples[:EXAMPLES]),
        text_numbers=tuple(sorted(reader.text_numbers)),
    )


def _read_book(package: Package) -> Book:
    """Return what the workbook says of itself. Raises Unreadable where the package is none, or has no sheet."""
    main = next((found.part for found in package.relations().values() if found.kind == "officeDocument"), "")
    if main not in package:
        raise no_workbook()
    relations = package.relations(main)
    book = Book([])
    for found in relations.values():
        if found.kind == "sharedStrings":
            book.texts = found.part
        elif found.kind == "styles":
            book.styles = found.part
    is_root = True

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal is_root
        name = local(element)
        if is_root and name != "workbook":
            raise no_workbook()
        is_root = False
        if name == "workbookPr":
            book.from_1904 = attributes.get("date1904") in TRUE
        elif name == "sheet":
            target = relations.get(next((value for key, value in attributes.items() if key.endswith(":id")), ""))
            # Sheets that are charts or dialogs hold no cells.
            if target and target.kind == "worksheet":
                hidden = attributes.get("state", "visible") != "visible"
                book.sheets.append(Sheet(attributes.get("name", ""), hidden, target.part))

    read_through(package.markup(main, start))
    if not book.sheets:
        raise Unreadable(_("The workbook has no sheet with cells."))
    return book
