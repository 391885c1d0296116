"""Edits patch the parts of a workbook: only those of the list, and what is written reads back."""

import io
import math
import re
from datetime import datetime

import openpyxl
import pytest
from django.utils import translation

from documents.editors import CannotEdit, Refused
from documents.editors.xlsx import reading, writing
from documents.editors.xlsx.writing import apply
from tests.documents import workbooks
from tests.documents.workbooks import SHEET, parts_of

SHARED = {
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "[Content_Types].xml",
}


@pytest.fixture(autouse=True)
def in_german(in_english):
    with translation.override("de"):
        yield


def edited(source, cells=None, sheet="Angebot", values=None, new=()):
    target = io.BytesIO()
    sheets = {sheet: {"cells": cells or {}, "values": values or {}}}
    apply(source, {"sheets": sheets, "new_sheets": list(new)}, target)
    return target


def opened(stream):
    return openpyxl.load_workbook(stream)


def touched(before, after):
    """The parts that differ, that are new, and that are gone."""
    old, new = parts_of(before), parts_of(after)
    return {name for name in old if name in new and old[name] != new[name]}, set(new) - set(old), set(old) - set(new)


def test_without_edits_the_file_stays_the_very_same():
    source = workbooks.rich()
    assert edited(source).getvalue() == source.getvalue()


def test_only_the_parts_of_the_list_are_touched():
    source = workbooks.rich()
    cells = {"A3": "Tisch, groß", "B2": "5", "F2": "31.12.2026", "A40": "unten", "A5": ""}
    other, new, gone = touched(source, edited(source, cells))
    assert other == SHARED | {SHEET, "xl/worksheets/sheet2.xml"}
    assert (new, gone) == (set(), {"xl/calcChain.xml"})


def test_another_sheet_loses_nothing_but_the_outdated_value():
    source = workbooks.rewritten(workbooks.rich(), _with_value_elsewhere)
    before, after = parts_of(source), parts_of(edited(source, {"B2": "5"}))
    part = "xl/worksheets/sheet2.xml"
    assert after[part] == before[part].replace(b"<v>14</v>", b"")
    assert after["xl/worksheets/sheet3.xml"] == before["xl/worksheets/sheet3.xml"]


def _with_value_elsewhere(parts):
    part = "xl/worksheets/sheet2.xml"
    parts[part] = re.sub(rb"<v ?/>|<v></v>", b"<v>14</v>", parts[part])


def test_in_the_sheet_itself_every_other_byte_stays():
    source = workbooks.rich()
    before, after = parts_of(source)[SHEET].decode(), parts_of(edited(source, {"A8": "Steuersatz"}))[SHEET].decode()
    row = before[before.index('<row r="8"') : before.index('<row r="10"')]
    new_row = after[after.index('<row r="8"') : after.index('<row r="10"')]
    assert before.replace(row, "") == after.replace(new_row, "")
    assert 'x14ac:dyDescent="0.25"' in after


def test_what_was_typed_reads_back():
    book = opened(
        edited(
            workbooks.rich(),
            {
                "B2": "5",
                "C3": "1.234,50",
                "E3": "1.1.2027",
                "A20": "Tür & <Tor>\n_x0041_",
                "F20": "31.12.2026",
                "G21": "12,5 %",
                "H22": "5 €",
                "H23": "'007",
                "H24": "wahr",
                "H25": '=WENN(B2>1;"ja";"nein")',
                "A5": "",
            },
        )
    )
    sheet = book["Angebot"]
    found = {cell: (sheet[cell].value, sheet[cell].number_format) for cell in ("B2", "C3", "E3", "G21", "H22", "H24")}
    assert found == {
        "B2": (5, "General"),
        "C3": (1234.5, workbooks.EURO),
        "E3": (datetime(2027, 1, 1), "dd.mm.yyyy"),
        "G21": (0.125, "0.00%"),
        "H22": (5, '#,##0.00\\ "€"'),
        "H24": (True, "General"),
    }
    assert sheet["F20"].value == datetime(2026, 12, 31)
    assert sheet["F20"].is_date
    assert (sheet["H23"].value, sheet["H23"].quotePrefix) == ("007", True)
    assert sheet["H25"].value == '=IF(B2>1,"ja","nein")'
    assert sheet["A5"].value is None
    assert reading.lines(edited(workbooks.rich(), {"A20": "Tür & <Tor>\n_x0041_"}))[-3].endswith(
        "A20 Tür & <Tor>\n_x0041_"
    )


