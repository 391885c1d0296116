"""Office files are zip packages of parts. Here they are opened within limits, and patched part by part.

A patch declares the parts that it may replace, add or drop; every other part is equal after decompression, in the same
order. The limits are those of docs/decisions/0015-patch-never-convert.md: a package says how large its parts are, and
`zipfile` reads no more of a part than that.
"""

import re
import shutil
import zipfile
from collections.abc import Iterable
from typing import BinaryIO

from django.utils.translation import gettext as _
from lxml import etree

from documents.editors.editor import CannotEdit

MOST_PARTS = 2000
LARGEST_PART = 100 * 1024 * 1024
LARGEST_PACKAGE = 200 * 1024 * 1024
# An element takes a hundred bytes and more when it is read, so few bytes of XML could take gigabytes.
MOST_TAGS = 1_000_000
# The list of all parts, which `zipfile` reads in whole before anybody can count them.
LONGEST_DIRECTORY = 1024 * 1024
# So many times smaller may a part lie in the package; small parts that repeat themselves may be smaller still.
RATIO = 100
RATIO_FROM = 1024 * 1024
CHUNK = 256 * 1024
# The end record, the longest comment behind it, and the pointer of the larger form before it.
LONGEST_END = 22 + 65_535 + 20

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = 0x1
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
BROKEN_ZIP = (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, OSError, ValueError)
XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")


class HasMacros(CannotEdit):
    """There are macros in the package, whatever its ending says."""


class NotPermitted(Exception):
    """An editor was about to touch a part that it had not declared. A mistake of ours, never of the person."""


def broken() -> CannotEdit:
    """Return the refusal of a file that is not what its ending says."""
    return CannotEdit(
        _("This file is damaged, so it is not edited here. Download it and open it with a program on your computer.")
    )


def too_large() -> CannotEdit:
    """Return the refusal of a file that is over a limit."""
    return CannotEdit(_("This file is too large to be edited here. Download it and edit it on your computer."))


