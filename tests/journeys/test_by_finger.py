"""A phone in the hand: cards are dragged and the board is swiped, and nothing opens over what is to be filled in."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import House
from tests.journeys.test_board import FROM, card, column, create

# Milliseconds. A card is looked for beneath a finger twenty times a second: whoever drags lingers over the place.
HELD_LONG_ENOUGH, AT_ONCE, LINGERS = 450, 0, 200


@pytest.fixture
def phone(house: House, browser: Browser, sign_in: Callable[..., Page]) -> Iterator[Page]:
    """Anna's phone, signed in."""
    known = sign_in("anna").context.storage_state()
    context = browser.new_context(
        base_url=house.address,
        locale="de-DE",
        timezone_id="Europe/Berlin",
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
        storage_state=known,
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def move_finger(page: Page, start: tuple[float, float], end: tuple[float, float], *, held: int) -> None:
    """Put a finger down, hold it still for so many milliseconds, move it and lift it."""
    wire = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    touch("touchStart", start)
    page.wait_for_timeout(held)
    for step in range(1, 16):
        touch("touchMove", tuple(a + (b - a) * step / 15 for a, b in zip(start, end, strict=True)))
        page.wait_for_timeout(16)
    page.wait_for_timeout(held and LINGERS)
    touch("touchEnd")


def test_a_card_held_by_a_finger_is_dragged_and_a_quick_finger_swipes(phone: Page) -> None:
    title = "Mit dem Finger"
    create(phone, title)
    phone.goto("/opportunities/board/")
    held, won = card(column(phone, FROM), title), phone.locator(".board-zone").filter(has_text="Gewonnen")
    expect(held).to_be_visible()
    at, zone = held.bounding_box(), won.bounding_box()
    assert at
    assert zone
    start = at["x"] + at["width"] / 2, at["y"] + 16
    move_finger(phone, start, (start[0] - 150, start[1]), held=AT_ONCE)
    expect(held).to_have_count(1)
    columns = phone.locator(".board-columns").element_handle()
    phone.wait_for_function("(columns) => columns.scrollLeft > 40", arg=columns)
    phone.goto("/opportunities/board/")
    move_finger(phone, start, (zone["x"] + zone["width"] / 2, zone["y"] + zone["height"] / 2), held=HELD_LONG_ENOUGH)
    expect(phone.get_by_role("dialog")).to_contain_text("Gewonnen")


def test_quick_entry_on_a_phone_shows_its_fields_and_offers_nothing_unasked(phone: Page) -> None:
    phone.goto("/today/")
    phone.locator("#quick-link").tap()
    popup = phone.get_by_role("dialog")
    expect(popup.get_by_label("Beschreibung")).to_be_visible()
    picker = popup.get_by_role("combobox", name="Verkaufschance")
    expect(picker).not_to_be_focused()
    picker.tap()
    expect(popup.get_by_role("listbox")).to_be_visible()
