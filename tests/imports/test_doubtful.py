"""Doubtful rows are written like the others, and are named beside the refused ones, with the reason."""

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from contacts.models import Contact
from imports.models import ImportRun
from opportunities.models import Opportunity
from tests import make
from tests.imports.conftest import check, post, start, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.long]

DOUBTFUL = (
    "Titel;Kontakt;Phase;Geschätzte Fälligkeit;Erfolgswahrscheinlichkeit;Summe\n"
    "Halle;Müller & Söhne;Angebot;;;100\n"
    "Tor;;Verloren;15.03.2026;40;200\n"
    "Dach;;Angebot;;;viel\n"
    "Halle;Müller & Söhne;Angebot;;;300\n"
)


def told(run, severity):
    return [(each.line, each.column) for each in run.problems.filter(severity=severity)]


@pytest.fixture
def doubted(anna, as_, bring):
    make.company("Müller & Söhne GmbH", by=anna)
    return check(as_(anna), bring(as_(anna), DOUBTFUL), all_contact="create")


def test_they_are_counted_and_listed_beside_the_refused_ones_and_written(anna, as_, doubted):
    browser = as_(anna)
    assert (doubted.checked["created"], doubted.checked["refused"], doubted.checked["doubtful"]) == (3, 1, 3)
    before = told(doubted, "refused"), told(doubted, "doubtful")
    assert before == ([(4, "Summe")], [(2, "Kontakt"), (3, "Erfolgswahrscheinlichkeit"), (5, "Kontakt"), (5, "")])
    page = text_of(browser.get(f"/import/{doubted.public_id}/check/"))
    for sentence in (
        "Refused and doubtful rows",
        "although there is “Müller &amp; Söhne GmbH”",
        "that counts, and not what the row names",
        "Line 2 has the same title and contact",
        "Contact: 1 (Müller &amp; Söhne)",
    ):
        assert sentence in page, sentence
    run = start(browser, doubted)
    assert (run.created, run.refused, run.doubtful) == (3, 1, 3)
    assert (told(run, "refused"), told(run, "doubtful")) == before
    page = text_of(browser.get(f"/import/{run.public_id}/result/"))
    assert "doubtful, but imported 3" in page
    assert "Doubtful rows were imported like the others." in page


def test_they_come_as_a_file_and_are_not_written_twice_by_it(anna, as_, doubted):
    browser = as_(anna)
    address = f"/import/{doubted.public_id}/refused.csv"

    def lines(rows):
        raw = b"".join(browser.get(address, {"rows": rows}).streaming_content).decode("utf-8-sig")
        return list(csv.reader(io.StringIO(raw), delimiter=";"))

    everything = lines("all")
    assert [row[0] for row in everything[1:]] == ["2", "3", "4", "5"]
    assert [row[1].startswith("doubtful: ") for row in everything[1:]] == [True, True, False, True]
    assert [row[0] for row in lines("refused")[1:]] == ["4"]
    run = start(browser, doubted)
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows([cell.replace("viel", "7") for cell in row] for row in everything)
    file = SimpleUploadedFile("repariert.csv", out.getvalue().encode(), "text/csv")
    assert browser.post(f"/import/{run.public_id}/continue/", {"file": file}).status_code == 302
    following = ImportRun.objects.exclude(pk=run.pk).get()
    assert post(browser, following, "values").status_code == 302
    following = start(browser, following)
    assert (following.created, following.refused) == (1, 3)
    assert Opportunity.objects.filter(title="Halle").count() == 2


def test_they_are_repaired_or_left_out_on_the_page(anna, as_, doubted):
    browser = as_(anna)
    sent = {"cell-3-4": "0", "was-3-4": "40", "out-4": "1", "out-5": "1"}
    assert browser.post(f"/import/{doubted.public_id}/repair/", sent).status_code == 302
    doubted.refresh_from_db()
    assert told(doubted, "doubtful") == [(2, "Kontakt")]
    assert (doubted.checked["created"], doubted.checked["refused"], doubted.checked["skipped"]) == (2, 0, 2)
    page = browser.get(f"/import/{doubted.public_id}/check/").content.decode()
    assert f"/import/{doubted.public_id}/row/5/" in page, "One can take it in again."
    assert browser.post(f"/import/{doubted.public_id}/row/4/", {"cell-0": "Dach", "cell-5": "7"}).status_code == 302
    run = start(browser, ImportRun.objects.get(pk=doubted.pk))
    assert (run.created, run.skipped, run.refused) == (3, 1, 0)
    assert sorted(Opportunity.objects.values_list("title", flat=True)) == ["Dach", "Halle", "Tor"]


def test_a_row_of_another_width_and_a_line_of_totals_are_repaired_as_a_whole(anna, as_, bring):
    browser = as_(anna)
    run = check(browser, bring(browser, "Titel;Summe\nHalle;1.000,50\nTor;2;\nDach;3;Rest\nSumme;4\n"))
    assert told(run, "refused") == [(4, ""), (5, "")]
    page = text_of(browser.get(f"/import/{run.public_id}/row/4/"))
    assert "These cells have no column: Rest" in page
    browser.post(f"/import/{run.public_id}/row/4/", {"cell-0": "Dach", "cell-1": "3"})
    browser.post(f"/import/{run.public_id}/row/5/", {"cell-0": "Summe Haus", "cell-1": "4"})
    run.refresh_from_db()
    assert (run.checked["created"], run.checked["refused"]) == (4, 0)
    assert browser.get(f"/import/{run.public_id}/row/99/").status_code == 404
    start(browser, run)
    assert Opportunity.objects.filter(title__in=["Dach", "Summe Haus"]).count() == 2


def test_people_and_companies_that_stand_twice_are_doubtful_and_what_a_company_cannot_have(anna, as_, bring):
    content = "Firma;Vorname;Nachname;Position\nA AG;;;Chef\nA AG;Eva;Licht;\nA AG;Eva;Licht;\nA AG;;;\n"
    run = check(as_(anna), bring(as_(anna), content, target="contacts"), all_company="create")
    assert told(run, "doubtful") == [(2, "Position"), (4, "")]
    assert told(run, "refused") == [(5, "")], "Companies are known by their names."
    start(as_(anna), run)
    assert (Contact.objects.companies().count(), Contact.objects.people().count()) == (1, 2)


def test_the_command_line_tells_them_apart(anna, tmp_path, capsys):
    file = tmp_path / "doppelt.csv"
    file.write_text("Titel;Summe\nHalle;1\nHalle;1\nTor;viel\n", encoding="utf-8")
    call_command("import_file", file, target="opportunities", user="anna", check=True, json=True)
    said = json.loads(capsys.readouterr().out)
    assert (said["created"], said["refused"], said["doubtful"]) == (2, 1, 1)
    assert [each["row"] for each in said["problems"]] == [4]
    assert [each["row"] for each in said["doubts"]] == [3]
