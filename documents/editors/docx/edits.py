"""What a browser sends as edits, made sure of: shapes, ids and numbers. Nothing here touches the document."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from documents.editors.docx.pieces import Atom, Paragraph, Text
from documents.editors.docx.story import Story
from documents.editors.docx.styles import Flags, Form
from documents.editors.docx.words import ILLEGAL
from documents.editors.editor import Refused

KINDS = {"text": (0, 0), "title": (0, 0), "heading": (1, 9), "bullet": (0, 8), "number": (0, 8)}
MOST_CHARACTERS = 5_000_000


@dataclass(frozen=True)
class Span:
    """A stretch of an edited paragraph: text, formed like the piece `run` (None for new text), or an atom's number."""

    text: str = ""
    flags: Flags = (None, None, None)
    run: int | None = None
    atom: int | None = None


@dataclass(frozen=True)
class Wanted:
    """A paragraph as it shall be. `spans` and `form` are None where they stay; `like` is what a new one comes from."""

    spans: list[Span] | None
    form: Form | None
    like: str | None = None


@dataclass(frozen=True)
class Addition:
    """New paragraphs, behind or before a block that is there; for the anchor "", at the end of the document."""

    anchor: str
    behind: bool
    paragraphs: list[Wanted]


@dataclass(frozen=True)
class Edits:
    """All that was edited."""

    changed: dict[str, Wanted]
    deleted: list[str]
    added: list[Addition]


def nonsense() -> Refused:
    """Return the refusal of edits that do not fit the document; a page of ours does not send any."""
    return Refused(_("What was sent does not fit this document, so nothing was saved. Reload the page."))


def understood(raw: dict[str, Any], story: Story) -> Edits:
    """Return the edits in `raw`; raises Refused where they do not fit `story`.

    No atom may be lost or doubled: those of the paragraphs that change must be the ones that are in them afterwards.
    """
    changed, deleted, added = raw.get("changed", {}), raw.get("deleted", []), raw.get("added", [])
    if not (isinstance(changed, dict) and isinstance(deleted, list) and isinstance(added, list)):
        raise nonsense()
    try:
        edits = Edits(
            {name: _wanted(one) for name, one in changed.items()},
            [str(name) for name in deleted],
            [_addition(one) for one in added],
        )
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise nonsense() from error
    _check_names(edits, story)
    _check_pieces(edits, story)
    return edits


def _wanted(raw: dict[str, Any]) -> Wanted:
    spans = [_span(one) for one in raw["spans"]] if "spans" in raw else None
    like = raw.get("like")
    return Wanted(spans, _form(raw["form"]) if "form" in raw else None, None if like is None else str(like))


def _span(raw: dict[str, Any]) -> Span:
    if "atom" in raw:
        return Span(atom=_number(raw["atom"]))
    text = raw["text"]
    if not isinstance(text, str):
        raise TypeError
    bold, italic, line = (_flag(raw.get(name)) for name in "biu")
    run = raw.get("run")
    plain = ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return Span(plain, (bold, italic, line), None if run is None else _number(run))


def _number(raw: Any) -> int:
    if type(raw) is not int:
        raise TypeError
    return raw


def _flag(raw: Any) -> bool | None:
    if raw is None or isinstance(raw, bool):
        return raw
    raise TypeError


def _form(raw: dict[str, Any]) -> Form:
    kind, level = str(raw["kind"]), _number(raw.get("level", 0))
    least, most = KINDS[kind]
    if not least <= level <= most:
        raise ValueError
    return Form(kind, level)


def _addition(raw: dict[str, Any]) -> Addition:
    behind = "after" in raw
    return Addition(str(raw["after" if behind else "before"]), behind, [_wanted(one) for one in raw["paragraphs"]])


def _check_names(edits: Edits, story: Story) -> None:
    """Raise Refused where something is named that is not there, or that cannot be edited."""
    gone = set(edits.deleted)
    for name in [*edits.changed, *edits.deleted]:
        paragraph = story.by_id.get(name)
        if not isinstance(paragraph, Paragraph) or paragraph.locked:
            raise nonsense()
        if name in gone and (paragraph.fixed or name in edits.changed):
            raise nonsense()
    if len(gone) != len(edits.deleted):
        raise nonsense()
    for addition in edits.added:
        if (addition.anchor and addition.anchor not in story.by_id) or not addition.paragraphs:
            raise nonsense()
        for new in addition.paragraphs:
            like = story.by_id.get(new.like) if new.like is not None else None
            if new.like is not None and (not isinstance(like, Paragraph) or like.locked):
                raise nonsense()


def _check_pieces(edits: Edits, story: Story) -> None:
    """Raise Refused where text refers to no text, where an atom is lost or doubled, or where there is too much."""
    touched = [story.by_id[name] for name, wanted in edits.changed.items() if wanted.spans is not None]
    touched += [story.by_id[name] for name in edits.deleted]
    before = Counter(
        piece.number
        for paragraph in touched
        if isinstance(paragraph, Paragraph)
        for piece in paragraph.pieces
        if isinstance(piece, Atom)
    )
    new = [one for addition in edits.added for one in addition.paragraphs]
    spans = [span for wanted in [*edits.changed.values(), *new] for span in wanted.spans or []]
    after = Counter(span.atom for span in spans if span.atom is not None)
    if before != after:
        raise Refused(
            _(
                "Something that is kept as it is, such as a picture or a comment, would be lost or doubled. "
                "Undo your last step and save again."
            )
        )
    if any(span.run is not None and not isinstance(story.pieces.get(span.run), Text) for span in spans):
        raise nonsense()
    if sum(len(span.text) for span in spans) > MOST_CHARACTERS:
        raise Refused(_("The text has become too long to be saved at once. Save a part of it first."))
