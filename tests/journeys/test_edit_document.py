"""Editing documents in the browser: open, type, save, reload, download, read back; two people; with the keyboard."""

from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import count

import docx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.documents.rich_docx import rich_docx
from tests.journeys.conftest import PASSWORD

SignIn = Callable[..., Page]
_numbers = count(1)


@pytest.fixture
def anna(sign_in: SignIn) -> Iterator[Page]:
    """anna's browser; whatever the browser complains of, such as a breach of the content-security policy, fails."""
    page = sign_in("anna")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert not [one for one in complaints if "Failed to load resource" not in one]


def upload(page: Page, data: bytes, ending: str = "docx") -> str:
    """Put a file on an opportunity of anna's; return its name."""
    name = f"Schriftstück {next(_numbers)}.{ending}"
    page.goto("/opportunities/?who=me")
    page.locator("main tbody .list-title a").first.click()
    page.locator(".tabs a").last.click()
    page.wait_for_url("**/documents/opportunity/**")
    chosen = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    page.locator("form.upload input[type=file]").set_input_files(chosen)
    expect(page.locator("#documents tr", has_text=name)).to_be_visible()
    return name


def opened(page: Page, name: str) -> Page:
    """Click on the pencil of a document, and wait until its text is there."""
    page.locator("#documents tr", has_text=name).locator("[aria-label=Bearbeiten]").click()
    return ready(page)


def ready(page: Page) -> Page:
    page.locator("#editor[data-ready]").wait_for()
    return page


def state(page: Page) -> Locator:
    return page.locator("#editor-state")


def block(page: Page, text: str) -> Locator:
    return page.locator("#docx-page [data-key]", has_text=text).first


def downloaded(page: Page) -> bytes:
    """The newest version, as the server sends it to whoever is signed in on this page."""
    answer = page.request.get(page.url.replace("/write/", "/download/"))
    assert answer.ok
    return answer.body()


def texts(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(BytesIO(data)).paragraphs]


def test_open_type_save_reload_download_read_back(anna: Page) -> None:
    page = opened(anna, upload(anna, rich_docx()))
    expect(page.locator("#docx-kept")).to_contain_text("1 Bild, 1 Diagramm, 1 Kommentar")
    page.keyboard.press("End")
    page.keyboard.type(" Nr. 4711")
    page.keyboard.press("Enter")
    page.keyboard.type("Gültig bis ")
    page.keyboard.press("Control+b")
    page.keyboard.type("Jahresende")
    expect(state(page)).to_have_text("Noch nicht gespeichert")
    page.get_by_role("button", name="Speichern").click()
    expect(state(page)).to_contain_text("als Version 2 gespeichert")
    page.reload()
    ready(page)
    expect(block(page, "Gültig")).to_have_text("Gültig bis Jahresende")
    now = docx.Document(BytesIO(downloaded(page)))
    assert [paragraph.text for paragraph in now.paragraphs[:3]] == [
        "Angebot Nr. 4711",
        "Gültig bis Jahresende",
        "Sehr geehrte Frau Muster, wir bieten an:\tkursiv",
    ]
    assert [(run.text, run.bold) for run in now.paragraphs[1].runs] == [("Gültig bis ", None), ("Jahresende", True)]
    assert now.paragraphs[0].style.name == "Heading 1"


def test_undo_reaches_behind_a_saved_version(anna: Page) -> None:
    page = opened(anna, upload(anna, rich_docx()))
    page.keyboard.type("Erstes ")
    page.keyboard.press("Control+s")
    expect(state(page)).to_contain_text("als Version 2 gespeichert")
    page.keyboard.press("Control+z")
    expect(block(page, "Angebot")).to_have_text("Angebot")
    page.keyboard.press("Control+s")
    expect(state(page)).to_contain_text("als Version 3 gespeichert")
    assert texts(downloaded(page))[0] == "Angebot"


