"""How text looks that says nothing itself: size, bold, bullet, alignment, by shape, layout, master and presentation."""

from collections.abc import Iterator
from typing import Any

from documents.editors.pptx.places import Sheet, kind_of, placeholder
from documents.editors.pptx.texts import flags_of
from documents.editors.pptx.words import ON_EVERY_SLIDE, TITLES, A, P, whole

LEVELS = 9
SIZE = 18.0
ALIGNED = {"ctr": "center", "r": "end", "just": "justify", "dist": "justify"}
ANCHORED = {"ctr": "middle", "b": "bottom"}


class Looks:
    """What one shape hands down to its paragraphs."""

    def __init__(self, shape: Any, sheet: Sheet | None, defaults: Any) -> None:
        ph = placeholder(shape)
        self.shapes = [shape, *(sheet.ancestors(ph) if sheet is not None and ph is not None else [])]
        self.lists = [found for one in self.shapes if (found := one.find(f"{P}txBody/{A}lstStyle")) is not None]
        master = sheet.above or sheet if sheet is not None else None
        styles = master.root.find(f"{P}txStyles/{P}{_style_for(ph)}") if master is not None else None
        notes = master.root.find(f"{P}notesStyle") if master is not None else None
        self.lists += [one for one in (styles, notes, defaults) if one is not None]
        self.scale = self._scale(shape)

    def _scale(self, shape: Any) -> float:
        fit = shape.find(f"{P}txBody/{A}bodyPr/{A}normAutofit")
        return whole(fit.get("fontScale"), 100_000) / 100_000 if fit is not None else 1.0

    def anchor(self) -> str:
        """Return where text stands in the box: "" at the top, "middle" or "bottom"."""
        bodies = [found for one in self.shapes if (found := one.find(f"{P}txBody/{A}bodyPr")) is not None]
        said = next((found for one in bodies if (found := one.get("anchor"))), None)
        return ANCHORED.get(said or "", "")

    def of_level(self, level: int, own: Any = None) -> dict[str, Any]:
        """Return how a paragraph of this level looks; `own` is its `pPr`."""
        chain = list(self._chain(level, own))
        runs = [found for one in chain if (found := one.find(f"{A}defRPr")) is not None]
        flags = [next((said for run in runs if (said := flags_of(run)[at]) is not None), False) for at in range(3)]
        size = next((found for run in runs if (found := run.get("sz"))), None)
        looks: dict[str, Any] = dict(zip("biu", flags, strict=True))
        looks["size"] = round((whole(size, 0) / 100 or SIZE) * self.scale, 1)
        aligned = ALIGNED.get(next((found for one in chain if (found := one.get("algn"))), ""))
        if aligned:
            looks["align"] = aligned
        bullet = _bullet(chain)
        if bullet:
            looks["bullet"] = bullet
        return looks

    def _chain(self, level: int, own: Any) -> Iterator[Any]:
        if own is not None:
            yield own
        for one in self.lists:
            for name in (f"lvl{level + 1}pPr", "defPPr"):
                found = one.find(f"{A}{name}")
                if found is not None:
                    yield found


def _style_for(ph: Any) -> str:
    if ph is None or kind_of(ph) in ON_EVERY_SLIDE:
        return "otherStyle"
    return "titleStyle" if kind_of(ph) in TITLES else "bodyStyle"


def _bullet(chain: list[Any]) -> str:
    """Return the sign before a paragraph, "1." for numbers, "" for none."""
    for properties in chain:
        for child in properties:
            if child.tag == f"{A}buNone":
                return ""
            if child.tag == f"{A}buAutoNum":
                return "1."
            if child.tag == f"{A}buChar":
                sign = child.get("char") or "•"
                return sign if len(sign) == 1 and sign.isprintable() and not "\ue000" <= sign <= "\uf8ff" else "•"
            if child.tag == f"{A}buBlip":
                return "•"
    return ""


def level_of(paragraph: Any) -> int:
    """Return the level of an `a:p`, from 0."""
    properties = paragraph.find(f"{A}pPr")
    level = whole(properties.get("lvl")) if properties is not None else 0
    return max(0, min(level, LEVELS - 1))
