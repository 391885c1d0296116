"""The row of slides in the presentation's own part: order, new and deleted slides, sections and custom shows."""

from bisect import bisect_right
from typing import Any

from lxml import etree

from documents.editors.pptx.words import P, R, local, whole

FIRST_ID = 256  # ids of slides begin here, by the standard


def write_row(root: Any, row: list[Any | str]) -> None:
    """Set the row of slides: its entries that stay, in their new order, and for new slides the ids of their links."""
    place = root.find(f"{P}sldIdLst")
    if place is None:
        place = etree.Element(f"{P}sldIdLst")
        masters = root.find(f"{P}notesMasterIdLst")
        masters = root.find(f"{P}sldMasterIdLst") if masters is None else masters
        masters.addnext(place)
    before = [one for one in place if one.tag == f"{P}sldId"]
    highest = max([FIRST_ID - 1, *(whole(one.get("id")) for one in before)])
    sections = Sections(root)
    entries = []
    for one in row:
        if isinstance(one, str):
            highest += 1
            one = etree.Element(f"{P}sldId", {"id": str(highest), f"{R}id": one})
        entries.append(one)
    for one in before:
        place.remove(one)
    place[0:0] = entries
    sections.write([one.get("id") for one in entries])
    _leave_shows(root, {one.get(f"{R}id") for one in before} - {one.get(f"{R}id") for one in entries})


def _leave_shows(root: Any, gone: set[str]) -> None:
    """Take deleted slides out of custom shows."""
    for one in list(root.iterfind(f"{P}custShowLst/{P}custShow/{P}sldLst/{P}sld")):
        if one.get(f"{R}id") in gone:
            one.getparent().remove(one)


class Sections:
    """The sections that office programs group slides by, an extension of the standard."""

    def __init__(self, root: Any) -> None:
        lists = [one for one in root.iter() if local(one) == "sldIdLst" and local(one.getparent()) == "section"]
        self.lists = lists
        self.of = {entry.get("id"): at for at, one in enumerate(lists) for entry in one}

    def write(self, ids: list[str]) -> None:
        """Give each section the slides that it has now: those that were moved and new ones go with the one before."""
        if not self.lists:
            return
        staying = _longest_rise([self.of.get(one, -1) for one in ids])
        there = {entry.get("id"): entry for one in self.lists for entry in one}
        for one in self.lists:
            one[:] = []
        now = next((self.of[one] for one, stays in zip(ids, staying, strict=True) if stays), 0)
        for one, stays in zip(ids, staying, strict=True):
            now = self.of[one] if stays else now
            entry = there.get(one)
            if entry is None:
                entry = etree.Element(self.lists[0].tag.replace("sldIdLst", "sldId"), id=one)
            self.lists[now].append(entry)


def _longest_rise(sections: list[int]) -> list[bool]:
    """Return which slides keep their section: the most that are in the order of the sections (-1 is none)."""
    ends: list[int] = []
    lengths = []
    for section in sections:
        place = bisect_right(ends, section) if section >= 0 else -1
        lengths.append(place)
        if place >= 0:
            ends[place : place + 1] = [section]
    keeps = [False] * len(sections)
    wanted, most = len(ends) - 1, max(sections, default=-1)
    for at in range(len(sections) - 1, -1, -1):
        if wanted >= 0 and lengths[at] == wanted and sections[at] <= most:
            keeps[at], most, wanted = True, sections[at], wanted - 1
    return keeps
