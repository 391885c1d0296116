"""On a phone, on paper, and for whoever asked for less movement."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

ENTRIES = ["Heute", "Verkaufschancen", "Kontakte", "Meine Aufgaben", "Kalender", "Auswertungen"]
# What nobody presses on paper, and where a person is led.
STILL_OFFERED = """[...document.querySelectorAll("button, input, select, textarea, nav, header, iframe, .btn")]
  .filter((one) => one.checkVisibility({visibilityProperty: true}) && one.getBoundingClientRect().width > 1)
  .map((one) => one.outerHTML.slice(0, 120))"""
SPELLED_OUT = """[...document.querySelectorAll("main a")]
  .filter((one) => getComputedStyle(one, "::after").content.includes("("))
  .map((one) => one.outerHTML.slice(0, 120))"""
MOVES = """[...document.querySelectorAll("*")].filter((one) => ["", "::before", "::after"].some((part) => {
  const {transitionDuration, animationName, animationDuration} = getComputedStyle(one, part || null);
  return parseFloat(transitionDuration) > 0 || (animationName !== "none" && parseFloat(animationDuration) > 0.001);
})).length"""


@pytest.mark.parametrize("javascript", [True, False], ids=["with-script", "without-script"])
def test_the_main_menu_on_a_phone(sign_in: Callable[..., Page], javascript: bool) -> None:
    """Behind one button there is all of it, each entry as high as a finger; nothing scrolls sideways."""
    page = sign_in("anna", width=390, javascript=javascript)
    menu = page.get_by_role("navigation", name="Hauptmenü")
    expect(menu.get_by_role("link")).to_have_count(0)
    menu.locator("summary").click()
    expect(menu.get_by_role("link")).to_have_text(ENTRIES)
    for entry in menu.get_by_role("link").all():
        expect(entry).to_be_in_viewport(ratio=1)
        assert (entry.bounding_box() or {})["height"] >= 44
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert (page.locator("#bar").bounding_box() or {})["height"] < 70, "The bar is one line."
    menu.get_by_role("link", name="Kalender").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kalender")
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(menu.get_by_role("link")).to_have_text(ENTRIES)
    expect(menu.locator("summary")).to_be_hidden()
    menu.get_by_role("link", name="Heute").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(menu.get_by_role("link", name="Verkaufschancen")).to_be_focused()


def test_paper_shows_what_a_page_says_and_nothing_to_press(sign_in: Callable[..., Page]) -> None:
    """The list, an opportunity with its history, and a report: as dark as the screen may be, on white."""
    page = sign_in("anna")
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator("main thead th.col-budget")).to_be_visible()
    expect(page.locator(".list-sum")).to_be_visible()
    first = page.locator("main tbody .list-title a").first.get_attribute("href")
    assert first
    for address, said in (("/opportunities/", "tbody td.col-budget"), (first, "#feed-events"), ("/reports/", "table")):
        page.goto(address)
        expect(page.locator(f"main {said}").first).to_be_visible()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.evaluate(STILL_OFFERED) == []
        assert page.evaluate(SPELLED_OUT) == []
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        ink = page.evaluate("getComputedStyle(document.querySelector('h1')).color")
        assert max(map(int, re.findall(r"\d+", ink))) < 100, ink


def test_nothing_moves_for_whoever_asked_for_that(sign_in: Callable[..., Page]) -> None:
    page = sign_in("anna")
    for address in ("/opportunities/board/", "/opportunities/new/", "/reports/"):
        page.emulate_media(reduced_motion="no-preference")
        page.goto(address)
        assert page.evaluate(MOVES) > 0
        page.emulate_media(reduced_motion="reduce")
        assert page.evaluate(MOVES) == 0
