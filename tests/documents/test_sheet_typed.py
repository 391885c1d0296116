"""What is typed into a cell, understood as German and English readers are used to it."""

from datetime import date

import pytest

from documents.editors.xlsx import formats, typed
from documents.editors.xlsx.errors import BadEdit
from documents.editors.xlsx.formulas import canonical, localised, shifted


def reader(language="de", **more):
    return typed.Reader(language, date(2026, 11, 26), ["Tabelle1", "Mein Blatt"], ["Farben"], **more)


def meant(text, code="General", language="de", **more):
    found = typed.understood(text, code, reader(language, **more))
    return found.value, found.format


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("12", 12, ""),
        ("-5", -5, ""),
        ("(500)", -500, ""),
        ("1.234,50", 1234.5, "#,##0.00"),
        ("1.000", 1000, "#,##0"),
        ("1,5", 1.5, ""),
        ("1.5", 1.5, ""),
        ("12500.50", 12500.5, ""),
        ("12 %", 0.12, "0%"),
        ("12,5%", 0.125, "0.00%"),
        ("5 €", 5, '#,##0.00\\ "€"'),
        ("€ 1.000", 1000, '#,##0.00\\ "€"'),
        ("31.12.2026", 46387, formats.DAY),
        ("31.12.26", 46387, formats.DAY),
        ("31.12.", 46387, formats.DAY),
        ("2026-12-31", 46387, formats.DAY),
        ("31.12.2026 18:00", 46387.75, formats.DAY_AND_TIME),
        ("18:00", 0.75, formats.CLOCK),
        ("36:00", 1.5, formats.HOURS),
        ("wahr", True, ""),
        ("FALSE", False, ""),
    ],
)
def test_it_is_read_as_german_readers_write_it(text, value, code):
    assert meant(text) == (value, code)


@pytest.mark.parametrize(("text", "value"), [("1,234.50", 1234.5), ("1,000", 1000), ("1.5", 1.5), ("1,5", 1.5)])
def test_it_is_read_as_english_readers_write_it(text, value):
    assert meant(text, language="en")[0] == value


@pytest.mark.parametrize(
    "text",
    ["01067", "007", "1E5", "2-3", "3/4", "31.2.2026", "1234567890123456", "heute", "=", "1.2.3.4"]
    + ["Lampe 3", "+49 171 123", "50 001"],
)
def test_it_stays_the_text_that_was_typed(text):
    assert meant(text) == (text, "")


def test_an_apostrophe_makes_a_text_of_anything():
    found = typed.understood("'=1+1", "General", reader())
    assert (found.kind, found.value, found.quoted) == (typed.TEXT, "=1+1", True)


def test_a_cell_of_texts_takes_everything_as_text():
    assert typed.understood("=1+1", "@", reader()).value == "=1+1"


def test_a_cell_with_per_cent_takes_a_number_as_per_cent():
    assert meant("19", "0%")[0] == meant("19 %", "0%")[0] == 0.19


def test_a_cell_with_a_number_format_takes_leading_zeros_as_a_number():
    assert meant("01067", "00000")[0] == 1067


def test_days_follow_the_calendar_of_the_workbook():
    assert meant("31.12.2026", from_1904=True)[0] == 46387 - 1462


def test_nothing_empties_the_cell():
    assert typed.understood("", "General", reader()).kind == typed.NOTHING


