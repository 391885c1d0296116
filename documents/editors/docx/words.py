"""The vocabulary of WordprocessingML (ECMA-376, part 1) as far as the editor speaks it."""

import re
from typing import Any

from django.utils.translation import gettext_lazy, ngettext_lazy

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
XML = "{http://www.w3.org/XML/1998/namespace}"
RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

# Inside a run, what is text, and as which character the page shows it.
AS_TEXT = {f"{W}tab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "\u2011", f"{W}softHyphen": "\u00ad"}
FROM_TEXT = {"\t": f"{W}tab", "\n": f"{W}br", "\u2011": f"{W}noBreakHyphen", "\u00ad": f"{W}softHyphen"}
# Left over from the last layout; they say nothing that is not found out anew.
UNSEEN = {f"{W}lastRenderedPageBreak", f"{W}rPr"}
# Between runs: they begin, end or point, and take no room.
MARKS = {
    f"{W}{name}"
    for name in (
        "bookmarkStart bookmarkEnd commentRangeStart commentRangeEnd permStart permEnd proofErr "
        "moveFromRangeStart moveFromRangeEnd moveToRangeStart moveToRangeEnd customXmlInsRangeStart "
        "customXmlInsRangeEnd customXmlDelRangeStart customXmlDelRangeEnd"
    ).split()
}
TRACKED = {f"{W}{name}" for name in ("ins", "del", "moveFrom", "moveTo")}
TRACKED_FORMAT = {f"{W}rPrChange", f"{W}pPrChange"}

# What no XML document can hold.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

# The order in which the schema wants properties; what stands before the one that is put in.
BEFORE_NUMBERING = {f"{W}{name}" for name in "pStyle keepNext keepLines pageBreakBefore framePr widowControl".split()}
RUN_ORDER = (
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish "
    "webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang "
    "eastAsianLayout specVanish oMath rPrChange"
).split()

# What the page shows in the place of what it cannot edit: a word on it, and how several are counted.
KINDS: dict[str, tuple[Any, Any]] = {
    "picture": (gettext_lazy("Picture"), ngettext_lazy("%(n)s picture", "%(n)s pictures", "n")),
    "chart": (gettext_lazy("Chart"), ngettext_lazy("%(n)s chart", "%(n)s charts", "n")),
    "shape": (gettext_lazy("Shape"), ngettext_lazy("%(n)s shape", "%(n)s shapes", "n")),
    "object": (gettext_lazy("Object"), ngettext_lazy("%(n)s object", "%(n)s objects", "n")),
    "formula": (gettext_lazy("Formula"), ngettext_lazy("%(n)s formula", "%(n)s formulas", "n")),
    "comment": (gettext_lazy("Comment"), ngettext_lazy("%(n)s comment", "%(n)s comments", "n")),
    "footnote": (gettext_lazy("Footnote"), ngettext_lazy("%(n)s footnote", "%(n)s footnotes", "n")),
    "link": (gettext_lazy("Link"), ngettext_lazy("%(n)s link", "%(n)s links", "n")),
    "field": (gettext_lazy("Field"), ngettext_lazy("%(n)s field", "%(n)s fields", "n")),
    "control": (gettext_lazy("Content control"), ngettext_lazy("%(n)s content control", "%(n)s content controls", "n")),
    "inserted": (
        gettext_lazy("Tracked insertion"),
        ngettext_lazy("%(n)s tracked insertion", "%(n)s tracked insertions", "n"),
    ),
    "deleted": (
        gettext_lazy("Tracked deletion"),
        ngettext_lazy("%(n)s tracked deletion", "%(n)s tracked deletions", "n"),
    ),
    "break": (gettext_lazy("Page break"), ngettext_lazy("%(n)s page break", "%(n)s page breaks", "n")),
    "symbol": (gettext_lazy("Symbol"), ngettext_lazy("%(n)s symbol", "%(n)s symbols", "n")),
    "table": (gettext_lazy("Table"), ngettext_lazy("%(n)s table", "%(n)s tables", "n")),
    "margin": (
        gettext_lazy("Header or footer"),
        ngettext_lazy("%(n)s header or footer", "%(n)s headers and footers", "n"),
    ),
}


def local(element: Any) -> str:
    """Return an element's name without its namespace; "" for a comment or an instruction."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def value(element: Any, path: str, name: str = "val") -> str | None:
    """Return an attribute of the element at a path below `element` ("pPr/pStyle"), or None where it is not there."""
    found = element
    for step in path.split("/"):
        found = found.find(f"{W}{step}") if found is not None else None
    return found.get(f"{W}{name}") if found is not None else None


def is_on(element: Any) -> bool:
    """Return what a switch such as <w:b/> says: on, unless its value says off."""
    return element.get(f"{W}val") not in ("0", "false", "off")


def whole(text: str | None, otherwise: int = 0) -> int:
    """Return a number from an attribute, or `otherwise` where it is none."""
    try:
        return int(text or "")
    except ValueError:
        return otherwise
