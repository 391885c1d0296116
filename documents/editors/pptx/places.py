"""Where shapes are: in EMU on their slide, through groups, and by inheritance from layout and master."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from documents.editors.pptx.words import MC, A, P, whole

SHAPES = {f"{P}{name}" for name in ("sp", "pic", "graphicFrame", "cxnSp", "contentPart")}
# Placeholders that a master knows under another name, and the one that stands for all that is not said.
ON_MASTER = {"ctrTitle": "title", "subTitle": "body", "obj": "body"}
DEEPEST = 30
FULL_CIRCLE = 60_000


@dataclass(frozen=True)
class Box:
    """A place: left, top, width and height in EMU, and degrees that it is turned by."""

    left: int
    top: int
    width: int
    height: int
    turned: float = 0

    def as_list(self) -> list[float]:
        """Return it as the page is given it."""
        return [self.left, self.top, self.width, self.height, *([round(self.turned, 1)] if self.turned else [])]


@dataclass(frozen=True)
class Move:
    """What a group does to the places in it."""

    across: float = 1
    down: float = 1
    left: float = 0
    top: float = 0

    def of(self, box: Box) -> Box:
        """Return where a box of the group is on the slide."""
        place = (self.left + box.left * self.across, self.top + box.top * self.down)
        width, height = box.width * self.across, box.height * self.down
        return Box(round(place[0]), round(place[1]), round(width), round(height), box.turned)


def shapes_of(tree: Any, move: Move = Move(), deep: int = 0) -> Iterator[tuple[Any, Move]]:
    """Yield the shapes below a tree of shapes in their order, those in groups with the group's move."""
    for child in tree:
        if child.tag in SHAPES:
            yield child, move
        elif child.tag == f"{P}grpSp" and deep < DEEPEST:
            yield from shapes_of(child, _move_of(child, move), deep + 1)
        elif child.tag == f"{MC}AlternateContent" and len(child) and deep < DEEPEST:
            yield from shapes_of(child[0], move, deep + 1)


def is_alternative(shape: Any) -> bool:
    """Return whether a shape is there twice, for programs that know something newer and for those that do not."""
    return any(one.tag == f"{MC}AlternateContent" for one in shape.iterancestors())


def _move_of(group: Any, outer: Move) -> Move:
    frame = group.find(f"{P}grpSpPr/{A}xfrm")
    if frame is None:
        return outer
    box = box_of(frame)
    inner_place, inner_size = frame.find(f"{A}chOff"), frame.find(f"{A}chExt")
    if box is None or inner_place is None or inner_size is None:
        return outer
    here = outer.of(box)
    across = here.width / max(whole(inner_size.get("cx")), 1)
    down = here.height / max(whole(inner_size.get("cy")), 1)
    left, top = whole(inner_place.get("x")), whole(inner_place.get("y"))
    return Move(across, down, here.left - left * across, here.top - top * down)


def box_of(frame: Any) -> Box | None:
    """Return the box that an `xfrm` says, or None."""
    place, size = frame.find(f"{A}off"), frame.find(f"{A}ext")
    if place is None or size is None:
        return None
    numbers = whole(place.get("x")), whole(place.get("y")), whole(size.get("cx")), whole(size.get("cy"))
    return Box(*numbers, turned=whole(frame.get("rot")) / FULL_CIRCLE)


def own_box(shape: Any) -> Box | None:
    """Return the box that a shape says itself, or None."""
    frame = shape.find(f"{P}xfrm")
    if frame is None:
        frame = shape.find(f"{P}spPr/{A}xfrm")
    return box_of(frame) if frame is not None else None


def placeholder(shape: Any) -> Any:
    """Return the `ph` of a shape, or None where it is no placeholder."""
    for names in ("nvSpPr", "nvPicPr", "nvGraphicFramePr"):
        found = shape.find(f"{P}{names}/{P}nvPr/{P}ph")
        if found is not None:
            return found
    return None


def kind_of(ph: Any) -> str:
    """Return the type of a placeholder; where none is said, it takes anything."""
    return ph.get("type") or "obj"


class Sheet:
    """A layout or a master (or a notes master): what placeholders on a slide inherit from."""

    def __init__(self, root: Any, above: "Sheet | None" = None) -> None:
        self.root = root
        self.above = above
        tree = root.find(f"{P}cSld/{P}spTree")
        self.shapes = [shape for shape, _move in shapes_of(tree)] if tree is not None else []
        self.placeholders = [(ph, shape) for shape in self.shapes if (ph := placeholder(shape)) is not None]

    def ancestors(self, ph: Any) -> list[Any]:
        """Return the shapes that a placeholder inherits from, the nearest first."""
        found = self._match(ph)
        if found is None:
            return self.above.ancestors(ph) if self.above else []
        return [found[1], *(self.above.ancestors(found[0]) if self.above else [])]

    def _match(self, ph: Any) -> tuple[Any, Any] | None:
        """Return the placeholder here that `ph` follows: on a layout by its number, on a master by its kind."""
        kind = kind_of(ph)
        if self.above is not None and ph.get("idx") is not None:
            same = [one for one in self.placeholders if one[0].get("idx") == ph.get("idx")]
        else:
            alike = ON_MASTER.get(kind, kind)
            same = [one for one in self.placeholders if kind_of(one[0]) == kind]
            same += [one for one in self.placeholders if ON_MASTER.get(kind_of(one[0]), kind_of(one[0])) == alike]
        return same[0] if same else None


def box_on(shape: Any, move: Move, sheet: Sheet | None) -> Box | None:
    """Return where a shape is on its slide, by itself or by what it inherits from; None where nothing says it."""
    box = own_box(shape)
    ph = placeholder(shape)
    if box is None and ph is not None and sheet is not None:
        box = next((found for one in sheet.ancestors(ph) if (found := own_box(one)) is not None), None)
    return move.of(box) if box is not None else None
