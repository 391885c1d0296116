"""A text of a shape, a cell or the notes, taken apart: paragraphs of stretches to be edited and atoms that are kept.

Texts, paragraphs and stretches are numbered through the whole presentation, in its order.
"""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from documents.editors.pptx.words import A, is_on, local

Flags = tuple[bool | None, bool | None, bool | None]
UNSAID: Flags = (None, None, None)
KINDS_OF_ATOMS = {"fld": "field"}


@dataclass
class Stretch:
    """Text of one run, or a line break; `flags` is what the run itself says of bold, italic and underlined."""

    number: int
    element: Any
    text: str
    flags: Flags


@dataclass
class Atom:
    """Something in a text that is kept as it is: a field such as the slide's number, a formula."""

    number: int
    element: Any
    kind: str
    text: str


@dataclass
class Paragraph:
    """A paragraph of a text."""

    id: str
    element: Any
    pieces: list[Stretch | Atom]


@dataclass
class Text:
    """A text that can be edited; `part` is where it stands."""

    id: str
    part: str
    body: Any
    paragraphs: list[Paragraph]


@dataclass
class Texts:
    """All texts of a presentation, as they are found."""

    by_id: dict[str, Text] = field(default_factory=dict)
    paragraphs: dict[str, Paragraph] = field(default_factory=dict)
    pieces: dict[int, Stretch | Atom] = field(default_factory=dict)
    _numbers: Any = field(default_factory=count)

    def add(self, part: str, body: Any) -> Text:
        """Take a `txBody` apart; return its text."""
        text = Text(f"t{len(self.by_id)}", part, body, [self._paragraph(one) for one in body.iterfind(f"{A}p")])
        self.by_id[text.id] = text
        return text

    def _paragraph(self, element: Any) -> Paragraph:
        found = [piece for child in element if (piece := self._piece(child)) is not None]
        paragraph = Paragraph(f"p{len(self.paragraphs)}", element, found)
        self.paragraphs[paragraph.id] = paragraph
        self.pieces |= {piece.number: piece for piece in found}
        return paragraph

    def _piece(self, child: Any) -> Stretch | Atom | None:
        if child.tag in (f"{A}pPr", f"{A}endParaRPr") or not isinstance(child.tag, str):
            return None
        number = next(self._numbers)
        if child.tag == f"{A}r":
            return Stretch(number, child, child.findtext(f"{A}t") or "", flags_of(child.find(f"{A}rPr")))
        if child.tag == f"{A}br":
            return Stretch(number, child, "\n", flags_of(child.find(f"{A}rPr")))
        return Atom(number, child, KINDS_OF_ATOMS.get(local(child), "formula"), child.findtext(f"{A}t") or "")


def flags_of(properties: Any) -> Flags:
    """Return what run properties say: bold, italic, underlined, each None where nothing is said."""
    if properties is None:
        return UNSAID
    line = properties.get("u")
    return is_on(properties.get("b")), is_on(properties.get("i")), None if line is None else line != "none"
