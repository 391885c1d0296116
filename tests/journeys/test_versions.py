"""Versions in the browser: two are chosen and compared, and the former one is restored."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

SignIn = Callable[..., Page]


@pytest.fixture
def upload() -> Callable[[Page, str, bytes], None]:
    """Return a function that chooses a file for a form and sends it."""

    def send(page: Page, name: str, data: bytes) -> None:
        page.locator("[data-upload-form] input[type=file]").set_input_files(
            {"name": name, "mimeType": "text/plain", "buffer": data}
        )
        page.get_by_role("button", name="Neue Version hochladen").click()

    return send


@pytest.mark.parametrize("javascript", [True, False])
def test_two_are_compared_and_the_former_one_is_restored(
    sign_in: SignIn, upload: Callable[..., None], javascript: bool
) -> None:
    page, name = sign_in("anna", javascript=javascript), f"Fassung {javascript}.txt"
    page.goto("/opportunities/?who=me")
    page.locator("main tbody .list-title a").first.click()
    page.locator(".tabs a").last.click()
    page.get_by_label("Dateien wählen").set_input_files(
        {"name": name, "mimeType": "text/plain", "buffer": b"Gilt bis Montag."}
    )
    if not javascript:
        page.get_by_role("button", name="Datei hochladen").click()
    page.get_by_role("row").filter(has_text=name).get_by_role("link", name="1", exact=True).click()
    versions = page.get_by_role("region", name="Versionen")
    for number, text in enumerate((b"Gilt bis Freitag.", b"Gilt bis Sonntag."), start=2):
        upload(page, name, text)
        expect(versions.get_by_role("row").filter(has_text=f"Version {number}")).to_be_visible()
    if not javascript:
        versions.get_by_role("checkbox", name="Version 3 vergleichen").uncheck()
    versions.get_by_role("checkbox", name="Version 1 vergleichen").check()
    expect(versions.get_by_role("checkbox", checked=True)).to_have_count(2)
    versions.get_by_role("button", name="Die zwei gewählten vergleichen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Version 1 und Version")
    expect(page.get_by_role("deletion")).to_have_text("Montag")
    expect(page.get_by_role("insertion")).to_have_text("Freitag" if not javascript else "Sonntag")
    if javascript:
        assert Axe().run(page).violations_count == 0
    page.get_by_role("link", name=f"Versionen: {name}").click()
    versions.get_by_role("row").filter(has_text="Version 1").get_by_role("link", name="Wiederherstellen").click()
    page.get_by_role("button", name="Wiederherstellen").click()
    restored = versions.get_by_role("row").filter(has_text="Version 4")
    expect(restored).to_contain_text("Wie in Version 1")
    expect(restored).to_contain_text("aktuell")
