"""Writing edits into a presentation: what was not edited is not touched, nor are parts that are not listed."""

from typing import Any, BinaryIO

from lxml import etree

from documents.editors.package import Patch, broken, parse, serialised
from documents.editors.pptx.deck import Deck
from documents.editors.pptx.edits import New, Wanted, understood
from documents.editors.pptx.links import add_link, path_from, rels_part
from documents.editors.pptx.made import add_master_entry, new_notes, new_notes_master, new_slide
from documents.editors.pptx.plan import Plan, planned
from documents.editors.pptx.row import write_row
from documents.editors.pptx.words import (
    CONTENT_TYPES,
    OFFICE,
    RELS,
    TYPE_OF_NOTES,
    TYPE_OF_NOTES_MASTER,
    TYPE_OF_SLIDE,
    TYPE_OF_THEME,
    TYPES,
    A,
)
from documents.editors.pptx.writing import write_new, write_text


def apply(source: BinaryIO, edits: dict[str, Any], target: BinaryIO) -> None:
    """Write the presentation with its edits.

    Touched are: for a text, its slide; for notes, their part; for the order of slides, the part of the presentation;
    for new and deleted slides and for notes where there were none, also their own parts and those that name parts.
    With a deleted slide go the parts that nothing else leads to. Raises Refused for edits that do not fit.
    """
    deck = Deck.open(source)
    wanted = understood(edits, deck)
    plan = planned(deck, wanted)
    patch = Patch(deck.package, plan.permitted())
    if wanted:
        Draft(plan).write(patch)
    patch.write(target)


class Draft:
    """The parts that change, in memory."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.deck: Deck = plan.deck
        self.touched: dict[str, Any] = {}
        self.copied: dict[str, bytes] = {}

    def write(self, patch: Patch) -> None:
        """Carry the plan out, and put what came of it into the patch."""
        edits = self.plan.edits
        for name, paragraphs in edits.texts.items():
            text = self.deck.texts.by_id[name]
            write_text(text, paragraphs)
            self.touched[text.part] = self.deck.root_of(text.part)
        if self.plan.new_master:
            self._make_notes_master()
        for slide in self.deck.slides:
            if slide.part in self.plan.notes:
                self._make_notes(slide.part, edits.notes[slide.id])
        if edits.row is not None:
            self._write_row(edits.row)
        for part in sorted(self.plan.gone):
            patch.drop(part)
            patch.drop(rels_part(part))
        for part, root in self.touched.items():
            patch.put(part, serialised(root))
        for part, data in self.copied.items():
            patch.put(part, data)

    def _root(self, part: str) -> Any:
        """Return the root of a part that changes; relationships that are not there yet are made."""
        if part not in self.touched:
            if part not in self.deck.package and part.endswith(".rels"):
                self.touched[part] = etree.Element(f"{RELS}Relationships", nsmap={None: RELS[1:-1]})
            else:
                self.touched[part] = self.deck.root_of(part)
        return self.touched[part]

    def _link(self, part: str, kind: str, target: str) -> str:
        return add_link(self._root(rels_part(part)), kind, path_from(part, target), OFFICE)

    def _add_type(self, part: str, content_type: str) -> None:
        types = self._root(CONTENT_TYPES)
        etree.SubElement(types, f"{TYPES}Override", PartName=f"/{part}", ContentType=content_type)

    # Slides

    def _write_row(self, row: list[str | New]) -> None:
        entries = {slide.id: entry for slide, entry in zip(self.deck.slides, self.deck.slide_list(), strict=True)}
        now = [entries[one] if isinstance(one, str) else self._make_slide(at, one) for at, one in enumerate(row)]
        write_row(self._root(self.deck.part), now)
        if self.plan.deleted:
            self._forget()

    def _make_slide(self, at: int, new: New) -> str:
        """Make a slide; return the id by which the presentation names it."""
        part = self.plan.slides[at]
        root, bodies = new_slide(new.layout)
        for place, paragraphs in new.texts.items():
            write_new(bodies[place], paragraphs)
        self.touched[part] = root
        self._link(part, "slideLayout", new.layout.part)
        self._add_type(part, TYPE_OF_SLIDE)
        if new.notes:
            self._make_notes(part, new.notes)
        return self._link(self.deck.part, "slide", part)

    def _forget(self) -> None:
        """Take what is gone out of the parts that name parts."""
        rels = self._root(rels_part(self.deck.part))
        links = {slide.link for slide in self.plan.deleted}
        for one in [one for one in rels if one.get("Id") in links]:
            rels.remove(one)
        types = self._root(CONTENT_TYPES)
        for one in [one for one in types if (one.get("PartName") or "").lstrip("/") in self.plan.gone]:
            types.remove(one)

    # Notes

    def _make_notes(self, slide: str, paragraphs: list[Wanted]) -> None:
        part = self.plan.notes[slide]
        root, body = new_notes(self._notes_master())
        write_new(body, paragraphs)
        self.touched[part] = root
        self._link(part, "notesMaster", self.plan.master)
        self._link(part, "slide", slide)
        self._link(slide, "notesSlide", part)
        self._add_type(part, TYPE_OF_NOTES)

    def _notes_master(self) -> Any:
        return self.touched[self.plan.master] if self.plan.new_master else self.deck.root_of(self.plan.master)

    def _make_notes_master(self) -> None:
        """Make a master of notes; its theme is a copy of the one that the slides have."""
        masters = [link for link in self.deck.links.of(self.deck.part) if link.kind == "slideMaster"]
        theme = self.deck.links.one(masters[0].target, "theme") if masters else None
        if theme is None:
            raise broken()
        self.copied[self.plan.theme] = self._theme(theme)
        self._add_type(self.plan.theme, TYPE_OF_THEME)
        self.touched[self.plan.master] = new_notes_master()
        self._add_type(self.plan.master, TYPE_OF_NOTES_MASTER)
        self._link(self.plan.master, "theme", self.plan.theme)
        add_master_entry(self._root(self.deck.part), self._link(self.deck.part, "notesMaster", self.plan.master))

    def _theme(self, part: str) -> bytes:
        """Return a theme without its pictures, which are links of the part that it is copied from."""
        root = parse(self.deck.package.read(part))
        for fill in list(root.iter(f"{A}blipFill")):
            plain = etree.Element(f"{A}solidFill")
            etree.SubElement(plain, f"{A}schemeClr", val="phClr")
            fill.getparent().replace(fill, plain)
        return serialised(root)
