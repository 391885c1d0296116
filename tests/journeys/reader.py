"""Somebody who has the guide beside the screen, and finds everything by its words, as a screen reader would, too."""

import re
from datetime import date

from babel.dates import format_date
from playwright.sync_api import Locator, Page, expect

MONTHS_LEAFED = 24


class Reader:
    """What one does on many pages. Nothing here knows an id, a class or an address."""

    def __init__(self, page: Page, *, javascript: bool = True) -> None:
        self.page, self.javascript = page, javascript

    @property
    def main(self) -> Locator:
        """The page without the bar at its top."""
        return self.page.get_by_role("main")

    def region(self, name: str) -> Locator:
        """The part of the page that bears this heading."""
        return self.main.get_by_role("region", name=name, exact=True)

    def heading(self) -> Locator:
        """The heading of the page."""
        return self.main.get_by_role("heading", level=1)

    def row(self, words: str) -> Locator:
        """The row of a list in which these words stand."""
        return self.main.get_by_role("row").filter(has_text=words)

    def field(self, role: str, label: str, within: Locator | None = None) -> Locator:
        """The field of this very label; where it must be filled in, a star stands behind the label."""
        name = re.compile(rf"^{re.escape(label)}\*?$")
        return (within or self.main).get_by_role(role, name=name)  # type: ignore[arg-type]

    def fill(self, label: str, typed: str, within: Locator | None = None) -> None:
        """Type into a text field."""
        self.field("textbox", label, within).fill(typed)

    def choose(self, label: str, choice: str, within: Locator | None = None) -> None:
        """Choose from a list."""
        self.field("combobox", label, within).select_option(label=choice)

    def press(self, name: str, within: Locator | None = None) -> None:
        """Press a button."""
        (within or self.main).get_by_role("button", name=name, exact=True).click()

    def link(self, name: str) -> Locator:
        """A link, or the entry of an open menu: those of a closed one are not there for its reader."""
        return self.page.get_by_role("link", name=name, exact=True)

    def save(self) -> None:
        """Speichern, at the bottom of a form."""
        self.press("Speichern")

    def open_menu(self, words: str, within: Locator | Page | None = None) -> None:
        """Open the menu whose button bears these words."""
        (within or self.page).get_by_text(words, exact=True).filter(visible=True).click()

    def open_icon_menu(self, word: str, within: Locator | Page | None = None) -> None:
        """Open the menu of an icon: the word is what is read out, and what stands in its tooltip."""
        icon = (within or self.page).get_by_label(word, exact=True)
        expect(icon).to_have_attribute("title", re.compile(f"^{word}"))
        icon.click()

    def icon(self, role: str, word: str, row: Locator) -> Locator:
        """An icon of a row: seen as soon as the mouse is over the row, named by its tooltip and when read out."""
        found = row.get_by_role(role, name=re.compile(f"^{word}"))  # type: ignore[arg-type]
        expect(found).to_have_attribute("title", word)
        row.hover()
        expect(found).to_be_visible()
        self.seen(found)
        return found

    def seen(self, locator: Locator) -> None:
        """What was let in gently on hovering is there; Playwright takes the transparent for visible."""
        handle = locator.element_handle()
        self.page.wait_for_function("icon => icon.checkVisibility({opacityProperty: true})", arg=handle)

    def open_tab(self, name: str) -> None:
        """Open a tab of the opportunity; how many there are stands behind its name."""
        tab = self.main.get_by_role("link", name=re.compile(rf"^{name}( \d+)?$"))
        tab.click()
        expect(tab).to_have_attribute("aria-current", "page")

    def to_the_list(self) -> None:
        """The link CRM, top left on every page, leads to the opportunities."""
        crm = self.link("CRM")
        place = crm.bounding_box()
        assert place is not None
        assert place["x"] < 200
        assert place["y"] < 60
        crm.click()
        expect(self.heading()).to_have_text("Verkaufschancen")

    def pick(self, label: str, words: str) -> None:
        """Find a contact by the beginning of its name; without script by the search beside the list."""
        named = re.compile(rf"^{re.escape(words)}")
        picker = self.field("combobox", label)
        if self.javascript:
            picker.click()
            picker.press_sequentially(words)
            self.page.get_by_role("option", name=named).first.click()
            return
        self.main.get_by_role("searchbox", name=f"{label}: Nach Namen suchen").fill(words)
        self.press(f"Suchen: {label}")
        found = picker.get_by_role("option", name=named).first
        picker.select_option(found.get_attribute("value"))

    def choose_users(self, label: str, name: str, within: Locator) -> None:
        """Choose somebody where several can be named: by typing, without script in the list."""
        if not self.javascript:
            self.field("listbox", label, within).select_option(label=name)
            return
        picker = self.field("combobox", label, within)
        picker.click()
        picker.press_sequentially(name.split()[0])
        self.page.get_by_role("option", name=name).click()
        picker.press("Escape")

    def choose_day(self, label: str, day: date) -> None:
        """Choose a day from the calendar; without script it is typed."""
        if not self.javascript:
            self.fill(label, f"{day:%d.%m.%Y}")
            return
        self.press(f"{label}: Tag wählen")
        calendar = self.page.get_by_role("dialog", name=f"{label}: Tag wählen")
        month = format_date(day, "MMMM y", locale="de")
        for _month in range(MONTHS_LEAFED):
            if calendar.get_by_role("heading").inner_text() == month:
                break
            self.press("Nächster Monat", calendar)
        self.press(format_date(day, "EEEE, d. MMMM y", locale="de"), calendar)
        expect(self.field("textbox", label)).to_have_value(f"{day:%d.%m.%Y}")

    def upload(self, *names: str) -> None:
        """Datei hochladen: with script the button asks for the files, without it they are chosen before."""
        files = [{"name": name, "mimeType": "text/plain", "buffer": name.encode()} for name in names]
        if self.javascript:
            with self.page.expect_file_chooser() as chooser:
                self.press("Datei hochladen")
            assert chooser.value.is_multiple()
            chooser.value.set_files(files)
        else:
            self.main.get_by_label("Dateien wählen").set_input_files(files)
            self.press("Datei hochladen")
        for name in names:
            expect(self.row(name)).to_be_visible()
