"""A paragraph taken apart: stretches of text that can be edited, atoms that cannot, and marks between them.

Pieces are numbered through the whole document, in its order; the page names them by their numbers when it sends edits.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from lxml import etree

from documents.editors.docx.styles import UNSAID, Flags, Styles, flags_of
from documents.editors.docx.words import (
    AS_TEXT,
    MARKS,
    MC,
    TRACKED,
    TRACKED_FORMAT,
    UNSEEN,
    M,
    W,
    local,
    value,
)

# Elements around runs that are shown as one atom with their text.
WRAPPERS = {f"{W}hyperlink": "link", f"{W}fldSimple": "field", f"{W}sdt": "control"} | {
    f"{W}ins": "inserted",
    f"{W}moveTo": "inserted",
    f"{W}del": "deleted",
    f"{W}moveFrom": "deleted",
}
IN_RUNS = {
    f"{W}pict": "picture",
    f"{W}object": "object",
    f"{W}footnoteReference": "footnote",
    f"{W}endnoteReference": "footnote",
    f"{W}commentReference": "comment",
    f"{W}sym": "symbol",
    f"{W}br": "break",
    f"{W}ptab": "break",
}


@dataclass
class Text:
    """A stretch of text of one run. `flags` is what it says itself, or by its character style."""

    number: int
    run: Any
    nodes: list[Any]
    text: str
    flags: Flags
    alone: bool = True  # whether it is all that its run holds

    def take(self) -> list[Any]:
        """Return its elements, to be put somewhere: its run, or of a run that holds more, a run of its own."""
        if self.alone:
            return [self.run]
        made = new_run(self.run)
        made.extend(self.nodes)
        return [made]


@dataclass
class Atom:
    """Something that is kept as it is and shown as one sign: a picture, a link, a field."""

    number: int
    elements: list[Any]
    kind: str
    text: str = ""
    run: Any = None  # where it shares a run with text

    def take(self) -> list[Any]:
        """Return its elements, to be put somewhere."""
        if self.run is None:
            return self.elements
        made = new_run(self.run)
        made.extend(self.elements)
        return [made]


@dataclass
class Mark:
    """A point between two pieces, which stays behind the piece before it."""

    element: Any
    after: int  # the number of that piece; -1 at the beginning


@dataclass
class Paragraph:
    """One `w:p`. `locked` is why it cannot be edited ("tracked", "field"), or ""; `fixed` ones cannot be removed."""

    id: str
    element: Any
    pieces: list[Text | Atom] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    locked: str = ""
    fixed: bool = False


def new_run(like: Any) -> Any:
    """Return an empty run with the properties of `like`."""
    made = etree.Element(f"{W}r")
    properties = like.find(f"{W}rPr") if like is not None else None
    if properties is not None:
        made.append(deepcopy(properties))
    return made


class Splitter:
    """Takes paragraphs apart, one after the other in the order of the document."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.numbers = count()
        self.field_depth = 0  # of fields that began in an earlier paragraph

    def paragraph(self, element: Any, name: str) -> Paragraph:
        """Return a paragraph in its pieces."""
        made = Paragraph(name, element, fixed=element.find(f"{W}pPr/{W}sectPr") is not None)
        began = self.field_depth
        self._pieces(made)
        if began or self.field_depth:
            made.locked = "field"
        elif _is_tracked(element):
            made.locked = "tracked"
        return made

    def _pieces(self, made: Paragraph) -> None:
        field_parts: list[Any] = []
        for child in made.element:
            if not isinstance(child.tag, str) or child.tag == f"{W}pPr":
                continue
            was_inside = self.field_depth
            if child.tag == f"{W}r":
                self.follow_field(child)
            if was_inside or self.field_depth:
                field_parts.append(child)
                if not self.field_depth:
                    made.pieces.append(Atom(next(self.numbers), field_parts, "field", shown_text(field_parts)))
                    field_parts = []
            elif child.tag == f"{W}r":
                self._run(child, made)
            elif child.tag in MARKS:
                made.marks.append(Mark(child, made.pieces[-1].number if made.pieces else -1))
            else:
                made.pieces.append(Atom(next(self.numbers), [child], _kind(child), shown_text([child])))
        if field_parts:  # it goes on in the next paragraph: both are kept as they are
            made.pieces.append(Atom(next(self.numbers), field_parts, "field", shown_text(field_parts)))

    def follow_field(self, run: Any) -> None:
        """Count the fields that begin and end in a run."""
        for sign in run.iterfind(f"{W}fldChar"):
            kind = sign.get(f"{W}fldCharType")
            if kind == "begin":
                self.field_depth += 1
            elif kind == "end":
                self.field_depth = max(0, self.field_depth - 1)

    def _run(self, run: Any, made: Paragraph) -> None:
        groups = list(_groups(run))
        if not groups:  # a run without content says nothing, and takes no room
            made.marks.append(Mark(run, made.pieces[-1].number if made.pieces else -1))
        properties = run.find(f"{W}rPr")
        said = flags_of(properties)
        style = value(properties, "rStyle") if properties is not None else None
        styled = self.styles.of_character(style) if style else UNSAID
        bold, italic, line = (mine if mine is not None else other for mine, other in zip(said, styled, strict=True))
        for nodes, text in groups:
            number, alone = next(self.numbers), len(groups) == 1
            if text is None:
                elements = [run] if alone else nodes
                made.pieces.append(Atom(number, elements, _kind(nodes[0]), shown_text(nodes), None if alone else run))
            else:
                made.pieces.append(Text(number, run, nodes, text, (bold, italic, line), alone))


def _groups(run: Any) -> Iterator[tuple[list[Any], str | None]]:
    """Yield the content of a run in stretches: nodes with their text, or one node that is no text with None."""
    nodes: list[Any] = []
    text = ""
    for node in run:
        found = _text_of(node)
        if found is not None:
            nodes.append(node)
            text += found
        elif isinstance(node.tag, str) and node.tag not in UNSEEN:
            if text:
                yield nodes, text
            yield [node], None
            nodes, text = [], ""
    if text:
        yield nodes, text


def _text_of(node: Any) -> str | None:
    if node.tag == f"{W}t":
        return node.text or ""
    if node.tag == f"{W}br" and node.get(f"{W}type") in (None, "textWrapping"):
        return "\n"
    return AS_TEXT.get(node.tag)


def _kind(node: Any) -> str:
    """Return what an element that is no text is to a person."""
    if node.tag in WRAPPERS:
        return WRAPPERS[node.tag]
    if node.tag == f"{W}drawing" or node.tag == f"{MC}AlternateContent":
        inside = {local(one) for one in node.iter()}
        return "chart" if "chart" in inside else "picture" if "pic" in inside else "shape"
    if node.tag.startswith(M):
        return "formula"
    return IN_RUNS.get(node.tag, "object")


def shown_text(elements: list[Any]) -> str:
    """Return the text that a reader sees of these elements, without what lies in text boxes."""
    found = []
    for element in elements:
        for node in element.iter(f"{W}t", f"{W}delText", f"{W}tab", f"{M}t"):
            if next(node.iterancestors(f"{W}txbxContent"), None) is None:
                found.append(" " if node.tag == f"{W}tab" else node.text or "")
    return "".join(found)[:500]


def _is_tracked(element: Any) -> bool:
    """Return whether a change of the paragraph's own mark, or of its formatting, is tracked."""
    mark = element.find(f"{W}pPr/{W}rPr")
    if mark is not None and any(child.tag in TRACKED for child in mark):
        return True
    return next(element.iter(*TRACKED_FORMAT), None) is not None
