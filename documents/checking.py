"""What may be uploaded: looked at by name, size and first bytes. An uploaded file is never opened here."""

from typing import Any

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext_lazy

from core.uploads import TOO_LARGE, upload_limit
from documents import kinds, names

HEAD = 8192

# fmt: off
PROGRAMS = frozenset({
    "app", "apk", "bash", "bat", "cmd", "com", "command", "cpl", "deb", "desktop", "dll", "dmg", "exe",
    "gadget", "hta", "inf", "jar", "js", "jse", "lnk", "mjs", "msi", "msp", "mst", "pif", "pkg",
    "ps1", "psm1", "reg", "rpm", "scf", "scr", "sh", "sys", "vb", "vbe", "vbs", "wsf", "wsh",
})
# fmt: on
PROGRAM_HEADS = (
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"L\x00\x00\x00\x01\x14\x02\x00",
)
ZIP, OLE = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)

# How the file of an ending begins. Office files with a password are OLE files, whatever their ending.
BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    **dict.fromkeys(
        ("docx", "dotx", "docm", "dotm", "xlsx", "xltx", "xlsm", "xlsb", "xltm", "xlam", "pptx", "potx"), ZIP + OLE
    ),
    **dict.fromkeys(("ppsx", "pptm", "ppsm", "vsdx", "odt", "ods", "odp", "odg"), ZIP + OLE),
    "zip": ZIP,
    "msg": OLE,
    "ppt": OLE,
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF87a", b"GIF89a"),
}
# What some programs write before "%PDF-"; readers look for it here, too.
PDF_WITHIN = 1024

# Endings whose files are text: nothing binary may be in them.
TEXTS = frozenset({"txt", "csv", "tsv", "md", "json", "xml", "html", "htm", "eml", "drawio"})
UTF_16 = (b"\xff\xfe", b"\xfe\xff")

# What a conformance test of the office server's side edits; only then it may be empty, as the test makes it.
WOPI_TEST_ENDING = "wopitest"

# Office files that are one and the same container: the content tells them apart only sometimes.
OFFICE = {"docx": "docx", "xlsx": "xlsx", "pptx": "pptx", "odt": "odt", "ods": "ods", "odp": "odp"}

EMPTY = gettext_lazy(
    "“%(name)s” is empty (0 bytes) and was not uploaded. Save it in your program, then upload it again."
)
PROGRAM = gettext_lazy("“%(name)s” is a program and was not uploaded. Programs are not kept here.")
DISGUISED = gettext_lazy("“%(name)s” is a program under another name and was not uploaded.")
MISNAMED = gettext_lazy(
    "“%(name)s” was not uploaded: its content is not what the ending says (it is a “.%(found)s” file). "
    "Correct the ending, then upload it again."
)
UNREADABLE = gettext_lazy(
    "“%(name)s” was not uploaded: its content is not that of a “.%(ending)s” file. "
    "Open it in your program and save it anew, then upload it again."
)


def check(upload: File, name: str) -> None:
    """Raise ValidationError, a sentence that names the file, for one that is not taken in; `name` is its clean name."""
    if not upload.size:
        if settings.WOPI_TEST and names.ending(name) == WOPI_TEST_ENDING:
            return
        raise refusal(EMPTY, name)
    if upload.size > upload_limit():
        raise too_large(name)
    upload.seek(0)
    head = upload.read(HEAD)
    upload.seek(0)
    if names.ending(name) in PROGRAMS:
        raise refusal(PROGRAM, name)
    if _is_program(head):
        raise refusal(DISGUISED, name)
    _compare(head, name)


def too_large(name: str) -> ValidationError:
    """Return the refusal of a file over the limit, by whatever name it was sent."""
    return refusal(TOO_LARGE, names.clean(name), limit=settings.MAX_UPLOAD_MB)


def refusal(sentence: Any, name: str, **words: Any) -> ValidationError:
    """Return a refusal with its sentence in the active language."""
    return ValidationError(str(sentence) % ({"name": name} | words), code="refused")


def _is_program(head: bytes) -> bool:
    # Two letters do not make a program: a list may begin with "MZ". A DOS header has zero bytes within its first 64.
    if head.startswith(b"MZ") and b"\0" in head[:64]:
        return True
    return head.startswith(PROGRAM_HEADS)


def _compare(head: bytes, name: str) -> None:
    """Refuse a file whose first bytes belong to another kind of file than its ending says."""
    end = names.ending(name)
    if end not in kinds.TABLE:
        return
    fits = _fits(head, end)
    guess = filetype.guess(head)
    found = guess.extension if guess else ""
    if fits is False:
        if found and found != end:
            raise refusal(MISNAMED, name, found=found)
        raise refusal(UNREADABLE, name, ending=end)
    if end in OFFICE and found in OFFICE and found != end:
        raise refusal(MISNAMED, name, found=found)


def _fits(head: bytes, end: str) -> bool | None:
    """Return whether the beginning is one of a file with this ending; None where that cannot be told."""
    if end == "pdf":
        return b"%PDF-" in head[:PDF_WITHIN]
    if end == "svg":
        return b"<svg" in head or head.startswith(UTF_16)
    if end in TEXTS:
        return head.startswith(UTF_16) or (b"\0" not in head and not head.startswith(b"%PDF-"))
    if end == "webp":
        return head.startswith(b"RIFF") and head[8:12] == b"WEBP"
    if end in BEGINNINGS:
        return head.startswith(BEGINNINGS[end])
    return None
