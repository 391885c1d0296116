"""The zip file that a workbook is: opened with limits that count the bytes really read, whatever its headers claim."""

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO
from xml.parsers import expat

from django.utils.translation import gettext as _

from imports.reading.errors import Unreadable

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
CHUNK = 1 << 17
# The list of contents is read in one piece, so it has a limit of its own; real workbooks have some dozen entries.
LONGEST_READ = 1 << 20
MOST_ENTRIES = 2_000
# Unpacked bytes of all parts together. A million rows of eight columns are some 370 MB, packed one to seven; cells that
# are all alike pack one to seventeen. The ratio is asked only of what is large: small parts of blanks do no harm.
MOST_BYTES = 1 << 31
RATIO = 100
RATIO_FROM = 32 << 20
# expat reads an unfinished tag again with each chunk, so that one of many megabytes would take time squared. It also
# remembers every name and every open element.
LONGEST_TAG = 1 << 20
MOST_NAMES = 10_000
DEEPEST = 200
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, NotImplementedError)
ENCODINGS = (None, "utf-8", "utf-16", "us-ascii", "iso-8859-1")


Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], object]
Text = Callable[[str], object]


def damaged(part: str = "") -> Unreadable:
    """Return the refusal of a workbook of which a part, or the whole, is not as it should be."""
    if part:
        return Unreadable(
            _("The workbook is damaged: its part %(part)s cannot be read. Open and save it in a spreadsheet program.")
            % {"part": part}
        )
    return Unreadable(_("The workbook is damaged or not complete. Open and save it in a spreadsheet program."))


def _bomb() -> Unreadable:
    return Unreadable(_("The workbook unpacks to far more than its size lets expect, so it is not read."))


def _nothing(_element: str) -> None:
    pass


class Guarded:
    """A stream that does not let a zip file have itself read in one piece. `size` is its length in bytes."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.size = stream.seek(0, 2)
        self.tell = stream.tell

    def seekable(self) -> bool:
        """Say to zipfile that it may jump."""
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        """Jump; what a damaged file gives as a place before its beginning is told as the damage it is."""
        if whence == 0 and offset < 0:
            raise zipfile.BadZipFile("a place before the beginning")
        return self.stream.seek(offset, whence)

    def read(self, size: int = -1) -> bytes:
        """Return as many bytes. Raises Unreadable for a piece that no honest workbook has."""
        if size > LONGEST_READ or (size < 0 and self.size - self.tell() > LONGEST_READ):
            raise _bomb()
        return self.stream.read(size)


@dataclass(frozen=True, slots=True)
class Relation:
    """What one part of the package refers to: the last word of the relation's type, and the part."""

    kind: str
    part: str


