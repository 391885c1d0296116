"""Editing workbooks in the browser: open, type, save, reload, download, read back; paste; keyboard; two people."""

from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import count

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl.workbook import Workbook
from playwright.sync_api import Locator, Page, expect

from tests.documents import workbooks

SignIn = Callable[..., Page]
_numbers = count(1)
PASTE = """([kinds]) => {
  const data = new DataTransfer();
  for (const [kind, text] of Object.entries(kinds)) data.setData(kind, text);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(event);
}"""
COPY = """() => {
  const data = new DataTransfer();
  const event = new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(event);
  return [data.getData("text/plain"), data.getData("text/html")];
}"""

ADD_AND_LOOK = """() => {
  document.querySelector("#workbook-naming form").requestSubmit();
  return document.activeElement.id;
}"""


@pytest.fixture
def anna(sign_in: SignIn) -> Iterator[Page]:
    """anna's browser; whatever the browser complains of, such as a breach of the content-security policy, fails."""
    page = sign_in("anna")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert not [one for one in complaints if "Failed to load resource" not in one]


def opened(page: Page, data: bytes) -> Page:
    """Put a workbook on an opportunity of anna's, click on its pencil, and wait until its cells are there."""
    name = f"Tabelle {next(_numbers)}.xlsx"
    page.goto("/opportunities/?who=me")
    page.locator("main tbody .list-title a").first.click()
    page.locator(".tabs a").last.click()
    page.wait_for_url("**/documents/opportunity/**")
    chosen = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    page.locator("form.upload input[type=file]").set_input_files(chosen)
    row = page.locator("#documents tr", has_text=name)
    row.locator("[aria-label=Bearbeiten]").click()
    return ready(page)


def ready(page: Page) -> Page:
    page.locator("#editor[data-ready]").wait_for()
    expect(page.locator(".workbook-cell").first).to_be_visible()
    return page


def cell(page: Page, name: str) -> Locator:
    letters = name.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return page.locator(f"#c{name[len(letters) :]}-{column - 1}")


def go(page: Page, name: str) -> None:
    place = page.get_by_label("Zelle", exact=True)
    place.fill(name)
    place.press("Enter")


def save(page: Page, number: int) -> None:
    page.keyboard.press("Control+s")
    expect(page.locator("#editor-state")).to_contain_text(f"als Version {number} gespeichert")


def downloaded(page: Page) -> Workbook:
    """The newest version, as the server sends it to whoever is signed in on this page."""
    answer = page.request.get(page.url.replace("/write/", "/download/"))
    assert answer.ok
    return openpyxl.load_workbook(BytesIO(answer.body()))


def test_open_type_save_reload_download_read_back(anna: Page) -> None:
    page = opened(anna, workbooks.rich().getvalue())
    cell(page, "B2").click()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    page.keyboard.type("1.234,50")
    page.keyboard.press("Enter")
    expect(cell(page, "B3")).to_have_text("1.234,50")
    expect(cell(page, "D2")).to_have_text("52,50 €")
    go(page, "A20")
    page.keyboard.type("31.12.2026")
    page.keyboard.press("Tab")
    page.keyboard.type("=SUMME(B2:B4)/2")
    page.keyboard.press("Enter")
    expect(cell(page, "B20")).to_have_text("621,75")
    expect(page.locator("#editor-state")).to_have_text("Noch nicht gespeichert")
    page.get_by_role("button", name="Speichern").click()
    expect(page.locator("#editor-state")).to_contain_text("als Version 2 gespeichert")
    page.reload()
    ready(page)
    expect(cell(page, "A20")).to_have_text("31.12.2026")
    expect(cell(page, "B20")).to_have_text("621,75")
    sheet = downloaded(page)["Angebot"]
    assert (sheet["B2"].value, sheet["B3"].value) == (5, 1234.5)
    assert (sheet["A20"].is_date, sheet["B20"].value) == (True, "=SUM(B2:B4)/2")


def test_a_block_from_excel_is_pasted_and_copied_back(anna: Page) -> None:
    page = opened(anna, workbooks.plain([["a"]]).getvalue())
    go(page, "B2")
    html = '<table><tr><td x:num="0.33333">0,33</td><td>Zeile 1<br>Zeile 2</td></tr><tr><td>12 %</td></tr></table>'
    page.evaluate(PASTE, [{"text/plain": "0,33\tZeile\n12 %", "text/html": html}])
    expect(cell(page, "B2")).to_have_text("0,33333")
    go(page, "E2")
    page.evaluate(PASTE, [{"text/plain": 'x\t"mit\n""Zeile"""\r\n1.000\t=1+1\r\n'}])
    expect(cell(page, "F3")).to_have_text("2")
    text, table = page.evaluate(COPY)
    assert text == 'x\t"mit\n""Zeile"""\r\n1.000\t2'
    assert '<td x:num="1000" sdval="1000">1.000</td>' in table
    go(page, "H2")
    page.evaluate(PASTE, [{"text/plain": text, "text/html": table}])
    save(page, 2)
    sheet = downloaded(page).active
    assert [sheet[name].value for name in ("B2", "C2", "B3")] == [0.33333, "Zeile 1\nZeile 2", 0.12]
    assert [sheet[name].value for name in ("E3", "F2", "F3")] == [1000, 'mit\n"Zeile"', "=1+1"]
    assert [sheet[name].value for name in ("H3", "I2", "I3")] == [1000, 'mit\n"Zeile"', "=1+1"]


