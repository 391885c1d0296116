"""Cells that are not changed here, each with its reason: else spreadsheet programs would call the file damaged."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from documents.editors.package import Package
from documents.editors.xlsx.book import read_part, relations
from documents.editors.xlsx.places import Area, Place
from documents.editors.xlsx.sheet import Sheet
from documents.editors.xlsx.splicing import elements

REASONS: dict[str, str | Promise] = {
    "array": _("This cell is part of an array formula, which is edited in a spreadsheet program only."),
    "heading": _(
        "This is the heading or the total of a table: its name also stands elsewhere in the file. "
        "Change it in a spreadsheet program."
    ),
    "pivot": _("This cell is part of a pivot table, which a spreadsheet program fills in."),
    "merged": _("This cell lies under a merged one. Type into the first cell of the merged area."),
    "protected": _("This sheet is protected. Take the protection off in a spreadsheet program to change it."),
}


@dataclass
class Blocked:
    """What of a sheet is not changed: areas with the key of their reason."""

    areas: list[tuple[Area, str]]
    merges: dict[Place, Area]
    tables: list[str]

    def reason(self, cell: Place) -> str | Promise | None:
        """Return why a cell is not changed, or None."""
        for area, key in self.areas:
            if cell in area:
                return REASONS[key]
        return REASONS["merged"] if cell in self.merges else None

    def as_json(self) -> list[list[int | str]]:
        """Return it as the grid knows it: [top, left, bottom, right, key of the reason]; it knows merges by itself."""
        return [[*area.as_json(), key] for area, key in self.areas]


def blocked_in(package: Package, sheet: Sheet) -> Blocked:
    """Return what of a sheet is not changed, and the names of its tables."""
    areas = [(area, "array") for area in sheet.arrays]
    tables: list[str] = []
    if sheet.protected:
        areas.append((Area(0, 0, 1_048_575, 16_383), "protected"))
    for relation in relations(package, sheet.part):
        if relation.external or relation.target not in package:
            continue
        if relation.kind == "table":
            name, lines = _table(package, relation.target)
            tables.append(name)
            areas += [(line, "heading") for line in lines]
        elif relation.kind == "pivotTable":
            areas += [(area, "pivot") for area in _pivot(package, relation.target)]
    return Blocked(areas, covered(sheet.merges), tables)


# More covered cells are not listed one by one: whole columns may be merged.
MOST_COVERED = 200_000


def covered(merges: list[Area]) -> dict[Place, Area]:
    """Return the cells that lie under a merged one, each with its area."""
    found: dict[Place, Area] = {}
    for area in merges:
        if len(found) + (area.bottom - area.top + 1) * (area.right - area.left + 1) > MOST_COVERED:
            break
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                found[row, column] = area
        del found[area.top, area.left]
    return found


def _table(package: Package, part: str) -> tuple[str, list[Area]]:
    """Return the name of a table, and its first and last line where these are a heading and a total."""
    told = elements(read_part(package, part), part, "table")[-1].attributes
    try:
        area = Area.named(told.get("ref", ""))
    except ValueError:
        return told.get("displayName", ""), []
    lines = []
    if told.get("headerRowCount", "1") != "0":
        lines.append(Area(area.top, area.left, area.top, area.right))
    if told.get("totalsRowCount", "0") != "0":
        lines.append(Area(area.bottom, area.left, area.bottom, area.right))
    return told.get("displayName", ""), lines


def _pivot(package: Package, part: str) -> list[Area]:
    areas = []
    for location in elements(read_part(package, part), part, "location"):
        try:
            areas.append(Area.named(location.attributes.get("ref", "")))
        except ValueError:
            continue
    return areas
