"""Uploading in the browser: several files dropped on the tab, a bar for each, one cancelled, one that fails."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import JSHandle, Locator, Page, expect

SignIn = Callable[..., Page]

# Files as they come from the desktop; what a browser lets a script make of them.
FILES = """files => {
    const carried = new DataTransfer();
    const made = ([name, size]) => new File([name + "x".repeat(size)], name, {type: "text/plain"});
    for (const file of files) carried.items.add(made(file));
    return carried;
}"""


@pytest.fixture
def tab(sign_in: SignIn) -> Iterator[Page]:
    """anna on the tab Dokumente of an opportunity; whatever the browser complains of fails."""
    page = sign_in("anna")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/opportunities/?who=me")
    page.locator("main tbody .list-title a").first.click()
    page.locator(".tabs a").last.click()
    page.wait_for_url("**/documents/opportunity/**")
    yield page
    assert not [one for one in complaints if "Failed to load resource" not in one]


def carried(page: Page, *files: tuple[str, int]) -> JSHandle:
    return page.evaluate_handle(FILES, list(files))


def drop(page: Page, *files: tuple[str, int]) -> None:
    """Drag files over the tab and let them go there."""
    held = carried(page, *files)
    page.dispatch_event("#documents", "dragover", {"dataTransfer": held})
    expect(page.get_by_text("Dateien ablegen, um sie hochzuladen")).to_be_visible()
    page.dispatch_event("#documents", "drop", {"dataTransfer": held})
    expect(page.get_by_text("Dateien ablegen, um sie hochzuladen")).to_be_hidden()


def line(page: Page, name: str) -> Locator:
    """The line of an upload that is on its way or has failed."""
    return page.get_by_role("list", name="Uploads").get_by_role("listitem").filter(has_text=name)


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("row").filter(has_text=name)


def status(page: Page) -> Locator:
    return page.locator("#documents").get_by_role("status")


def slow_down(page: Page) -> None:
    """Let the line to the server carry so little that a large file is still on its way."""
    line_speed = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 100_000}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", line_speed)


def test_several_files_are_dropped_on_the_tab(tab: Page) -> None:
    before = int(tab.locator("#tabs [aria-current] .count").inner_text() or 0)
    drop(tab, ("abgelegt eins.txt", 10), ("abgelegt zwei.txt", 10), ("abgelegt drei.txt", 10))
    for name in ("abgelegt eins.txt", "abgelegt zwei.txt", "abgelegt drei.txt"):
        expect(row(tab, name)).to_be_visible()
    expect(status(tab)).to_have_text("3 Dateien wurden hochgeladen.")
    expect(tab.locator("#tabs [aria-current] .count")).to_have_text(str(before + 3))
    expect(tab.get_by_role("list", name="Uploads").get_by_role("listitem")).to_have_count(0)


def test_one_is_cancelled_and_the_others_go_on(tab: Page) -> None:
    slow_down(tab)
    drop(tab, ("riesig.txt", 4_000_000), ("klein.txt", 10), ("auch klein.txt", 10))
    expect(line(tab, "riesig.txt").get_by_role("progressbar", name="riesig.txt")).to_be_visible()
    cancel = tab.get_by_role("button", name="Abbrechen: riesig.txt")
    expect(cancel).to_be_visible()
    assert Axe().run(tab, context="#documents").violations_count == 0
    cancel.click()
    expect(line(tab, "riesig.txt")).to_contain_text("Abgebrochen")
    expect(row(tab, "auch klein.txt")).to_be_visible()
    expect(status(tab)).to_have_text("2 Dateien wurden hochgeladen. Ein Upload wurde abgebrochen.")
    tab.reload()
    expect(row(tab, "klein.txt").first).to_be_visible()
    expect(row(tab, "riesig.txt")).to_have_count(0)


def test_one_that_fails_says_why_and_the_others_go_on(tab: Page) -> None:
    drop(tab, ("setup.exe", 10), ("neben dem Programm.txt", 10))
    expect(line(tab, "setup.exe")).to_contain_text("ist ein Programm")
    expect(row(tab, "neben dem Programm.txt")).to_be_visible()
    expect(status(tab)).to_have_text("Eine Datei wurde hochgeladen. Eine Datei wurde nicht hochgeladen.")
    assert Axe().run(tab, context="#documents").violations_count == 0
    tab.get_by_role("button", name="Schließen: setup.exe").click()
    expect(line(tab, "setup.exe")).to_have_count(0)


def test_a_lost_line_is_told(tab: Page) -> None:
    tab.context.set_offline(True)
    drop(tab, ("ohne Netz.txt", 10))
    expect(line(tab, "ohne Netz.txt")).to_contain_text("Der Server ist nicht erreichbar")
    tab.context.set_offline(False)


def test_the_same_name_asks_and_becomes_the_next_version(tab: Page) -> None:
    drop(tab, ("Vertrag.txt", 10))
    expect(row(tab, "Vertrag.txt")).to_be_visible()
    drop(tab, ("Vertrag.txt", 20))
    expect(tab.get_by_role("heading", level=1)).to_have_text("Was soll aus Ihrer Datei werden?")
    tab.get_by_role("radio", name="Version 2").check()
    tab.get_by_role("main").get_by_role("button", name="Speichern").click()
    expect(row(tab, "Vertrag.txt").get_by_role("link", name="2", exact=True)).to_be_visible()


def test_without_script_the_form_takes_several(sign_in: SignIn) -> None:
    page = sign_in("anna", javascript=False)
    page.goto("/opportunities/?who=me")
    page.locator("main tbody .list-title a").first.click()
    page.locator(".tabs a").last.click()
    files = [{"name": name, "mimeType": "text/plain", "buffer": name.encode()} for name in ("ohne 1.txt", "ohne 2.txt")]
    page.get_by_label("Dateien wählen").set_input_files(files)
    page.get_by_role("button", name="Datei hochladen").click()
    for name in ("ohne 1.txt", "ohne 2.txt"):
        expect(row(page, name)).to_be_visible()
