"""Edits made to a workbook by patching its parts.

Typing into cells may touch: the part of their sheet, the shared strings, the styles; of other sheets, only the value
that is kept with a formula which depends on what was typed; and what makes programs work all formulas out anew when
they open the file: the workbook's part (its `calcPr`), and the chain of calculation, which is dropped from the package,
from the relations and from the content types. Adding a sheet may touch: its own new part, the workbook's part, the
relations and the content types. Every other part stays as it is.
"""

from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from documents.editors.editor import Refused
from documents.editors.package import Patch
from documents.editors.xlsx import cells, typed
from documents.editors.xlsx.blocked import Blocked, blocked_in
from documents.editors.xlsx.book import CONTENT_TYPES, WORKSHEET, SheetEntry, read_part
from documents.editors.xlsx.errors import BadEdit
from documents.editors.xlsx.formats import is_general
from documents.editors.xlsx.new_sheets import MOST_SHEETS, check_name, name_sheets, new_sheet, part_names
from documents.editors.xlsx.patching import Change, patched
from documents.editors.xlsx.places import Place, name_of, place
from documents.editors.xlsx.reading import MOST_FILLED, Workbook, opened
from documents.editors.xlsx.recalculating import recalculating, without_chain
from documents.editors.xlsx.sheet import Cell, Sheet, read_sheet
from documents.editors.xlsx.stale import stale


@dataclass
class Edits:
    """What was edited, its shape made sure of: typed texts and known values of formulas by sheet, and new sheets."""

    typed: dict[str, dict[Place, str]] = field(default_factory=dict)
    values: dict[str, dict[Place, cells.Value]] = field(default_factory=dict)
    new_sheets: list[str] = field(default_factory=list)


def nothing() -> Refused:
    """Return the refusal of what no page of ours sends."""
    return Refused(_("Nothing was sent that could be saved. Reload the page."))


def checked(edits: dict[str, Any]) -> Edits:
    """Return edits as they came from a browser: {"sheets": {name: {"cells": {"B2": "1.234,50"}, "values": {"C2": 5}}},
    "new_sheets": [name]}. Raises Refused for another shape."""
    sheets, new = edits.get("sheets", {}), edits.get("new_sheets", [])
    if not isinstance(sheets, dict) or not isinstance(new, list) or len(new) > MOST_SHEETS:
        raise nothing()
    found = Edits(new_sheets=new)
    for name, told in sheets.items():
        if not isinstance(told, dict):
            raise nothing()
        found.typed[name] = _by_place(told.get("cells", {}), (str,))
        found.values[name] = _by_place(told.get("values", {}), (int, float, str, bool, type(None)))
    if sum(map(len, found.typed.values())) + sum(map(len, found.values.values())) > 2 * MOST_FILLED:
        raise nothing()
    return found


def _by_place(told: Any, kinds: tuple[type, ...]) -> dict[Place, Any]:
    if not isinstance(told, dict):
        raise nothing()
    found = {}
    for name, value in told.items():
        if not isinstance(value, kinds) or (isinstance(value, str) and len(value) > typed.LONGEST_TEXT + 1):
            raise nothing()
        if isinstance(value, int | float) and not abs(value) < 1e308:
            value = None
        try:
            found[place(name)] = value
        except ValueError as error:
            raise nothing() from error
    return found


def apply(source: BinaryIO, edits: dict[str, Any], target: BinaryIO) -> None:
    """Write the workbook `source` with `edits` (see `checked`) to `target`. Raises Refused and CannotEdit."""
    wanted = checked(edits)
    workbook = opened(source)
    added = _added(workbook, wanted)
    patch = Patch(workbook.package, _permitted(workbook, added))
    for entry in added:
        patch.put(entry.part, new_sheet(workbook.book))
    if any(wanted.typed.values()):
        _change_sheets(workbook, wanted, added, patch)
    if any(wanted.typed.values()) or added:
        _change_what_is_shared(workbook, added, patch)
    patch.write(target)


def _permitted(workbook: Workbook, added: list[SheetEntry]) -> set[str]:
    """Return the parts that edits may touch: see above."""
    book = workbook.book
    parts = {one.part for one in (*book.sheets, *added) if one.kind == WORKSHEET}
    parts |= {book.part, book.relations_part, CONTENT_TYPES}
    return parts | {part for kind in ("sharedStrings", "styles", "calcChain") if (part := book.related(kind))}


def _added(workbook: Workbook, wanted: Edits) -> list[SheetEntry]:
    if wanted.new_sheets and workbook.book.structure_locked:
        raise BadEdit(_("The workbook is protected: no sheet can be added."))
    names = [sheet.name for sheet in workbook.book.sheets]
    added = []
    for name, part in zip(wanted.new_sheets, part_names(workbook.package, len(wanted.new_sheets)), strict=True):
        check_name(name, names)
        names.append(name)
        added.append(SheetEntry(name, WORKSHEET, "visible", part))
    if added and len(names) > MOST_SHEETS:
        raise BadEdit(_("A workbook has at most %(most)s sheets here.") % {"most": MOST_SHEETS})
    return added


