"""Workbooks (.xlsx), row by row: typed cells, texts in place, so that no row has to be kept in memory.

A typed text is never run, so none is neutralised; text cells have the format "@", so that one stays a text when
somebody edits it. Letters that XML cannot hold are written as `_x0001_`, as Excel does; lines in a cell end with LF.
"""

import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import IO, Any
from xml.sax.saxutils import escape

from exports.sources import Column
from exports.writing.cells import is_empty, text_of
from imports.fields import Kind
from imports.reading.columns import letters
from imports.reading.neutral import marked

LONGEST_CELL = 32_767
# The places of the formats among `STYLES`.
PLAIN, TEXT, DAY, PERCENT, AMOUNT, HEADING = range(6)
FIRST_DAY, EPOCH = date(1900, 3, 1), date(1899, 12, 30)
LINE_ENDS = re.compile(r"\r\n?")
# What is no letter of XML 1.0, and what would be read as the escape of another one.
ODD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")
WIDTHS = {Kind.NUMBER: 14, Kind.PERCENT: 10, Kind.DAY: 12}
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="#,##0.00#"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="6"><xf/><xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="14" applyNumberFormat="1"/>'
    '<xf numFmtId="9" applyNumberFormat="1"/><xf numFmtId="164" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class Workbook:
    """Writes rows as those of a sheet, and the sheet as a workbook."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self._kinds = [column.kind for column in columns]
        self._letters = [letters(place) for place in range(len(columns))]

    def head(self) -> bytes:
        """Return the beginning of the sheet with the row of headings, which stays in sight."""
        columns = "".join(
            f'<col min="{place}" max="{place}" width="{WIDTHS.get(kind, 24)}" customWidth="1"/>'
            for place, kind in enumerate(self._kinds, 1)
        )
        headings = "".join(
            _text(f"{letter}1", HEADING, str(column.label))
            for letter, column in zip(self._letters, self.columns, strict=True)
        )
        return (
            f'{DECLARATION}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
            '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
            f'<cols>{columns}</cols><sheetData><row r="1">{headings}</row>'
        ).encode()

    def lines(self, rows: Iterable[Sequence[Any]], first: int) -> bytes:
        """Return some rows of the sheet; `first` says how many stand before them, the headings aside."""
        return "".join(self._row(number, row) for number, row in enumerate(rows, first + 2)).encode()

    @staticmethod
    def tail() -> bytes:
        """Return the end of the sheet."""
        return b"</sheetData></worksheet>"

    def _row(self, number: int, row: Sequence[Any]) -> str:
        cells = "".join(
            _cell(f"{letter}{number}", kind, value)
            for letter, kind, value in zip(self._letters, self._kinds, row, strict=True)
            if not is_empty(value)
        )
        return f'<row r="{number}">{cells}</row>'

    @staticmethod
    def put_together(out: IO[bytes], name: str, pieces: Iterable[bytes], on_piece: Callable[[], Any] = bool) -> None:
        """Write the workbook to `out`: its one sheet is called `name`, and `pieces` are all of that, in order."""
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as package:
            for part, content in _parts(name).items():
                package.writestr(part, DECLARATION + content)
            with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
                for piece in pieces:
                    sheet.write(piece)
                    on_piece()


def _cell(place: str, kind: Kind, value: Any) -> str:
    if kind is Kind.NUMBER:
        style = AMOUNT if isinstance(value, Decimal) else PLAIN
        return f'<c r="{place}" s="{style}"><v>{value:f}</v></c>' if style else f'<c r="{place}"><v>{value}</v></c>'
    if kind is Kind.PERCENT:
        return f'<c r="{place}" s="{PERCENT}"><v>{Decimal(value).scaleb(-2):f}</v></c>'
    if kind is Kind.DAY:
        if value >= FIRST_DAY:
            return f'<c r="{place}" s="{DAY}"><v>{(value - EPOCH).days}</v></c>'
        value = value.isoformat()  # Excel knows no such days
    return _text(place, TEXT, marked(text_of(kind, value)))


def _text(place: str, style: int, text: str) -> str:
    text = LINE_ENDS.sub("\n", text)
    if len(text) * 2 > LONGEST_CELL and len(text.encode("utf-16-le", "replace")) > LONGEST_CELL * 2:
        return ""
    shown = escape(ODD.sub(_escaped, text))
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'


def _escaped(match: re.Match[str]) -> str:
    return f"_x{ord(match[0]):04X}_"


def _parts(name: str) -> dict[str, str]:
    """Return the parts of a workbook beside its sheet."""
    sheet = escape(re.sub(r"[\[\]:*?/\\']", " ", name)[:31].strip() or "1", {'"': "&quot;"})
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPES}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{TYPES}.styles+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        f'<sheet name="{sheet}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": STYLES,
    }
