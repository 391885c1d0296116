"""The guide, in German, step by step: each control is found by the guide's own words, with script and without."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from babel.dates import format_date
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import House
from tests.journeys.reader import Reader

STAGES = [
    "Erstkontakt",
    "Vorqualifizierung",
    "Kaufinteresse",
    "Bedarfsermittlung",
    "Qualifiziert",
    "Angebot",
    "Verhandlung",
    "Gewonnen",
    "Verloren",
]
NEW_FILES = {"Dokument": "docx", "Tabelle": "xlsx", "Präsentation": "pptx", "Zeichnung": "svg"}


@pytest.mark.parametrize("javascript", [True, False], ids=["with-script", "without-script"])
def test_the_guide(house: House, sign_in: Callable[..., Page], javascript: bool) -> None:
    title = "Förderband Halle 7" if javascript else "Kühlanlage Halle 8"
    walk = Walk(sign_in("anna", javascript=javascript), title, javascript=javascript)
    walk.open_the_crm()
    walk.create_an_opportunity()
    outsiders_see_nothing_of_it(sign_in, title)
    walk.change_its_stage()
    walk.add_tasks()
    whoever_is_responsible_closes_a_task(sign_in, title, javascript)
    walk.manage_participants()
    walk.keep_the_documents()
    walk.follow_the_history()
    whoever_was_named_is_told(house, sign_in, title)
    walk.delete_it()


def outsiders_see_nothing_of_it(sign_in: Callable[..., Page], title: str) -> None:
    """2. The access is restricted to those who were added."""
    otto = Reader(sign_in("otto"))
    expect(otto.region("Verkaufschancen")).to_be_visible()
    expect(otto.row(title)).to_have_count(0)


def whoever_is_responsible_closes_a_task(sign_in: Callable[..., Page], title: str, javascript: bool) -> None:
    """4. Tasks organise the team's work: who is responsible for one can close it, too."""
    ben = Reader(sign_in("ben", javascript=javascript), javascript=javascript)
    ben.link("Meine Aufgaben").click()
    task = ben.main.get_by_role("listitem").filter(has_text=title)
    expect(task).to_contain_text("Muster verschicken")
    ben.open_menu("Offen", task)
    ben.press("Abgeschlossen", task)
    expect(ben.main.get_by_role("status").filter(has_text="Abgeschlossen.")).to_be_visible()


def whoever_was_named_is_told(house: House, sign_in: Callable[..., Page], title: str) -> None:
    """7. Who was named on the event gets a notification: in the product, and by mail."""
    ben = Reader(sign_in("ben"))
    ben.page.get_by_label(re.compile("^Benachrichtigungen")).first.click()
    ben.link("Alle Benachrichtigungen").click()
    expect(
        ben.main.get_by_role("listitem").filter(has_text=title).filter(has_text="Anna Bergfeld").first
    ).to_be_visible()
    for _half_second in range(60):
        if house.mails("ben@example.com", f"Gespräch zu {title}"):
            return
        ben.page.wait_for_timeout(500)
    raise AssertionError("No mail went out to the one who was named.")