class Package:
    """A package that was opened within the limits. Raises CannotEdit at opening and at reading."""

    # The part without which a package is none.
    LIST = "[Content_Types].xml"

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        file.seek(0)
        if file.read(len(OLE)) == OLE:
            raise CannotEdit(_("This file is protected by a password. Download it and edit it on your computer."))
        if _directory_size(file) > LONGEST_DIRECTORY:
            raise too_large()
        file.seek(0)
        try:
            self.zip = zipfile.ZipFile(file)
        except BROKEN_ZIP as error:
            raise broken() from error
        self.parts = {part.filename: part for part in self.zip.infolist()}
        self._check()

    def __contains__(self, name: str) -> bool:
        return name in self.parts

    def _check(self) -> None:
        parts = self.zip.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_PACKAGE:
            raise too_large()
        if len({part.filename.casefold() for part in parts}) != len(parts) or self.LIST not in self.parts:
            raise broken()
        for part in parts:
            _check_part(part)
        if self._has_macros():
            raise HasMacros(
                _("There are macros in this file, so it is not edited here. Download it and edit it on your computer.")
            )
        if any(name.casefold().startswith("_xmlsignatures/") for name in self.parts):
            raise CannotEdit(
                _(
                    "This file is signed, and editing it would break the signature. "
                    "Download it and edit it on your computer."
                )
            )

    def _has_macros(self) -> bool:
        """Return whether there are macros: a part has their name, or under any name their type."""
        if any(name.casefold().endswith("vbaproject.bin") for name in self.parts):
            return True
        types = (part.get("ContentType", "") for part in self.xml(self.LIST).iter("{*}Default", "{*}Override"))
        return any("vbaproject" in one.casefold() for one in types)

    def read(self, name: str, most: int = LARGEST_PART) -> bytes:
        """Return a part's bytes; raises CannotEdit where it is missing, damaged or larger than `most`."""
        part = self.parts.get(name)
        if part is None:
            raise broken()
        if part.file_size > most:
            raise too_large()
        try:
            return self.zip.read(part)
        except (*BROKEN_ZIP, RuntimeError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
            raise broken() from error

    def xml(self, name: str, most: int = LARGEST_PART) -> etree._Element:
        """Return the root of a part that is XML; raises CannotEdit as `read` and `parse` do."""
        return parse(self.read(name, most))


def _directory_size(file: BinaryIO) -> int:
    """Return how long the list of all parts is said to be, as the end of a zip file has it (APPNOTE 4.3.16).

    Raises CannotEdit where there is no such end. The larger form (zip64) has what no package of ours needs: more than
    4 GB, or 65,535 parts.
    """
    size = file.seek(0, 2)
    file.seek(max(0, size - LONGEST_END))
    end = file.read(LONGEST_END)
    at = end.rfind(b"PK\x05\x06")
    if at < 0 or len(end) < at + 22:
        raise broken()
    if end[max(0, at - 20) :].startswith(b"PK\x06\x07"):
        raise too_large()
    return int.from_bytes(end[at + 12 : at + 16], "little")


def _check_part(part: zipfile.ZipInfo) -> None:
    """Raise CannotEdit for one entry whose name, packing or size no honest package has."""
    name = part.filename
    steps = name.split("/")
    if name.startswith("/") or ".." in steps or "\\" in name or ":" in name or not name.isprintable():
        raise broken()
    if part.flag_bits & ENCRYPTED:
        raise CannotEdit(_("This file is protected by a password. Download it and edit it on your computer."))
    if part.compress_type not in METHODS:
        raise broken()
    if part.file_size > LARGEST_PART:
        raise too_large()
    if part.file_size > RATIO_FROM and part.file_size > RATIO * max(part.compress_size, 1):
        raise too_large()


def parse(data: bytes) -> etree._Element:
    """Return the root of an XML document without entities, DTD and network.

    Raises CannotEdit for XML that is broken, that declares a document type (no office file does), or that is written
    in an encoding other than UTF-8 and UTF-16 (the packages' standard allows no other).
    """
    text = data
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            text = data.decode("utf-16").encode()
        except UnicodeError as error:
            raise broken() from error
    declared = XML_ENCODING.match(text.removeprefix(b"\xef\xbb\xbf"))
    if declared and declared[1].lower() not in (b"utf-8", b"utf-16", b"us-ascii"):
        raise broken()
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"\0" in text:
        raise broken()
    if text.count(b"<") > MOST_TAGS:
        raise too_large()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, strip_cdata=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise broken() from error


def serialised(root: etree._Element) -> bytes:
    """Return the bytes of a part from its root."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


class Patch:
    """What shall become of a package: parts replaced, added and dropped, only those that were permitted before."""

    def __init__(self, package: Package, permitted: Iterable[str]) -> None:
        self.package = package
        self.permitted = frozenset(permitted)
        self.changed: dict[str, bytes] = {}
        self.dropped: set[str] = set()

    def put(self, name: str, data: bytes) -> None:
        """Replace a part, or add it at the end of the package."""
        self._permit(name)
        self.changed[name] = data

    def drop(self, name: str) -> None:
        """Leave a part out; nothing happens where it is not there."""
        self._permit(name)
        self.dropped.add(name)

    def _permit(self, name: str) -> None:
        if name not in self.permitted:
            raise NotPermitted(name)

    def write(self, target: BinaryIO) -> None:
        """Write the patched package; without changes, the very bytes that were there.

        Raises CannotEdit for a part that turns out to be damaged.
        """
        kept = {name: data for name, data in self.changed.items() if name not in self.dropped}
        if not kept and not self.dropped & set(self.package.parts):
            self.package.file.seek(0)
            shutil.copyfileobj(self.package.file, target, CHUNK)
            return
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
            out.comment = self.package.zip.comment
            for part in self.package.zip.infolist():
                if part.filename in kept:
                    out.writestr(_like(part), kept.pop(part.filename))
                elif part.filename not in self.dropped:
                    self._copy(part, out)
            for name, data in kept.items():
                out.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)

    def _copy(self, part: zipfile.ZipInfo, out: zipfile.ZipFile) -> None:
        try:
            with self.package.zip.open(part) as source, out.open(_like(part), "w") as copy:
                shutil.copyfileobj(source, copy, CHUNK)
        except (*BROKEN_ZIP, RuntimeError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
            raise broken() from error


def _like(part: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """Return an entry with the name, time and packing of `part`, so that the same edits make the same bytes."""
    entry = zipfile.ZipInfo(part.filename, part.date_time)
    entry.compress_type, entry.external_attr, entry.comment = part.compress_type, part.external_attr, part.comment
    return entry
