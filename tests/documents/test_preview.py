"""Previews: made by a job from the content of a file, within limits; a file that cannot be shown does no harm."""

import io
import os
import struct
import zlib
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from documents import names, sweeping
from documents.models import Document, Preview, Version
from documents.models.preview import Reason, State
from documents.previews import child, limits, running
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


# What is made of a content. The child's own function, in this process: starting one for each would take a minute.


@pytest.fixture
def seen(tmp_path):
    """What the child answers about a file of this name and content, with the picture it leaves, or None."""

    def see(name, content):
        source, drawn = tmp_path / "source", tmp_path / "picture.webp"
        source.write_bytes(content)
        told = child.answer(tmp_path, {"path": str(source), "ending": names.ending(name)})
        return told, drawn.read_bytes() if drawn.exists() else None

    return see


def form_of(picture):
    image = Image.open(io.BytesIO(picture))
    return image.format, image.size


def test_a_picture_becomes_a_small_one_without_what_the_camera_told(seen):
    told, picture = seen("Lager.jpg", pictures.jpeg((800, 400), comment=b"Kanarienkommentar"))
    assert (told["pages"], form_of(picture)) == (1, ("WEBP", (160, 80)))
    assert b"Kanarien" not in picture


def test_a_picture_stands_upright(seen):
    assert form_of(seen("Hochkant.jpg", pictures.jpeg((800, 400), orientation=6))[1]) == ("WEBP", (80, 160))


def test_of_a_pdf_the_first_page_is_drawn_and_all_pages_are_read(seen):
    told, picture = seen("Vertrag.pdf", pictures.pdf(["Größe und Maße", "Kündigungsfrist"]))
    assert (told["pages"], form_of(picture)) == (2, ("WEBP", (160, 160)))
    assert {"groesse", "grosse", "kundigungsfrist", "kuendigungsfrist"} <= set(told["words"].split())


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
def test_the_text_of_a_file_is_kept_to_be_read_and_found(seen, name, content, word):
    told, _picture = seen(name, content)
    assert told["pages"] == 0
    assert word in told["words"].split()
    assert word in told["text"].casefold()


def test_an_office_file_s_own_picture_is_drawn_anew(seen):
    own = pictures.jpeg((256, 200), comment=b"Kanarienkommentar")
    _told, picture = seen("Angebot.docx", pictures.docx("x", thumbnail=own))
    assert form_of(picture) == ("WEBP", (160, 125))
    assert b"Kanarien" not in picture


def test_a_word_counts_once_and_a_long_text_is_cut(seen):
    told, _picture = seen("lang.txt", b"immer wieder\n" * 70_000)
    assert set(told["words"].split()) <= {"immer", "wieder", "im", "i", "w", "wi", "wie", "wied"}
    assert len(told["text"]) == limits.LONGEST_SHOWN


def test_the_content_counts_and_not_the_ending(seen):
    assert seen("Bild.dat", pictures.png((10, 10)))[0]["pages"] == 1


def test_a_page_as_large_as_a_field_is_drawn_small(seen):
    assert form_of(seen("Plan.pdf", pictures.pdf(["x"], side=14_400))[1]) == ("WEBP", (160, 160))


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
        ("Ton.mp3", b"ID3" + bytes(100), "nothing"),
    ],
)
def test_what_cannot_be_shown_says_why(seen, name, content, reason):
    told, picture = seen(name, content)
    assert (told["reason"], picture) == (reason, None)


# The child process: within limits, and the worker lives


def test_a_picture_is_kept_in_the_private_storage(previewed, disk):
    preview = previewed("Lager.jpg", pictures.jpeg((800, 400)))
    assert (preview.state, preview.pages, picture_of(preview)[1:]) == (State.READY, 1, ("WEBP", (160, 80)))
    assert str(preview.file) in disk()


def test_a_bomb_is_a_failed_preview_and_a_job_that_ended_well(previewed, disk):
    preview = previewed("Bombe.png", bomb(60_000, 60_000))
    assert (preview.state, preview.reason, preview.file.name) == (State.FAILED, Reason.TOO_LARGE, "")
    assert not Job.objects.exclude(state=Job.State.DONE).exists()
    assert len(disk()) == 1


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


def test_the_sweeper_knows_its_picture(previewed, disk):
    preview = previewed("a.png", pictures.png((10, 10)))
    previewed("a.txt", b"ohne Bild")
    assert not list(sweeping.rows_without_file())
    assert not list(sweeping.files_without_row(before=timezone.now() + timedelta(hours=1)))
    os.unlink(private_files().path(str(preview.file)))
    assert [lost.path for lost in sweeping.rows_without_file()] == [str(preview.file)]


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
