"""Every page of the product by axe: wide and in light, on a phone and in the dark.

The pages are all addresses that answer one. An address that is added is walked, too; where nobody has said what fills
it, or where it leads to no page with what fills it, this test fails and names it. Django's own administration pages are
left out: they are not ours to better. So is what the frame of drawings shows: that is svgedit's.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import APIResponse, Browser, Page, ViewportSize

from tests.architecture.test_outsider import OF_MACHINES
from tests.architecture.test_public_views import ADDRESSES, PUBLIC
from tests.journeys.conftest import House

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
WIDE, PHONE = ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844)
# Wide and light by every rule, then narrow and dark by those whose answer hangs on width or colours. The bar on top,
# the same on every page, is looked at on those of the roof.
RULES = '{rules: {"target-size": {enabled: true}}}'
NARROW_AND_DARK = '{runOnly: ["color-contrast", "link-in-text-block", "target-size"]}'
# Addresses that lead on, or answer that there is nothing, whoever asks.
NO_PAGE = {
    "accounts:photo": "a file; nobody has one",
    "account_logout": "leads whoever is not signed in to signing in",
    "account_set_password": "leads to changing it: everybody has one",
    "agenda:feed": "a file; the secret opens nothing",
    "crm:home": "leads to where one begins",
    "documents:drawing_board": "svgedit's own page, within a frame",
    "documents:office": "leads to the quick editor, with no office server set",
    "documents:picture": "a file; the worker draws it, sooner or later",
    "documents:thumbnail": "a file; the worker draws it, sooner or later",
    "documents:waiting": "a part of a page, and leads there without script",
    "exports:file": "a file; the worker has not written it",
    "favicon": "leads to a file",
    "imports:repair": "takes what is posted from another step",
    "imports:run": "leads to the step at which it stands",
    "notifications:open": "leads to what it tells of",
    "opportunities:add_participant": "takes what is posted from the tab",
}
FAULTS = """async (look) => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  for (const fold of document.querySelectorAll("details:not(.menu)")) fold.open = true;
  await painted();
  const [where, options] = look;
  const found = await axe.run(where, {resultTypes: ["violations"], preload: false, iframes: false, ...options});
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  return found.violations.filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(" | ")}`)
    .concat(wide > 0 ? [`scrolls sideways by ${wide} px`] : []);
}"""
# Whatever Tab reaches looks otherwise when it has the focus: itself, what it stands in, or what stands beside it. In a
# grid it is the cell that does.
UNSEEN_FOCUS = """() => {
  const look = (one) => {
    const style = getComputedStyle(one);
    const ring = style.outlineStyle === "none" ? "" : [style.outlineWidth, style.outlineColor].join();
    return [ring, style.boxShadow, style.borderTopColor, style.backgroundColor].join();
  };
  const looks = (one) => {
    const within = [one.parentElement, one.parentElement?.parentElement].filter(Boolean);
    return [one, ...within, ...(one.parentElement?.children ?? [])].map(look).join(";");
  };
  const reached = "a[href], button, input, select, textarea, summary, [tabindex], [contenteditable=true]";
  return [...document.querySelectorAll(reached)]
    .filter((one) => one.tabIndex >= 0 && !one.closest("[role=grid]"))
    .filter((one) => one.checkVisibility({visibilityProperty: true}))
    .filter((one) => {
      document.activeElement?.blur();
      const before = looks(one);
      one.focus({preventScroll: true, focusVisible: true});
      return document.activeElement === one && looks(one) === before;
    })
    .map((one) => `no focus to be seen: ${one.outerHTML.slice(0, 200)}`);
}"""


def app_of(name: str) -> str:
    """Return the app of an address; that of the roof, whose own have no other name, is ""."""
    app = name.partition(":")[0] if ":" in name else ""
    return "" if app == "crm" else app


APPS = sorted({app_of(name) for name in ADDRESSES} - {"admin", *OF_MACHINES})


@pytest.fixture(scope="module")
def addresses(house: House) -> dict[str, list[str]]:
    """Every address by name, filled with the rows that `every_page` makes in the house's own database."""
    told = house.shell("from tests.journeys import every_page; every_page.tell()")
    filled: dict[str, list[str]] = json.loads(told.splitlines()[-1])
    return filled


def is_page(answer: APIResponse) -> bool:
    """Whether a whole page was answered, be it one that says that there is nothing."""
    return answer.headers.get("content-type", "").startswith("text/html") and "<main" in answer.text()


def faults_of(page: Page, path: str, look: str, where: str) -> dict[str, list[str]]:
    """Open a page; return what is wrong with it, if anything, by how it is looked at."""
    page.set_viewport_size(WIDE if look == "wide" else PHONE)
    page.emulate_media(color_scheme="light" if look == "wide" else "dark", reduced_motion="reduce")
    page.goto(path)
    page.evaluate(AXE)
    if look == "wide":
        faults = {
            f"{path} wide": page.evaluate(f"({FAULTS})([{where}, {RULES}])"),
            f"{path} by Tab": page.evaluate(UNSEEN_FOCUS),
        }
    else:
        faults = {f"{path} narrow": page.evaluate(f"({FAULTS})([{where}, {NARROW_AND_DARK}])")}
    return {seen: found for seen, found in faults.items() if found}


@pytest.fixture
def people(house: House, browser: Browser, sign_in: Callable[..., Page]) -> Iterator[dict[str, Page]]:
    """A salesperson, an administrator, and somebody who is not signed in, each with one browser page."""
    stranger = browser.new_page(base_url=house.address, locale="de-DE")
    yield {"anna": sign_in("anna"), "dora": sign_in("dora"), "stranger": stranger}
    stranger.close()


@pytest.mark.parametrize("look", ["wide", pytest.param("narrow", marks=pytest.mark.long)])
@pytest.mark.parametrize("app", APPS)
def test_no_page_has_a_barrier(app: str, look: str, addresses: dict[str, list[str]], people: dict[str, Page]) -> None:
    """A salesperson looks at every page that is not refused to them, an administrator at the others."""
    faults: dict[str, list[str]] = {}
    nowhere = set()
    for name in (name for name in addresses if app_of(name) == app):
        answers = set()
        for path in addresses[name]:
            for who in ["stranger"] if name in PUBLIC else ["anna", "dora"]:
                answer = people[who].request.get(path, max_redirects=0)
                if answer.status != 403:
                    break
            answers.add(answer.status)
            if name not in NO_PAGE and answer.status in {200, 404} and is_page(answer):
                faults |= faults_of(people[who], path, look, '"main"' if app else "document")
        # 405: it takes what is posted; 404 and redirections: with what fills it there is nothing to see.
        if not answers & {200, 405} and name not in PUBLIC:
            nowhere.add(name)
    assert nowhere <= set(NO_PAGE), "Say in every_page what fills these, or in NO_PAGE why they answer no page."
    assert faults == {}
