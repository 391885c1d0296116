"""Workbooks for tests: by openpyxl, or part by part where no honest program would write such a one."""

import io
import zipfile
from collections.abc import Mapping

import openpyxl

from imports.reading.workbook import Written, write_csv

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"


def relations(*kinds_and_targets: tuple[str, str], office: str = OFFICE) -> str:
    found = "".join(
        f'<Relationship Id="rId{number}" Type="{office}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(kinds_and_targets, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}">{found}</Relationships>'


def sheet_part(rows: str, *, before: str = "", behind: str = "", main: str = MAIN) -> str:
    return f'<worksheet xmlns="{main}">{before}<sheetData>{rows}</sheetData>{behind}</worksheet>'


def parts(
    rows: str = "",
    *,
    texts: str = "",
    formats: Mapping[int, str] | None = None,
    before: str = "",
    behind: str = "",
    workbook: str = "",
    main: str = MAIN,
    office: str = OFFICE,
) -> dict[str, str]:
    """The parts of a workbook with one sheet, "Data". Style n has the number format n (codes in `formats`: 164, …)."""
    codes = "".join(f'<numFmt numFmtId="{number}" formatCode="{code}"/>' for number, code in (formats or {}).items())
    styles = "".join(f'<xf numFmtId="{number}"/>' for number in range(200))
    return {
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml"), office=office),
        "xl/_rels/workbook.xml.rels": relations(
            ("worksheet", "worksheets/sheet1.xml"),
            ("sharedStrings", "sharedStrings.xml"),
            ("styles", "styles.xml"),
            office=office,
        ),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}">{workbook}'
        '<sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{texts}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><numFmts>{codes}</numFmts>'
        f'<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>{styles}</cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": sheet_part(rows, before=before, behind=behind, main=main),
    }


def packed(contents: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return stream


def workbook_of(rows: str, **more: object) -> io.BytesIO:
    return packed(parts(rows, **more))  # type: ignore[arg-type]


def saved(book: openpyxl.Workbook) -> io.BytesIO:
    stream = io.BytesIO()
    book.save(stream)
    return stream


def text_of(stream: io.BytesIO, sheet: str = "Data") -> str:
    return convert(stream, sheet)[0]


def convert(stream: io.BytesIO, sheet: str = "Data") -> tuple[str, Written]:
    out = io.BytesIO()
    written = write_csv(stream, sheet, out)
    return out.getvalue().decode("utf-8"), written
