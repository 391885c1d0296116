"""The texts that cells share: read with what is known of their form, and appended to."""

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from documents.editors.package import Package
from documents.editors.xlsx.book import read_part
from documents.editors.xlsx.splicing import Splices, damaged, elements, parsed, text_element
from imports.reading.xlsx.package import local
from imports.reading.xlsx.texts import decode

# What no XML may hold, and what would be read as a code for it.
NOT_IN_XML = r"\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
CODED = re.compile(rf"[{NOT_IN_XML}\x0d]|_(?=x[0-9A-Fa-f]{{4}}_)")


def encode(text: str) -> str:
    """Return a text as files hold it: what XML cannot hold by its number, as in _x0007_."""
    return CODED.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


@dataclass
class SharedStrings:
    """The shared texts in their order. `rich` are the numbers of those with a form of their own (a word in bold)."""

    part: str = ""
    raw: bytes = b""
    texts: list[str] = field(default_factory=list)
    rich: set[int] = field(default_factory=set)
    added: list[str] = field(default_factory=list)
    _plain: dict[str, int] | None = None

    def number_of(self, text: str) -> int:
        """Return the number of a plain text, which is added where there is none yet."""
        if self._plain is None:
            self._plain = {one: number for number, one in enumerate(self.texts) if number not in self.rich}
        number = self._plain.get(text)
        if number is None:
            number = self._plain[text] = len(self.texts) + len(self.added)
            self.added.append(text)
        return number

    def patched(self) -> bytes:
        """Return the part with what was added. Its counts, which nobody needs, are brought up to date or stay away."""
        root = elements(self.raw, self.part, "sst")[-1]
        prefix = root.prefix
        new = b"".join(
            f"<{prefix}si>".encode() + text_element(f"{prefix}t", encode(text)) + f"</{prefix}si>".encode()
            for text in self.added
        )
        splices = Splices(self.raw)
        splices.append(root, new)
        if not root.is_empty and "uniqueCount" in root.attributes:
            splices.attribute(root, "uniqueCount", str(len(self.texts) + len(self.added)))
        return splices.done()


def read_strings(package: Package, part: str) -> SharedStrings:
    """Return the shared texts of a workbook; none where it has no such part. Raises CannotEdit."""
    if not part:
        return SharedStrings()
    found = SharedStrings(part, read_part(package, part))
    reader = _Reader(found)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    parsed(found.raw, part, parser)
    if not reader.is_one:
        raise damaged(part)
    return found


class _Reader:
    """Handlers for expat."""

    def __init__(self, found: SharedStrings) -> None:
        self.found = found
        self.pieces: list[str] = []
        self.wanted = self.rich = self.aside = self.is_one = False

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        bare = local(name)
        if bare == "t":
            self.wanted = not self.aside
        elif bare == "si":
            self.pieces.clear()
            self.rich = False
        elif bare in ("r", "phoneticPr"):
            self.rich = True
        elif bare == "rPh":
            self.aside = self.rich = True
        elif bare == "sst":
            self.is_one = True

    def text(self, piece: str) -> None:
        if self.wanted:
            self.pieces.append(piece)

    def end(self, name: str) -> None:
        bare = local(name)
        if bare == "t":
            self.wanted = False
        elif bare == "rPh":
            self.aside = False
        elif bare == "si":
            if self.rich:
                self.found.rich.add(len(self.found.texts))
            self.found.texts.append(decode("".join(self.pieces)))