def test_a_text_is_not_longer_than_a_cell():
    with pytest.raises(BadEdit, match="32767"):
        meant("x" * 32_768)


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("SUMME(a1:a3;1,5)", "SUM(A1:A3,1.5)"),
        ("SUM(A1,B1)", "SUM(A1,B1)"),
        ("ROUND(A1,2)", "ROUND(A1,2)"),
        ("WENN(A1>1;\"ja\";'Mein Blatt'!B2)", "IF(A1>1,\"ja\",'Mein Blatt'!B2)"),
        ("SVERWEIS(A1;B:C;2;FALSCH)", "VLOOKUP(A1,B:C,2,FALSE)"),
        ("XVERWEIS(A1;B1:B2;C1:C2)", "_xlfn.XLOOKUP(A1,B1:B2,C1:C2)"),
        ("-A1^2&\"a;b\"", "-A1^2&\"a;b\""),
        ("SUMME(Farben[Zahl])*2%", "SUM(Farben[Zahl])*2%"),
        ("WENNFEHLER(A1;#NV)", "IFERROR(A1,#N/A)"),
        ("ABS(SUMME(A1:A3;2", "ABS(SUM(A1:A3,2))"),
        ("LOG10(1)+Steuer", "LOG10(1)+Steuer"),
        ("SUM({1,2;3,4})", "SUM({1,2;3,4})"),
    ],
)  # fmt: skip
def test_a_formula_is_kept_as_files_hold_it(text, formula):
    assert canonical(text, "de", sheets=["Tabelle1", "Mein Blatt"], tables=["Farben"]) == formula


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1+", "ends too early"),
        ("SUM(A1,{1", "“}” is missing"),
        ("A1 B1", "from here on: B1"),
        ("Blatt9!A1", "no sheet “Blatt9”"),
        ("Andere[Zahl]", "no table “Andere”"),
        ("RUNDEN(A1)", "RUNDEN needs at least 2"),
        ("HEUTE(1)", "HEUTE takes at most 0"),
        ("A1048577", "No sheet has a cell A1048577"),
        ("XFE1", "No sheet has a cell XFE1"),
        ("cmd|'/c calc'!A1", "from here on: |'/c"),
        ("[Fremd.xlsx]Blatt!A1", "from here on: [Fremd"),
        ('"offen', 'from here on: "offen'),
        ("(" * 65 + "1" + ")" * 65, "brackets within brackets"),
        ("1" * 8193, "longer than 8192"),
    ],
)
def test_a_formula_that_would_spoil_the_workbook_is_refused(text, sentence):
    with pytest.raises(BadEdit) as refusal:
        canonical(text, "de", sheets=["Tabelle1"], tables=["Farben"])
    assert sentence in str(refusal.value)


def test_a_formula_is_shown_in_the_readers_words():
    formula = 'IF(A1>1.5,_xlfn.XLOOKUP(1,B:B,C:C),"a,b")'
    assert localised(formula, "de") == 'WENN(A1>1,5;XVERWEIS(1;B:B;C:C);"a,b")'
    assert localised(formula, "en") == 'IF(A1>1.5,XLOOKUP(1,B:B,C:C),"a,b")'


@pytest.mark.parametrize(
    ("formula", "there"),
    [
        ("A1+$B$2+C$3+$D4", "B3+$B$2+D$3+$D6"),
        ("SUM(A:A,1:1)", "SUM(B:B,3:3)"),
        ('LOG10(A1)&"A1"&Blatt1!A1', 'LOG10(B3)&"A1"&Blatt1!B3'),
        ("XFD1", "#REF!"),
    ],
)
def test_a_formula_moves_with_its_cell(formula, there):
    assert shifted(formula, 2, 1) == there


@pytest.mark.parametrize(
    ("value", "code", "german"),
    [
        (1234.5, "#,##0.00", "1.234,50"),
        (-5, '#,##0.00\\ "€";[Red]-#,##0.00\\ "€"', "-5,00 €"),
        (0, '0;-0;"–"', "–"),
        (0.125, "0.0%", "12,5%"),
        (7, "00000", "00007"),
        (491711234567, "+00\\ 000\\ 0000000", "+49 171 1234567"),
        (1 / 3, "General", "0,3333333333"),
        (1e20, "General", "1E+20"),
        (1_500_000, '0.0,,"M"', "1,5M"),
        (2, "0.##", "2"),
        (-0.004, "0.00", "0,00"),
        (12345.678, "0.00E+00", "1,23E+04"),
        (1234, "#,##0.00 [$€-407]", "1.234,00 €"),
        (46387, "dd.mm.yyyy", "31.12.2026"),
        (46387, "dddd, d. mmmm yyyy", "Donnerstag, 31. Dezember 2026"),
        (46387.604167, "dd.mm.yy hh:mm", "31.12.26 14:30"),
        (0.5, "h:mm AM/PM", "12:00 PM"),
        (1.1, "[h]:mm", "26:24"),
        (0.000694444, "mm:ss", "01:00"),
        (-1, "dd.mm.yyyy", "-1"),
        (0.5, "# ?/?", "0,5"),
    ],
)
def test_a_number_is_shown_by_its_format(value, code, german):
    assert formats.shown(value, code, "de") == german
