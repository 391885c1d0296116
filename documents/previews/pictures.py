"""Drawing: whatever is in a file becomes a new WebP picture, made from pixels alone. Runs in the child process."""

import re
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pypdfium2
from PIL import Image, ImageOps

from documents.previews import limits

# What cameras, scanners and browsers make. Each decoder can be attacked, so there are no more than these.
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF")
HEAD = 1024
# How pictures begin; what stands behind them is Pillow's to find out.
PICTURES = re.compile(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a|RIFF....WEBP|BM|II\*\0|MM\0\*", re.DOTALL)
# Pillow's own guard, at our measure: it warns from here on, and a warning is an error in the child.
Image.MAX_IMAGE_PIXELS = limits.MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


class Unseen(Exception):
    """A file that is not shown. `reason` is one of `documents.models.preview.Reason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def image_in(file: BinaryIO | Path, side: int) -> Image.Image:
    """Return the first picture of a file, upright, on white, no side longer than `side`.

    Raises Unseen for one with too many pixels, and whatever Pillow raises for one that cannot be read.
    """
    with Image.open(file, formats=FORMATS) as image:
        # The header tells the size; nothing is unpacked before it is known to be bearable.
        if image.width * image.height > limits.MOST_PIXELS:
            raise Unseen("too_large")
        image.draft("RGB", (2 * side, 2 * side))
        image.load()
        # Small before anything else is done with it: each copy of fifty megapixels takes 200 MB.
        small = image if image.mode in ("RGB", "RGBA", "L") else image.convert("RGBA")
        small.thumbnail((side, side))
        upright = ImageOps.exif_transpose(small).convert("RGBA")
    return on_white(upright)


def on_white(picture: Image.Image) -> Image.Image:
    """Return a new picture that holds nothing but the pixels of `picture`, which is RGBA, on white."""
    clean = Image.new("RGB", picture.size, "white")
    clean.paste(picture, mask=picture.getchannel("A"))
    return clean


def opened_pdf(path: Path) -> pypdfium2.PdfDocument:
    """Return an open PDF. Scripts in it do not run: the library is built without them, and forms are not set up.

    Raises Unseen for one with a password, without pages or with too many.
    """
    try:
        pdf = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise Unseen("protected" if "password" in str(error).lower() else "damaged") from error
    if not len(pdf):
        raise Unseen("damaged")
    if len(pdf) > limits.MOST_PAGES:
        raise Unseen("too_large")
    return pdf


def page_of(pdf: pypdfium2.PdfDocument, number: int, side: int) -> Image.Image:
    """Return page `number`, counted from 1, as a picture whose longer side is `side`. Raises Unseen."""
    if not 1 <= number <= len(pdf):
        raise Unseen("no_such_page")
    page = pdf[number - 1]
    longest = max(page.get_size())
    if longest <= 0:
        raise Unseen("damaged")
    # The scale follows from the side, so a page as large as a field is drawn as small as a letter.
    return on_white(page.render(scale=side / longest).to_pil().convert("RGBA"))


def text_of(pdf: pypdfium2.PdfDocument) -> Iterator[str]:
    """Yield the text of the pages, as far as time allows."""
    until = time.monotonic() + limits.SECONDS_READING
    for number in range(min(len(pdf), limits.MOST_PAGES_READ)):
        if time.monotonic() > until:
            return
        page = pdf[number]
        text = page.get_textpage()
        yield text.get_text_bounded()
        text.close()
        page.close()


def draw(path: Path, page: int) -> Image.Image:
    """Return a picture, or a page of a PDF, at the size of a screen. Raises as `look` does."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if PICTURES.match(head):
        if page != 1:
            raise Unseen("no_such_page")
        return image_in(path, limits.SCREEN)
    if b"%PDF-" in head:
        return page_of(opened_pdf(path), page, limits.SCREEN)
    raise Unseen("nothing")
