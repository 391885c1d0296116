"""Templates in the browser: an administrator keeps one; it is filled in, downloaded and read back."""

from collections.abc import Callable
from io import BytesIO

import docx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.reader import Reader

SignIn = Callable[..., Page]


def letter(*paragraphs: str) -> dict[str, object]:
    """A .docx as a browser uploads it."""
    document, out = docx.Document(), BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(out)
    return {"name": "Angebotsbrief.docx", "mimeType": "application/octet-stream", "buffer": out.getvalue()}


@pytest.mark.parametrize("javascript", [True, False])
def test_one_is_kept_filled_in_downloaded_and_read_back(sign_in: SignIn, javascript: bool) -> None:
    name = "Angebotsbrief" if javascript else "Angebotsbrief ohne Skript"
    keeper = Reader(sign_in("admin", javascript=javascript), javascript=javascript)
    keeper.page.goto("/documents/templates/new/")
    keeper.fill("Name auf Deutsch", name)
    file = keeper.main.locator("input[type=file]")
    file.set_input_files(letter("An {{ kontakt.nme }}"))
    keeper.save()
    expect(keeper.main).to_contain_text("kontakt.name")
    file.set_input_files(letter("Für {{ verkaufschance.titel }}, am {{ heute }}"))
    keeper.save()
    expect(keeper.row(name)).to_contain_text("Aktiv")
    if javascript:
        assert Axe().run(keeper.page).violations_count == 0

    anna = Reader(sign_in("anna", javascript=javascript), javascript=javascript)
    anna.page.goto("/opportunities/?who=me")
    title = anna.main.locator("tbody .list-title a").first
    about = title.inner_text()
    title.click()
    anna.open_tab("Dokumente")
    anna.open_menu("Neue Datei")
    anna.link("Aus Vorlage…").click()
    anna.choose("Vorlage", name)
    anna.choose("Sprache", "Deutsch")
    anna.press("Erstellen")
    expect(anna.heading()).to_contain_text(".docx")
    written = anna.page.request.get(anna.page.url.replace("/write/", "/download/"))
    (said,) = [paragraph.text for paragraph in docx.Document(BytesIO(written.body())).paragraphs]
    assert said.startswith(f"Für {about}, am ")
    assert "{" not in said