def test_the_style_of_a_cell_stays_and_a_row_or_column_gives_it_to_new_ones():
    columns = '<cols><col min="2" max="2" width="9" style="1"/></cols>'
    rows = f'{columns}<sheetData><row r="3" s="1" customFormat="1"/></sheetData>'
    source = workbooks.with_sheet(rows)
    after = parts_of(edited(source, {"B1": "1", "A3": "2", "C1": "3"}, sheet="Tabelle1"))[SHEET].decode()
    assert '<c r="B1" s="1"><v>1</v></c><c r="C1"><v>3</v></c>' in after
    assert '<row r="3" s="1" customFormat="1"><c r="A3" s="1"><v>2</v></c></row>' in after


def test_new_cells_stand_where_their_place_is():
    rows = '<sheetData><row r="2" spans="2:2"><c r="B2"><v>1</v></c></row><row r="5"/></sheetData>'
    cells = {"A2": "1", "C2": "2", "A1": "3", "A3": "4", "A5": "5", "A9": "6"}
    after = parts_of(edited(workbooks.with_sheet(rows), cells, sheet="Tabelle1"))[SHEET].decode()
    assert after[after.index("<sheetData>") :].startswith(
        '<sheetData><row r="1"><c r="A1"><v>3</v></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>1</v></c><c r="C2"><v>2</v></c></row>'
        '<row r="3"><c r="A3"><v>4</v></c></row><row r="5"><c r="A5"><v>5</v></c></row>'
        '<row r="9"><c r="A9"><v>6</v></c></row>'
    )


@pytest.mark.parametrize("rows", ["<x:sheetData/>", "<x:sheetData></x:sheetData>"])
def test_an_empty_sheet_takes_cells_in_its_own_prefix(rows):
    after = parts_of(edited(workbooks.with_sheet(rows, prefix="x:"), {"B2": "1"}, sheet="Tabelle1"))[SHEET]
    assert b'<x:sheetData><x:row r="2"><x:c r="B2"><x:v>1</x:v></x:c></x:row></x:sheetData>' in after


def test_cells_without_names_keep_their_places():
    rows = "<sheetData><row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row></sheetData>"
    sheet = opened(edited(workbooks.with_sheet(rows), {"B1": "", "D1": "7", "A5": "8"}, sheet="Tabelle1")).active
    assert [sheet[name].value for name in ("A1", "B1", "D1", "A2", "A5")] == [1, None, 7, 3, 8]


def test_the_area_that_a_sheet_says_it_fills_grows():
    source = workbooks.plain([[1, 2]])
    assert b'<dimension ref="A1:D9"/>' in parts_of(edited(source, {"D9": "1"}, sheet="Tabelle1"))[SHEET]


def test_who_followed_a_changed_formula_goes_on_alone():
    sheet = opened(edited(workbooks.rich(), {"D2": "0"}))["Angebot"]
    assert [sheet[name].value for name in ("D2", "D3", "D4")] == [0, "=B3*C3", "=B4*C4"]


def test_outdated_values_go_and_known_ones_stay():
    source = workbooks.rich()
    after = parts_of(edited(source, {"B2": "5"}, values={"D2": 52.5, "D3": 1}))[SHEET].decode()
    assert '<f t="shared" ref="D2:D4" si="0">B2*C2</f><v>52.5</v>' in after
    assert '<c r="D5" s="2"><f>SUM(D2:D4)</f></c>' in after
    assert '<f t="shared" si="0"/><v>7</v>' in after


