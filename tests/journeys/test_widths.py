"""From a phone to a wide screen, in German, whose words are long: the bar, the filter above the list, what opens."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

# On both sides of each width at which the style sheets lay something out anew, and some between.
WIDTHS = (
    320,
    360,
    390,
    430,
    640,
    641,
    672,
    690,
    736,
    737,
    767,
    769,
    820,
    991,
    993,
    1100,
    1200,
    1272,
    1273,
    1280,
    1376,
    1377,
    1440,
)
# What does not lie within the window, or is too narrow for its own words.
OUT_OF_PLACE = """(width) => {
  const within = (one) => one.left >= 0 && one.right <= width + 0.5;
  const shown = (selector) => [...document.querySelectorAll(selector)]
    .filter((one) => one.checkVisibility({visibilityProperty: true}) && one.getBoundingClientRect().width > 1);
  const found = document.documentElement.scrollWidth > width ? ["the page scrolls sideways"] : [];
  for (const one of shown("#bar :is(a, button, summary, input), .filter-bar :is(input, select, .ts-wrapper, button)")) {
    if (!within(one.getBoundingClientRect())) found.push(`out of the window: ${one.outerHTML.slice(0, 120)}`);
  }
  if (!shown("#bar a.bar-brand").length) found.push("the link CRM is not there");
  for (const nav of shown(".bar-nav")) if (nav.scrollWidth > nav.clientWidth + 1) found.push("the main menu is cut");
  for (const sheet of shown(".sheet:has(> .deals)")) {
    if (sheet.scrollWidth > sheet.clientWidth) found.push("the list is cut");
  }
  for (const one of shown(".deals .stage-badge")) {
    if (one.scrollWidth > one.clientWidth + 1) found.push(`cut: ${one.textContent.trim()}`);
  }
  const pen = document.createElement("canvas").getContext("2d");
  for (const field of shown("#bar input[type=search], .filter-everyday input:placeholder-shown")) {
    const box = field.closest(".ts-control") ?? field;
    const {paddingLeft, paddingRight} = getComputedStyle(box);
    const room = box.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
    pen.font = getComputedStyle(field).font;
    if (pen.measureText(field.placeholder).width > room) found.push(`cut: ${field.placeholder}`);
  }
  return found;
}"""
ROWS = """() => {
  const tops = {};
  for (const one of document.querySelectorAll(".filter-everyday .filter-field")) {
    if (!one.checkVisibility()) continue;
    const {left, right, top} = one.getBoundingClientRect();
    (tops[Math.round(top / 8)] ??= []).push(right - left);
  }
  return Object.values(tops);
}"""


def test_nothing_is_cut_at_any_width(sign_in: Callable[..., Page]) -> None:
    """All of the bar is within the window, and the choices of the filter stand in rows as long as each other."""
    page = sign_in("anna")
    faults = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found = page.evaluate(OUT_OF_PLACE, width)
        rows = page.evaluate(ROWS)
        if len({len(row) for row in rows}) > 1:
            found.append(f"uneven rows: {rows}")
        if 640 < width <= 1376 and max(map(max, rows)) - min(map(min, rows)) > 2:
            found.append(f"uneven choices: {rows}")
        if found:
            faults[width] = found
    assert faults == {}


def test_the_headings_of_the_list_stay_in_sight(sign_in: Callable[..., Page]) -> None:
    """On tablets, where a row has two lines and the bar goes away with the page; where the bar stays, beneath it."""
    page = sign_in("anna")
    for width, top in ((768, 0), (1232, 0), (1250, 0), (1280, 56)):
        page.set_viewport_size({"width": width, "height": 600})
        page.evaluate("scrollTo(0, 900)")
        where = page.locator(".deals thead .col-title").bounding_box()
        assert where is not None
        assert top - 1 <= where["y"] <= top + 16, width
        page.evaluate("scrollTo(0, 0)")


def is_whole(box: Locator) -> bool:
    """Whether all of it is within the window, and nothing cuts off or covers a corner of it."""
    seen: bool = box.evaluate("""(box) => {
      const {left, right, top, bottom} = box.getBoundingClientRect();
      return [[left + 9, top + 9], [right - 9, top + 9], [left + 9, bottom - 9], [right - 9, bottom - 9]]
        .every(([x, y]) => box.contains(document.elementFromPoint(x, y)));
    }""")
    return seen


def test_what_opens_is_seen_whole(sign_in: Callable[..., Page]) -> None:
    """The calendar of a dialog's last field, and on a phone the notifications, which come after their menu is open."""
    page = sign_in("anna")
    page.goto("/today/")
    page.locator("#quick-link").click()
    popup = page.get_by_role("dialog", name="Schnell erfassen")
    popup.get_by_role("link", name="Verkaufschance").click()
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        popup.get_by_role("button", name="Geschätzte Fälligkeit: Tag wählen").click()
        calendar = page.get_by_role("dialog", name="Geschätzte Fälligkeit: Tag wählen")
        assert is_whole(calendar), width
        page.keyboard.press("Escape")
    page.keyboard.press("Escape")

    page.locator("#bell summary").click()
    expect(page.locator("#bell :is(.notice, .menu-who)").first).to_be_visible()
    expect(page.locator("#bell .menu-items")).to_be_in_viewport(ratio=1)
