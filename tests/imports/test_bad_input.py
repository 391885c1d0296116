"""Whatever people bring, they read a sentence that names line and reason; nothing is half-written; the worker lives."""

import contextlib
import csv
import io
from pathlib import Path

import pytest
from django.db import connection

from imports.models import ImportRun
from imports.reading.rows import LONGEST_CELL
from imports.reading.xlsx import package
from jobs.models import Job
from jobs.worker import Worker
from opportunities.models import Opportunity, Stage
from tests.imports.conftest import check, errors_in, post, start, text_of, upload, work
from tests.imports.workbooks import workbook_of

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture(autouse=True)
def nothing_is_half_written_and_the_worker_lives(settings):
    """After each test: every stored file has its import, no row came of an unfinished one, and a worker goes on."""
    yield
    runs = ImportRun.objects.all()
    named = {name for run in runs for name in (run.file.name, run.workbook.name) if name}
    folder = Path(settings.MEDIA_ROOT)
    stored = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert stored <= named
    for run in runs:
        assert Opportunity.objects.filter(import_run=run).count() == run.created
    Worker().drain()
    assert not Job.objects.filter(state="failed", message="").exists(), "A job was given up without a sentence."


def refused(browser, content, name="verkauf.csv"):
    """Upload a file that is refused at once, and return the sentence."""
    answer = browser.post("/import/opportunities/", {"file": upload(content, name)})
    assert answer.status_code == 422
    assert not ImportRun.objects.exists()
    (sentence,) = errors_in(answer)["file"]
    assert sentence in text_of(answer).replace("&#x27;", "'")
    return sentence


def problems_of(run):
    return [(problem.line, problem.reason) for problem in run.problems.all()]


def checked_and_written(browser, run):
    """Take an import to its end, and return what was told of each refused row at the check and afterwards: the same."""
    check(browser, run)
    before = problems_of(run)
    start(browser, run)
    assert run.state == "done"
    assert problems_of(run) == before
    return before


# No table at all


def test_a_png_as_csv(anna, as_):
    assert "PNG" in refused(as_(anna), b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)


def test_a_zip_bomb_as_xlsx(anna, as_, monkeypatch):
    monkeypatch.setattr(package, "RATIO_FROM", 1 << 20)
    bomb = workbook_of('<row r="1"><c r="A1"><v>1</v></c></row>' + " " * (20 << 20)).getvalue()
    assert len(bomb) < 100_000
    assert "unpacks to far more" in refused(as_(anna), bomb, "bombe.xlsx")


def test_a_zip_bomb_as_xlsx_for_a_worker(anna, as_, bring, monkeypatch):
    monkeypatch.setattr(package, "RATIO_FROM", 1 << 20)
    monkeypatch.setattr("imports.unpacking.AT_ONCE", 1)
    bomb = workbook_of('<row r="1"><c r="A1"><v>1</v></c></row>' + " " * (20 << 20)).getvalue()
    run = work(bring(as_(anna), bomb, name="bombe.xlsx"))
    assert "unpacks to far more" in run.job.message
    assert "unpacks to far more" in text_of(as_(anna).get(f"/import/{run.public_id}/run/", follow=True))


def test_nul_bytes_throughout(anna, as_):
    assert "NUL" in refused(as_(anna), b"Titel;Summe\n" + b"\0\0\0\1" * 500)


def test_an_empty_file(anna, as_):
    browser = as_(anna)
    answer = browser.post("/import/opportunities/", {"file": upload(b"")})
    assert answer.status_code == 422
    assert "empty" in str(errors_in(answer)["file"])
    for blank in (b"\xef\xbb\xbf", b"\xff\xfe", b"\r\n\r\n", b";;;\n;;;\n"):
        assert refused(browser, blank)


def test_three_thousand_columns(anna, as_):
    line = ";".join(f"Spalte {number}" for number in range(3000))
    assert "3000 columns" in refused(as_(anna), f"{line}\n{line}\n")


def test_a_file_larger_than_is_taken(anna, as_, settings):
    settings.MAX_IMPORT_MB = 1
    assert "larger than 1 MB" in refused(as_(anna), "Titel\n" + "Halle\n" * 200_000)


# Rows


def test_a_nul_byte_in_a_row(anna, as_, bring):
    content = "Titel;Summe\n" + "".join(f"Halle {number} {'x' * 200};1\n" for number in range(9)) + "Da\0ch;2\nTor;3\n"
    run = bring(as_(anna), content)
    assert checked_and_written(as_(anna), run) == [(11, "The row holds a NUL byte.")]
    assert run.created == 10


def refused_again(browser, run):
    """Bring the file of the refused rows as it came, and return how many of its rows are refused."""
    check(browser, run)
    return run.checked["refused"]


