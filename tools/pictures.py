"""Makes the pictures of the README from the real pages: `python -m tools.pictures ADDRESS`, of a running `bin/demo`."""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tools.browser import find_browser

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "images"
PASSWORD = "demo-demo"
FILE = (
    "Nummer;Bezeichnung;Kunde;Phase;Summe;Abschlussdatum\n"
    "A-17;Neue Förderanlage;Velmora Anlagenbau GmbH;Angebot;12.500,50;31.12.2026\n"
    "A-18;Wartung 2027;Tarvelin AG;Erstkontakt;4.200,00;15.01.2027\n"
    "A-19;Umbau der Halle;;Verhandlung;88.000,00;28.02.2027\n"
)
WIDE, PHONE = ViewportSize(width=1280, height=800), ViewportSize(width=390, height=844)


def signed_in(browser: Browser, address: str, *, dark: bool = False, phone: bool = False) -> Page:
    """Return a browser of anna's, in German."""
    context = browser.new_context(
        base_url=address,
        locale="de-DE",
        viewport=PHONE if phone else WIDE,
        color_scheme="dark" if dark else "light",
    )
    page = context.new_page()
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill("anna")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/opportunities/**")
    return page


def take(page: Page, path: str, name: str) -> None:
    """Take the picture of one page, as much of it as the window shows."""
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{name}.png")
    print(f"docs/images/{name}.png")


def bring_a_file(page: Page) -> None:
    """Go with a file as far as the page of its columns."""
    content = FILE.encode("cp1252")
    page.goto("/import/opportunities/")
    page.locator("[name=file]").set_input_files({"name": "verkauf.csv", "mimeType": "text/csv", "buffer": content})
    page.locator("main form .btn-primary").first.click()
    page.wait_for_url("**/file/")
    page.locator("main .form-actions .btn-primary").first.click()
    page.wait_for_url("**/columns/")


def main(address: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        page = signed_in(browser, address)
        take(page, "/opportunities/", "opportunities")
        page.locator("main tbody a").first.click()
        take(page, page.url, "opportunity")
        take(page, "/opportunities/new/", "new-opportunity")
        take(page, "/tasks/", "tasks")
        bring_a_file(page)
        take(page, page.url, "import")
        take(signed_in(browser, address, dark=True), "/opportunities/", "dark")
        take(signed_in(browser, address, phone=True), "/opportunities/", "phone")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000")
