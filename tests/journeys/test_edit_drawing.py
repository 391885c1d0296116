"""Editing drawings in the browser: svgedit in its frame; nothing that a drawing brings along runs or leads outside."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest
from lxml import etree
from playwright.sync_api import Locator, Page, expect

SignIn = Callable[..., Page]
_numbers = count(1)
PLAN = b"""<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="400" height="300"
 onload="top.ran = true"><script>top.ran = true</script>
<rect x="20" y="20" width="100" height="80" fill="teal" onclick="top.ran = true"/>
<image xlink:href="https://evil.example/p.png" width="50" height="50"/><text x="200" y="60">Halle 2</text></svg>"""


@pytest.fixture
def anna(sign_in: SignIn) -> Iterator[Page]:
    """anna's browser; complaints of the browser fail, and so does every request to anybody else."""
    page = sign_in("anna")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url) if "://" in request.url else None)
    yield page
    home = page.url.split("/documents/")[0]
    assert not [one for one in complaints if not one.startswith((home, "blob:")) and "Failed to load" not in one]


def opened(page: Page, data: bytes = PLAN) -> Page:
    """Put a drawing on an opportunity of anna's, click on its pencil, and wait until it is there."""
    name = f"Plan {next(_numbers)}.svg"
    page.goto("/opportunities/?who=me")
    page.locator("main tbody .list-title a").first.click()
    page.locator(".tabs a").last.click()
    page.wait_for_url("**/documents/opportunity/**")
    chosen = {"name": name, "mimeType": "image/svg+xml", "buffer": data}
    page.locator("form.upload input[type=file]").set_input_files(chosen)
    page.locator("#documents tr", has_text=name).locator("[aria-label=Bearbeiten]").click()
    return ready(page)


def ready(page: Page) -> Page:
    page.locator("#editor[data-ready]").wait_for()
    return page


def state(page: Page) -> Locator:
    return page.locator("#editor-state")


def draw(page: Page) -> None:
    """Draw a rectangle with the mouse."""
    page.frame_locator("#drawing-board").locator("#tools_rect").click()
    box = page.locator("#drawing-board").bounding_box()
    assert box
    left, top = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(left + 60, top + 40, steps=5)
    page.mouse.up()
    expect(state(page)).to_have_text("Noch nicht gespeichert")


def rectangles(page: Page, address: str = "/download/") -> int:
    answer = page.request.get(page.url.replace("/write/", address))
    assert answer.ok
    return len(etree.fromstring(answer.body()).findall(".//{*}rect"))


def test_open_draw_save_reload_download_read_back(anna: Page) -> None:
    page = opened(anna)
    draw(page)
    page.get_by_role("button", name="Speichern").click()
    expect(state(page)).to_contain_text("als Version 2 gespeichert")
    assert rectangles(page) == 2
    page.reload()
    ready(page)
    expect(page.locator("#drawing-removed")).to_be_hidden()
    expect(page.frame_locator("#drawing-board").locator("#svgcontent rect")).to_have_count(2)
    expect(state(page)).to_be_empty()


def test_what_could_run_is_left_out_and_named_and_runs_nowhere(anna: Page) -> None:
    page = opened(anna)
    expect(page.locator("#drawing-removed")).to_contain_text(
        "1 Skript, 2 Anweisungen, die bei einem Ereignis ablaufen, 1 Verweis nach außen"
    )
    assert page.evaluate("window.ran") is None
    frame = page.frames[-1]
    assert frame.evaluate("self.origin") == "null"
    assert frame.evaluate("(() => { try { return parent.document.title } catch { return 'no' } })()") == "no"
    draw(page)
    page.keyboard.press("Control+s")
    expect(state(page)).to_contain_text("als Version 2 gespeichert")
    text = page.request.get(page.url.replace("/write/", "/download/")).text()
    assert "Halle 2" in text
    for evil in ("script", "ran", "evil.example"):
        assert evil not in text.replace("transform", "")


def test_undo_in_the_frame_is_a_change_and_saves(anna: Page) -> None:
    page = opened(anna)
    draw(page)
    page.keyboard.press("Control+s")
    expect(state(page)).to_contain_text("als Version 2 gespeichert")
    page.frame_locator("#drawing-board").locator("#tool_undo").click()
    expect(state(page)).to_have_text("Noch nicht gespeichert")
    page.get_by_role("button", name="Speichern").click()
    expect(state(page)).to_contain_text("als Version 3 gespeichert")
    assert rectangles(page) == 1


def test_whoever_saves_second_is_asked(anna: Page, sign_in: SignIn) -> None:
    page = opened(anna)
    other = sign_in("admin")
    other.goto(page.url)
    ready(other)
    draw(other)
    other.get_by_role("button", name="Speichern").click()
    expect(state(other)).to_contain_text("als Version 2 gespeichert")
    draw(page)
    page.get_by_role("button", name="Speichern").click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("Version 2 gespeichert")
    question.get_by_role("button", name="Meine als neuere Version speichern").click()
    expect(state(page)).to_contain_text("als Version 3 gespeichert")
    assert (rectangles(page), rectangles(page, "/version/2/")) == (2, 2)


def test_with_the_keyboard_only(anna: Page) -> None:
    page = opened(anna)
    page.get_by_role("button", name="Rechteck").focus()
    page.keyboard.press("Enter")
    expect(state(page)).to_have_text("Noch nicht gespeichert")
    page.keyboard.press("Shift+ArrowRight")
    page.get_by_label("Einzufügender Text").focus()
    page.keyboard.type("Tor 3")
    page.keyboard.press("Enter")
    expect(page.frame_locator("#drawing-board").locator("#svgcontent")).to_contain_text("Tor 3")
    page.keyboard.press("Control+s")
    expect(state(page)).to_contain_text("als Version 2 gespeichert")
    root = etree.fromstring(page.request.get(page.url.replace("/write/", "/download/")).body())
    assert [text.text for text in root.findall(".//{*}text")] == ["Halle 2", "Tor 3"]
    new = root.findall(".//{*}rect")[1]
    assert float(new.get("x")) > 150  # the middle, from where the arrow key moved it
    assert (float(new.get("y")), float(new.get("width"))) == (112.5, 100)
