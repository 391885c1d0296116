"""A document opened: its parts, and its body as paragraphs, tables and what is kept, each with an id."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from lxml import etree

from documents.editors.docx.numbering import Numbering
from documents.editors.docx.pieces import Paragraph, Splitter, Text, shown_text
from documents.editors.docx.styles import Form, Styles
from documents.editors.docx.words import MARKS, OFFICE, RELS, W, value, whole
from documents.editors.editor import CannotEdit
from documents.editors.package import Package, too_large

MOST_PARAGRAPHS = 10_000
LARGEST_BODY = 30 * 1024 * 1024
# Around paragraphs and tables, without being either.
SETTINGS = {f"{W}sectPr", f"{W}tcPr"}


@dataclass
class Kept:
    """Something between paragraphs that is kept as it is: a content control, a table inside a cell, a foreign part."""

    id: str
    element: Any
    kind: str
    paragraphs: list[str]


@dataclass
class Cell:
    """A cell of a table. Cells that are merged into one above are not shown."""

    blocks: list["Block"]
    columns: int = 1
    rows: int = 1


@dataclass
class Table:
    """A table; what it looks like stays as it is."""

    id: str
    element: Any
    rows: list[list[Cell]]


Block = Paragraph | Table | Kept


@dataclass
class Story:
    """The body of a document. Raises CannotEdit when it is opened."""

    package: Package
    part: str = ""
    root: Any = None
    body: Any = None
    blocks: list[Block] = field(default_factory=list)
    by_id: dict[str, Block] = field(default_factory=dict)
    pieces: dict[int, Any] = field(default_factory=dict)
    settings: Any = None
    styles: Styles = field(init=False)
    numbering: Numbering = field(init=False)
    splitter: Splitter = field(init=False)

    @classmethod
    def open(cls, file: BinaryIO) -> "Story":
        """Return the document in `file`, taken apart."""
        story = cls(Package(file))
        story.part = story._related("", "officeDocument") or ""
        story.root = story.package.xml(story.part, LARGEST_BODY)
        story.body = story.root.find(f"{W}body")
        if story.root.tag != f"{W}document" or story.body is None:
            raise CannotEdit(_("Documents of this kind are not edited here. Download it and edit it on your computer."))
        story._refuse_protected()
        story.styles = Styles(story._side("styles"))
        story.numbering = Numbering(story._side("numbering"))
        story.splitter = Splitter(story.styles)
        story.blocks = list(story._blocks(story.body))
        return story

    # Parts

    def rels_part(self, of: str) -> str:
        """Return the name of the part that lists what a part ("" is the package) refers to."""
        folder, name = posixpath.split(of)
        return posixpath.join(folder, "_rels", f"{name}.rels")

    def _related(self, of: str, kind: str) -> str | None:
        """Return the part that another one refers to by a kind of relationship, or None."""
        rels = self.rels_part(of)
        if rels not in self.package:
            return None
        for one in self.package.xml(rels).iterfind(f"{RELS}Relationship"):
            if one.get("Type") == f"{OFFICE}/{kind}" and one.get("TargetMode") != "External":
                target = posixpath.join("/", posixpath.dirname(of), one.get("Target") or "")
                name = posixpath.normpath(target).lstrip("/")
                return name if name in self.package else None
        return None

    def side_part(self, kind: str) -> str | None:
        """Return the name of the part with the styles, the numbering, the settings; None where there is none."""
        return self._related(self.part, kind)

    def _side(self, kind: str) -> Any:
        name = self.side_part(kind)
        return self.package.xml(name) if name else None

    def _refuse_protected(self) -> None:
        self.settings = self._side("settings")
        protection = self.settings.find(f"{W}documentProtection") if self.settings is not None else None
        if protection is not None and protection.get(f"{W}enforcement") in ("1", "true", "on"):
            raise CannotEdit(_("This document is protected against changes. Download it and edit it on your computer."))

    # The body

    def _blocks(self, container: Any, *, in_cell: bool = False) -> Iterator[Block]:
        for element in container:
            if not isinstance(element.tag, str) or element.tag in SETTINGS or element.tag in MARKS:
                continue
            block = self._block(element, in_cell=in_cell)
            self.by_id[block.id] = block
            yield block

    def _block(self, element: Any, *, in_cell: bool) -> Block:
        if element.tag == f"{W}p":
            return self._paragraph(element)
        name = f"k{len(self.by_id)}"
        if element.tag == f"{W}tbl" and not in_cell and _is_plain(element):
            table = Table(f"t{len(self.by_id)}", element, [])
            self.by_id[table.id] = table
            table.rows = list(self._rows(element))
            return table
        kind = "table" if element.tag == f"{W}tbl" else "control" if element.tag == f"{W}sdt" else "object"
        kept = Kept(name, element, kind, [shown_text([one]) for one in element.iter(f"{W}p")][:200])
        for run in element.iter(f"{W}r"):
            self.splitter.follow_field(run)
        return kept

    def _paragraph(self, element: Any) -> Paragraph:
        if len(self.by_id) >= MOST_PARAGRAPHS:
            raise too_large()
        paragraph = self.splitter.paragraph(element, f"p{len(self.by_id)}")
        self.pieces |= {piece.number: piece for piece in paragraph.pieces}
        return paragraph

    def _rows(self, table: Any) -> Iterator[list[Cell]]:
        """Yield the rows of a table; a cell that goes on downward grows, and its continuations are left out."""
        above: dict[int, Cell] = {}
        for row in table.iterfind(f"{W}tr"):
            column = whole(value(row, "trPr/gridBefore"))
            shown = []
            for element in row.iterfind(f"{W}tc"):
                cell = Cell(list(self._blocks(element, in_cell=True)))
                cell.columns = max(1, min(whole(value(element, "tcPr/gridSpan"), 1), 63))
                merge = element.find(f"{W}tcPr/{W}vMerge")
                if merge is not None and merge.get(f"{W}val") != "restart" and column in above:
                    above[column].rows += 1
                else:
                    shown.append(cell)
                    above.pop(column, None)
                    if merge is not None:
                        above[column] = cell
                column += cell.columns
            yield shown

    # Questions

    def paragraphs(self) -> Iterator[Paragraph]:
        """Yield all paragraphs that the page knows, in the order of the document."""
        yield from (block for block in self.by_id.values() if isinstance(block, Paragraph))

    def form(self, element: Any) -> Form:
        """Return what a `w:p` is: text, a heading, an entry of a list."""
        style = value(element, "pPr/pStyle")
        number = self.list_of(element)
        listed = self.numbering.form(*number) if number else None
        heading = self.styles.heading(style)
        return heading or listed or Form()

    def list_of(self, element: Any) -> tuple[str, int] | None:
        """Return the list that a `w:p` is in, as (numId, level): its own, or its style's."""
        own, level = value(element, "pPr/numPr/numId"), value(element, "pPr/numPr/ilvl")
        of_style = self.styles.numbering(value(element, "pPr/pStyle"))
        if own is None and of_style is None:
            return None
        if own is None:
            number, of_level = of_style  # type: ignore[misc]
            return number, whole(level, of_level)
        return (own, whole(level)) if own != "0" else None

    def text_pieces(self) -> dict[int, Text]:
        """Return the stretches of text by their numbers."""
        return {number: piece for number, piece in self.pieces.items() if isinstance(piece, Text)}


def _is_plain(table: Any) -> bool:
    """Return whether a table is rows of cells and nothing else: no tracked rows, no content controls around them."""
    settings = {f"{W}tblPr", f"{W}tblGrid", f"{W}tr"} | MARKS
    cells = {f"{W}trPr", f"{W}tblPrEx", f"{W}tc"} | MARKS
    for child in table.iterchildren(tag=etree.Element):
        if child.tag not in settings or (child.tag == f"{W}tr" and any(one.tag not in cells for one in child)):
            return False
    return next(table.iter(f"{W}trPrChange", f"{W}cellIns", f"{W}cellDel"), None) is None and not any(
        row.find(f"{W}trPr/{W}{name}") is not None for row in table.iterfind(f"{W}tr") for name in ("ins", "del")
    )
