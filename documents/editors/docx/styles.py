"""Styles: what a paragraph is by its style (heading, list), and which formatting text has before anybody touches it."""

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

from documents.editors.docx.words import W, is_on, value, whole

HEADING = re.compile(r"heading ([1-9])")
DEEPEST = 20
# Bold, italic, underlined: True, False, or None where nothing is said.
Flags = tuple[bool | None, bool | None, bool | None]
UNSAID: Flags = (None, None, None)
# What Word's own headings look like, in half points; made only where a document lacks the style.
SIZES = {1: 32, 2: 28, 3: 26, 4: 24, 5: 22, 6: 22}


@dataclass(frozen=True)
class Form:
    """What a paragraph is: "text", "title", "heading" (level from 1), "bullet" or "number" (level from 0)."""

    kind: str = "text"
    level: int = 0


def flags_of(properties: Any) -> Flags:
    """Return what run properties (or None) say about bold, italic and underline."""
    if properties is None:
        return UNSAID
    bold, italic, line = (properties.find(f"{W}{name}") for name in "biu")
    return (
        None if bold is None else is_on(bold),
        None if italic is None else is_on(italic),
        None if line is None else line.get(f"{W}val", "single") != "none",
    )


class Styles:
    """The styles of a document; without the part, nothing has one."""

    def __init__(self, root: Any = None) -> None:
        self.root = root
        self.touched = False
        found = root.iterfind(f"{W}style") if root is not None else ()
        self.by_id: dict[str, Any] = {}
        for style in found:
            self.by_id.setdefault(style.get(f"{W}styleId") or "", style)
        self.names = {key: (value(style, "name") or key).lower() for key, style in self.by_id.items()}
        self.default = next((key for key in self.by_id if self._is_default(key)), "")
        self.plain = self._plain()

    def _is_default(self, key: str) -> bool:
        style = self.by_id[key]
        return style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on")

    def _plain(self) -> Flags:
        properties = self.root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr") if self.root is not None else None
        return flags_of(properties)

    def chain(self, key: str | None) -> list[str]:
        """Return a style and what it is based on; the default for none. A circle ends where it closes."""
        found: list[str] = []
        key = key if key in self.by_id else self.default
        while key in self.by_id and key not in found and len(found) < DEEPEST:
            found.append(key)
            key = value(self.by_id[key], "basedOn")
        return found

    def heading(self, key: str | None) -> Form | None:
        """Return the form of a paragraph of this style where it is a heading or the title."""
        for name in (self.names[one] for one in self.chain(key)):
            if match := HEADING.fullmatch(name):
                return Form("heading", int(match[1]))
            if name == "title":
                return Form("title")
        return None

    def numbering(self, key: str | None) -> tuple[str, int] | None:
        """Return the list that a style puts its paragraphs into, as (numId, level)."""
        for style in (self.by_id[one] for one in self.chain(key)):
            number = value(style, "pPr/numPr/numId")
            if number is not None:
                return (number, whole(value(style, "pPr/numPr/ilvl"))) if number != "0" else None
        return None

    def of_paragraph(self, key: str | None) -> tuple[bool, bool, bool]:
        """Return whether text of this paragraph style is bold, italic, underlined when it says nothing itself."""
        said = self.of_text(key)
        bold, italic, line = (
            bool(mine if mine is not None else plain) for mine, plain in zip(said, self.plain, strict=True)
        )
        return bold, italic, line

    def of_text(self, key: str | None) -> Flags:
        """Return what a style and what it is based on say about bold, italic and underline."""
        said: list[bool | None] = [None, None, None]
        for style in (self.by_id[one] for one in self.chain(key)):
            for place, flag in enumerate(flags_of(style.find(f"{W}rPr"))):
                said[place] = flag if said[place] is None else said[place]
        return said[0], said[1], said[2]

    def of_character(self, key: str | None) -> Flags:
        """Return what a character style says; nothing for none."""
        return self.of_text(key) if key in self.by_id else UNSAID

    def called(self, name: str) -> str | None:
        """Return the id of the paragraph style with this name in English, whatever the document calls it."""
        named = (key for key, found in self.names.items() if found == name)
        return next((key for key in named if self.by_id[key].get(f"{W}type") == "paragraph"), None)

    def for_form(self, form: Form) -> str | None:
        """Return the id of the style that makes a paragraph a heading or the title; made where it is missing.

        Word leaves out of a file the headings that nobody has used yet.
        """
        name = "title" if form.kind == "title" else f"heading {form.level}"
        return self.called(name) or (self._make_heading(form.level, name) if form.kind == "heading" else None)

    def _make_heading(self, level: int, name: str) -> str | None:
        if self.root is None:
            return None
        key = f"Heading{level}"
        while key in self.by_id:
            key += "x"
        style = etree.SubElement(self.root, f"{W}style", {f"{W}type": "paragraph", f"{W}styleId": key})
        etree.SubElement(style, f"{W}name", {f"{W}val": name})
        if self.default:
            etree.SubElement(style, f"{W}basedOn", {f"{W}val": self.default})
            etree.SubElement(style, f"{W}next", {f"{W}val": self.default})
        etree.SubElement(style, f"{W}qFormat")
        paragraph = etree.SubElement(style, f"{W}pPr")
        etree.SubElement(paragraph, f"{W}keepNext")
        etree.SubElement(paragraph, f"{W}spacing", {f"{W}before": "240", f"{W}after": "80"})
        etree.SubElement(paragraph, f"{W}outlineLvl", {f"{W}val": str(level - 1)})
        run = etree.SubElement(style, f"{W}rPr")
        etree.SubElement(run, f"{W}b")
        etree.SubElement(run, f"{W}sz", {f"{W}val": str(SIZES.get(level, 22))})
        self.by_id[key], self.names[key], self.touched = style, name, True
        return key
