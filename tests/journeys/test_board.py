"""The board in a browser: by mouse, by keyboard, and without script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

SignIn = Callable[..., Page]
FROM, TO = "Erstkontakt", "Vorqualifizierung"


def column(page: Page, stage: str) -> Locator:
    return page.get_by_role("region", name=stage)


def card(place: Page | Locator, title: str) -> Locator:
    return place.locator(".deal").filter(has_text=title)


def count(page: Page, stage: str) -> int:
    return int(column(page, stage).locator(".count").inner_text())


def create(page: Page, title: str) -> None:
    """Make an opportunity at the first stage, due before all others."""
    page.goto("/opportunities/new/")
    page.get_by_label("Titel").fill(title)
    page.get_by_role("textbox", name="Geschätzte Fälligkeit").fill("01.01.2020")
    page.get_by_role("main").get_by_role("button", name="Speichern", exact=True).click()
    page.wait_for_url(lambda address: "/new/" not in address)


@pytest.fixture
def board(sign_in: SignIn, request: pytest.FixtureRequest) -> Page:
    """The board, with a card of its own named after the test."""
    page = sign_in("anna")
    create(page, request.node.originalname)
    page.goto("/opportunities/board/")
    return page


def drag(page: Page, what: Locator, where: Locator) -> None:
    where.scroll_into_view_if_needed()
    at, to = what.bounding_box(), where.bounding_box()
    assert at
    assert to
    page.mouse.move(at["x"] + at["width"] / 2, at["y"] + at["height"] - 12)
    page.mouse.down()
    page.mouse.move(at["x"] + at["width"] / 2 + 20, at["y"] + at["height"] - 12, steps=3)
    page.mouse.move(to["x"] + to["width"] / 2, to["y"] + min(to["height"] / 2, 60), steps=8)
    page.mouse.move(to["x"] + to["width"] / 2 + 4, to["y"] + min(to["height"] / 2, 60), steps=3)
    page.mouse.up()


def test_by_mouse(board: Page, request: pytest.FixtureRequest) -> None:
    title = request.node.originalname
    before = count(board, FROM), count(board, TO)
    drag(board, card(board, title), column(board, TO).locator(".board-cards"))
    expect(board.locator("#board-said")).to_have_text(f"„{title}“ steht jetzt in der Phase „{TO}“.")
    expect(card(column(board, TO), title)).to_be_visible()
    assert (count(board, FROM), count(board, TO)) == (before[0] - 1, before[1] + 1)

    # Losing asks why; who cancels has the card back where it was.
    drag(board, card(board, title), board.locator(".board-zone").filter(has_text="Verloren"))
    dialog = board.get_by_role("dialog")
    expect(dialog.get_by_label("Verlustgrund")).to_be_visible()
    dialog.get_by_role("button", name="Abbrechen").click()
    expect(card(column(board, TO), title)).to_be_visible()
    drag(board, card(board, title), board.locator(".board-zone").filter(has_text="Verloren"))
    dialog.get_by_label("Verlustgrund").select_option(index=1)
    dialog.get_by_role("button", name="Speichern").click()
    expect(dialog).to_be_hidden()
    expect(card(board, title)).to_have_count(0)

    board.reload()
    expect(card(board, title)).to_have_count(0)


def test_by_keyboard(board: Page, sign_in: SignIn, request: pytest.FixtureRequest) -> None:
    title, said = request.node.originalname, board.locator("#board-said")
    mine = card(board, title)
    mine.focus()
    board.keyboard.press("Space")
    expect(said).to_have_text(f"„{title}“ ist aufgenommen. Phase „{FROM}“, 1 von 9.")
    board.keyboard.press("ArrowRight")
    expect(said).to_have_text(f"„{TO}“, 2 von 9.")
    board.keyboard.press("Escape")
    expect(said).to_have_text(f"„{title}“ ist zurück in der Phase „{FROM}“; nichts wurde geändert.")
    expect(card(column(board, FROM), title)).to_be_focused()

    board.keyboard.press("Enter")
    board.keyboard.press("ArrowRight")
    board.keyboard.press("Space")
    expect(said).to_have_text(f"„{title}“ steht jetzt in der Phase „{TO}“.")
    expect(card(column(board, TO), title)).to_be_focused()

    # Somebody else moves it meanwhile: the second is told, and the card stands where it is.
    other = sign_in("carla")
    other.goto("/opportunities/board/")
    card(other, title).focus()
    for key in ("Space", "ArrowRight", "Space"):
        other.keyboard.press(key)
    expect(other.locator("#board-said")).to_contain_text("steht jetzt")
    for key in ("Space", "ArrowRight", "ArrowRight", "Space"):
        board.keyboard.press(key)
    expect(said).to_contain_text("Jemand anderes war schneller")
    expect(card(column(board, "Kaufinteresse"), title)).to_be_focused()

    # Looking inside: the panel has the focus, and gives it back.
    board.keyboard.press("Tab")
    board.keyboard.press("Tab")
    board.keyboard.press("Enter")
    board.get_by_role("link", name="Vorschau").press("Enter")
    panel = board.get_by_role("dialog", name=title)
    expect(panel).to_be_visible()
    due = panel.get_by_role("textbox", name="Geschätzte Fälligkeit")
    due.fill("31.12.2019")
    with board.expect_response(lambda answer: answer.url.endswith("/glance/")):
        due.press("Enter")
    board.keyboard.press("Escape")
    expect(card(board, title)).to_be_focused()
    expect(card(board, title)).to_contain_text("31.12.2019")


def test_without_script(sign_in: SignIn, request: pytest.FixtureRequest) -> None:
    title, page = request.node.originalname, sign_in("anna", javascript=False)
    create(page, title)
    page.goto("/opportunities/board/?who=me")
    card(page, title).locator("summary").click()
    card(page, title).get_by_role("link", name="Verschieben nach…").click()
    page.get_by_role("main").get_by_role("button", name="Gewonnen").click()
    page.get_by_label("Endgültige Summe").fill("1.200")
    page.get_by_role("main").get_by_role("button", name="Speichern").click()
    page.wait_for_url("**/opportunities/board/?who=me")
    expect(card(page, title)).to_have_count(0)
    page.get_by_role("link", name="Liste").click()
    page.wait_for_url("**/opportunities/?who=me")
