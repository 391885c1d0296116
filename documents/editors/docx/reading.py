"""The page model of a document: blocks with spans of text, and what is kept beside them."""

from collections import Counter
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from documents.editors.docx.pieces import Paragraph, Text
from documents.editors.docx.story import Block, Cell, Kept, Story, Table
from documents.editors.docx.styles import Form
from documents.editors.docx.words import KINDS, W, is_on, value

HEADINGS = 4  # so many levels are offered, and those that are in the document
MADE_HEADING = {"b": True, "i": False, "u": False}
ALIGNED = {"center": "center", "right": "end", "end": "end", "both": "justify", "distribute": "justify"}


def read(file: BinaryIO) -> dict[str, Any]:
    """Return the page model. What `_paragraph` returns is one block, and what comes back for a changed one is alike."""
    story = Story.open(file)
    blocks = [_block(story, block) for block in story.blocks]
    return {
        "blocks": blocks,
        "forms": _forms(story),
        "kept": kept(story),
        "notes": _notes(story),
    }


def _block(story: Story, block: Block) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return _paragraph(story, block)
    if isinstance(block, Table):
        return {"id": block.id, "rows": [[_cell(story, cell) for cell in row] for row in block.rows]}
    return {"id": block.id, "kept": str(KINDS[block.kind][0]), "text": block.paragraphs}


def _cell(story: Story, cell: Cell) -> dict[str, Any]:
    return {"columns": cell.columns, "rows": cell.rows, "blocks": [_block(story, block) for block in cell.blocks]}


def _paragraph(story: Story, paragraph: Paragraph) -> dict[str, Any]:
    """Return a paragraph: its form, its spans, and how text in it looks that says nothing itself."""
    form = story.form(paragraph.element)
    shown: dict[str, Any] = {
        "id": paragraph.id,
        "form": {"kind": form.kind, "level": form.level},
        "looks": _looks(story, value(paragraph.element, "pPr/pStyle")),
        "spans": [_span(piece) for piece in paragraph.pieces],
    }
    listed = story.list_of(paragraph.element)
    if listed and form.kind in ("bullet", "number"):
        shown["list"] = listed[0]
    aligned = ALIGNED.get(value(paragraph.element, "pPr/jc") or "")
    if aligned:
        shown["align"] = aligned
    if paragraph.locked:
        shown["locked"] = _reasons()[paragraph.locked]
    if paragraph.fixed:
        shown["fixed"] = _("Section break")
    return shown


def _span(piece: Any) -> dict[str, Any]:
    if not isinstance(piece, Text):
        return {"atom": piece.number, "kind": piece.kind, "label": str(KINDS[piece.kind][0]), "text": piece.text}
    said = {name: flag for name, flag in zip("biu", piece.flags, strict=True) if flag is not None}
    return {"run": piece.number, "text": piece.text, **said}


def _reasons() -> dict[str, str]:
    return {
        "tracked": _("There are tracked changes of this paragraph, so it is not edited here."),
        "field": _("This belongs to a field, such as a table of contents, so it is not edited here."),
    }


def _forms(story: Story) -> list[dict[str, Any]]:
    """Return the forms that are offered beside lists, each with how text in it looks."""
    forms: list[tuple[Form, str | None]] = [(Form(), story.styles.default)]
    if story.styles.called("title"):
        forms.append((Form("title"), story.styles.called("title")))
    there = {story.form(one.element) for one in story.paragraphs()}
    levels = {form.level for form in there if form.kind == "heading"}
    if story.styles.root is not None:
        levels |= set(range(1, HEADINGS + 1))
    forms += [(Form("heading", level), story.styles.called(f"heading {level}")) for level in sorted(levels)]
    return [
        {"kind": form.kind, "level": form.level, "looks": _looks(story, style) if style else MADE_HEADING}
        for form, style in forms
    ]


def _looks(story: Story, style: str | None) -> dict[str, bool]:
    return dict(zip("biu", story.styles.of_paragraph(style), strict=True))


def kept(story: Story) -> list[str]:
    """Return what is kept as it is, counted: ["1 picture", "2 comments"]."""
    counts: Counter[str] = Counter()
    for paragraph in story.paragraphs():
        counts.update(piece.kind for piece in paragraph.pieces if not isinstance(piece, Text))
    counts.update(block.kind for block in story.by_id.values() if isinstance(block, Kept))
    folder = story.part.rpartition("/")[0]
    margins = [name for name in story.package.parts if name.startswith((f"{folder}/header", f"{folder}/footer"))]
    counts["margin"] = len(margins)
    return [str(KINDS[kind][1] % {"n": counts[kind]}) for kind in KINDS if counts[kind]]


def _notes(story: Story) -> list[str]:
    """Return what a person must know before they edit."""
    tracking = story.settings.find(f"{W}trackRevisions") if story.settings is not None else None
    if tracking is not None and is_on(tracking):
        return [_("This document asks for changes to be tracked. Changes made here are not tracked.")]
    return []


def lines(file: BinaryIO) -> list[str]:
    """Return the text of a document, a paragraph a line."""
    story = Story.open(file)
    found = []
    for block in story.by_id.values():
        if isinstance(block, Paragraph):
            found.append("".join(piece.text for piece in block.pieces).replace("\n", " "))
        elif isinstance(block, Kept):
            found += block.paragraphs
    return found