def test_programs_work_everything_out_anew():
    after = parts_of(edited(workbooks.rich(), {"B2": "5"}))
    assert b'fullCalcOnLoad="1"' in after["xl/workbook.xml"]
    assert b"calcChain" not in after["[Content_Types].xml"] + after["xl/_rels/workbook.xml.rels"]


def test_a_workbook_without_a_word_on_calculation_gets_one_where_it_belongs():
    def without(parts):
        start, end = parts["xl/workbook.xml"].index(b"<calcPr"), len(parts["xl/workbook.xml"])
        end = parts["xl/workbook.xml"].index(b"/>", start) + 2
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"][:start] + parts["xl/workbook.xml"][end:]

    after = parts_of(edited(workbooks.rewritten(workbooks.rich(), without), {"B2": "5"}))["xl/workbook.xml"]
    assert b'</definedNames><calcPr fullCalcOnLoad="1"/></workbook>' in after


def test_rich_texts_stay_until_their_cell_changes():
    source = workbooks.rich()
    strings = parts_of(edited(source, {"A2": "Lampen"}))["xl/sharedStrings.xml"].decode()
    assert "<r><rPr><b/></rPr><t>Ge</t></r><r><t>samt</t></r>" in strings
    assert strings.endswith("<si><t>Lampen</t></si></sst>")
    assert 'uniqueCount="15"' in strings


def test_equal_texts_and_styles_are_written_once():
    texts = {f"A{row}": "gleich" for row in range(20, 60)}
    parts = parts_of(edited(workbooks.rich(), texts | {"F1": "1.1.2027", "F2": "2.1.2027"}))
    assert parts["xl/sharedStrings.xml"].count(b"gleich") == 1
    assert parts["xl/styles.xml"].count(b'numFmtId="14"') == 1


def test_a_workbook_without_shared_texts_takes_them_in_its_cells():
    source = workbooks.plain([["a"]])
    stream = edited(source, {"A1": " Rand "}, sheet="Tabelle1")
    assert opened(stream).active["A1"].value == " Rand "
    assert "xl/sharedStrings.xml" not in parts_of(stream)


def test_a_new_sheet_is_added():
    source = workbooks.rich()
    target = io.BytesIO()
    cells = {
        "Neu & gut": {"cells": {"A1": "=Angebot!B2", "B1": "Text"}},
        "Angebot": {"cells": {"M1": "='Neu & gut'!B1"}},
    }
    apply(source, {"sheets": cells, "new_sheets": ["Neu & gut"]}, target)
    book = opened(target)
    assert book.sheetnames == ["Angebot", "Notizen & mehr", "Verborgen", "Neu & gut"]
    assert (book["Neu & gut"]["A1"].value, book["Neu & gut"]["B1"].value) == ("=Angebot!B2", "Text")
    assert touched(source, target)[1] == {"xl/worksheets/sheet4.xml"}


@pytest.mark.parametrize("name", ["Angebot", "angebot", "a/b", "", " ", "x" * 32, "'x", "History", None, 5])
def test_a_sheet_that_programs_do_not_take_is_refused(name):
    with pytest.raises(Refused):
        edited(workbooks.rich(), new=[name])


def test_a_workbook_whose_structure_is_locked_takes_no_sheet():
    def lock(parts):
        part = parts["xl/workbook.xml"]
        parts["xl/workbook.xml"] = part.replace(b"<workbookProtection", b'<workbookProtection lockStructure="1"')

    with pytest.raises(Refused, match="geschützt"):
        edited(workbooks.rewritten(workbooks.rich(), lock), new=["Neu"])


