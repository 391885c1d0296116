"""Parts that are made: slides from layouts, notes, and the master of notes where a presentation had none."""

from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from documents.editors.package import parse
from documents.editors.pptx.deck import Layout
from documents.editors.pptx.places import kind_of, placeholder
from documents.editors.pptx.reading import placeholders
from documents.editors.pptx.words import A, P

NAMES = {"a": A[1:-1], "p": P[1:-1], "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships"}
_OPEN = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in NAMES.items())
_TREE = (
    '<p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>'
    "<p:grpSpPr/></p:spTree></p:cSld>"
)
_SAME_COLOURS = "<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr>"
_COLOURS = (
    '<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" '
    'accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/>'
)
_BACK = '<p:bg><p:bgRef idx="1001"><a:schemeClr val="bg1"/></p:bgRef></p:bg>'
# On paper of 7.5 by 10 inches, what office programs take for notes where nothing else is said.
_IMAGE_AND_TEXT = (
    ("sldImg", None, (685800, 1143000, 5486400, 3086100)),
    ("body", "1", (685800, 4400550, 5486400, 3600450)),
)


def new_slide(layout: Layout) -> tuple[Any, dict[int, Any]]:
    """Return the root of an empty slide of this layout, and its texts' bodies by their place on the layout."""
    root = parse(f"<p:sld {_OPEN}>{_TREE}{_SAME_COLOURS}</p:sld>".encode())
    tree = root.find(f"{P}cSld/{P}spTree")
    bodies = {}
    for place, shape in placeholders(layout.shapes):
        ph = placeholder(shape.element)
        made = _placeholder(len(tree), dict(ph.attrib), _name_of(shape.element))
        tree.append(made)
        if shape.kind != "empty":
            bodies[place] = _body(made)
    return root, bodies


def new_notes(master: Any) -> tuple[Any, Any]:
    """Return the root of notes that follow this master, and the body of their text."""
    root = parse(f"<p:notes {_OPEN}>{_TREE}{_SAME_COLOURS}</p:notes>".encode())
    tree = root.find(f"{P}cSld/{P}spTree")
    shapes = {kind_of(ph): ph for shape in master.iter(f"{P}sp") if (ph := placeholder(shape)) is not None}
    for kind in ("sldImg", "body"):
        said = dict(shapes[kind].attrib) if kind in shapes else {"type": kind}
        name = _("Slide image") if kind == "sldImg" else _("Notes")
        tree.append(_placeholder(len(tree), said, name))
    return root, _body(tree[-1])


def new_notes_master() -> Any:
    """Return the root of a plain master of notes."""
    style = '<p:notesStyle><a:lvl1pPr><a:defRPr sz="1200"/></a:lvl1pPr></p:notesStyle>'
    tree = _TREE.replace("<p:spTree>", f"{_BACK}<p:spTree>")
    root = parse(f"<p:notesMaster {_OPEN}>{tree}{_COLOURS}{style}</p:notesMaster>".encode())
    shapes = root.find(f"{P}cSld/{P}spTree")
    for kind, number, (left, top, width, height) in _IMAGE_AND_TEXT:
        said = {"type": kind, **({"idx": number} if number else {})}
        made = _placeholder(len(shapes), said, kind)
        frame = etree.SubElement(made.find(f"{P}spPr"), f"{A}xfrm")
        etree.SubElement(frame, f"{A}off", x=str(left), y=str(top))
        etree.SubElement(frame, f"{A}ext", cx=str(width), cy=str(height))
        form = etree.SubElement(made.find(f"{P}spPr"), f"{A}prstGeom", prst="rect")
        etree.SubElement(form, f"{A}avLst")
        if kind == "body":
            _body(made)
        shapes.append(made)
    return root


def add_master_entry(root: Any, link: str) -> None:
    """Name the master of notes in the presentation."""
    entry = etree.Element(f"{P}notesMasterIdLst")
    etree.SubElement(entry, f"{P}notesMasterId", {f"{{{NAMES['r']}}}id": link})
    root.find(f"{P}sldMasterIdLst").addnext(entry)


def _placeholder(number: int, said: dict[str, str], name: str) -> Any:
    made = etree.Element(f"{P}sp")
    names = etree.SubElement(made, f"{P}nvSpPr")
    etree.SubElement(names, f"{P}cNvPr", id=str(number), name=name)
    locks = etree.SubElement(etree.SubElement(names, f"{P}cNvSpPr"), f"{A}spLocks", noGrp="1")
    if said.get("type") == "sldImg":
        locks.attrib.update({"noRot": "1", "noChangeAspect": "1"})
    etree.SubElement(etree.SubElement(names, f"{P}nvPr"), f"{P}ph", said)
    etree.SubElement(made, f"{P}spPr")
    return made


def _body(shape: Any) -> Any:
    body = etree.SubElement(shape, f"{P}txBody")
    etree.SubElement(body, f"{A}bodyPr")
    etree.SubElement(body, f"{A}lstStyle")
    etree.SubElement(body, f"{A}p")
    return body


def _name_of(shape: Any) -> str:
    found = shape.find(f"{P}nvSpPr/{P}cNvPr")
    return found.get("name") or "" if found is not None else ""