def test_a_cell_of_five_megabytes(anna, as_, bring, monkeypatch):
    run = bring(as_(anna), f"Titel;Summe\nHalle;1\n{'x' * 5_000_000};2\nTor;3\n")
    post(as_(anna), run, "columns")
    work(run)
    post(as_(anna), run, "values")
    work(run)
    assert [(line, reason[:24]) for line, reason in problems_of(run)] == [(3, "The line is longer than ")]
    start(as_(anna), run)
    back = b"".join(as_(anna).get(f"/import/{run.public_id}/refused.csv").streaming_content)
    assert len(back) < 11_000
    assert b"xxx" in back
    assert refused_again(as_(anna), bring(as_(anna), back, name="refused.csv")) == 1
    assert sorted(Opportunity.objects.values_list("title", flat=True)) == ["Halle", "Tor"]


def test_a_cell_longer_than_a_cell_can_be(anna, as_, bring):
    run = bring(as_(anna), f'Titel;Beschreibung\nHalle;"{"x" * (LONGEST_CELL + 10)}"\nTor;kurz\n')
    (told,) = checked_and_written(as_(anna), run)
    assert told[0] == 2
    assert told[1].startswith(f"A cell is longer than {LONGEST_CELL} characters.")
    assert run.created == 1


def test_a_text_longer_than_its_field(anna, as_, bring):
    run = bring(as_(anna), f"Titel;Summe\n{'x' * 400};1\nTor;2\n")
    ((line, reason),) = checked_and_written(as_(anna), run)
    assert line == 2
    assert "400 characters" in reason


def test_ragged_rows(anna, as_, bring):
    run = bring(as_(anna), "Titel;Summe;Phase\nHalle;1;Angebot\nDach;2\nTor;3;Angebot;zu viel;mehr\nZaun;4;Angebot;;\n")
    assert checked_and_written(as_(anna), run) == [
        (3, "The row has 2 cells, the heading 3."),
        (4, "The row has 5 cells, the heading 3."),
    ]
    assert sorted(Opportunity.objects.values_list("title", flat=True)) == ["Halle", "Zaun"]


def test_only_a_header(anna, as_, bring):
    run = bring(as_(anna), "Titel;Summe\n")
    assert "no rows beneath the heading" in text_of(as_(anna).get(f"/import/{run.public_id}/file/"))
    check(as_(anna), run)
    page = text_of(as_(anna).get(f"/import/{run.public_id}/check/"))
    assert "no rows beneath the heading" in page
    assert "Import 0" not in page


def test_a_header_twice(anna, as_, bring):
    run = bring(as_(anna), "Titel;Summe\nHalle;1\nTitel;Summe\nTor;2\n")
    assert checked_and_written(as_(anna), run) == [(3, "The line repeats the heading.")]
    assert run.created == 2


def test_mixed_line_ends(anna, as_, bring):
    run = bring(as_(anna), "Titel;Summe\r\nHalle;1\nTor;2\rZaun;viel\r\n\r\nDach;4\n")
    ((line, _reason),) = checked_and_written(as_(anna), run)
    assert line == 4
    assert sorted(Opportunity.objects.values_list("title", flat=True)) == ["Dach", "Halle", "Tor"]


# Quotes


def test_unclosed_quotes_at_the_beginning(anna, as_):
    assert "line 2" in refused(as_(anna), 'Titel;Summe\n"Halle;1\nTor;2\n')


@pytest.mark.parametrize("rows", [10, 20_000])
def test_unclosed_quotes_further_down(anna, as_, bring, rows):
    lines = "".join(f"Halle {number};{number}\n" for number in range(10))
    run = bring(as_(anna), f'Titel;Summe\n{lines}"Offen;1\n' + "Tor;2 und noch etwas mehr\n" * rows)
    answer = post(as_(anna), run, "columns")
    page = text_of(as_(anna).get(answer["Location"]))
    assert "line 12" in page
    assert "never closed" in page
    answer = post(as_(anna), run, "file", quote="none")
    assert answer.status_code == 302, "Read without a quote sign, the file is one of rows."
    check(as_(anna), run)
    assert run.rows == 11 + rows


def test_text_behind_a_closing_quote(anna, as_, bring):
    run = bring(as_(anna), 'Titel;Summe\n"Halle"neu;1\n"Tor ""groß""";2\n')
    ((line, reason),) = checked_and_written(as_(anna), run)
    assert line == 2
    assert "closing quote sign" in reason
    refused_rows = b"".join(as_(anna).get(f"/import/{run.public_id}/refused.csv").streaming_content)
    assert refused_rows.splitlines()[1].endswith(b";Halleneu;1")
    assert Opportunity.objects.get().title == 'Tor "groß"'


# Imports that get in each other's way


def test_two_imports_of_the_same_file_at_once(anna, as_, bring):
    browser = as_(anna)
    first, second = (check(browser, bring(browser), all_contact="create") for _time in range(2))
    browser.post(f"/import/{first.public_id}/check/")
    answer = browser.post(f"/import/{second.public_id}/check/", follow=True)
    assert "is being imported at this moment" in text_of(answer)
    second.refresh_from_db()
    assert second.is_draft
    work(first)
    assert Opportunity.objects.count() == 3
    assert "The very same file was imported" in text_of(browser.get(f"/import/{second.public_id}/check/"))
    start(browser, second)
    assert second.state == "done"


