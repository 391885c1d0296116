"""The guide, in German, step by step: each control is found by the guide's own words, with script and without."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import House


@pytest.mark.parametrize("javascript", [True, False], ids=["with-script", "without-script"])
def test_the_guide(house: House, sign_in: Callable[..., Page], javascript: bool) -> None:
    page = sign_in("anna", javascript=javascript)
    title = "Förderband Halle 7" if javascript else "Kühlanlage Halle 8"
    walk = Walk(page, title, javascript)
    walk.open_the_crm()
    walk.create_an_opportunity()
    walk.change_its_stage()
    walk.add_tasks()
    walk.manage_participants()
    walk.keep_the_documents()
    walk.follow_the_history()
    told(house, sign_in, title)
    walk.delete_it()


def told(house: House, sign_in: Callable[..., Page], title: str) -> None:
    """Who was named on the event is told in the product and by mail."""
    ben = sign_in("ben")
    ben.goto("/notifications/")
    expect(ben.locator("main").get_by_text(title).first).to_be_visible()
    for _second in range(60):
        if house.mails("ben@example.com", title):
            return
        ben.wait_for_timeout(500)
    raise AssertionError("No mail went out to the one who was named.")


class Walk:
    """Somebody who follows the guide."""

    def __init__(self, page: Page, title: str, javascript: bool) -> None:
        self.page, self.title, self.javascript = page, title, javascript

    def open_the_crm(self) -> None:
        """1. After signing in one lands on the opportunities; CRM top left leads back to them."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Verkaufschancen")
        self.page.get_by_role("link", name="Kontakte", exact=True).click()
        self.page.get_by_role("link", name="CRM", exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Verkaufschancen")
        for column in ("Budget", "Erfolgswahrscheinlichkeit", "Geschätzte Fälligkeit"):
            expect(self.page.get_by_role("columnheader", name=column)).to_be_visible()

    def create_an_opportunity(self) -> None:
        """2. The form, field by field, as the guide names them; the menus offer what it says."""
        page = self.page
        self.menu("Importieren")
        for entry in ("Verkaufschancen importieren", "Kontakte importieren"):
            expect(page.get_by_role("link", name=entry)).to_be_visible()
        self.menu("Erstellen…")
        for entry in ("Aufgabe", "Unternehmen", "Person"):
            expect(self.entry(entry)).to_be_visible()
        self.entry("Verkaufschance").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Neue Verkaufschance erstellen")
        form = page.locator("main form").last
        form.get_by_label("Titel", exact=False).first.fill(self.title)
        self.pick(form, "Kontakt", "Velmora")
        form.get_by_label("Beschreibung").fill("Ersatz für die alte Anlage")
        form.get_by_label("Geschätzte Fälligkeit").fill("31.12.2026")
        form.get_by_label("Währung").select_option("EUR")
        form.get_by_label("Summe").fill("1.500,50")
        form.get_by_label("Typ", exact=False).first.select_option(label="pro Monat")
        form.get_by_label("Anzahl Monate" if self.javascript else "Anzahl").fill("12")
        form.get_by_label("Zuständige Person").select_option(label="Anna Bergfeld")
        form.get_by_role("combobox", name=re.compile(r"^Phase")).select_option(label="Kaufinteresse")
        if self.javascript:
            expect(form.get_by_label("Erfolgswahrscheinlichkeit", exact=False).first).to_have_value("3")
            form.get_by_role("combobox", name=re.compile(r"^Phase")).select_option(label="Erstkontakt")
            expect(form.get_by_label("Erfolgswahrscheinlichkeit", exact=False).first).to_have_value("1")
            expect(form.get_by_text("12 × 1.500,50 € = 18.006,00 €")).to_be_visible()
        else:
            form.get_by_role("combobox", name=re.compile(r"^Phase")).select_option(label="Erstkontakt")
        form.get_by_label("Zugriff auf die Verkaufschance beschränken").check()
        form.get_by_label("Person oder Team").first.select_option(label="Ben Kröger")
        expect(form.get_by_role("button", name="Benutzer hinzufügen")).to_be_visible()
        form.get_by_role("button", name="Speichern", exact=True).click()
        page.get_by_role("link", name="CRM", exact=True).click()
        page.get_by_label("Suchen", exact=True).last.fill(self.title)
        page.locator("main").get_by_role("button", name="Filtern").first.click()
        row = page.get_by_role("row").filter(has_text=self.title)
        expect(row).to_contain_text("18.006,00 €")
        expect(row).to_contain_text("Erstkontakt")
        expect(row).to_contain_text("31.12.2026")

    def change_its_stage(self) -> None:
        """3. A click on the title opens it; the list “Verkaufschance in der Phase” changes the probability, too."""
        page = self.page
        page.get_by_role("link", name=self.title).click()
        stages = page.get_by_label("Verkaufschance in der Phase")
        expect(stages.locator("option:checked")).to_have_text("Erstkontakt")
        stages.select_option(label="Angebot")
        if not self.javascript:
            page.get_by_role("button", name="Phase ändern").click()
        expect(page.locator("main dl").first).to_contain_text("75\u00a0%")
        expect(page.get_by_text("hat die Phase von Erstkontakt nach Angebot geändert")).to_be_visible()

    def add_tasks(self) -> None:
        """4. The tab Aufgaben: create one there, another by Erstellen…, and close one right there."""
        page = self.page
        self.tab("Aufgaben")
        page.get_by_role("link", name="Neue Aufgabe erstellen").first.click()
        self.fill_task("Angebot nachfassen")
        self.menu("Erstellen…")
        self.entry("Aufgabe").click()
        expect(page.locator("main")).to_contain_text(self.title)
        self.fill_task("Muster verschicken")
        self.tab("Aufgaben")
        task = page.locator("main li, main tr").filter(has_text="Angebot nachfassen").first
        task.locator("summary").filter(has_text="Offen").click()
        task.get_by_role("button", name="Abgeschlossen").click()
        expect(
            page.locator("main li, main tr").filter(has_text="Angebot nachfassen").first.locator("summary").first
        ).to_contain_text("Abgeschlossen")
        self.tab("Aufgaben")
        expect(page.get_by_role("link", name="Neue Aufgabe erstellen").first).to_be_visible()

    def fill_task(self, title: str) -> None:
        form = self.page.locator("main form").last
        form.get_by_label("Titel").fill(title)
        form.get_by_label("Aufgabenkategorie").select_option(label="Nachfassen")
        form.get_by_label("Fälligkeitsdatum").fill("30.11.2026")
        form.get_by_label("Uhrzeit").fill("14:30")
        form.get_by_label("Zuständige Person wählen").select_option(label="Anna Bergfeld")
        form.get_by_label("Beschreibung").fill("Rückmeldung erfragen")
        form.get_by_role("button", name="Speichern", exact=True).click()
        expect(self.page.locator("main")).to_contain_text(title)

    def manage_participants(self) -> None:
        """5. The tab Teilnehmer: the own contact first, without a bin; add one, remove one."""
        page = self.page
        self.tab("Teilnehmer")
        first = page.get_by_role("row").nth(1)
        expect(first).to_contain_text("Hauptkontakt")
        expect(first.get_by_role("button", name=re.compile("Löschen"))).to_have_count(0)
        self.pick(page.locator("main form").first, "Kontakt", "Tarvelin")
        if not self.javascript:
            page.get_by_role("button", name="Hinzufügen", exact=True).click()
        added = page.get_by_role("row").filter(has_text="Tarvelin")
        expect(added).to_be_visible()
        added.get_by_role("button", name=re.compile("Löschen")).click()
        expect(page.get_by_role("row").filter(has_text="Tarvelin")).to_have_count(0)

    def keep_the_documents(self) -> None:
        """6. The tab Dokumente: new file, upload, edit and download."""
        page = self.page
        self.tab("Dokumente")
        self.menu("Neue Datei")
        for kind in ("Tabelle", "Präsentation", "Zeichnung"):
            expect(page.get_by_role("link", name=kind, exact=True)).to_be_visible()
        page.get_by_role("link", name="Dokument", exact=True).click()
        form = page.locator("#new-file form")
        form.get_by_label("Name").fill("Angebot Anlage")
        form.get_by_role("button", name="Erstellen").click()
        made = page.get_by_role("row").filter(has_text="Angebot Anlage.docx")
        expect(made).to_be_visible()
        upload = {"name": "skizze.txt", "mimeType": "text/plain", "buffer": b"Skizze"}
        page.get_by_label("Dateien wählen").first.set_input_files(upload)
        send = page.get_by_role("button", name="Datei hochladen")
        if send.is_visible() and not page.get_by_role("row").filter(has_text="skizze.txt").count():
            send.click()
        expect(page.get_by_role("row").filter(has_text="skizze.txt")).to_be_visible()
        with page.expect_download() as download:
            made.hover()
            made.get_by_role("link", name="Herunterladen").click()
        assert download.value.suggested_filename == "Angebot Anlage.docx"
        made.hover()
        made.get_by_role("link", name="Bearbeiten").click()
        expect(page.locator("main")).to_contain_text("Angebot Anlage.docx")
        page.go_back()

    def follow_the_history(self) -> None:
        """7. The tab Profil shows the Historie; add an event, and name a user on it."""
        page = self.page
        self.tab("Profil")
        expect(page.get_by_role("heading", name="Historie")).to_be_visible()
        for sentence in ("Angebot nachfassen", "skizze.txt"):
            expect(page.locator("#history")).to_contain_text(sentence)
        page.get_by_label("Ereignistyp").first.select_option(label="Telefonat")
        page.get_by_label("Datum").first.fill("20.11.2026")
        page.locator("#history").get_by_label("Beschreibung").fill(f"Gespräch zu {self.title}")
        expect(page.locator("#history").get_by_text("Benachrichtigen", exact=True)).to_be_visible()
        self.choose_user("Ben Kröger")
        page.get_by_role("button", name="Dieses Ereignis hinzufügen").click()
        expect(page.locator("#history")).to_contain_text(f"Gespräch zu {self.title}")
        expect(page.locator("#history")).to_contain_text("20. November 2026")

    def choose_user(self, name: str) -> None:
        """Benutzer hinzufügen: by typing where there is script, else in the plain list."""
        history = self.page.locator("#history")
        if not self.javascript:
            history.locator("select[name=recipients]").select_option(label=name)
            return
        expect(history.get_by_text("Benutzer hinzufügen")).to_be_visible()
        history.locator(".event-notify .ts-control").click()
        history.locator(".event-notify .ts-control input").fill(name[:3])
        self.page.locator(".ts-dropdown .option").filter(has_text=name).first.click()
        self.page.keyboard.press("Escape")

    def delete_it(self) -> None:
        """8. In the list, Aktionen at the row offers Verkaufschance löschen; it names what goes."""
        page = self.page
        page.get_by_role("link", name="CRM", exact=True).click()
        page.goto(f"/opportunities/?q={self.title}")
        row = page.get_by_role("row").filter(has_text=self.title)
        row.hover()
        row.locator("summary[aria-label=Aktionen]").click()
        row.get_by_role("link", name="Verkaufschance löschen").click()
        for loss in ("2 Aufgaben", "2 Dokumente", "Ereignisse", "kann nicht rückgängig gemacht werden"):
            expect(page.locator("main")).to_contain_text(loss)
        page.get_by_role("button", name=re.compile("löschen", re.IGNORECASE)).click()
        expect(page.locator("main")).to_contain_text("wurde gelöscht")
        page.goto(f"/search/?q={self.title}")
        expect(page.locator("main")).to_contain_text("Es wurde nichts gefunden")

    # What one does on many pages

    def menu(self, name: str) -> None:
        """Open the menu on a button."""
        by_text = self.page.locator("summary").filter(has_text=name)
        (by_text if by_text.count() else self.page.locator(f'summary[aria-label="{name}"]')).first.click()

    def entry(self, name: str) -> Locator:
        """An entry of the open menu."""
        return self.page.locator("details[open]").get_by_role("link", name=name, exact=True)

    def tab(self, name: str) -> None:
        """Open a tab of the opportunity."""
        self.page.locator(".tabs").get_by_role("link", name=re.compile(f"^{name}")).click()
        expect(self.page.locator(".tabs [aria-current]")).to_contain_text(name)

    def pick(self, form: Locator, label: str, words: str) -> None:
        """Find a row by typing, in the picker of this label."""
        page = self.page
        if self.javascript:
            control = form.locator(".picker .ts-control").first
            control.click()
            control.locator("input").fill(words)
            page.locator(".ts-dropdown .option").filter(has_text=words).first.click()
            return
        form.locator(".picker-search input").first.fill(words)
        form.locator(".picker-search button").first.click()
        select = page.locator("main select[name=contact]")
        found = select.locator("option").filter(has_text=words).first
        select.select_option(found.get_attribute("value"))
