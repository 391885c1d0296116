"""Which formulas come to something else once certain cells have changed.

Programs keep with a formula what it came to, and some (LibreOffice, every preview) show that without working it out
again. A value that may be wrong is worse than none, so it is taken out of the file, or a right one is put in its place.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from documents.editors.xlsx.formulas import Token, tokens
from documents.editors.xlsx.places import Area, Place
from documents.editors.xlsx.sheet import Sheet
from imports.reading.xlsx.worksheet import LAST_COLUMN, MOST_ROWS, place_of

Cell = tuple[str, int, int]
# Functions that look at cells which their formula does not name, or at the clock. So may names and tables.
RESTLESS = {"INDIRECT", "OFFSET", "NOW", "TODAY", "RAND", "RANDBETWEEN", "CELL", "INFO"}
# Asking more often than this takes longer than anybody waits; then every formula counts as stale.
MOST_QUESTIONS = 4_000_000


def areas_of(formula: str, sheet: str) -> list[tuple[str, Area]] | None:
    """Return the areas that a formula on `sheet` looks at, each with its sheet (case folded); None: nobody knows."""
    found: list[tuple[str, Area]] = []
    on = ""
    try:
        for token in tokens(formula):
            if token.kind == "sheet":
                on = token.text[:-1].strip("'").replace("''", "'").casefold()
                continue
            if token.kind in ("cells", "columns", "lines"):
                found.append((on or sheet.casefold(), area_of(token)))
            elif _is_restless(token):
                return None
            on = ""
    except ValueError:
        return None
    return found


def _is_restless(token: Token) -> bool:
    if token.kind == "function":
        return token.text.upper() in RESTLESS
    if token.kind == "name":
        return token.text.upper() not in ("TRUE", "FALSE")
    return token.kind == "table" or token.text in (":", "@")


def area_of(token: Token) -> Area:
    """Return the area that a reference names; whole columns and rows reach to the end of the sheet."""
    first, _colon, last = token.text.upper().replace("$", "").partition(":")
    if token.kind == "columns":
        return Area(0, place_of(first), MOST_ROWS - 1, place_of(last))
    if token.kind == "lines":
        return Area(int(first) - 1, 0, int(last) - 1, LAST_COLUMN)
    return Area.named(f"{first}:{last or first}")


def stale(sheets: Mapping[str, Sheet], changed: Iterable[Cell]) -> set[Cell]:
    """Return the formulas of `sheets` (by name) whose value depends on the cells `changed`, however indirectly.

    Cells are (name of the sheet, row, column). Where that would take too long to find out, all of them.
    """
    names = {name.casefold(): name for name in sheets}
    followers: dict[Cell, list[Cell]] = defaultdict(list)
    watching: dict[str, list[tuple[Area, Cell]]] = defaultdict(list)
    waiting: set[Cell] = set()
    formulas: set[Cell] = set()
    for name, sheet in sheets.items():
        for cell in sheet.cells:
            if cell.formula is None:
                continue
            own = (name, cell.row, cell.column)
            formulas.add(own)
            areas = areas_of(cell.formula, name) if cell.formula else None
            if areas is None:
                waiting.add(own)
                continue
            for on, area in areas:
                if (area.top, area.left) == (area.bottom, area.right):
                    followers[names.get(on, on), area.top, area.left].append(own)
                else:
                    watching[names.get(on, on)].append((area, own))
    return _spread([*changed, *waiting], waiting, followers, watching, formulas)


def _spread(
    queue: list[Cell],
    found: set[Cell],
    followers: Mapping[Cell, list[Cell]],
    watching: Mapping[str, list[tuple[Area, Cell]]],
    formulas: set[Cell],
) -> set[Cell]:
    questions = 0
    while queue:
        name, row, column = queue.pop()
        place: Place = (row, column)
        watchers = watching.get(name, [])
        questions += len(watchers)
        if questions > MOST_QUESTIONS:
            return formulas
        reached = [*followers.get((name, row, column), ()), *(own for area, own in watchers if place in area)]
        for own in reached:
            if own not in found:
                found.add(own)
                queue.append(own)
    return found
