"""Lines of a file that are no rows of their own: a heading that is repeated, a line of totals."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

# What the first cell of a line of totals says.
TOTALS = frozenset(
    {"summe", "gesamt", "gesamtsumme", "insgesamt", "zwischensumme", "total", "totals", "sum", "subtotal"}
)
LONGEST_TOTALS = 20


class NoRows:
    """What tells such lines of one file.

    `headings` are the cells of its heading row. So many columns `in_front` are none of the file's own: they tell the
    line and the reason of rows that were refused before.
    """

    def __init__(self, headings: Sequence[str] = (), in_front: int = 0) -> None:
        self.in_front = in_front
        self._headings = [heading.strip() for heading in headings[in_front:]]
        self._has_headings = sum(map(bool, self._headings)) > 1

    def reason(self, cells: Sequence[str]) -> str:
        """Return why a line is no row of its own, as a sentence; "" where it is one."""
        cells = cells[self.in_front :] if self.in_front else cells
        first = cells[0].strip()
        if self._has_headings and first == self._headings[0] and [cell.strip() for cell in cells] == self._headings:
            return _("The line repeats the heading.")
        first = first or next((cell for cell in cells if cell.strip()), "")
        if len(first) < LONGEST_TOTALS and first.strip(" :").casefold() in TOTALS and _is_sparse(cells):
            return _("The line looks like the totals of the rows above. If it is none, change its first cell.")
        return ""


def _is_sparse(cells: Sequence[str]) -> bool:
    """Whether a line holds hardly more than numbers beside its first cell."""
    filled = [cell.strip() for cell in cells if cell.strip()][1:]
    return len(filled) < len(cells) and all(any(char.isdigit() for char in cell) for cell in filled)
