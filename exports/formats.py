"""The forms that a file can have."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Format:
    """One form of a file. `delimiter` is "" for a workbook; a `german` one has decimal commas and 31.12.2026."""

    key: str
    label: Any
    hint: Any
    extension: str
    content_type: str
    delimiter: str = ""
    german: bool = False

    @property
    def is_workbook(self) -> bool:
        """Whether it is a workbook, with typed cells, in contrast to text."""
        return not self.delimiter


PLAIN_HINT = _("1234.50 and 2026-12-31, for other programs.")
CSV = "text/csv; charset=utf-8"
XLSX = Format(
    "xlsx",
    _("Excel workbook (.xlsx)"),
    _(
        "Numbers, dates and texts are typed, so that nothing is changed by opening it. Texts of more than 32,767 "
        "characters do not fit a cell and are left empty."
    ),
    "xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
FORMATS = (
    XLSX,
    Format(
        "csv-excel-de",
        _("CSV for Excel in German"),
        _("Semicolons, 1234,50 and 31.12.2026: opens properly by a double click."),
        "csv",
        CSV,
        delimiter=";",
        german=True,
    ),
    Format("csv-comma", _("CSV with commas"), PLAIN_HINT, "csv", CSV, ","),
    Format("csv-semicolon", _("CSV with semicolons"), PLAIN_HINT, "csv", CSV, ";"),
)
BY_KEY = {each.key: each for each in FORMATS}
# What a sheet can hold beside its heading.
MOST_ROWS_OF_A_SHEET = 1_048_575