def test_lists_cells_and_joined_paragraphs(anna: Page) -> None:
    page = opened(anna, upload(anna, rich_docx()))
    block(page, "Zweiter Punkt").click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("darunter")
    page.locator(".docx-cell").nth(1).click()
    page.keyboard.press("End")
    page.keyboard.type(" neu")
    block(page, "Umsatz").click()
    page.keyboard.press("Home")
    page.keyboard.press("Backspace")
    page.keyboard.press("Control+s")
    expect(state(page)).to_contain_text("als Version 2 gespeichert")
    data = downloaded(page)
    assert "Vor dem Bild  nach dem BildUmsatz: " in texts(data)
    now = docx.Document(BytesIO(data))
    entry = next(paragraph for paragraph in now.paragraphs if paragraph.text == "darunter")
    assert entry._p.pPr.numPr.ilvl.val == 1
    assert now.tables[0].cell(0, 2).text == "C1 neu"
    assert len(now.inline_shapes) == 2


def test_a_picture_is_not_deleted_by_accident(anna: Page) -> None:
    page = opened(anna, upload(anna, rich_docx()))
    block(page, "Vor dem Bild").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    expect(state(page)).to_contain_text("bleiben")
    expect(page.locator(".docx-atom-picture")).to_be_visible()


def test_pasted_text_keeps_bold_and_nothing_else(anna: Page) -> None:
    page = opened(anna, upload(anna, rich_docx()))
    block(page, "Letzter Absatz").click()
    page.keyboard.press("End")
    page.evaluate(
        """() => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/html", '<p style="color:red">. Eins <b onclick="x()">fett</b></p><p>zwei</p>');
            const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
            document.activeElement.dispatchEvent(event);
        }"""
    )
    page.keyboard.press("Control+s")
    expect(state(page)).to_contain_text("als Version 2 gespeichert")
    *_, first, second = docx.Document(BytesIO(downloaded(page))).paragraphs
    assert [(run.text, run.bold) for run in first.runs][-1] == ("fett", True)
    assert (first.text, second.text) == ("Letzter Absatz. Eins fett", "zwei")


def test_a_new_document_is_written(anna: Page) -> None:
    page = anna
    page.goto("/opportunities/?who=me")
    page.locator("main tbody .list-title a").first.click()
    page.locator(".tabs a").last.click()
    page.locator("#documents summary", has_text="Neue Datei").click()
    page.locator("#documents .menu-items a", has_text="Dokument").click()
    page.locator("#new-file [name=name]").fill("Ganz neu")
    page.locator("#new-file button[type=submit]").click()
    opened(page, "Ganz neu.docx")
    page.keyboard.type("Erste Zeile")
    page.keyboard.press("Control+Alt+1")
    page.keyboard.press("Enter")
    page.keyboard.type("und die zweite")
    page.keyboard.press("Control+s")
    expect(state(page)).to_contain_text("als Version 2 gespeichert")
    first, second = docx.Document(BytesIO(downloaded(page))).paragraphs
    assert [(one.text, one.style.name) for one in (first, second)] == [
        ("Erste Zeile", "Heading 1"),
        ("und die zweite", "Normal"),
    ]


# Two people


@pytest.fixture
def both(anna: Page, sign_in: SignIn) -> tuple[Page, Page]:
    """anna and the administrator, each with the same document open."""
    page = opened(anna, upload(anna, rich_docx()))
    other = sign_in("admin")
    other.goto(page.url)
    return page, ready(other)


def write(page: Page, text: str) -> None:
    page.keyboard.type(text)
    page.keyboard.press("Control+s")


def test_two_people_see_each_other(both: tuple[Page, Page]) -> None:
    expect(both[1].locator("#editor-others")).to_contain_text("bearbeitet dies ebenfalls")


def test_whoever_saves_second_compares_and_saves_a_newer_version(both: tuple[Page, Page]) -> None:
    page, other = both
    write(other, "Fremdes ")
    expect(state(other)).to_contain_text("als Version 2 gespeichert")
    write(page, "Eigenes ")
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("Version 2 gespeichert")
    question.locator("summary").click()
    expect(question.locator("del")).to_contain_text("Fremdes Angebot")
    expect(question.locator("ins")).to_contain_text("Eigenes Angebot")
    question.get_by_role("button", name="Meine als neuere Version speichern").click()
    expect(state(page)).to_contain_text("als Version 3 gespeichert")
    assert texts(downloaded(page))[0] == "Eigenes Angebot"
    theirs = page.request.get(page.url.replace("/write/", "/version/2/"))
    assert texts(theirs.body())[0] == "Fremdes Angebot"


