"""Photos of people: whatever is uploaded is read as pixels and written anew, small and square, without metadata."""

import secrets
import struct
import zlib

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

SIDE = 256
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000
# Formats that cameras and browsers make. Each decoder is attack surface, so there are no more than these.
FORMATS = ("JPEG", "PNG", "WEBP")
# What Pillow's decoders raise on broken or hostile files; all of it means "this cannot be read".
UNREADABLE = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    ArithmeticError,
    LookupError,
    TypeError,
    struct.error,
    zlib.error,
)


def square(upload: UploadedFile) -> ContentFile:
    """Return the upload as a square WebP of 256 pixels, named at random: made from pixels alone, on white.

    Raises ValidationError, a sentence, for what is empty, larger than 10 MB or 50 megapixels, or not a JPEG, PNG or
    WebP picture.
    """
    if not upload.size:
        raise ValidationError(_("This file is empty. Choose a picture."), code="empty")
    if upload.size > MAX_BYTES:
        raise too_large()
    try:
        pixels = _pixels(upload)
    except UNREADABLE as error:
        raise ValidationError(
            _("This file cannot be read as a picture. Choose a JPEG, PNG or WebP picture."), code="unreadable"
        ) from error
    picture = ContentFile(b"", name=f"{secrets.token_hex(16)}.webp")
    pixels.save(picture, "WEBP", quality=85, method=4)
    picture.seek(0)
    return picture


def too_large() -> ValidationError:
    """Return the refusal of a picture with more than MAX_BYTES."""
    return ValidationError(_("This picture is larger than 10 MB. Choose a smaller one."), code="large")


def _pixels(upload: UploadedFile) -> Image.Image:
    """Return the picture's middle square, upright, in a new image that holds nothing but pixels."""
    upload.seek(0)
    with Image.open(upload, formats=FORMATS) as image:
        # The header tells the size; nothing is unpacked before it is known to be bearable.
        if image.width * image.height > MAX_PIXELS:
            raise ValidationError(_("This picture has more than 50 megapixels. Choose a smaller one."), code="large")
        image.draft("RGB", (2 * SIDE, 2 * SIDE))
        upright = ImageOps.exif_transpose(image)
        small = ImageOps.fit(upright.convert("RGBA"), (SIDE, SIDE))
    clean = Image.new("RGB", (SIDE, SIDE), "white")
    clean.paste(small, mask=small.getchannel("A"))
    return clean
