"""A workbook comes in: a sheet of it is read like any other file."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from imports import unpacking
from imports.models import ImportRun
from opportunities.models import Opportunity
from tests.imports.conftest import check, errors_in, post, start, text_of
from tests.imports.conftest import work as work_off
from tests.imports.workbooks import saved

pytestmark = pytest.mark.django_db


def workbook(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return SimpleUploadedFile("verkauf.xlsx", kept.getvalue())


ROWS = [["Titel", "Summe", "Anteil"], ["Halle", 12500.5, 1], ["Dächer", 7, 0.5]]


def brought(browser, upload):
    answer = browser.post("/import/opportunities/", {"file": upload})
    assert answer.status_code == 302, errors_in(answer)
    return answer, ImportRun.objects.latest("pk")


def test_its_first_sheet_is_read(anna, as_):
    browser = as_(anna)
    _answer, run = brought(browser, workbook(Chancen=ROWS, Anderes=[["A"], [1]]))
    assert (run.sheet, run.column_names) == ("Chancen", ["Titel", "Summe", "Anteil"])
    page = text_of(browser.get(f"/import/{run.public_id}/file/"))
    assert "Dächer" in page
    assert post(browser, run, "columns").status_code == 302
    assert post(browser, run, "values").status_code == 302
    run = start(browser, run)
    assert run.created == 2
    assert str(Opportunity.objects.get(title="Halle").amount) == "12500.500"


def test_another_sheet_can_be_chosen(anna, as_):
    browser = as_(anna)
    _answer, run = brought(browser, workbook(Deckblatt=[["Bericht"], ["2026"]], Chancen=ROWS))
    former = run.file.name
    assert post(browser, run, "file", sheet="Chancen")["Location"].endswith("/columns/")
    assert (run.sheet, run.column_names) == ("Chancen", ["Titel", "Summe", "Anteil"])
    assert run.file.name != former


def test_a_large_one_is_unpacked_by_the_worker(anna, as_, monkeypatch):
    monkeypatch.setattr(unpacking, "AT_ONCE", 10)
    browser = as_(anna)
    answer, run = brought(browser, workbook(Chancen=ROWS))
    assert answer["Location"].endswith("/run/")
    assert "columns" not in browser.get(f"/import/{run.public_id}/columns/").get("Location", "")
    run = work_off(run)
    assert run.column_names == ["Titel", "Summe", "Anteil"]
    assert browser.get(f"/import/{run.public_id}/run/")["Location"].endswith("/file/")


def test_a_damaged_one_is_told_and_nothing_is_kept(anna, as_):
    answer = as_(anna).post(
        "/import/opportunities/", {"file": SimpleUploadedFile("kaputt.xlsx", b"PK\x03\x04 kein Zip")}
    )
    assert answer.status_code == 422
    assert not ImportRun.objects.exists()


def test_an_empty_sheet_is_told_and_nothing_is_kept(anna, as_, settings):
    answer = as_(anna).post("/import/opportunities/", {"file": workbook(Leer=[])})
    assert answer.status_code == 422
    assert not ImportRun.objects.exists()
    assert not list((settings.MEDIA_ROOT / "imports").glob("*"))


def test_a_sheet_that_does_not_exist_is_refused(anna, as_):
    browser = as_(anna)
    _answer, run = brought(browser, workbook(Chancen=ROWS))
    assert browser.post(f"/import/{run.public_id}/file/", {"sheet": "Fremd", "header": "on"}).status_code == 422


def test_numbers_of_a_workbook_need_no_question_about_the_decimal_sign(anna, as_, bring):
    book = openpyxl.Workbook()
    for row in (["Titel", "Summe"], ["Halle", 1.234], ["Tor", 12.5]):
        book.active.append(row)
    run = bring(as_(anna), saved(book).getvalue(), name="daten.xlsx")
    start(as_(anna), check(as_(anna), run))
    assert sorted(str(row.amount) for row in Opportunity.objects.all()) == ["1.234", "12.500"]


def test_texts_beside_the_numbers_of_a_workbook_are_read_as_they_are_meant(anna, as_, bring):
    book = openpyxl.Workbook()
    for row in (["Titel", "Summe"], ["Halle", 1.234], ["Tor", "1.234,50"], ["Dach", "1,234.75"], ["Zaun", "viel"]):
        book.active.append(row)
    run = bring(as_(anna), saved(book).getvalue(), name="daten.xlsx")
    post(as_(anna), run, "columns")
    page = text_of(as_(anna).get(f"/import/{run.public_id}/values/"))
    assert "Recognised as: numbers, and texts such as 1.234,56. 3 of 4 filled cells can be read like this." in page
    assert post(as_(anna), run, "values").status_code == 302
    start(as_(anna), run)
    assert sorted(str(row.amount) for row in Opportunity.objects.all()) == ["1.234", "1234.500", "1234.750"]


def test_texts_that_look_like_numbers_are_asked_about(anna, as_, bring):
    book = openpyxl.Workbook()
    for row in (["Titel", "Summe"], ["Halle", "1.234"], ["Tor", 5]):
        book.active.append(row)
    run = bring(as_(anna), saved(book).getvalue(), name="daten.xlsx")
    post(as_(anna), run, "columns")
    assert post(as_(anna), run, "values").status_code == 422
    assert post(as_(anna), run, "values", **{"format-amount": "comma"}).status_code == 302
    start(as_(anna), run)
    assert sorted(str(row.amount) for row in Opportunity.objects.all()) == ["1234.000", "5.000"]
