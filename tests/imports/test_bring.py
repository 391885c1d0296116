"""A file is looked at before it is kept."""

from pathlib import Path

import pytest
from django.conf import settings as site
from django.test import Client

from imports.models import ImportRun
from tests.imports.conftest import OPPORTUNITIES, check, errors_in, post, start, text_of, upload

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def test_it_keeps_the_file_and_shows_how_it_is_read(anna, as_, bring):
    run = bring(as_(anna), OPPORTUNITIES.encode("cp1252"), name="größe.csv")
    assert (run.owner, run.original_name, run.size) == (anna, "größe.csv", len(OPPORTUNITIES))
    assert (run.dialect["encoding"], run.dialect["delimiter"], run.dialect["header"]) == ("cp1252", ";", True)
    assert run.file.read() == OPPORTUNITIES.encode("cp1252")
    assert "größe" not in run.file.name
    page = text_of(as_(anna).get(f"/import/{run.public_id}/file/"))
    assert "12.500,50" in page
    assert "Geschätzte Fälligkeit" in page


def test_it_can_be_read_in_another_way(anna, as_, bring):
    run = bring(as_(anna), "Title,Sum\nHall,5\n")
    answer = post(as_(anna), run, "file", delimiter=";", header="", look="1")
    assert answer["Location"] == f"/import/{run.public_id}/file/"
    assert run.column_names == ["Column A"]
    assert [column["samples"] for column in run.columns] == [["Title,Sum", "Hall,5"]]


def test_another_encoding_that_cannot_be_is_told_and_changes_nothing(anna, as_, bring):
    run = bring(as_(anna), "Titel;Text\nMüller;ß\n".encode("cp1252"))
    before = run.dialect
    answer = post(as_(anna), run, "file", encoding="utf-8")
    assert answer.status_code == 422
    assert "encoding" in text_of(answer) or "rows" in text_of(answer)
    assert run.dialect == before


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "PNG"),
        (b"PK\x03\x04zip", "damaged"),
        (b"a;b\n\0\0\0\0", "NUL"),
        (b'Titel;Summe\n"1;2\n3;4\n', "never closed"),
        (b";".join([b"x"] * 3000), "3000 columns"),
        (b"x" * 2_000_000, "longer than"),
    ],
    ids=["zero bytes", "blank", "picture", "workbook", "nul", "quote", "columns", "giant"],
)
def test_what_is_no_table_is_refused_with_a_sentence_and_not_kept(anna, as_, content, word):
    answer = as_(anna).post("/import/opportunities/", {"file": upload(content)})
    assert answer.status_code == 422
    assert word in str(errors_in(answer)["file"])
    assert not ImportRun.objects.exists()


def test_no_file_is_the_fields_error(anna, as_):
    answer = as_(anna).post("/import/opportunities/", {"form_key": "x"})
    assert answer.status_code == 422
    assert "file" in errors_in(answer)


def test_a_file_that_is_too_large_is_refused(anna, as_, settings):
    settings.MAX_IMPORT_MB = 1
    answer = as_(anna).post("/import/opportunities/", {"file": upload(b"a;b\n" * 300_000)})
    assert "1 MB" in str(errors_in(answer)["file"])


@pytest.mark.parametrize("in_memory", [2_621_440, 1000], ids=["in memory", "on the disk"])
def test_it_is_dropped_on_its_way_and_nothing_is_kept(anna, as_, settings, in_memory):
    settings.MAX_IMPORT_MB, settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1, in_memory
    incoming = set(Path(site.FILE_UPLOAD_TEMP_DIR).iterdir())
    answer = as_(anna).post("/import/opportunities/", {"file": upload(b"a;b\n" * 300_000)})
    assert answer.status_code == 422
    assert errors_in(answer) == {"file": ["The file is larger than 1 MB. Divide it into smaller ones."]}
    assert not answer.wsgi_request.FILES
    assert not ImportRun.objects.exists()
    assert set(Path(site.FILE_UPLOAD_TEMP_DIR).iterdir()) == incoming


def test_far_too_much_is_not_even_read(anna, as_):
    browser = as_(anna)
    answer = browser.post("/import/opportunities/", {}, CONTENT_LENGTH="999999999999")
    assert (answer.status_code, answer["Location"]) == (303, "/import/opportunities/")
    assert "That is more than can be uploaded at once." in text_of(browser.get(answer["Location"]))


def test_one_sent_from_elsewhere_is_refused(anna):
    client = Client(enforce_csrf_checks=True)
    client.force_login(anna)
    assert client.post("/import/opportunities/", {"file": upload(OPPORTUNITIES)}).status_code == 403
    assert not ImportRun.objects.exists()


def test_repaired_rows_that_are_too_large_are_refused_where_they_came_from(anna, as_, bring, settings):
    done = start(as_(anna), check(as_(anna), bring(as_(anna)), all_contact="create"))
    settings.MAX_IMPORT_MB = 1
    address = f"/import/{done.public_id}/continue/"
    answer = as_(anna).post(address, {"file": upload(b"a;b\n" * 300_000)}, follow=True)
    assert answer.redirect_chain == [(f"/import/{done.public_id}/result/", 302)]
    assert "The file is larger than 1 MB." in text_of(answer)
    far = as_(anna).post(address, {}, CONTENT_LENGTH="999999999999")
    assert (far.status_code, far["Location"]) == (303, f"/import/{done.public_id}/result/")
    assert ImportRun.objects.get() == done


def test_a_form_posted_twice_makes_one_import(anna, as_):
    browser = as_(anna)
    answers = [
        browser.post("/import/opportunities/", {"file": upload(OPPORTUNITIES), "form_key": "k" * 32}) for _ in range(2)
    ]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert ImportRun.objects.count() == 1


def test_only_a_heading_is_told(anna, as_, bring):
    run = bring(as_(anna), "Titel;Summe\n")
    assert "no rows" in text_of(as_(anna).get(f"/import/{run.public_id}/file/"))


def test_an_unknown_target_is_not_found(anna, as_):
    assert as_(anna).get("/import/invoices/").status_code == 404


def test_the_sample_file_holds_all_headings_in_ones_language(anna, as_):
    german = as_(anna, **{"accept-language": "de"}).get("/import/opportunities/sample.csv").content.decode("utf-8-sig")
    assert german.startswith("Titel;Kontakt;")
    assert as_(anna).get("/import/contacts/sample.csv").content.decode("utf-8-sig").count(",") > 10


def test_a_draft_is_discarded_with_its_file(anna, as_, bring, django_capture_on_commit_callbacks):
    run = bring(as_(anna))
    storage, name = run.file.storage, run.file.name
    with django_capture_on_commit_callbacks(execute=True):
        assert as_(anna).post(f"/import/{run.public_id}/discard/").status_code == 302
    assert not ImportRun.objects.exists()
    assert not storage.exists(name)
