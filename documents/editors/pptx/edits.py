"""What a browser sends as edits, made sure of: shapes, ids and numbers. Nothing here touches the presentation."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from documents.editors.editor import Refused
from documents.editors.pptx.deck import MOST_SLIDES, Deck, Layout
from documents.editors.pptx.looks import LEVELS
from documents.editors.pptx.reading import placeholders
from documents.editors.pptx.texts import Atom, Flags, Stretch, Text
from documents.editors.pptx.words import ILLEGAL

MOST_CHARACTERS = 5_000_000


@dataclass(frozen=True)
class Span:
    """A stretch of an edited paragraph: text, formed like the stretch `run` (None: new text), or an atom's number."""

    text: str = ""
    flags: Flags = (None, None, None)
    run: int | None = None
    atom: int | None = None


@dataclass(frozen=True)
class Wanted:
    """A paragraph as it shall be: `id` of one that is there, whose `spans` may stay (None); new ones are `like` one."""

    id: str | None
    spans: list[Span] | None
    level: int | None
    like: str | None


@dataclass
class New:
    """A slide to be made: its layout, texts by their place on it, and notes."""

    layout: Layout
    texts: dict[int, list[Wanted]]
    notes: list[Wanted]


@dataclass
class Edits:
    """All that was edited. `row` is the slides in their new order, ids of old ones and new ones, or None as it was."""

    texts: dict[str, list[Wanted]] = field(default_factory=dict)
    notes: dict[str, list[Wanted]] = field(default_factory=dict)
    row: list[str | New] | None = None

    def __bool__(self) -> bool:
        return bool(self.texts or self.notes or self.row is not None)


def nonsense() -> Refused:
    """Return the refusal of edits that do not fit the presentation; a page of ours does not send any."""
    return Refused(_("What was sent does not fit this presentation, so nothing was saved. Reload the page."))


def understood(raw: dict[str, Any], deck: Deck) -> Edits:
    """Return the edits in `raw`; raises Refused where they do not fit `deck`."""
    try:
        edits = Edits(
            {str(name): _paragraphs(one) for name, one in raw.get("texts", {}).items()},
            {str(name): _paragraphs(one) for name, one in raw.get("notes", {}).items()},
            [_slide(one, deck) for one in raw["slides"]] if "slides" in raw else None,
        )
    except (TypeError, ValueError, KeyError, AttributeError, IndexError) as error:
        raise nonsense() from error
    _check_row(edits, deck)
    for name, paragraphs in edits.texts.items():
        if name not in deck.texts.by_id:
            raise nonsense()
        _check_text(paragraphs, deck.texts.by_id[name])
    without = {slide.id for slide in deck.slides if slide.notes_part is None}
    new = [one for one in edits.row or [] if isinstance(one, New)]
    fresh = [*edits.notes.values(), *(one.notes for one in new), *(text for one in new for text in one.texts.values())]
    if not edits.notes.keys() <= without or not all(map(_is_fresh, fresh)):
        raise nonsense()
    every = [*edits.texts.values(), *fresh]
    if sum(len(span.text) for text in every for one in text for span in one.spans or []) > MOST_CHARACTERS:
        raise Refused(_("The text has become too long to be saved at once. Save a part of it first."))
    return _of_what_stays(edits, deck)


def _of_what_stays(edits: Edits, deck: Deck) -> Edits:
    """Return the edits without those of slides that are deleted, and without a row that is as it was."""
    if edits.row is None:
        return edits
    here = [slide.id for slide in deck.slides]
    gone = {slide.part for slide in deck.slides if slide.id not in edits.row}
    gone |= {slide.notes_part for slide in deck.slides if slide.id not in edits.row and slide.notes_part}
    texts = {name: one for name, one in edits.texts.items() if deck.texts.by_id[name].part not in gone}
    notes = {name: one for name, one in edits.notes.items() if name in edits.row}
    return Edits(texts, notes, None if edits.row == here else edits.row)


