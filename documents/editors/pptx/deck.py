"""A presentation opened: its slides with their shapes, texts and notes, and the layouts that new slides come from."""

from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from documents.editors.editor import CannotEdit
from documents.editors.package import Package, broken, too_large
from documents.editors.pptx.links import Links
from documents.editors.pptx.places import Box, Sheet, box_on, is_alternative, kind_of, placeholder, shapes_of
from documents.editors.pptx.texts import Text, Texts
from documents.editors.pptx.words import NOT_FOR_TEXT, TITLES, A, P, R, local, whole

MOST_SLIDES = 1000
LARGEST_SLIDE = 20 * 1024 * 1024
WIDTH, HEIGHT = 9_144_000, 6_858_000
GRAPHICS = {"chart": "chart", "chartex": "chart", "diagram": "diagram", "table": "table", "ole": "object"}


@dataclass
class Shape:
    """A shape on a slide or a layout, or a cell of a table; `text` is None where there is none that can be edited."""

    element: Any
    kind: str
    box: Box | None
    text: Text | None = None
    shown: str = ""  # text that is shown and not edited


@dataclass
class Layout:
    """A layout: its name, and its shapes in their order."""

    id: str
    part: str
    name: str
    sheet: Sheet
    shapes: list[Shape]


@dataclass
class Slide:
    """A slide. `link` is the id by which the presentation names it; `notes` is None where it has none yet."""

    id: str
    part: str
    link: str
    root: Any
    layout: Layout
    shapes: list[Shape]
    notes_part: str | None = None
    notes: Text | None = None
    notes_sheet: Sheet | None = None


