"""Files as somebody makes them who means harm, a few bytes each."""

import io
import struct
import zipfile
import zlib

from tests.documents import pictures

SCRIPT = b"<script>alert('Kanarienskript')</script>"
PAGE = b"<!doctype html><html><body>" + SCRIPT + b"</body></html>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def zipped(*parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts:
            made.writestr(name, data)
    return out.getvalue()


def with_part(package, name, data):
    """A package with one part more, or with this one in the place of its own."""
    with zipfile.ZipFile(io.BytesIO(package)) as old:
        parts = [(part, old.read(part)) for part in old.namelist() if part != name]
    return zipped(*parts, (name, data))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_with(kind, data):
    """A picture with a chunk of this kind before its end."""
    whole = pictures.png((40, 30))
    return whole[:-12] + chunk(kind, data) + whole[-12:]


# Two kinds of files in one: the name says the first, a program that looks elsewhere finds the second.
POLYGLOTS = {
    "bild.png": pictures.png((40, 30)) + PAGE,
    "text.png": png_with(b"tEXt", b"Comment\0" + PAGE),
    "bild.jpg": pictures.jpeg((40, 30), comment=PAGE),
    "gifar.jpg": pictures.jpeg((40, 30)) + zipped(("META-INF/MANIFEST.MF", b"Main-Class: Evil\n"), ("x.html", PAGE)),
    "vertrag.pdf": pictures.pdf(["Vertrag"]) + zipped(("x.html", PAGE)),
    "davor.pdf": PAGE + b"\n" + pictures.pdf(["Vertrag"]),
    "kommentar.gif": b"GIF89a/*" + PAGE + b"*/",
    "notiz.txt": PAGE,
    "liste.csv": b"Name;Ort\n" + SCRIPT + b";Bonn\n",
    "seite.html": PAGE,
    "seite.xhtml": b'<html xmlns="http://www.w3.org/1999/xhtml">' + SCRIPT + b"</html>",
    "seite.mhtml": b"MIME-Version: 1.0\nContent-Type: text/html\n\n" + PAGE,
    "daten.xml": b'<?xml version="1.0"?><x xmlns="http://www.w3.org/1999/xhtml">' + SCRIPT + b"</x>",
    "logo.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>",
    "stil.css": b"*{background:url(javascript:alert(1))}" + PAGE,
    "ohne-endung": PAGE,
}

BILLION_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a0 "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]><a>&a9;</a>"
)
BLOW_UP = b'<!DOCTYPE a [<!ENTITY a "' + b"x" * 50_000 + b'">]><a>' + b"&a;" * 50_000 + b"</a>"
OUTSIDE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]><a>&x;</a>'


def gif(width, height, frames):
    """A GIF of so many pictures whose header promises this size; each picture is one point."""
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    return head + (b"\x2c\0\0\0\0\1\0\1\0\0\x02\x02\x44\x01\0") * frames + b"\x3b"


def tiff(width, height):
    """A TIFF whose header promises this size, of one strip that is not there."""
    rows = ((256, width), (257, height), (258, 8), (259, 1), (262, 1), (273, 8), (278, height), (279, 10))
    return (
        b"II*\0\x08\0\0\0"
        + struct.pack("<H", len(rows))
        + b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in rows)
        + bytes(4)
    )


def locked_pdf():
    """A PDF that nobody opens without its password."""
    lock = b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<" + b"11" * 32 + b">/U<" + b"22" * 32 + b">>>/ID[<33><33>]"
    return pictures.pdf(["Geheim"]).replace(b"trailer<<", b"trailer<<" + lock)


def locked_zip():
    """A package whose every part says that it is encrypted."""
    data = bytearray(pictures.docx("Geheim"))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


TEMPLATE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"


def with_template(target):
    """A document whose template an office program reads from there."""
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{TEMPLATE}" Target="{target}" TargetMode="External"/></Relationships>'
    )
    return with_part(pictures.docx("Angebot"), "word/_rels/settings.xml.rels", relations.encode())
