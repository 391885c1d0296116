"""The board under a finger: it swipes and scrolls as any page does, and a card that is held goes along."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Locator, Page, expect

from tests.journeys.test_board import FROM, card, column, create

# Longer than a card waits before it lets itself be taken (`delay` in board.js).
HELD = 400


class Finger:
    """One finger on a page's glass; places are within the window."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.glass: CDPSession = page.context.new_cdp_session(page)

    def _send(self, kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": x, "y": y} for x, y in places]
        self.glass.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def put(self, x: float, y: float, *, hold: int = 0) -> None:
        """Touch the glass there, and hold still for so many milliseconds."""
        self.x, self.y = x, y
        self._send("touchStart", (x, y))
        self.page.wait_for_timeout(hold)

    def draw(self, x: float, y: float, *, steps: int = 10) -> None:
        """Draw the finger on to there, a frame a step."""
        from_x, from_y = self.x, self.y
        for step in range(1, steps + 1):
            self.x, self.y = from_x + (x - from_x) * step / steps, from_y + (y - from_y) * step / steps
            self._send("touchMove", (self.x, self.y))
            self.page.evaluate("new Promise(requestAnimationFrame)")

    def lift(self) -> None:
        self._send("touchEnd")


@pytest.fixture
def phone(browser: Browser, sign_in: Callable[..., Page], request: pytest.FixtureRequest) -> Iterator[Page]:
    """The board on anna's phone, with a card of its own named after the test."""
    desk = sign_in("anna")
    create(desk, request.node.originalname)
    context = browser.new_context(
        storage_state=desk.context.storage_state(),
        base_url=desk.url.split("/opportunities/")[0],
        locale="de-DE",
        timezone_id="Europe/Berlin",
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
        reduced_motion="reduce",
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto("/opportunities/board/")
    yield page
    context.close()


def middle(what: Locator) -> tuple[float, float]:
    what.scroll_into_view_if_needed()
    box = what.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def swiped(page: Page, *, beyond: int) -> None:
    """Wait until the columns have gone to the side by more than so many pixels."""
    columns = page.locator(".board-columns").element_handle()
    page.wait_for_function("([columns, beyond]) => columns.scrollLeft > beyond", arg=[columns, beyond])


def test_a_finger_swipes_the_columns_and_takes_a_card_that_it_holds(
    phone: Page, request: pytest.FixtureRequest
) -> None:
    title, finger = request.node.originalname, Finger(phone)
    mine, columns = card(phone, title), phone.locator(".board-columns")

    # Who moves at once swipes, though there is a card under the finger, and nothing is moved.
    x, y = middle(mine)
    finger.put(x, y)
    finger.draw(x - 180, y)
    finger.lift()
    swiped(phone, beyond=100)
    expect(card(column(phone, FROM), title)).to_have_count(1)

    # Who holds takes the card; at the edge of the glass the next columns come to meet it.
    columns.evaluate("(columns) => columns.scrollTo({left: 0, behavior: 'instant'})")
    x, y = middle(mine)
    finger.put(x, y, hold=HELD)
    finger.draw(x + 10, y + 10)
    expect(phone.locator("#board")).to_have_class(re.compile("is-dragging"))
    finger.draw(385, y)
    swiped(phone, beyond=200)
    finger.draw(x, y)
    expect(phone.locator(".is-ghost")).to_have_count(1)
    expect(column(phone, FROM).locator(".is-ghost")).to_have_count(0)
    finger.lift()
    expect(phone.locator("#board-said")).to_contain_text(f"„{title}“ steht jetzt in der Phase")

    # No finger has to drag: where to is chosen from the card's menu, too.
    card(phone, title).locator("summary").tap()
    card(phone, title).get_by_role("link", name="Verschieben nach…").tap()
    phone.get_by_role("dialog").get_by_role("button", name=FROM).tap()
    expect(card(column(phone, FROM), title)).to_have_count(1)
