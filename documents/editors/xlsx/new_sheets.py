"""Adding sheets: a part each, and what names it in the workbook, its relations and the list of content types."""

import re
from xml.sax.saxutils import quoteattr

from django.utils.translation import gettext as _

from documents.editors.package import Package, Patch
from documents.editors.xlsx.book import CONTENT_TYPES, Book, SheetEntry, read_part
from documents.editors.xlsx.errors import BadEdit
from documents.editors.xlsx.patching import NEW_SHEET
from documents.editors.xlsx.splicing import Splices, damaged, elements
from documents.editors.xlsx.strings import NOT_IN_XML

MOST_SHEETS = 200
LONGEST_NAME = 31
FORBIDDEN = re.compile(rf"[\[\]:*?/\\\t\r\n{NOT_IN_XML}]")
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
STRICT = "http://purl.oclc.org/ooxml/"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"


def check_name(name: object, taken: list[str]) -> str:
    """Return the name of a new sheet. Raises BadEdit for one that spreadsheet programs do not take."""
    if not isinstance(name, str) or not name.strip():
        raise BadEdit(_("A sheet needs a name."))
    if len(name) > LONGEST_NAME:
        raise BadEdit(_("The name of a sheet has at most %(most)s characters.") % {"most": LONGEST_NAME})
    if FORBIDDEN.search(name) or name.startswith("'") or name.endswith("'"):
        raise BadEdit(_("The name of a sheet must not hold any of these: [ ] : * ? \\ /"))
    if name.casefold() in {one.casefold() for one in taken} | {"history"}:
        raise BadEdit(_("There is a sheet “%(name)s” already. Choose another name.") % {"name": name})
    return name


def part_names(package: Package, count: int) -> list[str]:
    """Return names for the parts of new sheets that are not taken yet."""
    taken = {name.casefold() for name in package.parts}
    free = (f"xl/worksheets/sheet{number}.xml" for number in range(1, MOST_SHEETS + len(taken) + 2))
    return [name for name in free if name not in taken][:count]


def new_sheet(book: Book) -> bytes:
    """Return the part of an empty sheet, in the dialect of the workbook."""
    root = elements(book.raw, book.part, "workbook")[-1]
    prefix = root.prefix.removesuffix(":")
    return NEW_SHEET.format(root.attributes[f"xmlns:{prefix}" if prefix else "xmlns"]).encode()


def name_sheets(package: Package, book: Book, patch: Patch, workbook: bytes, added: list[SheetEntry]) -> bytes:
    """Name new sheets in the relations and the content types; return the workbook's part with them listed."""
    ids = _free_ids(book, len(added))
    _relate(package, book, patch, ids, added)
    _type(patch, added, package)
    found = elements(workbook, book.part, "sheets", "sheet")
    listed = [one for one in found if one.name.endswith("sheet")]
    holder = found[-1]
    numbers = [int(one.attributes["sheetId"]) for one in listed if one.attributes.get("sheetId", "").isdecimal()]
    new = "".join(
        f'<{holder.prefix}sheet name={quoteattr(entry.name)} sheetId="{max(numbers, default=0) + 1 + place}" '
        f'xmlns:r="{_office(book)}" r:id="{ids[place]}"/>'
        for place, entry in enumerate(added)
    )
    splices = Splices(workbook)
    splices.append(holder, new.encode())
    return splices.done()


def _office(book: Book) -> str:
    """Return the namespace of relations in the dialect of the workbook; not every program declares it at the root."""
    return STRICT_OFFICE if STRICT.encode() in book.raw else OFFICE


def _free_ids(book: Book, count: int) -> list[str]:
    taken = {one.id for one in book.relations}
    return [name for number in range(1, len(taken) + count + 1) if (name := f"rId{number}") not in taken][:count]


def _relate(package: Package, book: Book, patch: Patch, ids: list[str], added: list[SheetEntry]) -> None:
    part = book.relations_part
    raw = patch.changed.get(part) or read_part(package, part)
    kind = f"{_office(book)}/worksheet"
    root = elements(raw, part, "Relationships")[-1]
    new = "".join(
        f'<{root.prefix}Relationship Id="{name}" Type="{kind}" Target="/{entry.part}"/>'
        for name, entry in zip(ids, added, strict=True)
    )
    splices = Splices(raw)
    splices.append(root, new.encode())
    patch.put(part, splices.done())


def _type(patch: Patch, added: list[SheetEntry], package: Package) -> None:
    raw = patch.changed.get(CONTENT_TYPES) or read_part(package, CONTENT_TYPES)
    root = next((one for one in elements(raw, CONTENT_TYPES, "Types")), None)
    if root is None:
        raise damaged(CONTENT_TYPES)
    new = "".join(f'<{root.prefix}Override PartName="/{entry.part}" ContentType="{SHEET_TYPE}"/>' for entry in added)
    splices = Splices(raw)
    splices.append(root, new.encode())
    patch.put(CONTENT_TYPES, splices.done())