class Walk(Reader):
    """The eight steps; each ends with what the guide promises."""

    def __init__(self, page: Page, title: str, *, javascript: bool) -> None:
        super().__init__(page, javascript=javascript)
        self.title = title
        self.today = date.today()
        self.closes_on = self.today + timedelta(days=45)

    def open_the_crm(self) -> None:
        """1. After signing in one lands on the opportunities; CRM top left leads back to them from every page."""
        expect(self.heading()).to_have_text("Verkaufschancen")
        for page in ("Kontakte", "Meine Aufgaben"):
            self.link(page).click()
            expect(self.heading()).to_have_text(page)
            self.to_the_list()
        for column in ("Budget", "Erfolgswahrscheinlichkeit", "Geschätzte Fälligkeit"):
            expect(self.main.get_by_role("columnheader", name=column, exact=True)).to_be_visible()

    def create_an_opportunity(self) -> None:
        """2. The menus offer what the guide says; the form is filled in field by field, in its order."""
        self.open_icon_menu("Importieren")
        for entry in ("Verkaufschancen importieren", "Kontakte importieren"):
            expect(self.link(entry)).to_be_visible()
        self.open_menu("Erstellen…")
        for entry in ("Aufgabe", "Unternehmen", "Person"):
            expect(self.link(entry)).to_be_visible()
        self.link("Verkaufschance").click()
        expect(self.heading()).to_have_text("Neue Verkaufschance erstellen")
        self.fill("Titel", self.title)
        self.pick("Kontakt", "Velmora")
        self.fill("Beschreibung", "Ersatz für die alte Anlage")
        self.choose_day("Geschätzte Fälligkeit", self.closes_on)
        self.set_the_budget()
        self.choose("Zuständige Person", "Anna Bergfeld")
        self.choose_the_stage()
        self.restrict_the_access("Ben Kröger", "Carla Nowakowska")
        self.save()
        expect(self.heading()).to_contain_text(self.title)
        for person in ("Ben Kröger", "Carla Nowakowska"):
            expect(self.region("Zugriff haben")).to_contain_text(person)
        self.to_the_list()
        for value in ("Velmora", "Erstkontakt", "18.006,00 €", "1 %", f"{self.closes_on:%d.%m.%Y}", "Anna Bergfeld"):
            expect(self.row(self.title)).to_contain_text(value)

    def set_the_budget(self) -> None:
        """Währung, Summe and Typ, and for a monthly sum how many months; the total is reckoned where one can see it."""
        budget = self.main.get_by_role("group", name="Budget")
        self.choose("Währung", "EUR – Euro", budget)
        self.fill("Summe", "1.500,50", budget)
        self.choose("Typ", "pro Monat", budget)
        if not self.javascript:
            self.field("spinbutton", "Anzahl der Zeiträume", budget).fill("12")
            return
        self.field("spinbutton", "Anzahl Monate", budget).fill("12")
        expect(budget.get_by_text("12 × 1.500,50 € = 18.006,00 €")).to_be_visible()

    def choose_the_stage(self) -> None:
        """A new opportunity starts at Erstkontakt; the probability follows what is chosen, visibly."""
        stage = self.field("combobox", "Phase")
        # Those of another pipeline, which another journey may have made, begin with its name.
        expect(stage.get_by_role("option").filter(has_not_text=": ")).to_have_text(STAGES)
        expect(stage.get_by_role("option", selected=True)).to_have_text("Erstkontakt")
        probability = self.field("spinbutton", "Erfolgswahrscheinlichkeit")
        expect(probability).to_have_value("1")
        if self.javascript:
            self.choose("Phase", "Kaufinteresse")
            expect(probability).to_have_value("3")
            self.choose("Phase", "Erstkontakt")
            expect(probability).to_have_value("1")

    def restrict_the_access(self, *people: str) -> None:
        """The tick box, then the users who are granted access."""
        self.main.get_by_role("checkbox", name="Zugriff auf die Verkaufschance beschränken").check()
        for at, person in enumerate(people):
            if at:
                self.press("Benutzer hinzufügen")
            expect(self.field("combobox", "Person oder Team")).to_have_count(at + 1)
            self.field("combobox", "Person oder Team").nth(at).select_option(label=person)

    def change_its_stage(self) -> None:
        """3. The filter above the list finds it, a click on the title opens it; its stage changes the probability."""
        search, table = self.main.get_by_role("search", name="Filtern"), self.main.get_by_role("table")
        above, below = search.bounding_box(), table.bounding_box()
        assert above is not None
        assert below is not None
        assert above["y"] + above["height"] <= below["y"]
        search.get_by_role("searchbox", name="Suchen").fill(self.title)
        self.press("Filtern", search)
        expect(table.get_by_role("row")).to_have_count(2)  # the columns' names, and the one that was looked for
        self.link(self.title).click()
        stages = self.field("combobox", "Verkaufschance in der Phase")
        expect(stages.get_by_role("option", selected=True)).to_have_text("Erstkontakt")
        stages.select_option(label="Angebot")
        if not self.javascript:
            self.press("Phase ändern")
        profile = self.region("Profil")
        expect(profile).to_contain_text("75 % folgt der Phase")
        expect(stages.get_by_role("option", selected=True)).to_have_text("Angebot")
        expect(self.region("Historie")).to_contain_text("hat die Phase von Erstkontakt nach Angebot geändert")

    def add_tasks(self) -> None:
        """4. Create a task on the tab Aufgaben, another one by Erstellen…, and close the first right there."""
        self.open_tab("Aufgaben")
        self.link("Neue Aufgabe erstellen").click()
        self.fill_in_the_task("Angebot nachfassen", "Anna Bergfeld")
        self.open_menu("Erstellen…")
        self.link("Aufgabe").click()
        expect(self.main.get_by_role("link", name=self.title).last).to_be_visible()
        self.fill_in_the_task("Muster verschicken", "Ben Kröger")
        self.open_menu("Offen", self.task("Angebot nachfassen"))
        for choice in ("Offen", "Abgeschlossen"):
            expect(self.task("Angebot nachfassen").get_by_role("button", name=choice, exact=True)).to_be_visible()
        self.press("Abgeschlossen", self.task("Angebot nachfassen"))
        expect(self.main.get_by_role("status").filter(has_text="Abgeschlossen.")).to_be_visible()
        self.open_tab("Aufgaben")
        expect(self.tasks("Abgeschlossen")).to_contain_text("Angebot nachfassen")
        expect(self.tasks("Abgeschlossen")).to_contain_text("von Anna Bergfeld")
        expect(self.tasks("Offen")).to_contain_text("Muster verschicken")
        expect(self.link("Neue Aufgabe erstellen")).to_be_visible()

    def tasks(self, state: str) -> Locator:
        """The tasks of the opportunity that are open, or closed; how many they are stands behind the word."""
        return self.region("Aufgaben").get_by_role("region", name=re.compile(rf"^{state} \d+$"))

    def task(self, title: str) -> Locator:
        """A task in the list of the opportunity."""
        return self.region("Aufgaben").get_by_role("listitem").filter(has=self.link(title))

    def fill_in_the_task(self, title: str, assignee: str) -> None:
        """The form of a task, in the guide's order; afterwards the task stands in the opportunity's list."""
        self.fill("Titel", title)
        self.choose("Aufgabenkategorie", "Nachfassen")
        self.choose_day("Fälligkeitsdatum", self.today + timedelta(days=4))
        self.fill("Uhrzeit", "14:30")
        self.choose("Zuständige Person wählen", assignee)
        self.fill("Beschreibung", "Rückmeldung erfragen")
        self.save()
        expect(self.tasks("Offen").get_by_role("listitem").filter(has_text=title)).to_contain_text(assignee)
        expect(self.tasks("Offen").get_by_role("listitem").filter(has_text=title)).to_contain_text("14:30")

    def manage_participants(self) -> None:
        """5. The own contact stands first, without a bin; a company and a person are added, and one is removed."""
        self.open_tab("Teilnehmer")
        first = self.main.get_by_role("row").nth(1)
        expect(first).to_contain_text("Velmora")
        expect(first).to_contain_text("Hauptkontakt")
        expect(first.get_by_role("button", name=re.compile("Löschen"))).to_have_count(0)
        for contact in ("Tarvelin", "Leonie Zirbelmann"):
            self.pick("Teilnehmer hinzufügen", contact)
            if not self.javascript:
                self.press("Hinzufügen")
            expect(self.row(contact)).to_be_visible()
        self.icon("button", "Löschen", self.row("Tarvelin")).click()
        expect(self.row("Tarvelin")).to_have_count(0)
        expect(self.row("Zirbelmann")).to_be_visible()

    def keep_the_documents(self) -> None:
        """6. Make one of each kind, edit one, upload two at once, download one."""
        self.open_tab("Dokumente")
        for kind, ending in NEW_FILES.items():
            self.open_menu("Neue Datei", self.region("Dokumente"))
            self.link(kind).click()
            form = self.main.get_by_role("form", name=f"Neue Datei: {kind}")
            self.fill("Name", "Angebot Anlage", form)
            self.press("Erstellen", form)
            expect(self.row(f"Angebot Anlage.{ending}")).to_be_visible()
        made = self.row("Angebot Anlage.docx")
        self.icon("link", "Bearbeiten", made).click()
        expect(self.heading()).to_contain_text("Angebot Anlage")
        self.page.go_back()
        self.upload("skizze.txt", "aufmaß.txt")
        with self.page.expect_download() as download:
            self.icon("link", "Herunterladen", made).click()
        assert download.value.suggested_filename == "Angebot Anlage.docx"
        self.heading().hover()
        made.get_by_role("link", name="Herunterladen").focus()
        self.seen(made.get_by_role("link", name="Bearbeiten"))

    def follow_the_history(self) -> None:
        """7. Profil shows under Historie what was done; an event is added, and a user named on it."""
        self.open_tab("Profil")
        history = self.region("Historie")
        for done in (
            "hat die Aufgabe „Angebot nachfassen“ abgeschlossen",
            "hat das Dokument „skizze.txt“ hochgeladen",
            "hat das Dokument „aufmaß.txt“ hochgeladen",
        ):
            expect(history).to_contain_text(done)
        kinds = self.field("combobox", "Ereignistyp", history)
        expect(kinds.get_by_role("option")).to_have_text(["Notiz", "E-Mail", "Telefonat", "Termin"])
        kinds.select_option(label="Telefonat")
        day = self.today - timedelta(days=6)
        self.fill("Datum", f"{day:%d.%m.%Y}", history)
        self.fill("Beschreibung", f"Gespräch zu {self.title}", history)
        told = history.get_by_role("group", name="Benachrichtigen")
        self.choose_users("Benutzer hinzufügen", "Ben Kröger", told)
        self.press("Dieses Ereignis hinzufügen", history)
        added = history.get_by_role("listitem").filter(has_text=f"Gespräch zu {self.title}")
        for words in ("Telefonat", "Anna Bergfeld", "Benachrichtigt: Ben Kröger"):
            expect(added).to_contain_text(words)
        expect(history.get_by_role("heading", name=format_date(day, "d. MMMM y", locale="de"))).to_be_visible()

    def delete_it(self) -> None:
        """8. Aktionen at the row offers Verkaufschance löschen; the page names what goes, and then it is gone."""
        self.to_the_list()
        row = self.row(self.title)
        row.hover()
        self.open_icon_menu("Aktionen", row)
        self.link("Verkaufschance löschen").click()
        losses = ("2 Aufgaben", "6 Dokumente", "1 Teilnehmer", "Ereignisse", "kann nicht rückgängig gemacht werden")
        for loss in losses:
            expect(self.main).to_contain_text(loss)
        self.press("Löschen")
        expect(self.main).to_contain_text("wurde gelöscht")
        expect(self.row(self.title)).to_have_count(0)
        search = self.page.get_by_role("banner").get_by_role("searchbox")
        search.fill(self.title)
        search.press("Enter")
        expect(self.main).to_contain_text("Es wurde nichts gefunden")
        self.link("Meine Aufgaben").click()
        expect(self.heading()).to_have_text("Meine Aufgaben")
        expect(self.main).not_to_contain_text(self.title)