class Package:
    """The parts of an Office file, by name. Raises Unreadable for everything that is none, or not a harmless one."""

    def __init__(self, stream: BinaryIO) -> None:
        guarded = Guarded(stream)
        _refuse_other_kinds(stream)
        try:
            self._zip = zipfile.ZipFile(guarded)  # type: ignore[arg-type]
            entries = self._zip.infolist()
        except BROKEN_ZIP as error:
            raise damaged() from error
        if len(entries) > MOST_ENTRIES:
            raise _bomb()
        self.size = guarded.size
        self.read = 0
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            name = _inside(entry.filename).casefold()
            # Two parts of one name: which of them counts would depend on the program that reads.
            if name in self._entries:
                raise damaged(entry.filename)
            self._entries[name] = entry
        _refuse_other_contents(self)

    def __contains__(self, part: str) -> bool:
        return part.casefold() in self._entries

    def chunks(self, part: str) -> Iterator[bytes]:
        """Yield the bytes of a part. Raises Unreadable where it is missing, damaged, encrypted, or too large."""
        entry = self._entries.get(part.casefold())
        if entry is None:
            raise damaged(part)
        if entry.flag_bits & 1:
            raise _protected()
        # zipfile unpacks these two by the piece; what it makes of a piece of the others has no limit.
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged(part)
        try:
            with self._zip.open(entry) as opened:
                while chunk := opened.read(CHUNK):
                    self._count(len(chunk))
                    yield chunk
        except BROKEN_ZIP as error:
            raise damaged(part) from error

    def _count(self, size: int) -> None:
        self.read += size
        if self.read > RATIO_FROM and self.read > self.size * RATIO:
            raise _bomb()
        if self.read > MOST_BYTES:
            raise Unreadable(
                _("Unpacked, the workbook is larger than %(most)s GB. Save the sheet as CSV, then choose that file.")
                % {"most": MOST_BYTES >> 30}
            )

    def relations(self, part: str = "") -> dict[str, Relation]:
        """Return what a part (without one: the package) refers to, as {id: relation}; what lies outside is left out."""
        folder, name = posixpath.split(part)
        found: dict[str, Relation] = {}

        def start(element: str, attributes: dict[str, str]) -> None:
            if local(element) == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "").replace("\\", "/")
                path = target if target.startswith("/") else posixpath.join(folder, target)
                kind = attributes.get("Type", "").rpartition("/")[2]
                found[attributes.get("Id", "")] = Relation(kind, _inside(path))

        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations in self:
            read_through(self.markup(relations, start))
        return found

    def markup(self, part: str, start: Start, end: End = _nothing, text: Text | None = None) -> Iterator[Any]:
        """Read a part as XML, calling `start`, `end` and `text` as expat does; yields the parser after each chunk.

        Names come as they are written, with their prefix (see `local`). Raises Unreadable for what is no XML or ends
        too early, and for a document type, with which a few bytes could stand for gigabytes.
        """
        depth = 0

        def deeper(element: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            if depth > DEEPEST:
                raise damaged(part)
            start(element, attributes)

        def higher(element: str) -> None:
            nonlocal depth
            depth -= 1
            end(element)

        return self.quick_markup(part, deeper, higher, text)

    def quick_markup(self, part: str, start: Start, end: End, text: Text | None) -> Iterator[Any]:
        """Read as `markup` does, but leave it to the caller to refuse elements within elements without end."""

        def declared(_version: str, encoding: str | None, _standalone: int) -> None:
            if (encoding and encoding.casefold()) not in ENCODINGS:
                raise damaged(part)

        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.XmlDeclHandler = declared
        parser.StartDoctypeDeclHandler = _refuse_document_type
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
        fed = 0
        try:
            for chunk in self.chunks(part):
                parser.Parse(chunk)
                fed += len(chunk)
                if fed - parser.CurrentByteIndex > LONGEST_TAG + CHUNK or len(parser.intern) > MOST_NAMES:
                    raise damaged(part)
                yield parser
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise damaged(part) from error


def read_through(reading: Iterator[Any]) -> None:
    """Read a part to its end."""
    for _parser in reading:
        pass


def local(name: str) -> str:
    """Return the name of an element or attribute without its prefix: the strict and the usual form share them."""
    return name.rpartition(":")[2]


def _inside(name: str) -> str:
    """Return the name of a part in its one form. Raises Unreadable for one that leads out of the package."""
    path = posixpath.normpath(name.replace("\\", "/").lstrip("/"))
    if path.startswith(".."):
        raise Unreadable(
            _("The workbook refers to something outside of it (%(part)s), so it is not read.") % {"part": name}
        )
    return path


def _protected() -> Unreadable:
    return Unreadable(_("The workbook is protected by a password. Save it without one, then choose that file."))


def _of_another_kind(kind: str) -> Unreadable:
    return Unreadable(
        _("A workbook of the kind %(kind)s cannot be read. Save it as .xlsx or CSV, then choose that file.")
        % {"kind": kind}
    )


def no_workbook() -> Unreadable:
    """Return the refusal of a file that is no .xlsx workbook, whatever it is."""
    return Unreadable(_("This is no Excel workbook (.xlsx). Choose an .xlsx or a CSV file."))


def _refuse_other_kinds(stream: BinaryIO) -> None:
    stream.seek(0)
    head = stream.read(len(OLE))
    if head == OLE:
        raise _protected() if _holds(stream, ENCRYPTED) else _of_another_kind(".xls")
    if not head:
        raise Unreadable(_("The file is empty."))
    if not head.startswith(b"PK"):
        raise no_workbook()


def _holds(stream: BinaryIO, wanted: bytes) -> bool:
    """Whether the bytes stand anywhere in the rest of the stream, read piece by piece."""
    tail = b""
    while chunk := stream.read(CHUNK):
        if wanted in tail + chunk:
            return True
        tail = chunk[-len(wanted) :]
    return False


def _refuse_other_contents(package: Package) -> None:
    """Refuse the other kinds of file that are zip files too."""
    if "xl/workbook.bin" in package:
        raise _of_another_kind(".xlsb")
    if "mimetype" in package and "content.xml" in package:
        raise _of_another_kind(".ods")


def _refuse_document_type(*_declared: object) -> None:
    raise Unreadable(
        _("The workbook declares a document type. That can do harm and has no use here, so it is not read.")
    )
