"""What edits come to, before anything is written: the names of parts that are made, and those that go."""

import posixpath
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from documents.editors.editor import Refused
from documents.editors.pptx.deck import Deck, Slide
from documents.editors.pptx.edits import Edits, New
from documents.editors.pptx.links import rels_part
from documents.editors.pptx.words import CONTENT_TYPES


@dataclass
class Plan:
    """`slides` and `notes` name the parts of new slides (by their place in the row) and of new notes (by the slide's
    part); `master` and `theme` those of a notes master, where there was none and one is needed."""

    deck: Deck
    edits: Edits
    slides: dict[int, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    master: str = ""
    theme: str = ""
    deleted: list[Slide] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)

    @property
    def new_master(self) -> bool:
        """Whether the notes master is made."""
        return bool(self.theme)

    def permitted(self) -> set[str]:
        """Return the parts that these edits may touch; every other part is as it was."""
        deck = self.deck
        parts = {deck.texts.by_id[name].part for name in self.edits.texts}
        if self.edits.row is not None:
            parts.add(deck.part)
        for new in (
            *self.slides.values(),
            *self.notes.values(),
            *((self.master, self.theme) if self.new_master else ()),
        ):
            parts |= {new, rels_part(new)}
        parts |= {rels_part(part) for part in self.notes}
        if self.slides or self.deleted or self.new_master:
            parts |= {deck.part, rels_part(deck.part)}
        if self.slides or self.deleted or self.notes:
            parts.add(CONTENT_TYPES)
        return parts | self.gone | {rels_part(part) for part in self.gone}


def planned(deck: Deck, edits: Edits) -> Plan:
    """Return what `edits` come to; raises Refused where a slide cannot go because another one leads to it."""
    plan = Plan(deck, edits)
    names = Names(deck)
    if edits.row is not None:
        plan.slides = {at: names.free("slides", "slide") for at, one in enumerate(edits.row) if isinstance(one, New)}
        plan.deleted = [slide for slide in deck.slides if slide.id not in edits.row]
        plan.gone = _gone(plan)
    with_notes = [slide.part for slide in deck.slides if edits.notes.get(slide.id)]
    with_notes += [plan.slides[at] for at, one in enumerate(edits.row or []) if isinstance(one, New) and one.notes]
    plan.notes = {part: names.free("notesSlides", "notesSlide") for part in with_notes}
    if plan.notes:
        plan.master = deck.links.one(deck.part, "notesMaster") or ""
        if not plan.master:
            plan.master, plan.theme = names.free("notesMasters", "notesMaster"), names.free("theme", "theme")
    return plan


def _gone(plan: Plan) -> set[str]:
    """Return the parts that nothing leads to any more when the deleted slides are gone."""
    if not plan.deleted:
        return set()
    deck = plan.deck
    without = frozenset((deck.part, slide.link) for slide in plan.deleted)
    staying = deck.links.reached(without)
    for slide in plan.deleted:
        if slide.part in staying:
            sentence = _("Slide %(number)s cannot be deleted: a link on another slide leads to it.")
            raise Refused(sentence % {"number": deck.slides.index(slide) + 1})
    return deck.links.reached() - staying


class Names:
    """Names for new parts, that no part has or had."""

    def __init__(self, deck: Deck) -> None:
        self.folder = posixpath.dirname(deck.part)
        self.taken = {name.casefold() for name in deck.package.parts}

    def free(self, folder: str, stem: str) -> str:
        """Return the next free name, such as ppt/slides/slide7.xml."""
        number = 1
        while (name := posixpath.join(self.folder, folder, f"{stem}{number}.xml")).casefold() in self.taken:
            number += 1
        self.taken.add(name.casefold())
        return name