@pytest.mark.parametrize("cell", ["B12", "B13", "J1", "B10"], ids=["array", "of the array", "table", "merged"])
def test_cells_that_would_spoil_the_file_are_refused_by_name(cell):
    with pytest.raises(Refused, match=f"Angebot.*{cell}"):
        edited(workbooks.rich(), {cell: "1"})


def test_a_protected_sheet_stays_as_it_is():
    source = workbooks.with_sheet("<sheetData/>", behind='<sheetProtection sheet="1"/>')
    with pytest.raises(Refused):
        edited(source, {"A1": "1"}, sheet="Tabelle1")


def test_a_wrong_formula_is_refused_with_its_cell():
    with pytest.raises(Refused, match=r"Angebot.*B2.*Blatt9"):
        edited(workbooks.rich(), {"B2": "=Blatt9!A1"})


@pytest.mark.parametrize(
    "edits",
    [
        {"sheets": []},
        {"sheets": {"Angebot": []}},
        {"sheets": {"Angebot": {"cells": {"A1": 5}}}},
        {"sheets": {"Angebot": {"cells": {"A0": "5"}}}},
        {"sheets": {"Angebot": {"cells": {"XFE1": "5"}}}},
        {"sheets": {"Angebot": {"cells": {"A1": "x" * 40_000}}}},
        {"sheets": {"Angebot": {"cells": {"A1": "1"}, "values": {"D2": []}}}},
        {"sheets": {"Keins": {"cells": {"A1": "5"}}}},
        {"new_sheets": "Neu"},
        {"new_sheets": ["Neu"] * 500},
    ],
)
def test_what_no_page_of_ours_sends_is_refused(edits):
    with pytest.raises(Refused):
        apply(workbooks.rich(), edits, io.BytesIO())


@pytest.mark.parametrize("value", [math.inf, math.nan, 1e308, 10**400])
def test_a_number_that_no_file_holds_is_not_kept_with_a_formula(value):
    after = parts_of(edited(workbooks.rich(), {"B2": "5"}, values={"D2": value}))[SHEET].decode()
    assert '<f t="shared" ref="D2:D4" si="0">B2*C2</f></c>' in after


def test_a_text_that_only_looks_like_an_error_is_kept_as_a_text():
    after = parts_of(edited(workbooks.rich(), {"B2": "5"}, values={"D2": "#1 A", "D3": "x", "D5": "#N/A"}))[
        SHEET
    ].decode()
    assert 't="str"><f t="shared" ref="D2:D4" si="0">B2*C2</f><v>#1 A</v>' in after
    assert 't="e"><f>SUM(D2:D4)</f><v>#N/A</v>' in after


def test_letters_that_no_xml_holds_come_back_as_they_were():
    stream = edited(workbooks.rich(), {"A20": "\x07\ud800_x0041_\r"})
    assert "_x0007__xD800__x005F_x0041__x000D_" in parts_of(stream)["xl/sharedStrings.xml"].decode()
    for cells, new in (({"A20": '="\x07"'}, ()), ({}, ["\ud800"])):
        with pytest.raises(Refused):
            edited(workbooks.rich(), cells, new=new)


def test_a_workbook_does_not_grow_beyond_what_is_opened_again(monkeypatch):
    monkeypatch.setattr(writing, "MOST_FILLED", 3)
    with pytest.raises(Refused, match="mehr als 3"):
        edited(workbooks.plain([[1, 2]]), {"A2": "3", "B2": "4"}, sheet="Tabelle1")
    assert edited(workbooks.plain([[1, 2]]), {"A2": "3", "B1": "", "B2": "4"}, sheet="Tabelle1").getvalue()


def test_a_damaged_part_is_refused_and_nothing_is_written():
    source = workbooks.rewritten(workbooks.rich(), lambda parts: parts.update({"xl/styles.xml": b"<styleSheet>"}))
    with pytest.raises(CannotEdit):
        edited(source, {"A1": "1"})
