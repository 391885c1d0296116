"""What is taken in and what is not: by name, size and first bytes."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from documents import blanks, checking

EXE = b"MZ\x90\x00\x03\x00\x00\x00" + b"\0" * 120
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
ZIP = b"PK\x03\x04" + b"\0" * 60


def refusal(name, content):
    with pytest.raises(ValidationError) as refused:
        checking.check(SimpleUploadedFile(name, content), name)
    (sentence,) = refused.value.messages
    assert name in sentence
    return sentence


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF),
        ("a.pdf", b"\n\n" + PDF),
        ("a.PDF", PDF),
        ("bild.png", PNG),
        ("bild.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 20),
        ("mit-passwort.docx", OLE),
        ("alt.doc", OLE),
        ("als-rtf.doc", b"{\\rtf1\\ansi}"),
        ("export.xls", b"<html><table></table></html>"),
        ("liste.csv", b"MZ;Name\n1;Anna\n"),
        ("liste.csv", "a;ä".encode("utf-16")),
        ("notiz.txt", "Grüße".encode("latin-1")),
        ("zeichnung.svg", b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'),
        ("seite.html", b"<script>alert(1)</script>"),
        ("ohne-endung", b"irgendwas"),
        ("a.unbekannt", b"\x00\x01\x02"),
        ("a.dwg", b"AC1032\0\0"),
        ("a.zip", ZIP),
        ("makros.xlsm", ZIP),
    ],
)
def test_these_are_taken_in(name, content):
    checking.check(SimpleUploadedFile(name, content), name)


@pytest.mark.parametrize("form", blanks.FORMS.values(), ids=lambda form: form.key)
def test_our_own_new_files_are_taken_in(form):
    name = f"neu.{form.ending}"
    checking.check(SimpleUploadedFile(name, form.make("Neu", "Anna", "de-DE")), name)


def test_nothing_is_not_taken_in():
    assert "is empty (0 bytes)" in refusal("leer.docx", b"")


def test_too_much_is_not_taken_in(settings):
    settings.MAX_UPLOAD_MB = 1
    assert "larger than 1 MB" in refusal("gross.bin", b"x" * (1024 * 1024 + 1))
    checking.check(SimpleUploadedFile("passt.bin", b"x" * 1024 * 1024), "passt.bin")


@pytest.mark.parametrize(
    "name", ["setup.exe", "Rechnung.pdf.exe", "x.pHp.BAT", "a.js", "a.vbs", "a.lnk", "a.ps1", "a.hta", "a.jar", "a.scr"]
)
def test_a_program_is_not_taken_in(name):
    assert "is a program and was not uploaded" in refusal(name, b"irgendwas")


@pytest.mark.parametrize("name", ["rechnung.pdf", "rechnung.docx", "bild.png", "ohne-endung", "a.unbekannt", "a.txt"])
@pytest.mark.parametrize("content", [EXE, b"\x7fELF" + b"\0" * 60, b"\xca\xfe\xba\xbe" + b"\0" * 60])
def test_a_program_under_another_name_is_not_taken_in(name, content):
    assert "is a program under another name" in refusal(name, content)


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.pdf", PNG, "png"),
        ("a.docx", PNG, "png"),
        ("a.txt", PNG, "png"),
        ("a.csv", PDF, "pdf"),
        ("a.docx", PDF, "pdf"),
        ("a.png", PDF, "pdf"),
        ("a.xlsx", blanks.text_document("x", "y", "de-DE"), "docx"),
        ("a.docx", blanks.presentation("x", "y", "de-DE"), "pptx"),
    ],
)
def test_what_the_ending_does_not_say_is_not_taken_in(name, content, found):
    assert f"a “.{found}” file" in refusal(name, content)


@pytest.mark.parametrize(
    ("name", "content"), [("a.pdf", b"nur Text"), ("a.docx", b"nur Text"), ("a.svg", b"nur Text"), ("a.txt", b"\0\1\2")]
)
def test_what_is_damaged_is_not_taken_in(name, content):
    assert "its content is not that of a" in refusal(name, content)
