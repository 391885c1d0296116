"""Reading a workbook for the grid: values, formats, formulas, what is kept, and what is not opened."""

import re
import time

import pytest
from django.utils import translation

from documents.editors import CannotEdit, editor_for
from documents.editors.xlsx import reading, sheet
from documents.editors.xlsx.reading import lines, read, read_one
from tests.documents import workbooks


@pytest.fixture(autouse=True)
def in_german(in_english):
    with translation.override("de"):
        yield


def cells_of(told):
    return {(cell[0], cell[1]): cell for cell in told["cells"]}


def test_workbooks_have_an_editor():
    assert editor_for("Angebot.xlsx").key == "sheet"
    assert editor_for("Makros.xlsm") is None


def test_cells_come_with_value_format_and_formula():
    model = read(workbooks.rich())
    cells = cells_of(model["sheet"])
    assert cells[1, 0][3:] == ["Lampe"]
    assert cells[1, 2][3:] == [10.5, "10,50 €"]
    assert cells[1, 3][3:] == [7.0, "7,00 €", "B2*C2"]
    assert cells[1, 4][3:] == [46387.0, "31.12.2026"]
    assert cells[4, 0][3:] == ["Gesamt"]
    assert model["styles"][cells[0, 0][2]][1] == {"b": True, "color": "#ffffff", "fill": "#2f56c4", "align": "center"}


def test_a_cell_that_follows_a_shared_formula_has_one_of_its_own():
    assert cells_of(read(workbooks.rich())["sheet"])[3, 3][5] == "B4*C4"


def test_the_sheet_comes_with_what_draws_it():
    told = read(workbooks.rich())["sheet"]
    assert (told["frozen"], told["merges"], told["columns"][0][:3]) == ([1, 1], [[9, 0, 9, 2]], [0, 0, 24.0])
    assert told["blocked"] == [[11, 1, 12, 1, "array"], [0, 9, 0, 10, "heading"]]


def test_what_is_not_shown_is_named():
    with translation.override("en"):
        model = read(workbooks.rich())
    assert model["kept"] == ["1 chart", "1 picture", "1 part of other programs"]
    assert model["sheet"]["kept"] == [
        "1 conditional format",
        "1 rule for what may be typed",
        "1 table with a filter",
        "comments or form fields",
        "1 cell with words in a form of their own",
    ]


def test_sheets_are_read_by_name_and_their_state_is_told():
    model = read(workbooks.rich())
    assert [(one["name"], one["state"]) for one in model["sheets"]] == [
        ("Angebot", "visible"),
        ("Notizen & mehr", "visible"),
        ("Verborgen", "hidden"),
    ]
    assert cells_of(read_one(workbooks.rich(), "Notizen & mehr"))[0, 1][-1] == "Angebot!D5*2"
    with pytest.raises(CannotEdit):
        read_one(workbooks.rich(), "Keins")


def test_a_workbook_is_compared_row_by_row():
    told = lines(workbooks.rich())
    assert told[1] == "Angebot · A2 Lampe | B2 2 | C2 10,50 € | D2 =B2*C2 | E2 31.12.2026 | J2 rot | K2 1"
    assert "Notizen & mehr · A1 Summe | B1 =Angebot!D5*2" in told


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_cells_without_names_and_names_with_a_prefix_are_read(prefix):
    rows = (
        "<sheetData><row><c><v>1</v></c><c t='b'><v>1</v></c></row>"
        "<row r='4'><c r='C4' t='e'><v>#N/A</v></c></row></sheetData>"
    )
    rows = re.sub("<(/?)", rf"<\1{prefix}", rows)
    cells = cells_of(read(workbooks.with_sheet(rows, prefix=prefix))["sheet"])
    assert cells[0, 0][3] == 1
    assert cells[0, 1][3:] == [True, "WAHR"]
    assert cells[3, 2][3:] == [{"error": "#N/A"}, "#NV"]


def test_a_sheet_in_utf_16_is_read():
    def recode(parts):
        parts[workbooks.SHEET] = parts[workbooks.SHEET].decode().encode("utf-16")

    stream = workbooks.rewritten(workbooks.plain([["Größe"]]), recode)
    assert cells_of(read(stream)["sheet"])[0, 0][3] == "Größe"


@pytest.mark.parametrize(
    "part",
    [
        "<worksheet><sheetData><row r='1'>",
        "<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet/>",
        "<other/>",
        "<worksheet><sheetData><row r='0'><c/></row></sheetData></worksheet>",
        "<worksheet><sheetData><row r='1'><c r='B2'/></row></sheetData></worksheet>",
        "<worksheet><sheetData><row r='1'><c r='B1'/><c r='A1'/></row></sheetData></worksheet>",
        "<worksheet><sheetData><row r='1'><c r='A1' s='x'/></row></sheetData></worksheet>",
        "<worksheet>" + "<a>" * 300 + "</a>" * 300 + "</worksheet>",
        "<worksheet><mergeCells><mergeCell ref='A1:ZZZ9'/></mergeCells></worksheet>",
    ],
)
def test_a_damaged_sheet_is_refused_with_a_sentence(part):
    stream = workbooks.rewritten(workbooks.plain(), lambda parts: parts.update({workbooks.SHEET: part.encode()}))
    with pytest.raises(CannotEdit, match=r"sheet1\.xml|beschädigt"):
        read(stream)


def test_other_packages_are_refused():
    for parts in ({"[Content_Types].xml": b"<Types/>"}, {"a.txt": b"x"}):
        with pytest.raises(CannotEdit):
            read(workbooks.packed(parts))


def test_a_bomb_is_refused_before_it_is_unpacked():
    zeros = b"<worksheet>" + b" " * 50_000_000 + b"</worksheet>"
    stream = workbooks.rewritten(workbooks.plain(), lambda parts: parts.update({workbooks.SHEET: zeros}))
    began = time.process_time()
    with pytest.raises(CannotEdit):
        read(stream)
    assert time.process_time() - began < 0.5


def test_a_shared_formula_that_would_fill_the_memory_is_refused(monkeypatch):
    monkeypatch.setattr(sheet, "MOST_WRITTEN_OUT", 50)
    leader = '<row r="1"><c r="A1"><f t="shared" ref="A1:A9" si="0">B1+B1+B1+B1</f></c></row>'
    followers = "".join(f'<row r="{row}"><c r="A{row}"><f t="shared" si="0"/></c></row>' for row in range(2, 9))
    with pytest.raises(CannotEdit):
        read(workbooks.with_sheet(f"<sheetData>{leader}{followers}</sheetData>"))


def test_a_part_of_countless_elements_is_refused_before_it_is_read():
    began = time.process_time()
    with pytest.raises(CannotEdit):
        read(workbooks.with_sheet("<a>" + "<b/><c/>" * 1_600_000 + "</a>"))
    assert time.process_time() - began < 3


def test_more_cells_than_a_browser_shows_are_refused(monkeypatch):
    monkeypatch.setattr(reading, "MOST_FILLED", 3)
    with pytest.raises(CannotEdit, match="mehr als 3"):
        read(workbooks.plain([[1, 2], [3, 4]]))


def test_a_hundred_thousand_cells_are_read():
    began = time.process_time()
    model = read(workbooks.filled(12_500, 8))
    assert len(model["sheet"]["cells"]) == 100_000
    assert time.process_time() - began < 15  # some two seconds; making the workbook takes part of it
