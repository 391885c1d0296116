"""Refused rows: repaired on the page, or in a file that continues the import; what is no row is named."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from imports.models import ImportRun
from imports.reading.days import MDY
from opportunities.models import Opportunity
from tests.imports.conftest import check, post, start, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.long]

MIXED = "Titel;Summe\nHalle;1.000,50\nDach;viel\nTor;7\n;6\n"


@pytest.fixture
def mixed(anna, as_, bring):
    return check(as_(anna), bring(as_(anna), MIXED))


def test_a_repaired_cell_is_checked_again_and_written(anna, as_, mixed):
    browser = as_(anna)
    page = browser.get(f"/import/{mixed.public_id}/check/").content.decode()
    assert 'name="cell-3-1" value="viel"' in page
    answer = browser.post(f"/import/{mixed.public_id}/repair/", {"cell-3-1": "2.000,00", "was-3-1": "viel"})
    assert answer["Location"].endswith("/check/")
    mixed.refresh_from_db()
    assert (mixed.checked["created"], mixed.checked["refused"]) == (3, 1)
    run = start(browser, mixed)
    assert (run.created, run.refused) == (3, 1)
    assert str(Opportunity.objects.get(title="Dach").amount) == "2000.000"


def test_repairing_in_several_rounds_brings_no_row_twice(anna, as_, mixed):
    browser = as_(anna)
    run = start(browser, mixed)

    def go_on_with(old, new):
        nonlocal file
        file = file.replace(old, new)
        upload = SimpleUploadedFile("repariert.csv", file, "text/csv")
        address = browser.post(f"/import/{run.public_id}/continue/", {"file": upload})["Location"]
        following = ImportRun.objects.get(public_id=address.split("/")[2])
        assert post(browser, following, "values").status_code == 302
        told = {name: following.checked[name] for name in following.counts}
        assert start(browser, following).counts == told
        return following

    file = refused_file(browser, run)
    first = go_on_with(b";viel", b";5")
    assert (first.created, first.refused) == (1, 1)
    second = go_on_with(b";;6", b";Zaun;6")
    assert (second.created, second.refused) == (1, 1)
    assert "earlier repaired file" in second.problems.get().reason
    titles = Opportunity.objects.order_by("title").values_list("title", flat=True)
    assert list(titles) == ["Dach", "Halle", "Tor", "Zaun"]


def test_an_untouched_or_foreign_cell_repairs_nothing(anna, as_, mixed):
    sent = {"cell-3-1": "viel", "was-3-1": "viel", "cell-2-99": "x", "cell-x-1": "y", "cell-4-0": "a\0b"}
    as_(anna).post(f"/import/{mixed.public_id}/repair/", sent)
    mixed.refresh_from_db()
    assert mixed.repairs == {}


def test_another_person_cannot_repair(otto, rita, as_, mixed):
    for person, status in ((otto, 404), (rita, 403)):
        answer = as_(person).post(f"/import/{mixed.public_id}/repair/", {"cell-3-1": "1"})
        assert answer.status_code == status
    mixed.refresh_from_db()
    assert mixed.repairs == {}


def refused_file(browser, run):
    return b"".join(browser.get(f"/import/{run.public_id}/refused.csv").streaming_content)


def repaired_upload(raw, repair):
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(repair(row) for row in rows)
    return SimpleUploadedFile("repariert.csv", out.getvalue().encode(), "text/csv")


def test_the_repaired_file_continues_the_import(anna, as_, mixed):
    browser = as_(anna)
    run = start(browser, mixed)
    file = repaired_upload(
        refused_file(browser, run),
        lambda row: ["Fünf" if cell == "" else cell for cell in row[:3]] + ["5" if row[3] == "viel" else row[3]],
    )
    answer = browser.post(f"/import/{run.public_id}/continue/", {"file": file})
    following = ImportRun.objects.exclude(pk=run.pk).get()
    assert answer["Location"].endswith("/values/")
    assert following.continues == run
    assert post(browser, following, "values").status_code == 302
    following = start(browser, following)
    assert (following.created, following.refused) == (2, 0)
    assert sorted(Opportunity.objects.values_list("title", flat=True)) == ["Dach", "Fünf", "Halle", "Tor"]
    assert run.original_name in text_of(browser.get(f"/import/{following.public_id}/result/"))


def test_a_file_of_other_columns_does_not_continue_it(anna, as_, mixed):
    browser = as_(anna)
    run = start(browser, mixed)
    file = SimpleUploadedFile("anders.csv", b"Titel;Ort\nHalle;Bonn\n", "text/csv")
    answer = browser.post(f"/import/{run.public_id}/continue/", {"file": file}, follow=True)
    assert "other columns" in text_of(answer)
    assert ImportRun.objects.count() == 1


def checked_with_the_rest(browser, run, **answers):
    """Take an import to its check, its columns without a field into the description."""
    assert post(browser, run, "columns", option_rest="on").status_code == 302
    assert post(browser, run, "values", **answers).status_code == 302
    run.refresh_from_db()
    return run


def test_what_comes_back_unchanged_is_refused_once_more_for_the_same_reasons(anna, as_, bring):
    """By the formats of the first file, with its totals and headings, and the reasons are no part of a description."""
    browser = as_(anna)
    days = "".join(f"Halle {day};{month:02}/{day}/2026;1\n" for month, day in ((1, 21), (2, 22), (3, 23)))
    heading = "Titel;Geschätzte Fälligkeit;Menge\n"
    content = f"{heading}{days}Dach;25/03/2026;2\n{heading}Summe;;5\n"
    run = start(browser, checked_with_the_rest(browser, bring(browser, content), format_expected_close_on=MDY))
    assert (run.created, run.refused) == (3, 3)
    reasons = [problem.reason for problem in run.problems.all()]
    file = SimpleUploadedFile("zurück.csv", refused_file(browser, run), "text/csv")
    browser.post(f"/import/{run.public_id}/continue/", {"file": file})
    following = ImportRun.objects.exclude(pk=run.pk).get()
    assert post(browser, following, "values").status_code == 302
    following.refresh_from_db()
    assert (following.checked["created"], following.checked["refused"]) == (0, 3)
    assert [problem.reason for problem in following.problems.all()] == reasons
    heading = refused_file(browser, start(browser, following)).decode("utf-8-sig").splitlines()[0]
    assert heading.split(";")[2:] == ["Titel", "Geschätzte Fälligkeit", "Menge"]


def test_the_line_and_the_reason_are_no_part_of_a_description(anna, as_, bring):
    browser = as_(anna)
    run = start(browser, checked_with_the_rest(browser, bring(browser, "Titel;Summe;Farbe\nDach;viel;rot\n")))
    file = repaired_upload(refused_file(browser, run), lambda row: [{"viel": "5"}.get(cell, cell) for cell in row])
    browser.post(f"/import/{run.public_id}/continue/", {"file": file})
    following = ImportRun.objects.exclude(pk=run.pk).get()
    assert post(browser, following, "values").status_code == 302
    start(browser, following)
    assert Opportunity.objects.get().description == "Farbe: rot"


def test_another_person_cannot_continue_it(otto, as_, anna, mixed):
    run = start(as_(anna), mixed)
    file = SimpleUploadedFile("x.csv", b"Titel;Summe\nHalle;1\n", "text/csv")
    assert as_(otto).post(f"/import/{run.public_id}/continue/", {"file": file}).status_code == 404
    assert ImportRun.objects.count() == 1


def test_a_repeated_heading_and_a_line_of_totals_are_named(anna, as_, bring):
    run = check(as_(anna), bring(as_(anna), "Titel;Summe\nHalle;1\nTitel;Summe\nDach;2\nSumme;3\n"))
    assert [(problem.line, problem.reason[:30]) for problem in run.problems.all()] == [
        (3, "The line repeats the heading."),
        (5, "The line looks like the totals"),
    ]
    assert start(as_(anna), run).created == 2


def test_an_opportunity_may_be_called_total(anna, as_, bring):
    run = check(as_(anna), bring(as_(anna), "Titel;Beschreibung;Summe\nTotal;Tankstellen Neubau;3\n"))
    assert run.checked["created"] == 1


def test_the_refused_rows_come_back_as_they_went(anna, as_, bring):
    content = 'Titel;Summe;Beschreibung\n=1+1;viel;\'a\n@x;mehr;-5\n+y;7;"a;b"\n'
    browser = as_(anna)
    run = start(browser, check(browser, bring(browser, content)))
    assert (run.created, run.refused) == (1, 2)
    file = repaired_upload(
        refused_file(browser, run), lambda row: [cell.replace("viel", "1").replace("mehr", "2") for cell in row]
    )
    browser.post(f"/import/{run.public_id}/continue/", {"file": file})
    following = ImportRun.objects.exclude(pk=run.pk).get()
    post(browser, following, "values")
    start(browser, following)
    assert sorted(Opportunity.objects.values_list("title", "description")) == [
        ("+y", "a;b"),
        ("=1+1", "'a"),
        ("@x", "-5"),
    ]


@pytest.mark.parametrize(
    ("content", "changes"),
    [
        ("Halle|viel\nTor|3\n", {"header": "", "delimiter": "|"}),
        ("Titel;Summe;Summe\nHalle;viel;9\nTor;3;9\n", {}),
        ("Titel;;Summe\nHalle;x;viel\nTor;y;3\n", {}),
        ('Titel;Summe\nHalle "neu;viel\nTor;3\n', {"quote": "none"}),
    ],
)
def test_the_file_continues_whatever_the_headings_are(anna, as_, bring, content, changes):
    browser = as_(anna)
    run = bring(browser, content)
    if changes:
        form = {"encoding": "utf-8", "delimiter": ";", "quote": '"', "header": "on"} | changes
        assert browser.post(f"/import/{run.public_id}/file/", form).status_code == 302
        run.refresh_from_db()
    amount = next(index for index, column in enumerate(run.columns) if "viel" in column["samples"])
    sent = {"column_0": "title", f"column_{amount}": "amount"}
    assert post(browser, run, "columns", **sent).status_code == 302
    assert post(browser, run, "values").status_code == 302
    start(browser, run)
    assert run.refused == 1
    repaired = SimpleUploadedFile("x.csv", refused_file(browser, run).replace(b"viel", b"5"), "text/csv")
    answer = browser.post(f"/import/{run.public_id}/continue/", {"file": repaired}, follow=True)
    following = ImportRun.objects.exclude(pk=run.pk).get()
    assert post(browser, following, "values").status_code == 302, text_of(answer)
    start(browser, following)
    assert (following.created, following.refused) == (1, 0)
