"""Changing a few bytes of a part and leaving all others as they are.

Whoever parses XML and writes it anew loses what the parser did not think worth keeping: the order of attributes,
prefixes, comments, the line behind the declaration. Here expat only says where an element stands.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from documents.editors.editor import CannotEdit
from imports.reading.xlsx.package import DEEPEST, local

# A tag from its "<" on; a ">" in quotes does not end it.
TAG = re.compile(rb"""<(?:[^>"']|"[^"]*"|'[^']*')*>""")
CHUNK = 1 << 17


@dataclass(frozen=True, slots=True)
class Element:
    """Where an element stands in its part, in bytes: its tag [start, inside), its content [inside, close), its end."""

    name: str
    attributes: dict[str, str]
    start: int
    inside: int
    close: int
    end: int

    @property
    def is_empty(self) -> bool:
        """Whether it is written as one tag: <a/>."""
        return self.inside == self.end

    @property
    def prefix(self) -> str:
        """The prefix that stands before its name, with the colon; often none."""
        return self.name.removesuffix(local(self.name))


def damaged(part: str) -> CannotEdit:
    """Return the refusal of a workbook of which a part is not as it should be."""
    return CannotEdit(
        _("The workbook is damaged: its part %(part)s cannot be read. Open and save it in a spreadsheet program.")
        % {"part": part}
    )


def tag_end(raw: bytes, start: int, part: str) -> int:
    """Return where the tag that begins at `start` ends."""
    match = TAG.match(raw, start)
    if match is None:
        raise damaged(part)
    return match.end()


def parsed(raw: bytes, part: str, parser: expat.XMLParserType) -> None:
    """Let `parser` read a part to its end. Raises CannotEdit for what is no XML, and for a document type."""

    def refuse(*_declared: object) -> None:
        raise damaged(part)

    parser.StartDoctypeDeclHandler = refuse
    try:
        for start in range(0, len(raw), CHUNK):
            parser.Parse(raw[start : start + CHUNK])
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise damaged(part) from error


def elements(raw: bytes, part: str, *wanted: str) -> list[Element]:
    """Return the elements of these names (without prefix), in the order of their ends. Raises CannotEdit."""
    found: list[Element] = []
    opened: list[tuple[str, dict[str, str], int] | None] = []
    parser = expat.ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(opened) > DEEPEST:
            raise damaged(part)
        opened.append((name, attributes, parser.CurrentByteIndex) if local(name) in wanted else None)

    def end(_name: str) -> None:
        noted = opened.pop()
        if noted is not None:
            found.append(_element(raw, part, *noted, parser.CurrentByteIndex))

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parsed(raw, part, parser)
    return found


def _element(raw: bytes, part: str, name: str, attributes: dict[str, str], start: int, close: int) -> Element:
    inside = tag_end(raw, start, part)
    if raw[inside - 2 : inside] == b"/>":
        return Element(name, attributes, start, inside, inside, inside)
    return Element(name, attributes, start, inside, close, raw.index(b">", close) + 1)


def as_utf8(raw: bytes, part: str) -> bytes:
    """Return a part in UTF-8, in which places in bytes can be trusted. Nearly all are in it already."""
    declared = re.match(rb"""\s*<\?xml[^>]*?encoding=["']([A-Za-z0-9_.-]+)["']""", raw)
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = raw.decode("utf-16")
    elif declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii"):
        raise damaged(part)
    else:
        return raw.removeprefix(b"\xef\xbb\xbf")
    return re.sub(r"^\s*<\?xml[^>]*\?>", '<?xml version="1.0" encoding="UTF-8"?>', text).encode()


def with_attribute(tag: bytes, name: str, value: str | None) -> bytes:
    """Return a tag whose attribute of that name has this value; None takes it out."""
    written = b"" if value is None else f" {name}={quoteattr(value)}".encode()
    there = re.compile(rb"\s" + re.escape(name.encode()) + rb"""\s*=\s*(?:"[^"]*"|'[^']*')""")
    if there.search(tag):
        return there.sub(lambda _match: written, tag, count=1)
    end = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:end].rstrip() + written + tag[end:]


def text_element(name: str, text: str) -> bytes:
    """Return an element that holds a text, blanks at its ends kept."""
    space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f"<{name}{space}>{escape(text)}</{name}>".encode()


class Splices:
    """Replacements in a part, gathered in any order and made at once."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self._made: list[tuple[int, int, int, bytes]] = []

    def replace(self, start: int, end: int, new: bytes) -> None:
        """Put `new` in the place of the bytes from `start` to `end`; several at one place stand in their order."""
        self._made.append((start, end, len(self._made), new))

    def append(self, element: Element, new: bytes) -> None:
        """Put `new` at the end of an element's content."""
        if element.is_empty:
            tag = self.raw[element.start : element.end]
            opened = tag[:-2].rstrip() + b">"
            self.replace(element.start, element.end, opened + new + f"</{element.name}>".encode())
        else:
            self.replace(element.close, element.close, new)

    def attribute(self, element: Element, name: str, value: str | None) -> None:
        """Set an attribute of an element that is not appended to while empty."""
        tag = self.raw[element.start : element.inside]
        self.replace(element.start, element.inside, with_attribute(tag, name, value))

    def done(self) -> bytes:
        """Return the part with all of them made."""
        return b"".join(self._pieces())

    def _pieces(self) -> Iterable[bytes]:
        at = 0
        for start, end, _order, new in sorted(self._made):
            yield self.raw[at:start]
            yield new
            at = end
        yield self.raw[at:]
