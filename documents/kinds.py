"""Kinds of files by their ending: how they are drawn, what they are called, and as what they may be sent."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import pgettext_lazy

from documents.names import ending

# What a browser saves and never runs. Everything that is not in the table below is sent as this.
OPAQUE = "application/octet-stream"


@dataclass(frozen=True)
class Kind:
    """What a file is to a person: a word, a Bootstrap icon and a colour of the palette."""

    key: str
    label: Any
    icon: str
    hue: str


DOCUMENT = Kind("document", pgettext_lazy("kind of file", "Document"), "file-earmark-word", "blue")
SPREADSHEET = Kind("spreadsheet", pgettext_lazy("kind of file", "Spreadsheet"), "file-earmark-excel", "green")
PRESENTATION = Kind("presentation", pgettext_lazy("kind of file", "Presentation"), "file-earmark-slides", "orange")
DRAWING = Kind("drawing", pgettext_lazy("kind of file", "Drawing"), "vector-pen", "violet")
PDF = Kind("pdf", pgettext_lazy("kind of file", "PDF document"), "file-earmark-pdf", "red")
PICTURE = Kind("picture", pgettext_lazy("kind of file", "Picture"), "file-earmark-image", "teal")
ARCHIVE = Kind("archive", pgettext_lazy("kind of file", "Archive"), "file-earmark-zip", "amber")
MAIL = Kind("mail", pgettext_lazy("kind of file", "Email"), "envelope-paper", "indigo")
TEXT = Kind("text", pgettext_lazy("kind of file", "Text"), "file-earmark-text", "slate")
AUDIO = Kind("audio", pgettext_lazy("kind of file", "Audio recording"), "file-earmark-music", "pink")
VIDEO = Kind("video", pgettext_lazy("kind of file", "Video"), "file-earmark-play", "pink")
OTHER = Kind("other", pgettext_lazy("kind of file", "File"), "file-earmark", "stone")
ALL = (DOCUMENT, SPREADSHEET, PRESENTATION, DRAWING, PDF, PICTURE, ARCHIVE, MAIL, TEXT, AUDIO, VIDEO, OTHER)

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SLIDES = "application/vnd.openxmlformats-officedocument.presentationml"
_OASIS = "application/vnd.oasis.opendocument"

# Ending: (kind, type it is sent as). No type that a browser would run or draw as a page stands here.
TABLE: dict[str, tuple[Kind, str]] = {
    "docx": (DOCUMENT, f"{_WORD}.document"),
    "dotx": (DOCUMENT, f"{_WORD}.template"),
    "doc": (DOCUMENT, "application/msword"),
    "docm": (DOCUMENT, "application/vnd.ms-word.document.macroenabled.12"),
    "dotm": (DOCUMENT, "application/vnd.ms-word.template.macroenabled.12"),
    "odt": (DOCUMENT, f"{_OASIS}.text"),
    "rtf": (DOCUMENT, "application/rtf"),
    "pages": (DOCUMENT, OPAQUE),
    "xlsx": (SPREADSHEET, f"{_SHEET}.sheet"),
    "xltx": (SPREADSHEET, f"{_SHEET}.template"),
    "xls": (SPREADSHEET, "application/vnd.ms-excel"),
    "xlsm": (SPREADSHEET, "application/vnd.ms-excel.sheet.macroenabled.12"),
    "xlsb": (SPREADSHEET, "application/vnd.ms-excel.sheet.binary.macroenabled.12"),
    "xltm": (SPREADSHEET, "application/vnd.ms-excel.template.macroenabled.12"),
    "xlam": (SPREADSHEET, "application/vnd.ms-excel.addin.macroenabled.12"),
    "ods": (SPREADSHEET, f"{_OASIS}.spreadsheet"),
    "csv": (SPREADSHEET, "text/csv"),
    "tsv": (SPREADSHEET, "text/tab-separated-values"),
    "numbers": (SPREADSHEET, OPAQUE),
    "pptx": (PRESENTATION, f"{_SLIDES}.presentation"),
    "potx": (PRESENTATION, f"{_SLIDES}.template"),
    "ppsx": (PRESENTATION, f"{_SLIDES}.slideshow"),
    "ppt": (PRESENTATION, "application/vnd.ms-powerpoint"),
    "pptm": (PRESENTATION, "application/vnd.ms-powerpoint.presentation.macroenabled.12"),
    "ppsm": (PRESENTATION, "application/vnd.ms-powerpoint.slideshow.macroenabled.12"),
    "odp": (PRESENTATION, f"{_OASIS}.presentation"),
    "key": (PRESENTATION, OPAQUE),
    "svg": (DRAWING, OPAQUE),
    "odg": (DRAWING, f"{_OASIS}.graphics"),
    "vsdx": (DRAWING, "application/vnd.ms-visio.drawing"),
    "dwg": (DRAWING, OPAQUE),
    "dxf": (DRAWING, OPAQUE),
    "drawio": (DRAWING, OPAQUE),
    "pdf": (PDF, "application/pdf"),
    "png": (PICTURE, "image/png"),
    "jpg": (PICTURE, "image/jpeg"),
    "jpeg": (PICTURE, "image/jpeg"),
    "gif": (PICTURE, "image/gif"),
    "webp": (PICTURE, "image/webp"),
    "heic": (PICTURE, "image/heic"),
    "tif": (PICTURE, "image/tiff"),
    "tiff": (PICTURE, "image/tiff"),
    "bmp": (PICTURE, "image/bmp"),
    "zip": (ARCHIVE, "application/zip"),
    "7z": (ARCHIVE, "application/x-7z-compressed"),
    "rar": (ARCHIVE, "application/vnd.rar"),
    "gz": (ARCHIVE, "application/gzip"),
    "tar": (ARCHIVE, "application/x-tar"),
    "eml": (MAIL, OPAQUE),
    "msg": (MAIL, "application/vnd.ms-outlook"),
    "txt": (TEXT, "text/plain"),
    "md": (TEXT, "text/plain"),
    "log": (TEXT, "text/plain"),
    "json": (TEXT, "application/json"),
    "xml": (TEXT, OPAQUE),
    "html": (TEXT, OPAQUE),
    "htm": (TEXT, OPAQUE),
    "mp3": (AUDIO, "audio/mpeg"),
    "m4a": (AUDIO, "audio/mp4"),
    "wav": (AUDIO, "audio/wav"),
    "ogg": (AUDIO, "audio/ogg"),
    "mp4": (VIDEO, "video/mp4"),
    "mov": (VIDEO, "video/quicktime"),
    "webm": (VIDEO, "video/webm"),
}
SENT_AS = frozenset(content_type for _kind, content_type in TABLE.values()) | {OPAQUE}
WITH_MACROS = frozenset({"docm", "dotm", "xlsm", "xlsb", "xltm", "xlam", "pptm", "ppsm"})


def kind_of(name: str) -> Kind:
    """Return the kind of a file by its ending."""
    return TABLE.get(ending(name), (OTHER, OPAQUE))[0]


def endings_of(kind: Kind) -> list[str]:
    """Return the endings of files of a kind; none for `OTHER`, which is what the table does not know."""
    return [known for known, (its_kind, _content_type) in TABLE.items() if its_kind == kind]


def content_type_of(name: str) -> str:
    """Return the type as which a file of this name is sent; never one that a browser would run."""
    return TABLE.get(ending(name), (OTHER, OPAQUE))[1]


def has_macros(name: str) -> bool:
    """Return whether the ending says that there are small programs in the file."""
    return ending(name) in WITH_MACROS
