"""With the keyboard: the focus goes on where the page has changed, and the browser's own words are ours."""

from collections.abc import Callable

from playwright.sync_api import Page, expect


def first_opportunity(page: Page) -> None:
    page.goto("/opportunities/?who=me")
    page.locator("main tbody .list-title a").first.click()
    page.wait_for_url(lambda address: "?" not in address)


def test_sorting_leaves_the_focus_on_the_heading(sign_in: Callable[..., Page]) -> None:
    page = sign_in("anna")
    page.locator("#sort-budget").focus()
    page.keyboard.press("Enter")
    expect(page.locator("th.col-budget[aria-sort]")).to_be_visible()
    expect(page.locator("#sort-budget")).to_be_focused()


def test_what_must_be_changed_first_has_the_focus(sign_in: Callable[..., Page]) -> None:
    page = sign_in("anna")
    page.goto("/opportunities/new/")
    page.locator("main form .btn-primary").first.click()
    expect(page.locator("[name=title]")).to_be_focused()
    first_opportunity(page)
    page.locator("#add-event").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#history [name=text]")).to_be_focused()


def test_an_added_event_leaves_the_focus_in_the_history(sign_in: Callable[..., Page]) -> None:
    page = sign_in("anna")
    first_opportunity(page)
    page.locator("#history [name=text]").fill("Rückruf am Montag")
    page.locator("#add-event").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#feed-events")).to_contain_text("Rückruf am Montag")
    page.wait_for_function("document.querySelector('#history').contains(document.activeElement)")


def test_a_closed_task_asks_what_came_of_it(sign_in: Callable[..., Page]) -> None:
    page = sign_in("anna")
    page.goto("/tasks/new/")
    page.locator("[name=title]").fill("Unterlagen prüfen")
    page.locator("[name=due_on]").fill("01.12.2026")
    page.locator("main form .btn-primary").first.click()
    page.wait_for_url("**/tasks/")
    line = page.locator("main li.task").filter(has_text="Unterlagen prüfen")
    line.locator("summary").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(line.locator("[name=result]")).to_be_focused()


def test_choosing_files_speaks_the_readers_language(sign_in: Callable[..., Page]) -> None:
    page = sign_in("anna")
    first_opportunity(page)
    files = page.locator("#history .event-files")
    expect(files).to_contain_text("Dateien wählen")
    files.locator("input[type=file]").set_input_files({"name": "skizze.txt", "mimeType": "text/plain", "buffer": b"x"})
    expect(files).to_contain_text("skizze.txt")


def test_the_open_tab_is_in_sight_on_a_phone(sign_in: Callable[..., Page]) -> None:
    page = sign_in("anna", width=390)
    first_opportunity(page)
    page.locator(".tabs a").last.click()
    tab = page.locator(".tabs [aria-current]")
    expect(tab).to_contain_text("Dokumente")
    expect(tab).to_be_in_viewport(ratio=1)


def test_arrow_keys_pass_stages_and_enter_chooses_one(sign_in: Callable[..., Page]) -> None:
    page = sign_in("anna")
    page.goto("/opportunities/new/")
    page.locator("[name=title]").fill("Lagerhalle Süd")
    page.locator("main form .btn-primary").first.click()
    page.wait_for_url(lambda address: "/new/" not in address)
    stage = page.locator("#move select")
    before = page.locator("#feed-events > *").count()
    stage.focus()
    page.keyboard.press("Home")
    for _step in range(3):
        page.keyboard.press("ArrowDown")
    expect(page.locator("#move button[type=submit]")).to_be_visible()
    assert page.locator("#feed-events > *").count() == before
    page.keyboard.press("Enter")
    expect(page.locator("#feed-events")).to_contain_text("Bedarfsermittlung")
