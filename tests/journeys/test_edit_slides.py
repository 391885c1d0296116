"""Editing presentations in the browser: open, type, save, reload, download, read back; two people; the keyboard."""

from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import count
from typing import Any

import pptx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.documents.rich_pptx import rich_pptx

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


def opened(page: Page) -> Page:
    """Put the rich sample on an opportunity of anna's, click on its pencil, and wait until its slides are there."""
    name = f"Vortrag {next(_numbers)}.pptx"
    page.goto("/opportunities/?who=me")
    page.locator("main tbody .list-title a").first.click()
    page.locator(".tabs a").last.click()
    page.wait_for_url("**/documents/opportunity/**")
    chosen = {"name": name, "mimeType": "application/octet-stream", "buffer": rich_pptx()}
    page.locator("form.upload input[type=file]").set_input_files(chosen)
    page.locator("#documents tr", has_text=name).locator("[aria-label=Bearbeiten]").click()
    return ready(page)


def ready(page: Page) -> Page:
    page.locator("#editor[data-ready]").wait_for()
    return page


def state(page: Page) -> Locator:
    return page.locator("#editor-state")


def line(page: Page, text: str) -> Locator:
    return page.locator("#pptx-room [data-key]", has_text=text).first


def thumb(page: Page, number: int) -> Locator:
    return page.locator("#pptx-slides button").nth(number - 1)


def saved(page: Page, number: int) -> Any:
    """Save, wait until it is said, and return the presentation as it is downloaded."""
    page.keyboard.press("Control+s")
    expect(state(page)).to_contain_text(f"als Version {number} gespeichert")
    return downloaded(page)


def downloaded(page: Page) -> Any:
    answer = page.request.get(page.url.replace("/write/", "/download/"))
    assert answer.ok
    return pptx.Presentation(BytesIO(answer.body()))


def titles(deck: Any) -> list[str]:
    return [slide.shapes.title.text for slide in deck.slides]


def test_open_type_save_reload_download_read_back(anna: Page) -> None:
    page = opened(anna)
    expect(page.locator("#pptx-kept")).to_contain_text("2 Bilder, 1 Diagramm")
    line(page, "für die").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" und Bremen")
    expect(state(page)).to_have_text("Noch nicht gespeichert")
    thumb(page, 2).click()
    line(page, "Montage").click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+Shift+ArrowRight")
    page.keyboard.type("mit ")
    page.keyboard.press("Control+b")
    page.keyboard.type("Probelauf")
    page.locator("#pptx-notes").click()
    page.keyboard.type("Preise nennen")
    page.get_by_role("button", name="Speichern").click()
    expect(state(page)).to_contain_text("als Version 2 gespeichert")
    page.reload()
    ready(page)
    expect(line(page, "für die")).to_have_text("für die Muster GmbH, Hamburg und Bremen")
    first, second, *_others = downloaded(page).slides
    assert first.placeholders[1].text_frame.text == "für die Muster GmbH, Hamburg und Bremen"
    assert first.placeholders[1].text_frame.paragraphs[0].runs[1].font.size.pt == 40
    made = second.placeholders[1].text_frame.paragraphs[3]
    assert [(run.text, run.font.bold) for run in made.runs] == [("mit ", None), ("Probelauf", True)]
    assert made.level == 1
    assert second.notes_slide.notes_text_frame.text == "Preise nennen"


def test_slides_are_added_moved_and_deleted(anna: Page) -> None:
    page = opened(anna)
    thumb(page, 2).click()
    page.get_by_role("button", name="Neue Folie").click()
    page.get_by_role("button", name="Title and Content").click()
    page.keyboard.type("Zeitplan")
    page.keyboard.press("Tab")
    page.keyboard.type("Mai")
    page.keyboard.press("Enter")
    page.keyboard.type("Juni")
    page.get_by_role("button", name="Folie nach oben").click()
    thumb(page, 6).click()
    page.get_by_role("button", name="Folie löschen").click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("Folie 6 löschen? (Danke)")
    question.get_by_role("button", name="Folie löschen").click()
    expect(page.locator("#pptx-slides li")).to_have_count(5)
    deck = saved(page, 2)
    assert titles(deck) == ["Angebot", "Zeitplan", "Leistungen", "Zahlen", "Preise"]
    assert deck.slides[1].placeholders[1].text_frame.text == "Mai\nJuni"


