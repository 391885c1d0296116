"""The texts that the cells of a workbook share: a bounded number in memory, the others in a temporary file."""

import re
import sys
import tempfile
from array import array

from imports.reading.rows import LONGEST_CELL
from imports.reading.xlsx.package import DEEPEST, Package, damaged, local, read_through

# What the list in memory may come to, in bytes.
MEMORY = 32 << 20
POINTER = 8
# Four bytes are kept for each text in the file.
MOST_TEXTS = 20_000_000
# Texts out of the file that are used again and again (a stage, a company) are kept at hand.
AT_HAND = 50_000
LONGEST_AT_HAND = 100
ESCAPE = re.compile(r"(?:_x[0-9A-Fa-f]{4}_)+")
LINE_ENDS = re.compile(r"\r\n?")


def decode(text: str) -> str:
    """Return a text of the workbook as people see it: `_x000A_` is the letter of that number; lines end with \\n."""
    if "_x" in text:
        text = ESCAPE.sub(_letters, text)
    return LINE_ENDS.sub("\n", text) if "\r" in text else text


def _letters(match: re.Match[str]) -> str:
    # Letters beyond the first 65,536 stand there as two numbers each, as in UTF-16.
    numbers = b"".join(int(code, 16).to_bytes(2, "little") for code in match[0][2:-1].split("__x"))
    return numbers.decode("utf-16-le", errors="replace")


class SharedTexts:
    """The shared texts, by number. Close it: it may hold a temporary file."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._free = MEMORY
        self._file = tempfile.TemporaryFile(buffering=1 << 13)  # noqa: SIM115, closed by __exit__
        self._starts = array("I", [0])
        self._end = 0
        self._at_hand: dict[int, str] = {}

    def __enter__(self) -> "SharedTexts":
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._texts) + len(self._starts) - 1

    def append(self, text: str) -> None:
        """Add the next text; one longer than a cell may be is kept just long enough to be refused."""
        text = decode(text[: LONGEST_CELL + 1])
        self._free -= sys.getsizeof(text) + POINTER
        if self._free > 0:
            self._texts.append(text)
            return
        raw = text.encode("utf-8")
        self._file.write(raw)
        self._end += len(raw)
        self._starts.append(self._end)

    def __getitem__(self, number: int) -> str:
        """Return the text of a number (from 0). Raises IndexError."""
        if number < 0:
            raise IndexError(number)
        if number < len(self._texts):
            return self._texts[number]
        text = self._at_hand.get(number)
        if text is None:
            text = self._from_file(number)
        return text

    def _from_file(self, number: int) -> str:
        place = number - len(self._texts)
        start, end = self._starts[place], self._starts[place + 1]
        self._file.seek(start)
        text = self._file.read(end - start).decode("utf-8")
        if len(text) <= LONGEST_AT_HAND:
            if len(self._at_hand) >= AT_HAND:
                self._at_hand.clear()
            self._at_hand[number] = text
        return text


def read_texts(package: Package, part: str, texts: SharedTexts) -> None:
    """Add the texts of the part to `texts`: the runs of a rich text joined, what says how to pronounce it left out."""
    reader = _Reader(part, texts)
    read_through(package.quick_markup(part, reader.start, reader.end, reader.text))


class _Reader:
    """Handlers for expat. There may be a million texts, so names are compared with the prefix that the root has."""

    def __init__(self, part: str, texts: SharedTexts) -> None:
        self.part = part
        self.texts = texts
        self.pieces: list[str] = []
        self.size = 0
        self.wanted = self.aside = self.within = False
        self.depth = 0
        self.prefix: str | None = None
        self.t = self.si = ""

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if name == self.t and not self.wanted and not self.aside:
            self.wanted = True
        elif name == self.si and not self.within:
            self.within = True
            self.pieces.clear()
            self.size = 0
        else:
            self._start_other(name)

    def _start_other(self, name: str) -> None:
        self.depth += 1
        if self.depth > DEEPEST or (name in (self.t, self.si) and not self.aside):
            raise damaged(self.part)
        if self.prefix is None:
            self.prefix = name.removesuffix(local(name))
            self.t, self.si = self.prefix + "t", self.prefix + "si"
        self.aside = self.aside or local(name) == "rPh"

    def text(self, piece: str) -> None:
        if self.wanted and self.size <= LONGEST_CELL:
            self.pieces.append(piece)
            self.size += len(piece)

    def end(self, name: str) -> None:
        if name == self.t and not self.aside:
            self.wanted = False
        elif name == self.si:
            self.within = False
            if len(self.texts) >= MOST_TEXTS:
                raise damaged(self.part)
            self.texts.append("".join(self.pieces))
        else:
            self.depth -= 1
            if local(name) == "rPh":
                self.aside = False
