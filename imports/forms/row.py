"""One row of a file, cell by cell: what is refused as a whole is repaired here, or left out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import Form
from imports.models import ImportRun
from imports.reading.rows import LONGEST_CELL, Row
from imports.repairs import OUT, with_row

# Cells of more letters than fit on a line get several.
LONG = 80


class RowForm(Form):
    """The cells of one row, and whether it is left out. `run` is a draft, `row` as the file has it."""

    out = forms.BooleanField(label=_("Leave this row out"), required=False)

    def __init__(self, *args: Any, run: ImportRun, row: Row, **kwargs: Any) -> None:
        kept = run.repairs.get(str(row.line), {})
        super().__init__(*args, initial={"out": OUT in kept}, **kwargs)
        self.run, self.row = run, row
        for place, name in enumerate(run.column_names):
            was = kept.get(str(place), row.cells[place] if place < len(row.cells) else "").replace("\0", "")
            is_long = len(was) > LONG or "\n" in was
            self.fields[f"cell-{place}"] = forms.CharField(
                label=name,
                required=False,
                strip=False,
                max_length=LONGEST_CELL,
                initial=was,
                widget=forms.Textarea(attrs={"rows": 3}) if is_long else forms.TextInput,
            )
        self.order_fields([*(f"cell-{place}" for place in range(len(run.columns))), "out"])

    @property
    def surplus(self) -> list[str]:
        """The cells of the row that have no column."""
        return [cell for cell in self.row.cells[len(self.run.columns) :] if cell.strip()]

    def apply(self, *, by: Any) -> bool:
        """Keep what was said of the row; return whether that changed anything.

        Raises ValueError, with a sentence, for too many rows, and Settled for an import that has been started.
        """
        cells = [self._cell(place) for place in range(len(self.run.columns))]
        repairs = with_row(self.run, self.row, cells, out=self.cleaned_data["out"])
        return self.run.settle(by=by, repairs=repairs)

    def _cell(self, place: int) -> str:
        """Return what was typed; a browser ends lines with CR LF, whatever the file does."""
        typed: str = self.cleaned_data[f"cell-{place}"]
        was = self.row.cells[place] if place < len(self.row.cells) else ""
        return was if typed.replace("\r\n", "\n") == was.replace("\r\n", "\n") else typed.replace("\r\n", "\n")