def test_whoever_saves_second_keeps_a_copy(both: tuple[Page, Page]) -> None:
    page, other = both
    write(other, "Fremdes ")
    expect(state(other)).to_contain_text("als Version 2 gespeichert")
    before = page.url
    write(page, "Eigenes ")
    page.get_by_role("dialog").get_by_role("button", name="Meine als Kopie behalten").click()
    page.wait_for_url(lambda address: address != before)
    expect(page.locator("h1")).to_contain_text("(2).docx")
    assert texts(downloaded(page))[0] == "Eigenes Angebot"
    assert texts(downloaded(other))[0] == "Fremdes Angebot"


# With the keyboard only


def test_with_the_keyboard_only(anna: Page) -> None:
    name = upload(anna, rich_docx())
    page = anna
    page.locator("#documents tr", has_text=name).locator("[aria-label=Bearbeiten]").focus()
    page.keyboard.press("Enter")
    ready(page)
    expect(page.locator("#docx-page")).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.type("Zum Schluss")
    page.keyboard.press("Alt+F10")
    expect(page.get_by_label("Absatzart")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Fett")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Alt+2")
    page.keyboard.press("Control+s")
    expect(state(page)).to_contain_text("als Version 2 gespeichert")
    last = docx.Document(BytesIO(downloaded(page))).paragraphs[-1]
    assert (last.text, last.style.name) == ("Zum Schluss", "Heading 2")
    page.keyboard.press("Alt+F10")
    for _step in range(12):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.classList.contains('page-back')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents/opportunity/**")


def test_the_page_has_no_barrier(anna: Page) -> None:
    page = opened(anna, upload(anna, rich_docx()))
    found = Axe().run(page).response["violations"]
    assert not [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]


# Nothing is lost


def test_leaving_with_something_unsaved_asks(anna: Page) -> None:
    page = opened(anna, upload(anna, b"eins\r\nzwei", "txt"))
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.keyboard.type("neu ")
    page.goto("/opportunities/")
    assert asked == ["beforeunload"]


def test_a_text_file_keeps_its_encoding_and_line_ends(anna: Page) -> None:
    page = opened(anna, upload(anna, "Grüße\r\naus München".encode("cp1252"), "txt"))
    expect(page.locator("#text-facts")).to_have_text("Windows-1252 · Windows (CRLF)")
    page.keyboard.type("Schöne ")
    page.keyboard.press("Control+s")
    expect(state(page)).to_contain_text("als Version 2 gespeichert")
    assert downloaded(page) == "Schöne Grüße\r\naus München".encode("cp1252")


def test_without_a_connection_the_text_stays_and_is_saved_later(anna: Page) -> None:
    page = opened(anna, upload(anna, b"eins", "txt"))
    page.context.set_offline(True)
    page.keyboard.type("ohne Netz ")
    page.keyboard.press("Control+s")
    expect(state(page)).to_contain_text("Der Server ist nicht erreichbar")
    page.context.set_offline(False)
    expect(state(page)).to_contain_text("als Version 2 gespeichert")
    assert downloaded(page) == b"ohne Netz eins"


def test_whoever_was_signed_out_is_told_and_saves_after_signing_in_again(anna: Page) -> None:
    page = opened(anna, upload(anna, b"eins", "txt"))
    page.keyboard.type("noch da ")
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("Control+s")
    expect(state(page)).to_contain_text("Sie sind abgemeldet")
    expect(page.locator("#text")).to_have_value("noch da eins")
    other = page.context.new_page()
    other.goto("/")
    other.locator("[name=login]").fill("anna")
    other.locator("[name=password]").fill(PASSWORD)
    other.locator("main button[type=submit]").click()
    other.wait_for_url("**/opportunities/**")
    page.keyboard.press("Control+s")
    expect(state(page)).to_contain_text("als Version 2 gespeichert")


def test_a_file_that_cannot_be_edited_says_why_and_what_to_do(anna: Page) -> None:
    page = anna
    name = upload(page, b"PK\x03\x04" + b"kein Dokument" * 20)
    page.locator("#documents tr", has_text=name).locator("[aria-label=Bearbeiten]").click()
    expect(page.locator("#editor-trouble")).to_contain_text("Diese Datei ist beschädigt")
    page.locator("#editor-trouble a").click()
    expect(page.locator("main")).to_contain_text("Neue Version hochladen")
