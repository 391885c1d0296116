"""The page model of a presentation: slides with their shapes, texts and notes, the layouts, and what is kept."""

from collections import Counter
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from documents.editors.pptx.deck import Deck, Layout, Shape, Slide
from documents.editors.pptx.looks import Looks, level_of
from documents.editors.pptx.places import Sheet, kind_of, placeholder
from documents.editors.pptx.texts import Atom, Paragraph, Text
from documents.editors.pptx.words import KINDS, ON_EVERY_SLIDE, A, P, whole

LEVELS = 5  # so many are offered, as in office programs


class Table:
    """Looks of texts, each told once: most paragraphs of a presentation look like others."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self._places: dict[str, int] = {}

    def place(self, looks: dict[str, Any]) -> int:
        """Return the number of a row that says this."""
        key = repr(looks)
        if key not in self._places:
            self._places[key] = len(self.rows)
            self.rows.append(looks)
        return self._places[key]


def read(file: BinaryIO) -> dict[str, Any]:
    """Return the page model. Boxes are [left, top, width, height] in EMU, then the degrees of a turn, if any."""
    deck = Deck.open(file)
    reader = Reader(deck)
    width, height = deck.size
    return {
        "width": width,
        "height": height,
        "slides": [reader.slide(slide) for slide in deck.slides],
        "layouts": [
            {
                "id": layout.id,
                "name": layout.name or _("Layout"),
                "shapes": reader.new_shapes(layout.shapes, layout.sheet),
                "behind": behind(layout),
            }
            for layout in deck.layouts
        ],
        "notes": {"levels": [reader.table.place({"b": False, "i": False, "u": False, "size": 12.0})]},
        "looks": reader.table.rows,
        "kept": kept(deck),
    }


class Reader:
    """Turns what was taken apart into what the page is given."""

    def __init__(self, deck: Deck) -> None:
        self.deck = deck
        self.table = Table()
        parts = {slide.part: slide.id for slide in deck.slides}
        self.linked: dict[str, list[str]] = {}
        for slide in deck.slides:
            for link in deck.links.of(slide.part):
                if link.target in parts and link.target != slide.part:
                    self.linked.setdefault(parts[link.target], []).append(slide.id)

    def slide(self, slide: Slide) -> dict[str, Any]:
        """Return a slide."""
        shapes = [self._shape(shape, slide.layout.sheet) for shape in slide.shapes if shape.box is not None]
        shown = {
            "id": slide.id,
            "layout": slide.layout.name,
            "shapes": [shape for shape in shapes if shape is not None],
            "behind": behind(slide.layout),
            "kept": [
                str(KINDS[kind][0])
                for kind in ("animation", "transition", "comment")
                if kind in _extras(self.deck, slide)
            ],
            "linked": self.linked.get(slide.id, []),
            "hidden": slide.root.get("show") in ("0", "false"),
        }
        if slide.notes_part is not None and slide.notes is None:
            shown["notes"] = None  # notes without a text: there is nothing to write in
        elif slide.notes is not None:
            shown["notes"] = {"text": slide.notes.id, "paragraphs": self._paragraphs(slide.notes, None)}
        return shown

    def _shape(self, shape: Shape, sheet: Sheet) -> dict[str, Any] | None:
        assert shape.box is not None
        shown: dict[str, Any] = {"kind": shape.kind, "box": shape.box.as_list()}
        if shape.kind in KINDS:
            shown["label"] = str(KINDS[shape.kind][0])
        if shape.text is None:
            return shown | ({"shown": shape.shown} if shape.shown else {})
        looks = Looks(shape.element, sheet, self.deck.defaults)
        return (
            shown
            | self._text_room(shape, looks)
            | {
                "text": shape.text.id,
                "paragraphs": self._paragraphs(shape.text, looks),
            }
        )

    def _text_room(self, shape: Shape, looks: Looks) -> dict[str, Any]:
        ph = placeholder(shape.element)
        room: dict[str, Any] = {"levels": [self.table.place(looks.of_level(level)) for level in range(LEVELS)]}
        if looks.anchor():
            room["anchor"] = looks.anchor()
        if ph is not None:
            room["prompt"] = _prompt(kind_of(ph))
        return room

    def new_shapes(self, shapes: list[Shape], sheet: Sheet) -> list[dict[str, Any]]:
        """Return what a new slide of a layout has on it; `place` names a placeholder of the layout."""
        found = []
        for place, shape in placeholders(shapes):
            if shape.box is not None:
                shown = {"kind": shape.kind, "box": shape.box.as_list(), "place": place}
                if shape.kind != "empty":
                    shown |= self._text_room(shape, Looks(shape.element, sheet, self.deck.defaults))
                found.append(shown)
        return found

    def _paragraphs(self, text: Text, looks: Looks | None) -> list[dict[str, Any]]:
        return [self._paragraph(paragraph, looks) for paragraph in text.paragraphs]

    def _paragraph(self, paragraph: Paragraph, looks: Looks | None) -> dict[str, Any]:
        level = level_of(paragraph.element)
        shown: dict[str, Any] = {
            "id": paragraph.id,
            "level": level,
            "spans": [_span(piece, looks.scale if looks else 1) for piece in paragraph.pieces],
        }
        if looks is not None:
            shown["looks"] = self.table.place(looks.of_level(level, paragraph.element.find(f"{A}pPr")))
        return shown


def behind(layout: Layout) -> list[list[float]]:
    """Return the boxes of what a layout draws on its slides beside placeholders, for their outline."""
    return [
        shape.box.as_list()
        for shape in layout.shapes
        if shape.box is not None and placeholder(shape.element) is None and shape.kind != "connector"
    ]


def placeholders(shapes: list[Shape]) -> list[tuple[int, Shape]]:
    """Return the shapes of a layout that a new slide takes over, each with its place on the layout."""
    return [
        (place, shape)
        for place, shape in enumerate(shapes)
        if (ph := placeholder(shape.element)) is not None and kind_of(ph) not in ON_EVERY_SLIDE
    ]


def _prompt(kind: str) -> str:
    if kind in ("title", "ctrTitle"):
        return _("Title")
    return {"subTitle": _("Subtitle"), "dt": _("Date"), "ftr": _("Footer"), "sldNum": _("Number")}.get(kind, _("Text"))


def _span(piece: Any, scale: float) -> dict[str, Any]:
    if isinstance(piece, Atom):
        return {"atom": piece.number, "kind": piece.kind, "label": str(KINDS[piece.kind][0]), "text": piece.text}
    said = {name: flag for name, flag in zip("biu", piece.flags, strict=True) if flag is not None}
    properties = piece.element.find(f"{A}rPr")
    size = round(whole(properties.get("sz")) / 100 * scale, 1) if properties is not None else 0
    return {"run": piece.number, "text": piece.text, **said, **({"size": size} if size else {})}


def _extras(deck: Deck, slide: Slide) -> set[str]:
    """Return what a slide has beside its shapes."""
    found = set()
    timing = slide.root.find(f"{P}timing")
    if timing is not None and sum(1 for _one in timing.iter(f"{P}cTn")) > 1:
        found.add("animation")
    if next(slide.root.iter(f"{P}transition"), None) is not None:
        found.add("transition")
    if any(link.kind == "comments" for link in deck.links.of(slide.part)):
        found.add("comment")
    return found


def kept(deck: Deck) -> list[str]:
    """Return what is kept as it is, counted: ["1 picture", "animations on 2 slides"]."""
    counts: Counter[str] = Counter()
    for slide in deck.slides:
        counts.update(shape.kind for shape in slide.shapes if shape.kind in KINDS)
        counts.update(_extras(deck, slide))
    counts.update(piece.kind for piece in deck.texts.pieces.values() if isinstance(piece, Atom))
    return [str(KINDS[kind][1] % {"n": counts[kind]}) for kind in KINDS if counts[kind]]


def lines(file: BinaryIO) -> list[str]:
    """Return the text of a presentation: for each slide a line that names it, then a line for each paragraph."""
    deck = Deck.open(file)
    found = []
    for number, slide in enumerate(deck.slides, 1):
        found.append(_("Slide %(number)s") % {"number": number})
        texts = [shape.text for shape in slide.shapes if shape.text is not None]
        found += [line for text in texts for line in _lines(text)]
        found += [_("Notes: %(line)s") % {"line": line} for line in _lines(slide.notes)]
    return found


def _lines(text: Text | None) -> list[str]:
    paragraphs = text.paragraphs if text is not None else []
    texts = ["".join(piece.text for piece in paragraph.pieces).replace("\n", " ") for paragraph in paragraphs]
    return [one for one in texts if one]