def test_a_stopped_import_does_not_go_on_while_its_file_is_being_imported(anna, as_, bring):
    browser = as_(anna)
    first, second = (check(browser, bring(browser), all_contact="create") for _time in range(2))
    browser.post(f"/import/{first.public_id}/check/")
    first.refresh_from_db()
    first.job.cancel(by=anna)
    browser.post(f"/import/{second.public_id}/check/")
    answer = browser.post(f"/import/{first.public_id}/go-on/", follow=True)
    assert "is being imported at this moment" in text_of(answer)
    work(second)
    assert Opportunity.objects.count() == 3


def test_a_file_replaced_between_check_and_run(dora, as_, bring, django_capture_on_commit_callbacks):
    browser = as_(dora)
    run = check(browser, bring(browser, "Titel;Phase\nHalle;Frühphase\n"), all_stage="create")
    with run.file.storage.open(run.file.name, "wb") as stored:
        stored.write(b"Titel\nFremd\n")
    start(browser, run)
    assert not Opportunity.objects.exists()
    assert "not the one that was checked" in text_of(page := browser.get(f"/import/{run.public_id}/result/"))
    assert f"/import/{run.public_id}/discard/" in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(f"/import/{run.public_id}/discard/")
    assert not ImportRun.objects.exists()
    assert not Stage.objects.filter(name_de="Frühphase").exists(), "What its start made goes with it."


def test_what_has_written_rows_is_not_discarded_however_it_was_stopped(anna, as_, bring):
    browser = as_(anna)
    run = start(browser, check(browser, bring(browser), all_contact="create"))
    ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.RUNNING)
    answer = browser.post(f"/import/{run.public_id}/discard/", follow=True)
    assert "cannot be discarded any more" in text_of(answer)
    assert f"/import/{run.public_id}/discard/" not in answer.content.decode()
    assert ImportRun.objects.get().created == 3


# No room

MEGABYTE = 1 << 20


@contextlib.contextmanager
def no_file_larger_than(megabytes):
    """Let no file of this process grow beyond a size, be it the administrator's: a full disk, for what is written."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (megabytes * MEGABYTE, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def rows_of(megabytes):
    return "Titel;Beschreibung\n" + "".join(f"Halle {number};{'x' * 1000}\n" for number in range(megabytes * 1040))


def test_disk_full_while_a_file_arrives(anna, as_, tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "incoming"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    content = rows_of(13)
    with no_file_larger_than(12):
        assert "no room left on the disk" in refused(as_(anna), content)
    assert not list(settings.FILE_UPLOAD_TEMP_DIR.iterdir())


def test_disk_full_while_a_file_is_stored(anna, as_, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100 * MEGABYTE
    content = rows_of(13)
    with no_file_larger_than(12):
        assert "no room left on the disk" in refused(as_(anna), content)


@pytest.mark.parametrize("at_once", [10 * MEGABYTE, 1])
def test_disk_full_while_a_workbook_is_unpacked(anna, as_, bring, monkeypatch, at_once):
    monkeypatch.setattr("imports.unpacking.AT_ONCE", at_once)
    rows = "".join(f'<row r="{row}"><c t="s"><v>0</v></c></row>' for row in range(1, 140))
    book = workbook_of(rows, texts=f"<si><t>{'x' * 100_000}</t></si>").getvalue()
    with no_file_larger_than(12):
        if at_once > 1:
            assert "no room left on the disk" in refused(as_(anna), book, "gross.xlsx")
        else:
            run = work(bring(as_(anna), book, name="gross.xlsx"))
            assert "no room left on the disk" in run.job.message


@pytest.fixture
def full_database():
    """Return a context in which the database takes no more pages."""
    if connection.vendor != "sqlite":
        pytest.skip("Only SQLite lets anybody set how large a database may grow.")

    @contextlib.contextmanager
    def full():
        with connection.cursor() as cursor:
            pages = cursor.execute("PRAGMA page_count").fetchone()[0]
            most = cursor.execute("PRAGMA max_page_count").fetchone()[0]
            cursor.execute(f"PRAGMA max_page_count = {pages + 3}")
            try:
                yield
            finally:
                cursor.execute(f"PRAGMA max_page_count = {most}")

    return full


@pytest.mark.django_db(transaction=True)
def test_disk_full_while_rows_are_written(anna, as_, bring, full_database):
    content = io.StringIO()
    csv.writer(content).writerows([["Titel", "Beschreibung"], *([f"Halle {n}", "x" * 500] for n in range(300))])
    run = check(as_(anna), bring(as_(anna), content.getvalue()))
    with full_database():
        start(as_(anna), run)
    assert run.is_stopped
    assert not Opportunity.objects.exists()
    assert "no room left on the disk" in text_of(as_(anna).get(f"/import/{run.public_id}/result/"))
    as_(anna).post(f"/import/{run.public_id}/go-on/")
    work(run)
    assert (run.state, run.created, Opportunity.objects.count()) == ("done", 300, 300)
