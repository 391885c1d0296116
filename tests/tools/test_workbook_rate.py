"""The measured workbook is one that is read in full."""

import openpyxl
import pytest

from tools.workbook_rate import make_workbook, measure


@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
def test_it_measures_a_workbook_with_all_kinds_of_values(tmp_path):
    path = tmp_path / "large.xlsx"
    make_workbook(path, 300, shuffled=True)
    found = measure(path)
    assert found["rows"] == 301
    assert found["rate"] > 0
    assert found["peak_mb"] > 0
    # The styles that are not needed are not there, of which openpyxl warns.
    last = list(openpyxl.load_workbook(path)["Data"].values)[-1]
    assert last[0].startswith("Verkaufschance Nummer")
    assert last[4].year > 2000
