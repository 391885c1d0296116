"""What the cells of a workbook show, for a comparison."""

from typing import BinaryIO

from documents.editors.xlsx.book import WORKSHEET
from documents.editors.xlsx.formulas import localised
from documents.editors.xlsx.reading import Workbook, opened, shown_as, value_of
from documents.editors.xlsx.sheet import Cell

Cells = dict[int, str]
Sheets = dict[str, dict[int, Cells]]


def cells(file: BinaryIO) -> Sheets:
    """Return what each filled cell shows, a formula behind it, by sheet, row and column; raises CannotEdit."""
    workbook = opened(file)
    found: Sheets = {}
    for entry in workbook.book.sheets:
        if entry.kind == WORKSHEET:
            _raw, sheet, _blocked = workbook.sheet(entry)
            rows = found.setdefault(entry.name, {})
            for cell in sheet.filled():
                rows.setdefault(cell.row, {})[cell.column] = _shown(cell, workbook)
    return found


def _shown(cell: Cell, workbook: Workbook) -> str:
    text = shown_as(value_of(cell, workbook.strings), workbook.styles.format_of(cell.style), workbook)
    if cell.formula is None:
        return text
    formula = "=" + localised(cell.formula, workbook.language)
    return f"{text} ({formula})" if text else formula