@dataclass
class Deck:
    """A presentation. Raises CannotEdit when it is opened."""

    package: Package
    links: Links
    part: str
    root: Any
    texts: Texts = field(default_factory=Texts)
    roots: dict[str, Any] = field(default_factory=dict)
    layouts: list[Layout] = field(default_factory=list)
    slides: list[Slide] = field(default_factory=list)

    @classmethod
    def open(cls, file: BinaryIO) -> "Deck":
        """Return the presentation in `file`, taken apart."""
        package = Package(file)
        links = Links(package)
        part = links.one("", "officeDocument")
        if part is None:
            raise broken()
        deck = cls(package, links, part, package.xml(part, LARGEST_SLIDE))
        deck.roots[part] = deck.root
        if deck.root.tag != f"{P}presentation":
            sentence = _("Presentations of this kind are not edited here. Download it and edit it on your computer.")
            raise CannotEdit(sentence)
        if deck.root.find(f"{P}modifyVerifier") is not None:
            raise CannotEdit(
                _("This presentation is protected against changes. Download it and edit it on your computer.")
            )
        deck._read_layouts()
        deck._read_slides()
        return deck

    @property
    def size(self) -> tuple[int, int]:
        """Return width and height of the slides in EMU."""
        found = self.root.find(f"{P}sldSz")
        if found is None:
            return WIDTH, HEIGHT
        return max(whole(found.get("cx"), WIDTH), 1), max(whole(found.get("cy"), HEIGHT), 1)

    @property
    def defaults(self) -> Any:
        """Return what the presentation says of text that says nothing itself, or None."""
        return self.root.find(f"{P}defaultTextStyle")

    def root_of(self, part: str) -> Any:
        """Return the root of a part, read once."""
        if part not in self.roots:
            self.roots[part] = self.package.xml(part, LARGEST_SLIDE)
        return self.roots[part]

    def slide_list(self) -> list[Any]:
        """Return the entries of the presentation's row of slides."""
        row = self.root.find(f"{P}sldIdLst")
        return [one for one in row if one.tag == f"{P}sldId"] if row is not None else []

    def _read_layouts(self) -> None:
        for entry in self.root.iterfind(f"{P}sldMasterIdLst/{P}sldMasterId"):
            master = self.links.target(self.part, entry.get(f"{R}id"))
            if master is None:
                raise broken()
            sheet = Sheet(self.root_of(master))
            for one in self.root_of(master).iterfind(f"{P}sldLayoutIdLst/{P}sldLayoutId"):
                part = self.links.target(master, one.get(f"{R}id"))
                if part is not None:
                    self.layouts.append(self._layout(part, sheet))

    def _layout(self, part: str, master: Sheet) -> Layout:
        root = self.root_of(part)
        sheet = Sheet(root, master)
        common = root.find(f"{P}cSld")
        name = common.get("name") or "" if common is not None else ""
        shapes = [shape for one in self._shapes(part, root, sheet, with_text=False) for shape in one]
        return Layout(f"l{len(self.layouts)}", part, name, sheet, shapes)

    def _read_slides(self) -> None:
        entries = self.slide_list()
        if len(entries) > MOST_SLIDES:
            raise too_large()
        by_part = {layout.part: layout for layout in self.layouts}
        for entry in entries:
            link = entry.get(f"{R}id") or ""
            part = self.links.target(self.part, link)
            layout = by_part.get(self.links.one(part, "slideLayout") or "") if part else None
            if part is None or layout is None or part in {slide.part for slide in self.slides}:
                raise broken()
            root = self.root_of(part)
            if root.tag != f"{P}sld":
                raise broken()
            shapes = [shape for one in self._shapes(part, root, layout.sheet) for shape in one]
            slide = Slide(f"s{len(self.slides)}", part, link, root, layout, shapes)
            self._read_notes(slide)
            self.slides.append(slide)

    def _read_notes(self, slide: Slide) -> None:
        slide.notes_part = self.links.one(slide.part, "notesSlide")
        if slide.notes_part is None:
            return
        master = self.links.one(slide.notes_part, "notesMaster")
        slide.notes_sheet = Sheet(self.root_of(master)) if master else None
        for ph, shape in Sheet(self.root_of(slide.notes_part)).placeholders:
            body = shape.find(f"{P}txBody")
            if kind_of(ph) == "body" and body is not None:
                slide.notes = self.texts.add(slide.notes_part, body)
                return

    def _shapes(self, part: str, root: Any, sheet: Sheet, with_text: bool = True) -> list[list[Shape]]:
        tree = root.find(f"{P}cSld/{P}spTree")
        if tree is None:
            raise broken()
        found = []
        for element, move in shapes_of(tree):
            box = box_on(element, move, sheet)
            table = element.find(f"{A}graphic/{A}graphicData/{A}tbl")
            if table is not None and box is not None and not is_alternative(element):
                found.append(self._cells(part, table, box))
            else:
                found.append([self._shape(part, element, box, with_text)])
        return found

    def _shape(self, part: str, element: Any, box: Box | None, with_text: bool) -> Shape:
        kind = kind_of_shape(element)
        body = element.find(f"{P}txBody")
        shape = Shape(element, kind, box)
        if body is None or kind == "empty":
            return shape
        if is_alternative(element) or not with_text:
            shape.shown = " ".join(body.itertext(f"{A}t"))
        elif body.find(f"{A}p") is not None:
            shape.text = self.texts.add(part, body)
        return shape

    def _cells(self, part: str, table: Any, box: Box) -> list[Shape]:
        """Return the cells of a table, each a shape of its own; those that are merged into another are not."""
        widths = [whole(one.get("w")) for one in table.iterfind(f"{A}tblGrid/{A}gridCol")]
        rows = table.findall(f"{A}tr")
        heights = [whole(row.get("h")) for row in rows]
        across, down = box.width / max(sum(widths), 1), max(box.height / max(sum(heights), 1), 1)
        found = []
        for at, row in enumerate(rows):
            for column, cell in enumerate(row.findall(f"{A}tc")):
                body = cell.find(f"{A}txBody")
                if cell.get("hMerge") == "1" or cell.get("vMerge") == "1" or body is None or body.find(f"{A}p") is None:
                    continue
                width = sum(widths[column : column + whole(cell.get("gridSpan"), 1)])
                height = sum(heights[at : at + whole(cell.get("rowSpan"), 1)])
                left, top = box.left + sum(widths[:column]) * across, box.top + sum(heights[:at]) * down
                place = Box(round(left), round(top), round(width * across), round(height * down))
                found.append(Shape(cell, "cell", place, self.texts.add(part, body)))
        return found


def kind_of_shape(element: Any) -> str:
    """Return what a shape is: a title, a text, a picture, a chart …; "empty" for a placeholder that takes no text."""
    name = local(element)
    if name == "sp":
        ph = placeholder(element)
        if ph is not None and kind_of(ph) in NOT_FOR_TEXT:
            return "empty"
        return "title" if ph is not None and kind_of(ph) in TITLES else "text"
    if name == "pic":
        inside = {local(one) for one in element.iterfind(f"{P}nvPicPr/{P}nvPr//*")}
        if "videoFile" in inside:
            return "video"
        return "audio" if inside & {"audioFile", "wavAudioFile", "audioCd"} else "picture"
    if name == "graphicFrame":
        content = element.find(f"{A}graphic/{A}graphicData")
        uri = (content.get("uri") or "").rpartition("/")[2] if content is not None else ""
        return GRAPHICS.get(uri, "object")
    return "connector" if name == "cxnSp" else "object"
