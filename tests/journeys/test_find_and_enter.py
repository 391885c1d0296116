"""Finding and entering without a mouse: the palette, quick entry, and the list of keys."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect


def nothing_serious(page: Page) -> None:
    """What axe finds serious or critical on the page as it stands, an open dialog included."""
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in {"serious", "critical"}] == []


def an_opportunity(page: Page) -> str:
    """Open the first of one's own opportunities; return its title."""
    page.goto("/opportunities/?who=me")
    page.locator("main tbody .list-title a").first.click()
    page.wait_for_url(lambda address: "?" not in address)
    return page.locator("h1").inner_text().strip()


def test_an_opportunity_and_a_command_are_found_by_the_palette(sign_in: Callable[..., Page]) -> None:
    page = sign_in("anna")
    title = an_opportunity(page)
    page.goto("/contacts/")
    page.keyboard.press("/")
    field = page.get_by_role("combobox", name="Verkaufschancen, Kontakte, Aufgaben, Dokumente und Befehle suchen")
    expect(field).to_be_focused()
    options = page.get_by_role("listbox", name="Gefunden").get_by_role("option")
    expect(options.first).to_contain_text(title)
    nothing_serious(page)
    page.keyboard.type("neue aufg")
    page.keyboard.press("Enter")  # at once: it waits for the answer to what was typed
    page.wait_for_url("**/tasks/new/")
    inside = page.locator(".bar-search input")
    inside.focus()
    page.keyboard.press("/")
    expect(inside).to_have_value("/")
    page.keyboard.press("Control+k")
    page.keyboard.type(title)
    expect(options.first).to_contain_text(title)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(title)


def test_a_call_with_its_next_step_is_written_down_by_keyboard(sign_in: Callable[..., Page]) -> None:
    page = sign_in("anna")
    an_opportunity(page)
    page.keyboard.press("n")
    expect(page.locator("#quick [name=text]")).to_be_focused()
    nothing_serious(page)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#quick-tab-call")).to_be_focused()
    nothing_serious(page)
    page.keyboard.press("Tab")
    page.keyboard.type("Will bis Montag ein Angebot")
    page.keyboard.press("Tab")
    page.keyboard.type("Angebot nachreichen")
    page.keyboard.press("Tab")
    page.keyboard.type("01.12.2031")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("ist eine Aufgabe").first).to_be_visible()
    expect(page.locator("#feed-events")).to_contain_text("Will bis Montag ein Angebot")
    expect(page.locator("#feed-events")).to_contain_text("Angebot nachreichen")


def test_others_of_the_contact_are_named_as_soon_as_it_is_chosen(sign_in: Callable[..., Page]) -> None:
    page = sign_in("anna")
    page.goto("/opportunities/?who=me")
    contact = page.locator("main tbody .col-contact a").first.inner_text()
    page.goto("/opportunities/new/")
    picker = page.get_by_role("combobox", name="Kontakt")
    picker.click()
    picker.press_sequentially(contact)
    page.get_by_role("option", name=contact).first.click()
    expect(page.locator("#others-id")).to_contain_text("gibt es schon Verkaufschancen")
    nothing_serious(page)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_keys_are_listed_and_can_be_switched_off(sign_in: Callable[..., Page], width: int) -> None:
    page = sign_in("ben", width=width)
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Tastenkürzel")
    expect(keys).to_be_visible()
    nothing_serious(page)
    keys.get_by_role("link", name="Mein Konto").click()
    choice = page.get_by_role("checkbox", name="Tasten mit einem einzelnen Zeichen")
    for wanted in (False, True):
        choice.set_checked(wanted)
        page.locator("main form .btn-primary").first.click()
        expect(page.get_by_text("gespeichert").first).to_be_visible()
        page.keyboard.press("n")
        page.keyboard.press("Control+k")
        opened = page.get_by_role("dialog", name="Schnell erfassen" if wanted else "Suche und Befehle")
        expect(opened).to_be_visible()
        page.keyboard.press("Escape")
