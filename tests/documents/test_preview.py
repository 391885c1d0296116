"""Previews: made by a job from the content of a file, within limits; a file that cannot be shown does no harm."""

import io
import os
import struct
import zlib

import pytest
from django.urls import reverse
from PIL import Image

from documents.models import Document, Preview, Version
from documents.models.preview import Reason, State
from documents.previews import limits, running
from documents.storage import private_files
from jobs.models import Job
from tests import make
from tests.documents import pictures

pytestmark = pytest.mark.django_db


@pytest.fixture
def previewed(opportunity, anna, disk, work):
    """The preview of a file of this name and content, made by the worker."""

    def see(name, content):
        document = make.document(opportunity=opportunity, by=anna, file=make.upload(name, content))
        work()
        return Preview.objects.get(version=document.current)

    return see


def picture_of(preview):
    with preview.file.open("rb") as file:
        content = file.read()
    image = Image.open(io.BytesIO(content))
    return content, image.format, image.size


# What is made


def test_a_picture_becomes_a_small_one_without_what_the_camera_told(previewed):
    preview = previewed("Lager.jpg", pictures.jpeg((800, 400), comment=b"Kanarienkommentar"))
    content, form, size = picture_of(preview)
    assert (preview.state, preview.pages, form, size) == (State.READY, 1, "WEBP", (160, 80))
    assert b"Kanarien" not in content


def test_a_picture_stands_upright(previewed):
    assert picture_of(previewed("Hochkant.jpg", pictures.jpeg((800, 400), orientation=6)))[2] == (80, 160)


def test_of_a_pdf_the_first_page_is_drawn_and_all_pages_are_read(previewed):
    preview = previewed("Vertrag.pdf", pictures.pdf(["Größe und Maße", "Kündigungsfrist"]))
    assert (preview.state, preview.pages) == (State.READY, 2)
    assert picture_of(preview)[1] == "WEBP"
    assert {"groesse", "grosse", "kundigungsfrist", "kuendigungsfrist"} <= set(preview.words.split())


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("Angebot.docx", pictures.docx("Liefertermin im Mai"), "liefertermin"),
        ("Preise.xlsx", pictures.xlsx([["Schraube", 12.5]]), "schraube"),
        ("Folien.pptx", pictures.pptx("Umsatzziele"), "umsatzziele"),
        ("Notiz.txt", b"Rueckruf", "rueckruf"),
        ("Alt.csv", "Straße;Ort".encode("cp1252"), "strasse;ort"),
    ],
)
def test_the_text_of_a_file_is_kept_to_be_read_and_found(previewed, name, content, word):
    preview = previewed(name, content)
    assert (preview.state, preview.pages) == (State.READY, 0)
    assert word in preview.words.split()
    assert preview.text


def test_an_office_file_s_own_picture_is_drawn_anew(previewed):
    own = pictures.jpeg((256, 200), comment=b"Kanarienkommentar")
    content, form, size = picture_of(previewed("Angebot.docx", pictures.docx("x", thumbnail=own)))
    assert (form, size) == ("WEBP", (160, 125))
    assert b"Kanarien" not in content


def test_a_word_counts_once_and_a_long_text_is_cut(previewed):
    preview = previewed("lang.txt", b"immer wieder " * 70_000)
    assert preview.words == "immer wieder"
    assert len(preview.text) == limits.LONGEST_SHOWN


def test_nothing_is_made_of_what_is_no_picture_and_no_text(previewed):
    preview = previewed("Ton.mp3", b"ID3" + bytes(100))
    assert (preview.state, preview.reason, preview.file.name) == (State.NONE, "", "")


def test_the_content_counts_and_not_the_ending(previewed):
    assert previewed("Bild.dat", pictures.png((10, 10))).pages == 1


# Hostile and broken files: a reason, and the worker lives


