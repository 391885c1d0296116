"""Editing text files in the browser: open, type, save, reload, download, read back; two people; with the keyboard."""

from collections.abc import Callable
from itertools import count

import pytest
from playwright.sync_api import Locator, Page, expect

SignIn = Callable[..., Page]
_numbers = count(1)


@pytest.fixture
def uploaded(sign_in: SignIn) -> tuple[Page, str]:
    """anna's browser on the tab of an opportunity, and the name of a text that is there."""
    page, name = sign_in("anna"), f"Notiz {next(_numbers)}.txt"
    page.goto("/opportunities/?who=me")
    page.locator("main tbody .list-title a").first.click()
    page.locator(".tabs a").last.click()
    page.wait_for_url("**/documents/opportunity/**")
    chosen = {"name": name, "mimeType": "text/plain", "buffer": "Grüße\nEnde".encode()}
    page.locator("form.upload input[type=file]").set_input_files(chosen)
    expect(page.get_by_role("row").filter(has_text=name)).to_be_visible()
    return page, name


def state(page: Page) -> Locator:
    return page.locator("#editor-state")


def text(page: Page) -> Locator:
    return page.get_by_label("Text der Datei")


def kept(page: Page, address: str = "/download/") -> str:
    answer = page.request.get(page.url.replace("/write/", address))
    assert answer.ok
    return answer.text()


def test_with_the_keyboard_only_it_is_opened_typed_saved_and_read_back(uploaded: tuple[Page, str]) -> None:
    page, name = uploaded
    page.get_by_role("row").filter(has_text=name).get_by_role("link", name="Bearbeiten").focus()
    page.keyboard.press("Enter")
    expect(text(page)).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.type(" gut")
    expect(state(page)).to_have_text("Noch nicht gespeichert")
    page.keyboard.press("Control+s")
    expect(state(page)).to_contain_text("als Version 2 gespeichert")
    assert kept(page) == "Grüße\nEnde gut"
    page.reload()
    expect(text(page)).to_have_value("Grüße\nEnde gut")


def test_whoever_saves_second_compares_and_loses_nothing(uploaded: tuple[Page, str], sign_in: SignIn) -> None:
    page, name = uploaded
    page.get_by_role("row").filter(has_text=name).get_by_role("link", name="Bearbeiten").click()
    expect(text(page)).to_have_value("Grüße\nEnde")
    other = sign_in("admin")
    other.goto(page.url)
    text(other).fill("Fremdes")
    other.keyboard.press("Control+s")
    expect(state(other)).to_contain_text("als Version 2 gespeichert")
    text(page).fill("Eigenes")
    page.keyboard.press("Control+s")
    question = page.get_by_role("dialog")
    question.locator("summary").click()
    expect(question.get_by_role("deletion").first).to_have_text("Fremdes")
    question.get_by_role("button", name="Meine als neuere Version speichern").click()
    expect(state(page)).to_contain_text("als Version 3 gespeichert")
    assert (kept(page), kept(page, "/version/2/")) == ("Eigenes", "Fremdes")