def _slide(raw: dict[str, Any], deck: Deck) -> str | New:
    if "id" in raw:
        return str(raw["id"])
    layout = {one.id: one for one in deck.layouts}[raw["layout"]]
    texts = {int(place): _paragraphs(one) for place, one in raw.get("texts", {}).items()}
    takes = {place for place, shape in placeholders(layout.shapes) if shape.kind != "empty"}
    if not texts.keys() <= takes:
        raise ValueError
    return New(layout, texts, _paragraphs(raw.get("notes", [])))


def _paragraphs(raw: list[dict[str, Any]]) -> list[Wanted]:
    if not isinstance(raw, list):
        raise TypeError
    return [_wanted(one) for one in raw]


def _wanted(raw: dict[str, Any]) -> Wanted:
    spans = [_span(one) for one in raw["spans"]] if "spans" in raw else None
    level = _number(raw["level"]) if "level" in raw else None
    if level is not None and not 0 <= level < LEVELS:
        raise ValueError
    names = [None if raw.get(name) is None else str(raw[name]) for name in ("id", "like")]
    if names[0] is None and spans is None:
        raise ValueError
    return Wanted(names[0], spans, level, names[1])


def _span(raw: dict[str, Any]) -> Span:
    if "atom" in raw:
        return Span(atom=_number(raw["atom"]))
    text, run = raw["text"], raw.get("run")
    flags = [raw.get(name) for name in "biu"]
    if not isinstance(text, str) or any(flag is not None and not isinstance(flag, bool) for flag in flags):
        raise TypeError
    plain = ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return Span(plain, (flags[0], flags[1], flags[2]), None if run is None else _number(run))


def _number(raw: Any) -> int:
    if type(raw) is not int:
        raise TypeError
    return raw


def _check_row(edits: Edits, deck: Deck) -> None:
    """Raise Refused where the row of slides is empty or too long, or names a slide twice, or one that is not there."""
    if edits.row is None:
        return
    old = [one for one in edits.row if isinstance(one, str)]
    if len(set(old)) != len(old) or not set(old) <= {slide.id for slide in deck.slides}:
        raise nonsense()
    if not edits.row:
        raise Refused(_("A presentation needs at least one slide. Keep one, or delete the document."))
    if len(edits.row) > MOST_SLIDES:
        raise Refused(_("These are more slides than can be edited here. Save fewer of them."))


def _check_text(wanted: list[Wanted], text: Text) -> None:
    """Raise Refused where paragraphs or stretches are not of this text, or an atom is lost or doubled."""
    there = {paragraph.id: paragraph for paragraph in text.paragraphs}
    pieces = {piece.number: piece for paragraph in text.paragraphs for piece in paragraph.pieces}
    named = [one.id for one in wanted if one.id is not None]
    if (
        not wanted
        or len(set(named)) != len(named)
        or not {*named, *(one.like for one in wanted if one.like)} <= there.keys()
    ):
        raise nonsense()
    after: Counter[int] = Counter()
    for one in wanted:
        if one.spans is None:
            after.update(piece.number for piece in there[one.id or ""].pieces if isinstance(piece, Atom))
            continue
        after.update(span.atom for span in one.spans if span.atom is not None)
        if any(span.run is not None and not isinstance(pieces.get(span.run), Stretch) for span in one.spans):
            raise nonsense()
    if after != Counter(piece.number for piece in pieces.values() if isinstance(piece, Atom)):
        raise Refused(
            _(
                "Something that is kept as it is, such as the number of the slide, would be lost or doubled. "
                "Undo your last step and save again."
            )
        )


def _is_fresh(wanted: list[Wanted]) -> bool:
    """Return whether a text refers to nothing that is there: one that is yet to be made cannot."""
    spans = [span for one in wanted for span in one.spans or []]
    return all(one.id is None and one.like is None for one in wanted) and all(
        span.run is None and span.atom is None for span in spans
    )
