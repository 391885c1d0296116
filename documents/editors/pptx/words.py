"""The vocabulary of PresentationML and DrawingML (ECMA-376, part 1) as far as the editor speaks it."""

import re
from typing import Any

from django.utils.translation import gettext_lazy, ngettext_lazy

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTENT_TYPES = "[Content_Types].xml"
_KIND = "application/vnd.openxmlformats-officedocument.presentationml"
TYPE_OF_SLIDE = f"{_KIND}.slide+xml"
TYPE_OF_NOTES = f"{_KIND}.notesSlide+xml"
TYPE_OF_NOTES_MASTER = f"{_KIND}.notesMaster+xml"
TYPE_OF_THEME = "application/vnd.openxmlformats-officedocument.theme+xml"

# What no XML document can hold.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

# Placeholders that take no text, and those that repeat something on every slide and are not put on a new one.
NOT_FOR_TEXT = {"pic", "chart", "tbl", "dgm", "media", "clipArt", "sldImg"}
ON_EVERY_SLIDE = {"dt", "ftr", "sldNum", "hdr"}
TITLES = {"title", "ctrTitle"}

# What the page shows in the place of what it cannot edit: a word on it, and how several are counted.
KINDS: dict[str, tuple[Any, Any]] = {
    "picture": (gettext_lazy("Picture"), ngettext_lazy("%(n)s picture", "%(n)s pictures", "n")),
    "chart": (gettext_lazy("Chart"), ngettext_lazy("%(n)s chart", "%(n)s charts", "n")),
    "diagram": (gettext_lazy("SmartArt"), ngettext_lazy("%(n)s SmartArt graphic", "%(n)s SmartArt graphics", "n")),
    "video": (gettext_lazy("Video"), ngettext_lazy("%(n)s video", "%(n)s videos", "n")),
    "audio": (gettext_lazy("Sound"), ngettext_lazy("%(n)s sound", "%(n)s sounds", "n")),
    "object": (gettext_lazy("Object"), ngettext_lazy("%(n)s object", "%(n)s objects", "n")),
    "field": (gettext_lazy("Field"), ngettext_lazy("%(n)s field", "%(n)s fields", "n")),
    "formula": (gettext_lazy("Formula"), ngettext_lazy("%(n)s formula", "%(n)s formulas", "n")),
    "animation": (
        gettext_lazy("Animation"),
        ngettext_lazy("animations on %(n)s slide", "animations on %(n)s slides", "n"),
    ),
    "transition": (
        gettext_lazy("Transition"),
        ngettext_lazy("transitions on %(n)s slide", "transitions on %(n)s slides", "n"),
    ),
    "comment": (gettext_lazy("Comment"), ngettext_lazy("comments on %(n)s slide", "comments on %(n)s slides", "n")),
}


def local(element: Any) -> str:
    """Return an element's name without its namespace; "" for a comment or an instruction."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def whole(text: str | None, otherwise: int = 0) -> int:
    """Return a number from an attribute, or `otherwise` where it is none."""
    try:
        return int(text or "")
    except ValueError:
        return otherwise


def is_on(text: str | None) -> bool | None:
    """Return what an attribute such as b="1" says; None where it is not there."""
    return None if text is None else text in ("1", "true", "on")
