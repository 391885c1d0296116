"""What formulas come to in the page, held against what spreadsheet programs give."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

SCRIPTS = Path(__file__).resolve().parents[2] / "static" / "crm" / "js" / "editors"
CELLS = {"A1": 1, "A2": 2, "A3": 3, "B1": "Lampe", "B2": "Tisch", "B3": "Lampe", "C1": 10, "C2": 20, "D1": True}
COME_TO = """([cells, formula]) => {
  const crm = window.crmSheet;
  const context = {
    from1904: false,
    value: (_sheet, row, column) => cells[crm.nameOf(row, column)] ?? null,
    bounds: () => ({ row: 2, column: 3 }),
  };
  try {
    return crm.compile(formula, "Tabelle1").run(context);
  } catch (trouble) {
    return trouble instanceof crm.Unknown ? "unknown" : trouble.code ?? String(trouble);
  }
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    opened = browser.new_page()
    for name in ("sheet-formula", "sheet-functions"):
        opened.add_script_tag(path=SCRIPTS / f"{name}.js")
    opened.evaluate("""() => {
      window.crmSheet.words = { german: true, functions: { SUM: "SUMME", IF: "WENN" }, errors: { "#N/A": "#NV" } };
    }""")
    return opened


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("1+2*3", 7),
        ("-2^2", 4),
        ("2^3^2", 64),
        ("0.1+0.2", 0.3),
        ("10%*50", 5),
        ("1/0", "#DIV/0!"),
        ('"a"&1.5', "a1,5"),
        ('B1="lampe"', True),
        ("E9+1", 1),
        ("E9", 0),
        ("SUM(A1:A3,4)", 10),
        ("SUM(A:A)", 6),
        ("SUM(A1:D1)", 11),
        ("AVERAGE(C1:C3)", 15),
        ("COUNT(A1:D3)", 5),
        ("COUNTA(A1:D3)", 9),
        ("MIN(A1:A3)+MAX(A1:A3)", 4),
        ("MEDIAN(A1:A3)", 2),
        ("LARGE(A1:A3,1)", 3),
        ("ROUND(2.345,2)", 2.35),
        ("ROUND(1.005,2)", 1.01),
        ("ROUND(-2.5,0)", -3),
        ("ROUNDUP(2.1,0)", 3),
        ("TRUNC(-2.7)", -2),
        ("INT(-2.1)", -3),
        ("MOD(-3,2)", 1),
        ('IF(A1>0,"ja","nein")', "ja"),
        ("IFERROR(1/0,5)", 5),
        ("AND(A1>0,D1)", True),
        ('SUMIF(B1:B3,"Lampe",C1:C3)', 10),
        ('SUMIFS(C1:C3,B1:B3,"L*",A1:A3,">0")', 10),
        ('COUNTIF(A1:A3,">=2")', 2),
        ('VLOOKUP("Tisch",B1:C3,2,FALSE)', 20),
        ('VLOOKUP("Bett",B1:C3,2,FALSE)', "#N/A"),
        ('_xlfn.XLOOKUP("Tisch",B1:B3,C1:C3)', 20),
        ("INDEX(C1:C3,MATCH(2,A1:A3,0))", 20),
        ("SUMPRODUCT(A1:A3,C1:C3)", 50),
        ("SUBTOTAL(9,A1:A3)", 6),
        ("LEFT(B1,2)&LEN(B1)", "La5"),
        ('TEXTJOIN("-",TRUE,B1:B3)', "Lampe-Tisch-Lampe"),
        ("DATE(2026,12,31)", 46387),
        ("EOMONTH(DATE(2024,1,31),1)", 45351),
        ("WEEKDAY(46387,2)", 4),
        ("YEAR(46387)", 2026),
        ("A1:A3*2", "unknown"),
        ("Steuer*2", "unknown"),
        ("WEBSERVICE(A1)", "unknown"),
        ("1+", "unknown"),
    ],
)
def test_a_formula_comes_to_what_spreadsheet_programs_give(page: Page, formula: str, result: Any) -> None:
    assert page.evaluate(COME_TO, [CELLS, formula]) == result


def test_a_formula_is_shown_in_german_and_moves(page: Page) -> None:
    shown = """([formula]) => [window.crmSheet.localised(formula, window.crmSheet.words),
                             window.crmSheet.shifted(formula, 2, 1)]"""
    formula = 'IF(A1>1.5,SUM($A1,B$2,C:C),"x,y")'
    assert page.evaluate(shown, [formula]) == [
        'WENN(A1>1,5;SUMME($A1;B$2;C:C);"x,y")',
        'IF(B3>1.5,SUM($A3,C$2,D:D),"x,y")',
    ]
