"""Small files with something to see in them."""

import io
import struct
import zipfile
import zlib

import docx as python_docx
import openpyxl
import pptx as python_pptx
from PIL import Image


def _saved(write):
    file = io.BytesIO()
    write(file)
    return file.getvalue()


def png(size):
    return _saved(lambda file: Image.new("RGBA", size, (200, 30, 30, 128)).save(file, "PNG"))


def jpeg(size, *, comment=b"", orientation=1):
    exif = Image.Exif()
    exif[0x0112] = orientation
    return _saved(lambda file: Image.new("RGB", size, "navy").save(file, "JPEG", comment=comment, exif=exif))


def _pdf(streams, side):
    """A PDF with one page for each content stream, written by hand."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(streams)))
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(streams)}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for number, stream in enumerate(streams):
        page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {side} {side}]/Contents {5 + 2 * number} 0 R"
        parts.append(f"{page}/Resources<</Font<</F 3 0 R>>>>>>".encode())
        parts.append(f"<</Length {len(stream)}>>stream\n".encode() + stream + b"\nendstream")
    file, places = bytearray(b"%PDF-1.7\n"), []
    for number, part in enumerate(parts, 1):
        places.append(len(file))
        file += f"{number} 0 obj".encode() + part + b"endobj\n"
    start = len(file)
    file += f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n".encode()
    file += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    file += f"trailer<</Size {len(parts) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(file)


def pdf(texts, *, side=600):
    """A PDF with one page for each text."""
    return _pdf([b"BT /F 20 Tf 50 300 Td (" + text.encode("cp1252") + b") Tj ET" for text in texts], side)


def endless_pdf():
    """A PDF whose page takes longer to draw than anybody waits: large areas painted again and again."""
    curve = b"0 0 m " + b"9 599 599 9 300 300 c 599 0 0 599 5 5 c " * 400 + b"f* "
    return _pdf([b"0.5 g " + curve * 800], 600)


def docx(text, *, thumbnail=b"", bomb=False):
    document = python_docx.Document()
    document.add_paragraph(text)
    made = _saved(document.save)
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if "thumbnail" not in part.filename:
                new.writestr(part.filename, old.read(part))
        if thumbnail:
            new.writestr("docProps/thumbnail.jpeg", thumbnail)
        if bomb:
            new.writestr("word/bombe.xml", bytes(50_000_000))
    return file.getvalue()


def xlsx(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return _saved(book.save)


def pptx(title):
    show = python_pptx.Presentation()
    show.slides.add_slide(show.slide_layouts[0]).shapes.title.text = title
    return _saved(show.save)


def png_bomb(width, height):
    """A PNG of a few bytes whose header promises more pixels than any memory holds."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def open_document(*paragraphs, rows=(), thumbnail=None, manifest=""):
    """A file as LibreOffice writes it: paragraphs, and a sheet with rows of cells."""
    office, text, table = (f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "text", "table"))
    said = "".join(f"<text:p>{paragraph}</text:p>" for paragraph in paragraphs)
    cells = ["".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row) for row in rows]
    lines = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    said += f'<table:table table:name="Preise">{lines}</table:table>' if rows else ""
    spaces = f'xmlns:office="{office}" xmlns:text="{text}" xmlns:table="{table}"'
    content = f"<office:document-content {spaces}><office:body>{said}</office:body></office:document-content>"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", manifest or "<manifest/>")
        if thumbnail:
            package.writestr("Thumbnails/thumbnail.png", thumbnail)
    return file.getvalue()
