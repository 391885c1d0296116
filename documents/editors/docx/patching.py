"""Writing edits into a document: paragraphs that were not edited are not touched, nor are parts that are not listed."""

import posixpath
from copy import deepcopy
from typing import Any, BinaryIO

from lxml import etree

from documents.editors.docx import forms
from documents.editors.docx.edits import Addition, Edits, Wanted, understood
from documents.editors.docx.pieces import Paragraph, Text
from documents.editors.docx.runs import Runs
from documents.editors.docx.story import Story
from documents.editors.docx.words import OFFICE, RELS, TYPES, W
from documents.editors.package import Patch, serialised

TYPE_OF_LISTS = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"
# Of a deleted paragraph, these go with it; bookmarks and the ranges of comments move on, because each has two ends.
PASSING = {f"{W}proofErr", f"{W}r"}


def apply(source: BinaryIO, edits: dict[str, Any], target: BinaryIO) -> None:
    """Write the document with its edits.

    Touched are the part with the body; where a heading style or a list was missing that is wanted now, the parts with
    the styles and the lists; where a document had no lists at all, also the two parts that name its parts. Raises
    Refused for edits that do not fit.
    """
    story = Story.open(source)
    wanted = understood(edits, story)
    if wanted.changed or wanted.deleted or wanted.added:
        Writer(story).write(wanted)
    patch = Patch(story.package, permitted(story))
    if wanted.changed or wanted.deleted or wanted.added:
        patch.put(story.part, serialised(story.root))
    if story.styles.touched:
        patch.put(story.side_part("styles") or "", serialised(story.styles.root))
    if story.numbering.touched:
        _put_lists(story, patch)
    patch.write(target)


def permitted(story: Story) -> set[str]:
    """Return the parts that an edit of this document may touch."""
    lists = story.side_part("numbering")
    parts = {story.part, story.side_part("styles"), lists}
    if lists is None:
        parts |= {_new_lists_part(story), story.rels_part(story.part), "[Content_Types].xml"}
    return {part for part in parts if part}


def _new_lists_part(story: Story) -> str:
    return posixpath.join(posixpath.dirname(story.part), "numbering.xml")


def _put_lists(story: Story, patch: Patch) -> None:
    part = story.side_part("numbering")
    if part is None:
        part = _new_lists_part(story)
        rels = story.package.xml(story.rels_part(story.part))
        taken = {one.get("Id") for one in rels}
        name = next(f"rId{number}" for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
        etree.SubElement(rels, f"{RELS}Relationship", Id=name, Type=f"{OFFICE}/numbering", Target="numbering.xml")
        patch.put(story.rels_part(story.part), serialised(rels))
        types = story.package.xml("[Content_Types].xml")
        etree.SubElement(types, f"{TYPES}Override", PartName=f"/{part}", ContentType=TYPE_OF_LISTS)
        patch.put("[Content_Types].xml", serialised(types))
    patch.put(part, serialised(story.numbering.root))


class Writer:
    """Writes edits into the body, in memory."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.formed: list[tuple[Any, Any]] = []  # paragraphs whose form is set at last, when all are in their places

    def write(self, edits: Edits) -> None:
        """Change, add and delete paragraphs; then set forms, because a list goes on from what stands before it."""
        rewritten = [name for name, one in edits.changed.items() if one.spans is not None] + edits.deleted
        free = {piece.number for name in rewritten for piece in self._paragraph(name).pieces if isinstance(piece, Text)}
        runs = Runs(self.story.pieces, self.story.styles, free)
        likes = self._likes(edits)
        for name, wanted in edits.changed.items():
            paragraph = self._paragraph(name)
            if wanted.spans is not None:
                runs.fill(paragraph.element, wanted.spans, paragraph)
            if wanted.form is not None:
                self.formed.append((paragraph.element, wanted.form))
        for addition in edits.added:
            self._put(addition, [self._new(wanted, likes, runs) for wanted in addition.paragraphs])
        for name in edits.deleted:
            self._delete(self._paragraph(name))
        order = {element: place for place, element in enumerate(self.story.body.iter(f"{W}p"))}
        for element, form in sorted(self.formed, key=lambda one: order.get(one[0], 0)):
            forms.set_form(self.story, element, form)

    def _put(self, addition: Addition, made: list[Any]) -> None:
        body = self.story.body
        if addition.anchor:
            anchor = self.story.by_id[addition.anchor].element
            place = anchor.getparent().index(anchor) + addition.behind
            anchor.getparent()[place:place] = made
        else:  # the settings of the last section stand at the very end
            place = len(body) - (len(body) > 0 and body[-1].tag == f"{W}sectPr")
            body[place:place] = made

    def _paragraph(self, name: str) -> Paragraph:
        found = self.story.by_id[name]
        assert isinstance(found, Paragraph)
        return found

    def _likes(self, edits: Edits) -> dict[str, Any]:
        """Return the properties that new paragraphs take over, as they were before anything was changed."""
        names = {one.like for addition in edits.added for one in addition.paragraphs if one.like is not None}
        return {name: deepcopy(self._paragraph(name).element.find(f"{W}pPr")) for name in names}

    def _new(self, wanted: Wanted, likes: dict[str, Any], runs: Runs) -> Any:
        made = etree.Element(f"{W}p")
        properties = deepcopy(likes.get(wanted.like or ""))
        if properties is not None:
            for section in properties.findall(f"{W}sectPr"):
                properties.remove(section)
            made.append(properties)
        runs.fill(made, wanted.spans or [], None)
        if wanted.form is not None:
            self.formed.append((made, wanted.form))
        return made

    def _delete(self, paragraph: Paragraph) -> None:
        """Take a paragraph out; what it held of ranges that begin or end elsewhere moves to a neighbour."""
        element = paragraph.element
        container = element.getparent()
        staying = [mark.element for mark in paragraph.marks if mark.element.tag not in PASSING]
        following, before = _beside(element, itersiblings="next"), _beside(element, itersiblings="previous")
        if staying and following is not None:
            at = 1 if following.find(f"{W}pPr") is not None else 0
            for place, mark in enumerate(staying):
                following.insert(at + place, mark)
        elif staying and before is not None:
            before.extend(staying)
        elif staying:
            element.addnext(emptied := etree.Element(f"{W}p"))
            emptied.extend(staying)
        container.remove(element)
        _close_gaps(container)


def _beside(element: Any, *, itersiblings: str) -> Any:
    """Return the next or previous paragraph directly beside, or None."""
    found = element.getnext() if itersiblings == "next" else element.getprevious()
    return found if found is not None and found.tag == f"{W}p" else None


def _close_gaps(container: Any) -> None:
    """Put an empty paragraph where one must be: at the end of a cell, and between two tables, which would be one."""
    if container.tag == f"{W}tc" and (len(container) == 0 or container[-1].tag != f"{W}p"):
        etree.SubElement(container, f"{W}p")
    for table in container.findall(f"{W}tbl"):
        following = table.getnext()
        if following is not None and following.tag == f"{W}tbl":
            table.addnext(etree.Element(f"{W}p"))
