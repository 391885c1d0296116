"""Reading and writing drawings: both ways they are cleaned, so that nobody has to trust the page or the file."""

from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from lxml import etree

from documents.editors.drawing.cleaning import LARGEST, cleaned, named
from documents.editors.editor import CannotEdit, Refused


def read(file: BinaryIO) -> dict[str, Any]:
    """Return the cleaned drawing, and what was taken out of it."""
    root, out = cleaned(_bytes(file))
    return {"svg": etree.tostring(root, encoding="unicode"), "removed": named(out)}


def apply(source: BinaryIO, edits: dict[str, Any], target: BinaryIO) -> None:
    """Write the drawing that the page sent, {"svg": …}, cleaned again; without one, the file as it is.

    Raises Refused for what is no drawing. `source` gives what the editor does not keep: the drawing's language.
    """
    svg = edits.get("svg")
    if svg is None:
        target.write(_bytes(source))
        return
    if not isinstance(svg, str):
        raise Refused(_("Nothing was sent that could be saved. Reload the page."))
    try:
        root, _out = cleaned(svg.encode("utf-8", "replace"))
        before, _out = cleaned(_bytes(source))
    except CannotEdit as refusal:
        raise Refused(str(refusal)) from refusal
    for name in set(before.attrib) - set(root.attrib):
        if name.startswith("{"):
            root.set(name, before.get(name))
    target.write(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def lines(file: BinaryIO) -> list[str]:
    """Return the texts of a drawing, and what it is made of besides, an element a line."""
    root, _out = cleaned(_bytes(file))
    found = []
    for element in root.iter():
        name = etree.QName(element).localname
        text = " ".join("".join(element.itertext()).split()) if name in ("text", "title", "desc") else ""
        if text:
            found.append(text)
        elif name not in ("svg", "g", "defs", "tspan", "text", "title", "desc"):
            found.append(
                " ".join(
                    [name, *(f"{key}={value[:60]}" for key, value in sorted(element.attrib.items()) if key[0] != "{")]
                )
            )
    return found


def _bytes(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(LARGEST + 1)
