"""Text written into a `txBody`, so that what was not edited stays the very same run."""

from copy import deepcopy
from typing import Any

from lxml import etree

from documents.editors.pptx.edits import Span, Wanted
from documents.editors.pptx.looks import level_of
from documents.editors.pptx.texts import UNSAID, Flags, Paragraph, Stretch, Text, flags_of
from documents.editors.pptx.words import A

PROPERTIES, END = f"{A}pPr", f"{A}endParaRPr"
ATTRIBUTES = {"b": ("1", "0"), "i": ("1", "0"), "u": ("sng", "none")}


def write_text(text: Text, wanted: list[Wanted]) -> None:
    """Write the paragraphs of a text that is there: those that are not named go, new ones are made like another."""
    Writer(text.paragraphs).write(text.body, wanted)


def write_new(body: Any, wanted: list[Wanted]) -> None:
    """Write paragraphs into a `txBody` that was made just now, in the place of what is in it."""
    for paragraph in body.findall(f"{A}p"):
        body.remove(paragraph)
    Writer([]).write(body, wanted)
    if body.find(f"{A}p") is None:
        etree.SubElement(body, f"{A}p")


class Writer:
    """Writes the paragraphs of one text. A stretch that is asked for unchanged is moved, once; else it is copied."""

    def __init__(self, paragraphs: list[Paragraph]) -> None:
        self.there = {paragraph.id: paragraph for paragraph in paragraphs}
        self.pieces = {piece.number: piece for paragraph in paragraphs for piece in paragraph.pieces}
        self.moved: set[int] = set()

    def write(self, body: Any, wanted: list[Wanted]) -> None:
        """Put the paragraphs into `body` in their order."""
        self.likes = {name: self._like(one.element) for name, one in self.there.items()}
        kept = {one.id for one in wanted if one.id is not None and one.spans is None}
        self.moved = {piece.number for name in kept for piece in self.there[name].pieces}
        made = [self._paragraph(one) for one in wanted]
        for paragraph in self.there.values():
            if paragraph.element.getparent() is body:
                body.remove(paragraph.element)
        body.extend(made)

    def _like(self, element: Any) -> tuple[Any, Any]:
        return deepcopy(element.find(PROPERTIES)), deepcopy(element.find(END))

    def _paragraph(self, wanted: Wanted) -> Any:
        if wanted.id is not None:
            element = self.there[wanted.id].element
        else:
            element = etree.Element(f"{A}p")
            element.extend(deepcopy(one) for one in self.likes.get(wanted.like or "", ()) if one is not None)
        if wanted.level is not None and wanted.level != level_of(element):
            _set_level(element, wanted.level)
        if wanted.spans is not None:
            self._fill(element, wanted.spans)
        return element

    def _fill(self, element: Any, spans: list[Span]) -> None:
        made = [one for place in range(len(spans)) for one in self._elements(element, spans, place)]
        for child in list(element):
            if child.tag not in (PROPERTIES, END):
                element.remove(child)
        place = 1 if element.find(PROPERTIES) is not None else 0
        element[place:place] = made

    def _elements(self, paragraph: Any, spans: list[Span], place: int) -> list[Any]:
        span = spans[place]
        if span.atom is not None:
            return [self.pieces[span.atom].element]
        piece = self.pieces.get(span.run) if span.run is not None else None
        if isinstance(piece, Stretch):
            if (piece.text, piece.flags) == (span.text, span.flags) and piece.number not in self.moved:
                self.moved.add(piece.number)
                return [piece.element]
            return _runs(span, piece.element.find(f"{A}rPr"))
        return _runs(span, self._neighbour(spans, place, paragraph))

    def _neighbour(self, spans: list[Span], place: int, paragraph: Any) -> Any:
        """Return the properties that new text takes over: of the stretch before it, or behind it, or of the end."""
        for span in [*reversed(spans[:place]), *spans[place + 1 :]]:
            if span.run is not None:
                return self.pieces[span.run].element.find(f"{A}rPr")
        return paragraph.find(END)


def _runs(span: Span, like: Any) -> list[Any]:
    """Return runs of this text, with breaks where lines end; `like` are the properties that they take over."""
    made: list[Any] = []
    for number, line in enumerate(span.text.split("\n")):
        if number:
            made.append(etree.Element(f"{A}br"))
            _set_properties(made[-1], like, span.flags)
        if line:
            made.append(etree.Element(f"{A}r"))
            _set_properties(made[-1], like, span.flags)
            etree.SubElement(made[-1], f"{A}t").text = line
    return made


def _set_properties(run: Any, like: Any, flags: Flags) -> None:
    properties = etree.SubElement(run, f"{A}rPr")
    if like is not None:
        properties.attrib.update(like.attrib)
        properties.extend(deepcopy(child) for child in like)
    for name, wanted, said in zip("biu", flags, flags_of(like), strict=True):
        if wanted is None:
            properties.attrib.pop(name, None)
        elif wanted != said:
            properties.set(name, ATTRIBUTES[name][0 if wanted else 1])
    if flags == UNSAID and not properties.attrib and not len(properties):
        run.remove(properties)


def _set_level(paragraph: Any, level: int) -> None:
    properties = paragraph.find(PROPERTIES)
    if properties is None:
        properties = etree.Element(PROPERTIES)
        paragraph.insert(0, properties)
    for name in ("lvl", "marL", "indent"):  # a place of its own would hide the level
        properties.attrib.pop(name, None)
    if level:
        properties.set("lvl", str(level))