def _change_sheets(workbook: Workbook, wanted: Edits, added: list[SheetEntry], patch: Patch) -> None:
    """Put the parts of the sheets whose cells change into the patch."""
    entries = {one.name: one for one in (*workbook.book.sheets, *added) if one.kind == WORKSHEET}
    for name in wanted.typed:
        if name not in entries:
            raise BadEdit(_("There is no sheet “%(name)s” in this workbook.") % {"name": name})
    names = [one.name for one in (*workbook.book.sheets, *added)]
    book = workbook.book
    reader = typed.Reader(workbook.language, timezone.localdate(), names, workbook.tables(), book.from_1904)
    raws = {one.name: patch.changed.get(one.part) or read_part(workbook.package, one.part) for one in entries.values()}
    sheets = {name: read_sheet(raw, entries[name].part) for name, raw in raws.items()}
    _count(sheets, wanted)
    typed_into = [(name, *at) for name, texts in wanted.typed.items() for at in texts]
    outdated: dict[str, set[Place]] = {}
    for name, row, column in stale(sheets, typed_into):
        outdated.setdefault(name, set()).add((row, column))
    for name in sheets:
        texts = wanted.typed.get(name, {})
        if texts or name in outdated:
            pen = _Pen(workbook, sheets[name], blocked_in(workbook.package, sheets[name]), reader)
            values = wanted.values.get(name, {})
            try:
                changes = pen.changes(texts, values, outdated.get(name, set()))
            except BadEdit as refusal:
                refusal.sheet = name
                raise _with_place(refusal) from refusal
            patch.put(entries[name].part, patched(raws[name], entries[name].part, changes))


def _count(sheets: dict[str, Sheet], wanted: Edits) -> None:
    """Refuse edits after which the workbook would be too large to be opened here again."""
    filled = {(name, cell.row, cell.column) for name, sheet in sheets.items() for cell in sheet.filled()}
    for name, texts in wanted.typed.items():
        filled |= {(name, *at) for at, text in texts.items() if text}
        filled -= {(name, *at) for at, text in texts.items() if not text}
    if len(filled) > MOST_FILLED:
        raise Refused(
            _("With this the workbook would have more than %(most)s filled cells. Take some out, or use two files.")
            % {"most": number_format(MOST_FILLED, force_grouping=True)}
        )


def _with_place(refusal: BadEdit) -> BadEdit:
    """Return the refusal of a cell with its place before the sentence."""
    words = {"sheet": refusal.sheet, "cell": refusal.cell, "sentence": str(refusal)}
    return BadEdit(_("%(sheet)s, cell %(cell)s: %(sentence)s") % words, sheet=refusal.sheet, cell=refusal.cell)


@dataclass
class _Pen:
    """What turns typed texts into changes of the cells of one sheet."""

    workbook: Workbook
    sheet: Sheet
    blocked: Blocked
    reader: typed.Reader

    def changes(
        self, texts: dict[Place, str], values: dict[Place, cells.Value], outdated: set[Place]
    ) -> dict[int, dict[int, Change]]:
        """Return the changes of cells by row and column; an outdated value is replaced by a known one, or goes."""
        there = {(cell.row, cell.column): cell for cell in self.sheet.cells}
        made: dict[int, dict[int, Change]] = {}
        for row, column in outdated - set(texts):
            made.setdefault(row, {})[column] = cells.recalculated(values.get((row, column)))
        for followers in self._orphans(texts).values():
            for cell in followers:
                then = made.get(cell.row, {}).get(cell.column)
                made.setdefault(cell.row, {})[cell.column] = cells.on_its_own(cell.formula or "", then)
        for at, text in texts.items():
            made.setdefault(at[0], {})[at[1]] = self._typed(at, text, there.get(at), values.get(at))
        return made

    def _orphans(self, texts: dict[Place, str]) -> dict[str, list[Cell]]:
        """Return the cells that follow a shared formula whose leading cell is typed into, by its number."""
        led = {number: list[Cell]() for number, (leader, _text) in self.sheet.leaders.items() if leader in texts}
        if led:
            for cell in self.sheet.cells:
                if cell.shared in led and self.sheet.leaders[cell.shared][0] != (cell.row, cell.column):
                    led[cell.shared].append(cell)
        return led

    def _typed(self, at: Place, text: str, cell: Cell | None, value: cells.Value) -> Change:
        row, column = at
        if reason := self.blocked.reason(at):
            raise BadEdit(str(reason), cell=name_of(row, column))
        style = cell.style if cell is not None else self.sheet.style_at(row, column)
        code = self.workbook.styles.format_of(style)
        try:
            meant = typed.understood(text, code, self.reader)
        except BadEdit as refusal:
            raise BadEdit(str(refusal), cell=name_of(row, column)) from refusal
        if meant.kind == typed.NOTHING:
            return cells.without_value(row, column, style)
        if meant.quoted or (meant.format and is_general(code)):
            style = self.workbook.styles.with_format(style, meant.format, quoted=meant.quoted)
        if meant.kind == typed.NUMBER:
            return cells.with_number(row, column, style, float(meant.value))
        if meant.kind == typed.BOOLEAN:
            return cells.with_boolean(row, column, style, bool(meant.value))
        if meant.kind == typed.FORMULA:
            return cells.with_formula(row, column, style, str(meant.value), value)
        return cells.with_text(row, column, style, str(meant.value), self.workbook.strings)


def _change_what_is_shared(workbook: Workbook, added: list[SheetEntry], patch: Patch) -> None:
    book, strings, styles = workbook.book, workbook.strings, workbook.styles
    if strings.added:
        patch.put(strings.part, strings.patched())
    if styles.added:
        patch.put(styles.part, styles.patched())
    if chain := book.related("calcChain"):
        without_chain(workbook.package, book, patch, chain)
    raw = recalculating(book)
    if added:
        raw = name_sheets(workbook.package, book, patch, raw, added)
    patch.put(book.part, raw)
