"""What a workbook says of itself: its sheets in the order of their tabs, and where its parts lie."""

import posixpath
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from documents.editors.editor import CannotEdit
from documents.editors.package import Package, too_large
from documents.editors.xlsx.splicing import Element, as_utf8, damaged, elements
from imports.reading.xlsx.package import local
from imports.reading.xlsx.worksheet import TRUE

CONTENT_TYPES = "[Content_Types].xml"
WORKSHEET, CHARTSHEET = "worksheet", "chartsheet"


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to: the id of the relation, the last word of its type, and the part (or address) it names."""

    id: str
    kind: str
    target: str
    external: bool = False


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as the workbook lists it. Only a `worksheet` holds cells; state is visible, hidden or veryHidden."""

    name: str
    kind: str
    state: str
    part: str


@dataclass
class Book:
    """The workbook: `part` is its own, the others those that it refers to ("" where there is none)."""

    part: str
    raw: bytes
    sheets: list[SheetEntry] = field(default_factory=list)
    from_1904: bool = False
    structure_locked: bool = False
    relations: list[Relation] = field(default_factory=list)
    active: int = 0

    def related(self, kind: str) -> str:
        """Return the first part of this kind; "" where there is none."""
        return next((one.target for one in self.relations if one.kind == kind and not one.external), "")

    @property
    def relations_part(self) -> str:
        """The part that holds the workbook's relations."""
        return relations_part(self.part)

    def sheet(self, name: str) -> SheetEntry | None:
        """Return the sheet with cells of that name, or None."""
        return next((sheet for sheet in self.sheets if sheet.name == name and sheet.kind == WORKSHEET), None)


# A workbook of the largest size that is edited here has a third of them. Reading them takes seconds at most.
MOST_TAGS = 3_000_000
LARGEST_PART = 64 << 20


def read_part(package: Package, part: str) -> bytes:
    """Return a part in UTF-8. Raises CannotEdit, also for one that would take too long to read."""
    raw = package.read(part, LARGEST_PART)
    if raw.count(b"<") > MOST_TAGS:
        raise too_large()
    return as_utf8(raw, part)


def relations_part(part: str) -> str:
    """Return the name of the part that holds the relations of `part` ("" is the package itself)."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relations(package: Package, part: str) -> list[Relation]:
    """Return what `part` refers to, in the order of the file."""
    holder = relations_part(part)
    if holder not in package:
        return []
    found = elements(read_part(package, holder), holder, "Relationship")
    return [_relation(posixpath.dirname(part), one) for one in found]


def _relation(folder: str, element: Element) -> Relation:
    told = element.attributes
    external = told.get("TargetMode") == "External"
    target = told.get("Target", "")
    if not external:
        target = target.replace("\\", "/")
        path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        target = posixpath.normpath(path)
    return Relation(told.get("Id", ""), told.get("Type", "").rpartition("/")[2], target, external)


def read_book(package: Package) -> Book:
    """Return what the workbook says of itself. Raises CannotEdit for a package that is no .xlsx workbook."""
    main = next((one.target for one in relations(package, "") if one.kind == "officeDocument"), "")
    if not main or main not in package:
        raise CannotEdit(_("This is no Excel workbook (.xlsx). Download it and edit it on your computer."))
    raw = read_part(package, main)
    found = elements(raw, main, "workbook", "sheet", "workbookPr", "workbookProtection", "workbookView")
    if not found or local(found[-1].name) != "workbook":
        raise CannotEdit(_("This is no Excel workbook (.xlsx). Download it and edit it on your computer."))
    book = Book(main, raw, relations=relations(package, main))
    for element in found:
        _take(book, element)
    if not any(sheet.kind == WORKSHEET for sheet in book.sheets):
        raise damaged(main)
    return book


def _take(book: Book, element: Element) -> None:
    name, told = local(element.name), element.attributes
    if name == "workbookPr":
        book.from_1904 = told.get("date1904") in TRUE
    elif name == "workbookProtection":
        book.structure_locked = told.get("lockStructure") in TRUE
    elif name == "workbookView" and told.get("activeTab", "").isdecimal():
        book.active = int(told["activeTab"])
    elif name == "sheet":
        wanted = next((value for key, value in told.items() if key.endswith(":id")), "")
        relation = next((one for one in book.relations if one.id == wanted), None)
        if relation is None:
            raise damaged(book.part)
        book.sheets.append(
            SheetEntry(told.get("name", ""), relation.kind, told.get("state", "visible"), relation.target)
        )