def bomb(width, height):
    """A PNG of a few bytes whose header promises more pixels than any memory holds."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("Bombe.png", bomb(60_000, 60_000), Reason.TOO_LARGE),
        ("Streifen.png", bomb(2_000_000_000, 1), Reason.TOO_LARGE),
        ("Abgeschnitten.png", pictures.png((100, 100))[:60], Reason.DAMAGED),
        ("Kaputt.pdf", b"%PDF-1.7\n" + bytes(200), Reason.DAMAGED),
        ("Geheim.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Reason.PROTECTED),
        ("Kaputt.docx", b"PK\x03\x04" + bytes(600), Reason.UNREADABLE),
        ("Bombe.docx", pictures.docx("x", bomb=True), Reason.UNREADABLE),
    ],
)
def test_what_cannot_be_shown_says_why(previewed, disk, name, content, reason):
    preview = previewed(name, content)
    assert (preview.state, preview.reason, preview.file.name, preview.words) == (State.FAILED, reason, "", "")
    assert not Job.objects.exclude(state=Job.State.DONE).exists()
    assert len(disk()) == 1


def test_a_page_as_large_as_a_field_is_drawn_small(previewed):
    assert max(picture_of(previewed("Plan.pdf", pictures.pdf(["x"], side=14_400)))[2]) == 160


def test_a_pdf_that_draws_without_end_is_stopped(previewed, monkeypatch):
    monkeypatch.setattr(limits, "SECONDS", 1)
    preview = previewed("Endlos.pdf", pictures.endless_pdf())
    assert (preview.state, preview.reason) == (State.FAILED, Reason.TOO_LONG)


def test_a_file_over_the_limit_is_not_opened(previewed, monkeypatch):
    monkeypatch.setattr(limits, "LARGEST_FILE", 10)
    assert previewed("gross.txt", b"elf Zeichen").reason == Reason.TOO_LARGE


def test_a_missing_file_is_told(opportunity, anna, disk, work):
    document = make.document(opportunity=opportunity, by=anna)
    os.unlink(private_files().path(str(document.current.file)))
    work()
    assert document.current.preview.reason == Reason.MISSING


def test_the_child_gets_no_secret_of_ours(previewed, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "kanarienschluessel")
    started = {}
    run = running.subprocess.run

    def look(command, **options):
        started.update(options["env"])
        return run(command, **options)

    monkeypatch.setattr(running.subprocess, "run", look)
    assert previewed("a.txt", b"x").state == State.READY
    assert set(started) <= {*running.PASSED_ON, "PYTHONUTF8"}


# When it is made, and when it goes


def test_it_is_asked_for_with_the_version_and_not_without(opportunity, anna, disk, work, rolled_back):
    rolled_back(lambda: make.document(opportunity=opportunity, by=anna))
    assert not Job.objects.filter(kind="documents.preview").exists()
    document = make.document(opportunity=opportunity, by=anna)
    document.add_version(make.upload(content=b"zweite Fassung"), by=anna)
    work()
    assert [preview.words for preview in Preview.objects.all()] == ["zweite fassung"]


def test_what_was_there_before_gets_one_by_the_clock(opportunity, anna, disk, work):
    document = make.document(opportunity=opportunity, by=anna)
    Job.objects.all().delete()
    work()
    assert document.current.preview.state == State.READY


def test_making_it_twice_does_nothing(previewed, disk, work):
    preview = previewed("a.png", pictures.png((10, 10)))
    before = disk()
    Job.objects.filter(kind="documents.preview").update(state=Job.State.WAITING)
    work()
    assert disk() == before
    assert Preview.objects.get().made_at == preview.made_at


def test_a_document_that_is_deleted_meanwhile_leaves_no_picture(opportunity, anna, disk, work, monkeypatch):
    document = make.document(opportunity=opportunity, by=anna, file=make.upload("a.png", pictures.png((10, 10))))
    look = running.look

    def slow(version):
        found = look(version)
        document.remove(by=anna)
        return found

    monkeypatch.setattr(running, "look", slow)
    work()
    assert not Preview.objects.exists()
    assert disk() == []


def test_its_picture_goes_from_the_disk_with_the_document(previewed, anna, disk, work):
    preview = previewed("a.png", pictures.png((10, 10)))
    assert len(disk()) == 2
    preview.version.document.remove(by=anna)
    assert len(disk()) == 2
    work()
    assert disk() == []
    assert not Version.objects.exists()


# Finding


def test_it_is_found_by_name_and_text_together(previewed):
    document = previewed("Angebot Müller.txt", b"Liefertermin im Mai").version.document
    assert list(Document.objects.search("mueller liefer")) == [document]
    assert not Document.objects.search("mueller juni").exists()


def test_only_the_newest_version_is_searched(previewed, anna, work):
    document = previewed("a.txt", b"alte Fassung").version.document
    document.add_version(make.upload("a.txt", b"neuer Stand"), by=anna)
    work()
    assert not Document.objects.search("alte").exists()
    assert list(Document.objects.search("neuer stand")) == [document]


def test_the_search_of_the_shelf_and_of_the_top_bar_find_the_text(previewed, opportunity, anna, as_):
    previewed("a.txt", b"Liefertermin im Mai")
    previewed("b.txt", b"ganz anderes")
    shelf = as_(anna).get(reverse("documents:of_opportunity", args=[opportunity.public_id]), {"q": "liefertermin"})
    assert [document.name for document in shelf.context["shelf"].documents.rows] == ["a.txt"]
    assert b"a.txt" in as_(anna).get(reverse("crm:search"), {"q": "liefertermin"}).content
    nothing = as_(anna).get(reverse("documents:of_opportunity", args=[opportunity.public_id]), {"q": "<b>kanarie"})
    assert "Nothing was found for “&lt;b&gt;kanarie”" in nothing.content.decode()


def test_an_outsider_finds_no_text(restricted, anna, otto, as_, disk, work):
    make.document(opportunity=restricted, by=anna, file=make.upload("a.txt", b"kanarienwort"))
    work()
    assert b"a.txt" in as_(anna).get(reverse("crm:search"), {"q": "kanarienwort"}).content
    assert b"a.txt" not in as_(otto).get(reverse("crm:search"), {"q": "kanarienwort"}).content
