"""Takes out of a drawing whatever could run or lead outside, and counts it. What is not known to be harmless goes."""

import re
from collections import Counter
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy
from lxml import etree

from documents.editors.drawing.allowed import ATTRIBUTES, ELEMENTS, FOREIGN_ATTRIBUTES, HREFS, PICTURES, SVG
from documents.editors.editor import CannotEdit

LARGEST = 4 * 1024 * 1024
MOST_ELEMENTS = 50_000

KINDS = {
    "script": ngettext_lazy("%(n)s script", "%(n)s scripts", "n"),
    "handler": ngettext_lazy("%(n)s instruction that runs on an event", "%(n)s instructions that run on an event", "n"),
    "embedded": ngettext_lazy("%(n)s embedded web page", "%(n)s embedded web pages", "n"),
    "outside": ngettext_lazy("%(n)s reference to the outside", "%(n)s references to the outside", "n"),
    "animation": ngettext_lazy("%(n)s animation", "%(n)s animations", "n"),
    "style": ngettext_lazy("%(n)s style that leads outside", "%(n)s styles that lead outside", "n"),
    "other": ngettext_lazy("%(n)s piece that no drawing needs", "%(n)s pieces that no drawing needs", "n"),
}
ANIMATIONS = {"animate", "set", "animateTransform", "animateMotion", "animateColor", "mpath", "discard"}
EMBEDDED = {"foreignObject", "iframe", "object", "embed", "audio", "video", "html", "body", "handler", "listener"}
# A document type that names the standard only; one that brings entities along is not read.
DOCTYPE = re.compile(rb"<!DOCTYPE\s+[^\[\]<>]*>")
DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
ENCODINGS = {b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1", b"latin1", b"windows-1252"}
# In style sheets: backslashes hide words, and url(…) may lead to a part of the same drawing only.
SUSPECT = re.compile(r"\\|/\*|@|expression|javascript|behavior|-moz-binding|src\s*\(|image-set|<", re.IGNORECASE)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
URL = re.compile(r"url\s*\(", re.IGNORECASE)
WITHIN = re.compile(r"""url\(\s*(['"]?)#[^'"()\s]*\1\s*\)""", re.IGNORECASE)
# Written by editors for themselves; gone without a word.
EDITORS = re.compile(
    r"inkscape|sodipodi|svg-edit|adobe|sketch|figma|serif\.com|w3\.org/1999/02/22-rdf|purl\.org|creativecommons"
)


def parsed(data: bytes) -> Any:
    """Return the root of a drawing without entities and network; raises CannotEdit where it is none that is read."""
    if len(data) > LARGEST:
        raise CannotEdit(_("Drawings over 4 MB are not edited here. Download the file and edit it on your computer."))
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            data = data.decode("utf-16").encode()
        except UnicodeError as error:
            raise _broken() from error
        data = re.sub(rb"^(\s*<\?xml[^>]*?)\s+encoding\s*=\s*[\"'][^\"']*[\"']", rb"\1", data)
    data = data.removeprefix(b"\xef\xbb\xbf")
    declared = DECLARED.match(data)
    data = DOCTYPE.sub(b"", data, count=1)
    encoded = bool(declared and declared[1].lower() not in ENCODINGS)
    if encoded or b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"\0" in data:
        raise _broken()
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _broken() from error
    if root.tag != f"{{{SVG}}}svg":
        raise _broken()
    if sum(1 for _one in root.iter()) > MOST_ELEMENTS:
        raise CannotEdit(
            _("There is too much in this drawing to edit it here. Download it and edit it on your computer.")
        )
    return root


def _broken() -> CannotEdit:
    return CannotEdit(
        _("This file is no drawing that can be read here. Download it and open it with a program on your computer.")
    )


def cleaned(data: bytes) -> tuple[Any, Counter[str]]:
    """Return the root of a drawing that holds nothing but drawing, and what was taken out, counted by kind."""
    root = parsed(data)
    out: Counter[str] = Counter()
    for element in list(root.iter()):
        if element is not root and not any(one is root for one in element.iterancestors()):
            continue  # it went with what it was in
        kind = _forbidden(element)
        if kind is not None:
            if kind:
                out[kind] += 1
            _take_out(element)
            continue
        _clean_attributes(element, out)
    etree.cleanup_namespaces(root, top_nsmap={None: SVG})
    return root, out


def _forbidden(element: Any) -> str | None:
    """Return why an element goes: the kind that it is counted as, "" for none; None where it stays."""
    if not isinstance(element.tag, str):
        return "other"
    name = etree.QName(element)
    if name.namespace != SVG:
        if name.localname.lower() == "script":
            return "script"
        if EDITORS.search(name.namespace or ""):
            return ""
        return "embedded" if name.localname in EMBEDDED else "other"
    if name.localname in ELEMENTS:
        return "style" if name.localname == "style" and not _harmless_sheet(element) else None
    if name.localname == "metadata":
        return ""
    if name.localname.lower() == "script":
        return "script"
    if name.localname in ANIMATIONS:
        return "animation"
    return "embedded" if name.localname in EMBEDDED else "other"


def _take_out(element: Any) -> None:
    """Take an element out; text that stands behind it stays."""
    parent, before = element.getparent(), element.getprevious()
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _clean_attributes(element: Any, out: Counter[str]) -> None:
    for name, value in list(element.attrib.items()):
        kind = _unwanted(element, name, value)
        if kind is None:
            continue
        del element.attrib[name]
        if kind:
            out[kind] += 1


def _unwanted(element: Any, name: str, value: str) -> str | None:
    """Return why an attribute goes: the kind that it is counted as, "" for none; None where it stays."""
    if name in HREFS:
        return None if _stays_inside(element, value) else "outside"
    if name.lower().startswith("on"):
        return "handler"
    if name.startswith("{"):
        return (
            None if name in FOREIGN_ATTRIBUTES else ("" if not re.search("script", value, re.IGNORECASE) else "other")
        )
    if name.startswith(("aria-", "data-")):
        return None
    if name not in ATTRIBUTES:
        return "other" if re.search("script", value, re.IGNORECASE) else ""
    if name == "style":
        return None if harmless_style(value) else "style"
    if URL.search(value):
        return None if harmless_style(value) else "outside"
    return None


def _stays_inside(element: Any, value: str) -> bool:
    """Return whether a reference leads to a part of the same drawing, or is a picture itself."""
    plain = re.sub(r"\s", "", value)
    if not plain or plain.startswith("#"):
        return True
    return etree.QName(element).localname in ("image", "feImage") and plain.lower().startswith(PICTURES)


def harmless_style(text: str) -> bool:
    """Return whether declarations of a style lead nowhere outside."""
    # Also as it was written: what looks like a comment may be the inside of two strings.
    return all(
        not SUSPECT.search(one) and len(URL.findall(one)) == len(WITHIN.findall(one))
        for one in (text.replace("/*", "").replace("*/", ""), COMMENT.sub(" ", text))
    )


def _harmless_sheet(element: Any) -> bool:
    return len(element) == 0 and harmless_style(element.text or "")


def named(out: Counter[str]) -> list[str]:
    """Return what was taken out, in words: ["1 script", "2 references to the outside"]."""
    return [str(KINDS[kind] % {"n": out[kind]}) for kind in KINDS if out[kind]]
