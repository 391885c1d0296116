"""Runs: text and its formatting written into a paragraph, so that what was not edited stays the very same run."""

from typing import Any

from lxml import etree

from documents.editors.docx.edits import Span
from documents.editors.docx.pieces import Paragraph, Text, new_run
from documents.editors.docx.styles import UNSAID, Flags, Styles, flags_of
from documents.editors.docx.words import FROM_TEXT, RUN_ORDER, XML, W, value

# Bold and italic have a second switch, for scripts such as Arabic.
SWITCHES = {"b": ("b", "bCs"), "i": ("i", "iCs"), "u": ("u",)}


class Runs:
    """Writes the spans of edited paragraphs. A piece that is asked for unchanged is moved, once; else it is copied."""

    def __init__(self, pieces: dict[int, Any], styles: Styles, free: set[int]) -> None:
        self.pieces = pieces
        self.styles = styles
        self.free = free  # the pieces of the paragraphs that are written anew

    def fill(self, element: Any, spans: list[Span], own: Paragraph | None) -> None:
        """Write `spans` into a paragraph; the marks of `own`, the paragraph that it was, stay behind their pieces."""
        marks = [mark for mark in own.marks if mark.element.tag != f"{W}proofErr"] if own else []
        written: list[tuple[int, list[Any]]] = []
        for place, span in enumerate(spans):
            source = span.atom if span.atom is not None else span.run
            written.append((source if source is not None else -1, self._elements(element, spans, place)))
        for child in list(element):
            if child.tag != f"{W}pPr":
                element.remove(child)
        numbers = {piece.number for piece in own.pieces} if own else set()
        for source, elements in written:
            while marks and source in numbers and marks[0].after < source:
                element.append(marks.pop(0).element)
            element.extend(elements)
        element.extend(mark.element for mark in marks)

    def _elements(self, paragraph: Any, spans: list[Span], place: int) -> list[Any]:
        span = spans[place]
        if span.atom is not None:
            elements: list[Any] = self.pieces[span.atom].take()
            return elements
        piece: Text | None = self.pieces[span.run] if span.run is not None else None
        if piece and (piece.text, piece.flags) == (span.text, span.flags) and piece.number in self.free:
            self.free.discard(piece.number)
            return piece.take()
        if not span.text:
            return []
        like = piece.run if piece else self._neighbour(spans, place)
        return [self._run(span, like if like is not None else _mark_of(paragraph))]

    def _neighbour(self, spans: list[Span], place: int) -> Any:
        """Return the run that new text is formed like: the one before it, else the one behind it."""
        beside = [*reversed(spans[:place]), *spans[place + 1 :]]
        return next((self.pieces[span.run].run for span in beside if span.run is not None), None)

    def _run(self, span: Span, like: Any) -> Any:
        made = new_run(like)
        self._set_flags(made, span.flags)
        text = ""
        for char in span.text:
            if char in FROM_TEXT:
                _append_text(made, text)
                etree.SubElement(made, FROM_TEXT[char])
                text = ""
            else:
                text += char
        _append_text(made, text)
        return made

    def _set_flags(self, run: Any, wanted: Flags) -> None:
        """Make a run bold, italic, underlined as wanted: where it differs from what the run is, and nowhere else."""
        properties = run.find(f"{W}rPr")
        style = value(properties, "rStyle") if properties is not None else None
        styled = self.styles.of_character(style) if style else UNSAID
        said = flags_of(properties)
        for name, want, own, of_style in zip("biu", wanted, said, styled, strict=True):
            if want == (own if own is not None else of_style):
                continue
            if properties is None:
                properties = etree.Element(f"{W}rPr")
                run.insert(0, properties)
            _set_flag(properties, name, False if want is None and of_style else want)
        if properties is not None and len(properties) == 0:
            run.remove(properties)


def _set_flag(properties: Any, name: str, want: bool | None) -> None:
    for switch in SWITCHES[name]:
        found = properties.find(f"{W}{switch}")
        if found is not None:
            properties.remove(found)
        if want is None:
            continue
        made = etree.Element(f"{W}{switch}")
        if name == "u":
            made.set(f"{W}val", "single" if want else "none")
        elif not want:
            made.set(f"{W}val", "0")
        _insert(properties, made, switch)


def _insert(properties: Any, made: Any, name: str) -> None:
    """Put a property where the schema wants it."""
    behind = {f"{W}{other}" for other in RUN_ORDER[RUN_ORDER.index(name) + 1 :]}
    for place, child in enumerate(properties):
        if child.tag in behind:
            properties.insert(place, made)
            return
    properties.append(made)


def _append_text(run: Any, text: str) -> None:
    if text:
        made = etree.SubElement(run, f"{W}t")
        made.text = text
        if text != text.strip():
            made.set(f"{XML}space", "preserve")


def _mark_of(paragraph: Any) -> Any:
    """Return the paragraph's own mark, whose formatting text in an empty paragraph takes on."""
    return paragraph.find(f"{W}pPr")
