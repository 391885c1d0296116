"""Previews: made by a job from the content of a file, within limits; a file that cannot be shown does no harm."""

import io
import os
import sys
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from documents import sweeping
from documents.models import Document, Preview, Version
from documents.models.preview import Reason, State
from documents.previews import limits, running
from documents.storage import private_files
from jobs.models import Job
from tests import make
from tests.documents import pictures

pytestmark = [pytest.mark.django_db, pytest.mark.long]


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


# The child process: within limits, and the worker lives


def test_a_picture_is_kept_in_the_private_storage(previewed, disk):
    preview = previewed("Lager.jpg", pictures.jpeg((800, 400)))
    assert (preview.state, preview.pages, picture_of(preview)[1:]) == (State.READY, 1, ("WEBP", (160, 80)))
    assert str(preview.file) in disk()


def test_a_bomb_is_a_failed_preview_and_a_job_that_ended_well(previewed, disk):
    preview = previewed("Bombe.png", pictures.png_bomb(60_000, 60_000))
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


def test_one_that_kills_its_worker_every_time_is_given_up_and_can_be_downloaded(
    opportunity, anna, work, as_, monkeypatch
):
    document = make.document(opportunity=opportunity, by=anna)
    monkeypatch.setattr(running, "look", lambda version: sys.exit("killed"))
    for _time in range(limits.TRIES):
        with pytest.raises(SystemExit):
            work()
        Job.objects.filter(state=Job.State.RUNNING).update(lease_until=timezone.now() - timedelta(minutes=5))
    work()
    assert document.current.preview.reason == Reason.GIVEN_UP
    shown = as_(anna).get(reverse("documents:view", args=[document.public_id])).content.decode()
    assert "making it broke off several times" in shown
    assert document.url in shown
    assert "being made" not in shown


def test_one_whose_job_was_lost_is_made_by_the_clock(opportunity, anna, work):
    document = make.document(opportunity=opportunity, by=anna)
    Job.objects.all().delete()
    begun = {"tries": 1, "tried_at": timezone.now() - timedelta(hours=2)}
    Preview.objects.create(version=document.current, **begun)
    work()
    assert Preview.objects.get().state == State.READY


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
