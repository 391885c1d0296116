"""Many at once, with a preview and the way back; and a filter that is kept under a name."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import House
from tests.journeys.reader import Reader

MORE_THAN_A_PAGE = """
from accounts.models import User
from tests import make
for number in range(27):
    make.opportunity(responsible=User.objects.get(username="anna"), title=f"Sammelreihe {number}")
"""


def test_ticked_on_two_pages_changed_after_a_preview_and_undone(house: House, sign_in: Callable[..., Page]) -> None:
    house.shell(MORE_THAN_A_PAGE)
    page = sign_in("anna")
    anna = Reader(page)
    page.goto("/opportunities/?q=Sammelreihe")
    page.locator("[data-bulk-row]").nth(3).check()
    page.locator("a[rel=next]").click()
    expect(page.locator("[data-bulk-row]")).to_have_count(2)
    page.locator("[data-bulk-row]").first.check()
    expect(page.locator("[data-bulk-count]")).to_have_text("2 ausgewählt")
    anna.choose("Was mit den ausgewählten geschehen soll", "Phase ändern…")
    anna.press("Weiter")

    expect(anna.main).to_contain_text("2 Verkaufschancen sind ausgewählt.")
    anna.choose("Phase", "Angebot")
    anna.press("Vorschau ansehen")
    expect(anna.main).to_contain_text("Noch ist nichts geändert.")
    anna.press("2 Verkaufschancen ändern")
    expect(anna.main).to_contain_text("2 geändert")

    page.get_by_label("Mein Menü: Anna Bergfeld").click()
    page.locator("#user-menu").get_by_role("link", name="Zuletzt geändert").click()
    anna.main.get_by_role("link", name=re.compile("^Rückgängig machen: .*Angebot")).first.click()
    anna.press("Rückgängig")
    expect(anna.main).to_contain_text("2 rückgängig gemacht")
    page.goto("/opportunities/?q=Sammelreihe&size=50")
    expect(anna.main.get_by_role("row").filter(has_text="Erstkontakt")).to_have_count(27)


def test_a_filter_narrows_the_list_and_is_kept_as_a_view(sign_in: Callable[..., Page]) -> None:
    page = sign_in("anna")
    anna = Reader(page)
    anna.choose("Geschätzte Fälligkeit", "Überfällig")
    kept = anna.main.get_by_role("list", name="Filter")
    expect(kept).to_contain_text("Überfällig")
    anna.link("Als Ansicht speichern…").click()
    anna.fill("Name", "Was drängt")
    anna.save()
    views = anna.main.get_by_role("navigation", name="Ansichten")
    expect(views.locator("[aria-current]")).to_have_text("Was drängt")
    views.get_by_role("link", name="Alle offenen").click()
    expect(kept).to_have_count(0)
    views.get_by_role("link", name="Was drängt").click()
    expect(kept).to_contain_text("Überfällig")
    expect(anna.main.locator("tbody .col-due .late-word").first).to_be_visible()
    kept.get_by_role("link", name=re.compile("Überfällig.*Entfernen")).click()
    expect(anna.main.get_by_role("button", name="In „Was drängt“ speichern")).to_be_visible()