def test_formulas_move_with_their_copies(anna: Page) -> None:
    page = opened(anna, workbooks.plain([[1, "=A1*2"], [5, None], [7, None]]).getvalue())
    go(page, "B1:B3")
    page.keyboard.press("Control+d")
    expect(cell(page, "B3")).to_have_text("14")
    page.keyboard.press("Control+z")
    expect(cell(page, "B3")).to_have_text("")
    page.keyboard.press("Control+y")
    save(page, 2)
    assert [row[1].value for row in downloaded(page).active] == ["=A1*2", "=A2*2", "=A3*2"]


def test_with_the_keyboard_only(anna: Page) -> None:
    page = opened(anna, workbooks.rich().getvalue())
    expect(page.locator("#workbook-pane")).to_be_focused()
    place = page.get_by_label("Zelle", exact=True)
    page.keyboard.press("Control+ArrowRight")
    expect(place).to_have_value("E1")
    page.keyboard.press("Control+ArrowDown")
    expect(place).to_have_value("E4")
    page.keyboard.press("Home")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowRight")
    expect(place).to_have_value("A4:B5")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("F2")
    page.keyboard.type(" EUR")
    page.keyboard.press("Escape")
    expect(cell(page, "A5")).to_have_text("Gesamt")
    page.keyboard.press("F2")
    page.keyboard.type(" EUR")
    page.keyboard.press("Enter")
    expect(cell(page, "A5")).to_have_text("Gesamt EUR")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Delete")
    expect(cell(page, "A5")).to_have_text("")
    page.keyboard.press("Control+z")
    expect(cell(page, "A5")).to_have_text("Gesamt EUR")
    page.keyboard.press("PageDown")
    page.keyboard.press("Control+Home")
    expect(place).to_have_value("B2")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("tab", name="Angebot")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Notizen & mehr")).to_have_attribute("aria-selected", "true")
    expect(cell(page, "B1")).to_be_visible()
    save(page, 2)
    assert downloaded(page)["Angebot"]["A5"].value == "Gesamt EUR"


def test_a_sheet_is_added_and_formulas_reach_it(anna: Page) -> None:
    page = opened(anna, workbooks.rich().getvalue())
    page.get_by_role("button", name="Blatt hinzufügen").click()
    page.get_by_label("Name des Blattes").fill("Rabatt")
    page.keyboard.press("Enter")
    expect(page.get_by_role("tab", name="Rabatt")).to_have_attribute("aria-selected", "true")
    page.keyboard.type("=Angebot!C2*2")
    page.keyboard.press("Enter")
    expect(cell(page, "A1")).to_have_text("21")
    save(page, 2)
    assert downloaded(page)["Rabatt"]["A1"].value == "=Angebot!C2*2"
    # In the very turn in which a sheet is added: whatever key comes next is the sheet's.
    page.get_by_role("button", name="Blatt hinzufügen").click()
    assert page.evaluate(ADD_AND_LOOK) == "workbook-pane"


def test_what_cannot_be_is_told_and_stays_to_be_corrected(anna: Page) -> None:
    page = opened(anna, workbooks.rich().getvalue())
    go(page, "A20")
    page.keyboard.type("=Blatt9!A1")
    page.keyboard.press("Enter")
    expect(page.locator("#workbook-told")).to_contain_text("A20: In dieser Arbeitsmappe gibt es kein Blatt „Blatt9“.")
    expect(cell(page, "A20")).to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Control+s")
    expect(page.locator("#editor-state")).to_contain_text("Angebot, Zelle A20")
    go(page, "B12")
    page.keyboard.type("5")
    expect(page.locator("#workbook-told")).to_contain_text("Matrixformel")
    go(page, "A20")
    page.keyboard.type("=Angebot!A2")
    page.keyboard.press("Enter")
    expect(cell(page, "A20")).to_have_text("Lampe")
    save(page, 2)


def test_two_people_save_and_nothing_is_lost(anna: Page, sign_in: SignIn) -> None:
    page = opened(anna, workbooks.rich().getvalue())
    other = sign_in("dora")
    other.goto(page.url)
    ready(other)
    go(page, "B2")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    save(page, 2)
    go(other, "B2")
    other.keyboard.type("6")
    other.keyboard.press("Enter")
    other.keyboard.press("Control+s")
    dialog = other.get_by_role("dialog")
    expect(dialog).to_contain_text("Version 2")
    dialog.locator("summary").click()
    expect(dialog.locator("ins", has_text="Angebot · A2 Lampe | B2 6")).to_be_visible()
    dialog.get_by_role("button", name="als neuere Version").click()
    expect(other.locator("#editor-state")).to_contain_text("als Version 3 gespeichert")
    assert downloaded(page)["Angebot"]["B2"].value == 6


@pytest.mark.parametrize("width", [1280, 390])
def test_it_can_be_used_by_everybody(sign_in: SignIn, width: int) -> None:
    page = opened(sign_in("anna", width=width), workbooks.rich().getvalue())
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_script_the_page_says_what_to_do(anna: Page, sign_in: SignIn) -> None:
    page = opened(anna, workbooks.plain([["a"]]).getvalue())
    bare = sign_in("anna", javascript=False)
    bare.goto(page.url)
    expect(bare.locator("main")).to_contain_text("wird JavaScript gebraucht")
    expect(bare.locator("#workbook")).to_be_hidden()


def test_a_hundred_thousand_cells_open_scroll_and_take_text(anna: Page) -> None:
    page = opened(anna, workbooks.filled(12_500, 8).getvalue())
    page.keyboard.press("Control+End")
    expect(cell(page, "A12500")).to_have_text("Artikel 12500")
    go(page, "B12500")
    page.keyboard.type("10")
    page.keyboard.press("Enter")
    expect(cell(page, "D12500")).to_have_text("20")
