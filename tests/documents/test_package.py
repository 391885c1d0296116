"""Packages from strangers: opened within limits, or refused with a sentence; patched part by part."""

import struct
import time
import tracemalloc
import warnings
import zipfile
from io import BytesIO

import pytest

from documents.editors import CannotEdit, editor_for
from documents.editors.docx import read
from documents.editors.package import MOST_PARTS, Package, Patch, parse
from tests.documents.rich_docx import rich_docx
from tests.documents.workbooks import with_sheet

TYPES = "[Content_Types].xml"


def package(*parts, method=zipfile.ZIP_DEFLATED):
    """A package with these parts, each (name, bytes), behind the one that every package has."""
    out = BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", method) as made:
        warnings.simplefilter("ignore")  # a name twice is what is tried
        made.writestr(TYPES, b"<Types/>")
        for name, data in parts:
            made.writestr(zipfile.ZipInfo(name), data, method)
    return out


def refused(file, words):
    with pytest.raises(CannotEdit, match=words):
        read(file)


def test_a_file_that_is_no_package_is_damaged():
    refused(BytesIO(b"PK\x03\x04" + b"x" * 200), "damaged")
    refused(BytesIO(b""), "damaged")


def test_a_package_that_was_cut_off_is_damaged():
    refused(BytesIO(rich_docx()[:-400]), "damaged")


def test_an_encrypted_document_is_protected_by_a_password():
    refused(BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000), "password")


def test_an_encrypted_part_is_protected_by_a_password():
    data = bytearray(package(("word/document.xml", b"x" * 50)).getvalue())
    at = data.index(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<H", data, at + 8, struct.unpack_from("<H", data, at + 8)[0] | 1)
        at = data.find(b"PK\x01\x02", at + 4)
    refused(BytesIO(bytes(data)), "password")


@pytest.mark.parametrize("name", ["word/vbaProject.bin", "word/VBAPROJECT.BIN"])
def test_macros_are_refused_under_any_ending(name):
    refused(package((name, b"x")), "macros")


def test_a_signed_package_stays_signed():
    refused(package(("_xmlsignatures/sig1.xml", b"<a/>")), "signature")


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "word\\document.xml", "c:evil", "a/../../b", "a\x01b"])
def test_names_that_lead_elsewhere_are_refused(name):
    refused(package((name, b"x")), "damaged")


@pytest.mark.parametrize("names", [("a.xml", "a.xml"), ("a.xml", "A.XML")])
def test_a_name_twice_is_refused(names):
    refused(package(*[(name, b"x") for name in names]), "damaged")


def test_a_bomb_is_refused_at_once_and_in_little_memory():
    bomb = package(("word/document.xml", b"\0" * (90 * 1024 * 1024)))
    tracemalloc.start()
    began = time.monotonic()
    refused(bomb, "too large")
    assert time.monotonic() - began < 1
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_a_part_that_lies_about_its_size_is_damaged():
    data = bytearray(package(("word/document.xml", b"x" * 500_000)).getvalue())
    at = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 100)
    opened = Package(BytesIO(bytes(data)))
    with pytest.raises(CannotEdit, match="damaged"):
        opened.read("word/document.xml")


def test_too_many_parts_are_refused():
    refused(package(*[(f"part{number}", b"") for number in range(MOST_PARTS)]), "too large")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_packing_that_office_files_do_not_use_is_refused(method):
    refused(package(("word/document.xml", b"x"), method=method), "damaged")


def test_a_package_without_a_document_is_damaged():
    refused(package(("word/other.xml", b"<a/>")), "damaged")


BILLION_LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><a>&b;</a>"""
OUTSIDE = b"""<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>"""


@pytest.mark.parametrize(
    "xml",
    [
        BILLION_LAUGHS,
        OUTSIDE,
        BILLION_LAUGHS.decode().encode("utf-16"),
        OUTSIDE.decode().encode("utf-16-le"),
        b'<?xml version="1.0" encoding="utf-7"?><a/>',
        b"<a>" * 3000 + b"</a>" * 3000,
        b"<a>",
        b"",
        b"\xff\xfe\x00",
    ],
)
def test_xml_with_entities_or_without_sense_is_refused(xml):
    with pytest.raises(CannotEdit, match="damaged"):
        parse(xml)


def test_xml_in_utf_16_is_read():
    assert parse('<?xml version="1.0" encoding="utf-16"?><a>ü</a>'.encode("utf-16")).text == "ü"


def test_a_document_with_an_entity_is_refused_before_it_is_opened():
    with zipfile.ZipFile(BytesIO(rich_docx())) as rich:
        parts = [(name, rich.read(name)) for name in rich.namelist() if name != TYPES]
    parts = [(name, BILLION_LAUGHS if name == "word/document.xml" else data) for name, data in parts]
    refused(package(*parts), "damaged")


# Patching


def test_parts_are_put_added_and_dropped_and_the_others_stay_in_order():
    source = package(("a", b"1"), ("b", b"2"), ("c", b"3"))
    patch = Patch(Package(source), {"a", "b", "new"})
    patch.put("a", b"changed")
    patch.put("new", b"4")
    patch.drop("b")
    target = BytesIO()
    patch.write(target)
    with zipfile.ZipFile(target) as written:
        assert {name: written.read(name) for name in written.namelist()} == {
            TYPES: b"<Types/>",
            "a": b"changed",
            "c": b"3",
            "new": b"4",
        }
        assert written.namelist() == [TYPES, "a", "c", "new"]
        assert written.testzip() is None


def test_how_a_part_was_packed_stays():
    source = package(("stored", b"1" * 100), method=zipfile.ZIP_STORED)
    patch = Patch(Package(source), {"new"})
    patch.put("new", b"4")
    target = BytesIO()
    patch.write(target)
    with zipfile.ZipFile(target) as written:
        assert written.getinfo("stored").compress_type == zipfile.ZIP_STORED
        assert written.getinfo("stored").date_time == (1980, 1, 1, 0, 0, 0)


def test_a_damaged_part_is_found_when_it_is_copied():
    data = bytearray(package(("kept", b"x" * 400)).getvalue())
    data[data.index(b"kept") + 5] ^= 0xFF
    patch = Patch(Package(BytesIO(bytes(data))), {"new"})
    patch.put("new", b"4")
    with pytest.raises(CannotEdit, match="damaged"):
        patch.write(BytesIO())


def test_a_part_of_millions_of_elements_is_not_read():
    """Each takes a hundred bytes and more in memory, and next to none in the package."""
    with pytest.raises(CannotEdit, match="too large"):
        parse(b"<a>" + b"<b/>" * 1_100_000 + b"</a>")


def test_a_list_of_parts_that_is_far_too_long_is_not_read():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for number in range(20_000):
            made.writestr(f"{number:060}", b"")
    refused(out, "too large")


def test_the_larger_form_of_a_package_is_not_read():
    data = package(("word/document.xml", b"<a/>")).getvalue()
    at = data.rindex(b"PK\x05\x06")
    refused(BytesIO(data[:at] + b"PK\x06\x07" + b"\0" * 16 + data[at:]), "too large")


@pytest.mark.parametrize(
    "sheet",
    [
        f'<row r="1"><c r="A1" s="{"1" * 5000}"><v>1</v></c></row>',
        f'<row r="{"1" * 5000}"><c r="A1"><v>1</v></c></row>',
    ],
)
def test_numbers_that_no_program_writes_are_damage(sheet):
    with pytest.raises(CannotEdit):
        editor_for("a.xlsx").read(with_sheet(sheet))
