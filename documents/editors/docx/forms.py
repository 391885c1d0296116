"""Making a paragraph a heading, an entry of a list, or plain text: by the styles and lists that the document has."""

from typing import Any

from lxml import etree

from documents.editors.docx.story import Story
from documents.editors.docx.styles import Form
from documents.editors.docx.words import BEFORE_NUMBERING, W, value

LISTS = ("bullet", "number")


def set_form(story: Story, element: Any, form: Form) -> None:
    """Give a `w:p` its form; one that has it already is not touched."""
    now = story.form(element)
    if now == form:
        return
    properties = element.find(f"{W}pPr")
    if properties is None:
        properties = etree.Element(f"{W}pPr")
        element.insert(0, properties)
    if form.kind in LISTS:
        _make_list(story, element, properties, now, form)
    else:
        _leave_list(story, properties, now)
        if form.kind == "text":
            _set_style(properties, None if now.kind != "text" else value(element, "pPr/pStyle"))
        else:
            _set_style(properties, story.styles.for_form(form) or value(element, "pPr/pStyle"))


def _leave_list(story: Story, properties: Any, now: Form) -> None:
    for name in ("numPr", "ind") if now.kind in LISTS else ("numPr",):
        found = properties.find(f"{W}{name}")
        if found is not None:
            properties.remove(found)
    style = value(properties, "pStyle")
    if now.kind in LISTS and (story.styles.numbering(style) or story.styles.names.get(style or "") == "list paragraph"):
        _set_style(properties, None)


def _make_list(story: Story, element: Any, properties: Any, now: Form, form: Form) -> None:
    mine = story.list_of(element)
    beside = mine[0] if mine and now.kind == form.kind else _beside(story, element, form)
    if now.kind in ("heading", "title") or story.styles.numbering(value(properties, "pStyle")):
        _set_style(properties, None)
    number = story.numbering.wanted(form, beside)
    for name in ("numPr", "ind"):
        found = properties.find(f"{W}{name}")
        if found is not None:
            properties.remove(found)
    made = etree.Element(f"{W}numPr")
    etree.SubElement(made, f"{W}ilvl", {f"{W}val": str(form.level)})
    etree.SubElement(made, f"{W}numId", {f"{W}val": number})
    place = sum(1 for child in properties if child.tag in BEFORE_NUMBERING)
    properties.insert(place, made)
    if value(properties, "pStyle") is None:
        _set_style(properties, story.styles.called("list paragraph"))


def _beside(story: Story, element: Any, form: Form) -> str | None:
    """Return the list of the paragraph before, else of the one behind, where it is of the same kind."""
    for neighbour in (element.getprevious(), element.getnext()):
        if neighbour is not None and neighbour.tag == f"{W}p" and story.form(neighbour).kind == form.kind:
            found = story.list_of(neighbour)
            return found[0] if found else None
    return None


def _set_style(properties: Any, style: str | None) -> None:
    found = properties.find(f"{W}pStyle")
    if style is None:
        if found is not None:
            properties.remove(found)
        return
    if found is None:
        found = etree.Element(f"{W}pStyle")
        properties.insert(0, found)
    found.set(f"{W}val", style)
