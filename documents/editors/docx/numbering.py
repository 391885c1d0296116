"""Lists: which one a paragraph is in, and a new one where the document has none that would do."""

from collections.abc import Iterable
from typing import Any

from lxml import etree

from documents.editors.docx.styles import Form
from documents.editors.docx.words import W, value, whole

LEVELS = 9
BULLETS = "•–▪"
FORMATS = ("decimal", "lowerLetter", "lowerRoman")


class Numbering:
    """The lists of a document. `touched` tells whether a new one was made; `root` is None where there is no part."""

    def __init__(self, root: Any = None) -> None:
        self.root = root
        self.touched = False
        self.abstract: dict[str, Any] = {}
        self.lists: dict[str, Any] = {}
        if root is not None:
            self.abstract = _named(root.iterfind(f"{W}abstractNum"), "abstractNumId")
            self.lists = _named(root.iterfind(f"{W}num"), "numId")

    def kind(self, number: str, level: int) -> str:
        """Return "bullet" or "number"; "" where the list does not have this level, or shows nothing there."""
        found = self._level(number, level)
        shown = value(found, "numFmt") if found is not None else None
        if shown in (None, "none"):
            return ""
        return "bullet" if shown == "bullet" else "number"

    def form(self, number: str, level: int) -> Form | None:
        """Return what a paragraph of this list is; None where the list is unknown."""
        if number not in self.lists:
            return None
        return Form(self.kind(number, level) or "number", max(0, min(level, LEVELS - 1)))

    def _level(self, number: str, level: int) -> Any:
        entry = self.lists.get(number)
        if entry is None:
            return None
        for override in entry.iterfind(f"{W}lvlOverride"):
            own = override.find(f"{W}lvl")
            if whole(override.get(f"{W}ilvl"), -1) == level and own is not None:
                return own
        levels = self.abstract.get(value(entry, "abstractNumId") or "")
        found = levels.iterfind(f"{W}lvl") if levels is not None else ()
        return next((one for one in found if whole(one.get(f"{W}ilvl"), -1) == level), None)

    def wanted(self, form: Form, beside: str | None) -> str:
        """Return the list for a paragraph of this form: the one `beside` it if it fits, else one that is there or new.

        Bullets are all alike, so any list of bullets does; numbers begin anew, so they need a list of their own.
        """
        if beside is not None and self.kind(beside, form.level) == form.kind:
            return beside
        if form.kind == "bullet":
            for number in self.lists:
                if self.kind(number, form.level) == "bullet" and self.kind(number, 0) == "bullet":
                    return number
        return self._make(form.kind)

    def _make(self, kind: str) -> str:
        if self.root is None:
            self.root = etree.Element(f"{W}numbering", nsmap={"w": W[1:-1]})
        self.touched = True
        key = str(max((whole(one) for one in self.abstract), default=0) + 1)
        abstract = etree.Element(f"{W}abstractNum", {f"{W}abstractNumId": key})
        etree.SubElement(abstract, f"{W}multiLevelType", {f"{W}val": "multilevel"})
        for level in range(LEVELS):
            abstract.append(_level(kind, level))
        after = [place for place, one in enumerate(self.root) if one.tag in (f"{W}numPicBullet", f"{W}abstractNum")]
        self.root.insert(after[-1] + 1 if after else 0, abstract)
        number = str(max((whole(one) for one in self.lists), default=0) + 1)
        entry = etree.Element(f"{W}num", {f"{W}numId": number})
        etree.SubElement(entry, f"{W}abstractNumId", {f"{W}val": key})
        after = [place for place, one in enumerate(self.root) if one.tag in (f"{W}abstractNum", f"{W}num")]
        self.root.insert(after[-1] + 1, entry)
        self.abstract[key], self.lists[number] = abstract, entry
        return number


def _named(elements: Iterable[Any], name: str) -> dict[str, Any]:
    """Return elements by an attribute; those without it cannot be referred to."""
    return {one.get(f"{W}{name}"): one for one in elements if one.get(f"{W}{name}")}


def _level(kind: str, level: int) -> Any:
    """Return the definition of one level, indented by a quarter of an inch each."""
    made = etree.Element(f"{W}lvl", {f"{W}ilvl": str(level)})
    shown = "bullet" if kind == "bullet" else FORMATS[level % len(FORMATS)]
    text = BULLETS[level % len(BULLETS)] if kind == "bullet" else f"%{level + 1}."
    etree.SubElement(made, f"{W}start", {f"{W}val": "1"})
    etree.SubElement(made, f"{W}numFmt", {f"{W}val": shown})
    etree.SubElement(made, f"{W}lvlText", {f"{W}val": text})
    etree.SubElement(made, f"{W}lvlJc", {f"{W}val": "left"})
    place = etree.SubElement(made, f"{W}pPr")
    etree.SubElement(place, f"{W}ind", {f"{W}left": str(360 * (level + 1)), f"{W}hanging": "360"})
    return made
