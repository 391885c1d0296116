"""Makes the pictures of the README from the real pages: `python -m tools.pictures ADDRESS`, of a running `bin/demo`."""

import sys
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, FilePayload, Page, ViewportSize, sync_playwright

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
    keep(page, name)


def keep(page: Page, name: str) -> None:
    """Keep what the window shows, as it is to the last dot and in a third of the bytes of a PNG."""
    with Image.open(BytesIO(page.screenshot())) as shown:
        shown.convert("RGB").save(FOLDER / f"{name}.webp", lossless=True, quality=100, method=6)
    print(f"docs/images/{name}.webp")


def bring_a_file(page: Page) -> None:
    """Go with a file as far as the page of its columns."""
    content = FILE.encode("cp1252")
    page.goto("/import/opportunities/")
    page.locator("[name=file]").set_input_files({"name": "verkauf.csv", "mimeType": "text/csv", "buffer": content})
    page.locator("main form .btn-primary").first.click()
    page.wait_for_url("**/file/")
    page.locator("main .form-actions .btn-primary").first.click()
    page.wait_for_url("**/columns/")


def bring_documents(page: Page) -> tuple[str, str]:
    """Give the first opportunity of hers files of several kinds; return the address of its tab and of an editor."""
    page.goto("/opportunities/?who=me")
    page.locator("main tbody a").first.click()
    page.locator("main nav a", has_text="Dokumente").click()
    shelf = page.url
    page.locator("#documents summary", has_text="Neue Datei").click()
    page.locator("#documents .menu-items a", has_text="Aus Vorlage").click()
    page.locator("#new-file button[type=submit]").click()
    page.wait_for_url("**/write/")
    editor = page.url
    page.goto(shelf)
    page.locator("#documents [name=files]").set_input_files([plan(), notes()])
    page.locator("#documents", has_text="Gesprächsnotiz.txt").wait_for()
    wait_for_the_worker(page)
    return shelf, editor


def wait_for_the_worker(page: Page) -> None:
    """Look again until the small picture is drawn."""
    for _second in range(90):
        if page.locator("#documents tr", has_text="Lageplan").locator("img").count():
            return
        page.wait_for_timeout(1000)
        page.reload()


def notes() -> FilePayload:
    """Return a text file."""
    text = "Wunsch: Angebot bis Freitag, Lieferung im Februar.\nRückruf am Montag.\n"
    return FilePayload(name="Gesprächsnotiz.txt", mimeType="text/plain", buffer=text.encode())


def plan() -> FilePayload:
    """Return a picture: the plan of a hall."""
    drawn = Image.new("RGB", (640, 420), "#f6f3ea")
    pen = ImageDraw.Draw(drawn)
    for box, colour in (
        ((40, 40, 600, 380), "#ffffff"),
        ((40, 40, 260, 200), "#dbe6fb"),
        ((420, 220, 600, 380), "#d9f0e3"),
    ):
        pen.rectangle(box, fill=colour, outline="#334155", width=6)
    out = BytesIO()
    drawn.save(out, "PNG")
    return FilePayload(name="Lageplan Halle 2.png", mimeType="image/png", buffer=out.getvalue())


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
        shelf, editor = bring_documents(page)
        take(page, shelf, "documents")
        take(page, editor, "editor")
        take(signed_in(browser, address, dark=True), "/opportunities/", "dark")
        take(signed_in(browser, address, phone=True), "/opportunities/", "phone")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000")