def test_a_slide_is_moved_with_the_mouse(anna: Page) -> None:
    page = opened(anna)
    first = thumb(page, 1).bounding_box()
    assert first
    page.mouse.move(first["x"] + 60, first["y"] + 40)
    page.mouse.down()
    for place in (1, 2):  # one after the other, as each makes room
        box = thumb(page, place + 1).bounding_box()
        assert box
        page.mouse.move(box["x"] + 60, box["y"] + box["height"] - 5, steps=20)
        expect(page.locator("#pptx-slides li").nth(place)).to_have_attribute("data-key", "s0")
    page.mouse.up()
    expect(state(page)).to_have_text("Noch nicht gespeichert")
    assert titles(saved(page, 2))[:3] == ["Leistungen", "Zahlen", "Angebot"]


def test_a_slide_that_is_linked_is_not_deleted_and_says_why(anna: Page) -> None:
    page = opened(anna)
    thumb(page, 3).click()
    page.keyboard.press("Delete")
    expect(state(page)).to_contain_text("Ein Link auf Folie 4 führt zu ihr")
    expect(page.locator("#pptx-slides li")).to_have_count(5)


def test_undo_reaches_over_texts_and_slides_and_behind_a_saved_version(anna: Page) -> None:
    page = opened(anna)
    line(page, "Angebot").click()
    page.keyboard.press("End")
    page.keyboard.type("sbrief")
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+ArrowDown")
    assert titles(saved(page, 2))[:2] == ["Leistungen", "Angebotsbrief"]
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert titles(saved(page, 3))[:2] == ["Angebot", "Leistungen"]
    page.keyboard.press("Control+y")
    assert titles(saved(page, 4))[:2] == ["Angebotsbrief", "Leistungen"]


def test_a_field_is_not_deleted_by_accident(anna: Page) -> None:
    page = opened(anna)
    thumb(page, 2).click()
    line(page, "Seite").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    expect(state(page)).to_contain_text("Felder wie die Foliennummer bleiben")
    expect(page.locator("#pptx-stage .docx-atom")).to_be_visible()


def test_pasted_text_comes_plain_into_a_cell(anna: Page) -> None:
    page = opened(anna)
    thumb(page, 4).click()
    line(page, "B2").click()
    page.keyboard.press("Control+a")
    page.evaluate(
        """() => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/html", '<p style="color:red">eins</p><p onclick="x()"><b>zwei</b></p>');
            const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
            document.activeElement.dispatchEvent(event);
        }"""
    )
    cell = saved(page, 2).slides[3].shapes[1].table.cell(1, 1)
    assert cell.text == "eins\nzwei"
    assert cell.text_frame.paragraphs[1].runs[0].font.bold is True


def test_with_the_keyboard_only(anna: Page) -> None:
    page = opened(anna)
    expect(thumb(page, 1)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(thumb(page, 2)).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#pptx-said")).to_have_text("Verschoben: jetzt Folie 1 von 5.")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+End")
    page.keyboard.type(" im Überblick")
    page.keyboard.press("Escape")
    page.keyboard.press("End")
    page.keyboard.press("Delete")
    page.keyboard.press("Enter")
    expect(page.locator("#pptx-slides li")).to_have_count(4)
    assert titles(saved(page, 2)) == ["Leistungen im Überblick", "Angebot", "Zahlen", "Preise"]


def test_whoever_saves_second_is_asked_and_saves_a_newer_version(anna: Page, sign_in: SignIn) -> None:
    page = opened(anna)
    other = sign_in("admin")
    other.goto(page.url)
    ready(other)
    for one, text in ((other, "Fremdes "), (page, "Eigenes ")):
        line(one, "Angebot").click()
        one.keyboard.press("Home")
        one.keyboard.type(text)
    assert titles(saved(other, 2))[0] == "Fremdes Angebot"
    page.keyboard.press("Control+s")
    question = page.get_by_role("dialog")
    question.locator("summary").click()
    expect(question.locator("del")).to_contain_text("Fremdes Angebot")
    question.get_by_role("button", name="Meine als neuere Version speichern").click()
    expect(state(page)).to_contain_text("als Version 3 gespeichert")
    assert titles(downloaded(page))[0] == "Eigenes Angebot"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_has_no_barrier(anna: Page, scheme: Any) -> None:
    anna.emulate_media(color_scheme=scheme)
    page = opened(anna)
    thumb(page, 4).click()
    found = Axe().run(page).response["violations"]
    assert not [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]
