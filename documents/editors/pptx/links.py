"""How the parts of a package lead to each other: relationships, and what can be reached by them."""

import posixpath
from dataclasses import dataclass
from typing import Any

from lxml import etree

from documents.editors.package import Package
from documents.editors.pptx.words import RELS


@dataclass(frozen=True)
class Link:
    """A relationship to another part. `kind` is the last step of its type, which the two dialects have in common."""

    id: str
    kind: str
    target: str


def rels_part(part: str) -> str:
    """Return the name of the part that holds the relationships of `part` ("" for those of the package)."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


class Links:
    """The relationships of a package, read when they are asked for. Links that lead outside it are none of these."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self._read: dict[str, list[Link]] = {}

    def of(self, part: str) -> list[Link]:
        """Return the links of a part ("" for the package's own); raises CannotEdit where they are broken."""
        if part not in self._read:
            name = rels_part(part)
            root = self.package.xml(name) if name in self.package else ()
            found = [_link(part, one) for one in root if one.tag == f"{RELS}Relationship"]
            self._read[part] = [link for link in found if link and link.target in self.package]
        return self._read[part]

    def one(self, part: str, kind: str) -> str | None:
        """Return the part that `part` is linked to by this kind, or None."""
        return next((link.target for link in self.of(part) if link.kind == kind), None)

    def target(self, part: str, identity: str | None) -> str | None:
        """Return the part that a link of `part` leads to, or None."""
        return next((link.target for link in self.of(part) if link.id == identity), None)

    def reached(self, without: frozenset[tuple[str, str]] = frozenset()) -> set[str]:
        """Return the parts that the package leads to, not going by links (part, id) in `without`."""
        seen: set[str] = set()
        waiting = [""]
        while waiting:
            part = waiting.pop()
            for link in self.of(part):
                if (part, link.id) not in without and link.target not in seen:
                    seen.add(link.target)
                    waiting.append(link.target)
        return seen


def _link(part: str, element: Any) -> Link | None:
    target = element.get("Target")
    if not target or element.get("TargetMode") == "External":
        return None
    path = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target.partition("#")[0]))
    return Link(element.get("Id") or "", (element.get("Type") or "").rpartition("/")[2], path.lstrip("/"))


def free_id(root: Any) -> str:
    """Return an id that no relationship below `root` has."""
    taken = {one.get("Id") for one in root}
    return next(name for number in range(1, len(taken) + 2) if (name := f"rId{number}") not in taken)


def add_link(root: Any, kind: str, target: str, office: str) -> str:
    """Add a relationship below `root`; return its id."""
    identity = free_id(root)
    etree.SubElement(root, f"{RELS}Relationship", Id=identity, Type=f"{office}/{kind}", Target=target)
    return identity


def path_from(part: str, target: str) -> str:
    """Return how `part` names `target` in its relationships."""
    return posixpath.relpath(target, posixpath.dirname(part) or ".")
