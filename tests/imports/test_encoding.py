"""Which encoding a file is in, decided by all of its bytes."""

import codecs

import pytest

from imports.reading.encoding import detect_encoding
from imports.reading.errors import Unreadable
from tests.imports.conftest import stream

TEXT = "Titel;Kontakt\r\nGrößere Halle;Müller & Söhne\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16-le", "utf-16-be", "iso-8859-1"])
def test_it_reads_what_people_have(encoding):
    found = detect_encoding(stream(TEXT.encode(encoding)))
    assert TEXT.encode(encoding).decode(found) == TEXT


@pytest.mark.parametrize("text", ["имя;сумма\nПривет;2\n", "Όνομα;Ποσό\r\nΓειά σου;3\r\n"], ids=["Cyrillic", "Greek"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_letters_that_are_not_western_are_read_without_a_mark(text, encoding):
    assert detect_encoding(stream(text.encode(encoding))) == encoding


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
def test_a_byte_order_mark_decides(mark, encoding):
    assert detect_encoding(stream(mark + "Titel\nä".encode(encoding))) == encoding


def test_a_letter_far_down_decides_too():
    late = b"Titel\n" + b"x" * 3_000_000 + "ü".encode("cp1252")
    assert detect_encoding(stream(late)) == "cp1252"


def test_a_letter_across_two_chunks_is_one():
    assert detect_encoding(stream("ü" * 1_000_000 + "x")) == "utf-8"
    assert detect_encoding(stream("x" + "ü" * 1_000_000)) == "utf-8"


def test_bytes_that_windows_does_not_know_are_dos():
    assert detect_encoding(stream("Titel\nMüller".encode("cp850"))) == "cp850"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (codecs.BOM_UTF8, "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 30, "PNG"),
        (b"PK\x03\x04 xl/workbook.xml", "Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"a;b\n\0\0\0\0\x01\x02", "NUL"),
        (b"Titel;Summe\nA\0B;1\nC;2\n", "NUL"),
        (codecs.BOM_UTF32_LE + "a".encode("utf-32-le"), "UTF-32"),
    ],
)
def test_what_is_no_text_is_refused_with_a_sentence(content, word):
    with pytest.raises(Unreadable, match=word):
        detect_encoding(stream(content))
