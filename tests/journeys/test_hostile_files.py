"""Uploaded files that carry scripts: clicked, opened by their address, put into a page, looked at and edited."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Page, expect

from tests.documents import hostile

SignIn = Callable[..., Page]

NAMES = ("seite.html", "logo.svg", "bild.png", "notiz.txt", "seite.xhtml", "daten.xml", "kommentar.gif", "ohne-endung")
# What a page of ours would do if somebody could write into it; the browser tells where each comes to its end.
INTO_THE_PAGE = """async address => {
    const put = (name, facts) => new Promise(ended => {
        const made = Object.assign(document.createElement(name), facts);
        made.onload = () => ended("loaded");
        made.onerror = () => ended("refused");
        document.body.append(made);
        setTimeout(() => ended("nothing"), 1500);
    });
    return [await put("script", {src: address}), await put("img", {src: address})];
}"""


def test_no_script_in_an_uploaded_file_ever_runs(sign_in: SignIn) -> None:
    page = sign_in("anna")
    ran: list[str] = []
    page.context.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    page.goto("/opportunities/?who=me")
    page.locator("main tbody .list-title a").first.click()
    page.locator(".tabs a").last.click()
    page.wait_for_url("**/documents/opportunity/**")
    shelf = page.url
    for name in NAMES:
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": hostile.POLYGLOTS[name]}
        page.get_by_label("Dateien wählen").set_input_files([file])
        page.get_by_role("button", name="Datei hochladen").click()
        expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
    addresses = {name: page.get_by_role("link", name=name, exact=True).get_attribute("href") for name in NAMES}
    for name, address in addresses.items():
        with page.expect_download() as click:
            page.get_by_role("link", name=name, exact=True).click()
        assert click.value.suggested_filename == name
        assert saved_by_address(page, address), f"{name} was shown and not saved"
        assert page.url == shelf
        assert "loaded" not in page.evaluate(INTO_THE_PAGE, address), f"{name} was taken into a page"
    for name, address in addresses.items():
        for end in ("edit", "view", "write"):
            page.goto(address.replace("/download/", f"/{end}/"))
            page.wait_for_load_state("networkidle")
            assert page.evaluate("() => document.querySelector('main') !== null"), f"{name}: {end}"
    assert ran == []


def saved_by_address(page: Page, address: str) -> bool:
    """Open an address as somebody who typed it; return whether the browser saved a file instead of showing one."""
    # The driver raises where a download begins instead of a page.
    with page.expect_download() as saved, pytest.raises(Error, match="Download is starting|ERR_ABORTED"):
        page.goto(address)
    return saved.value.failure() is None
