"""Disk against database, after a crash."""

import os
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from documents.storage import private_files
from tests import make

pytestmark = pytest.mark.django_db


def sweep(*options):
    out = StringIO()
    call_command("sweep_files", *options, stdout=out)
    return out.getvalue()


def age(path, hours=2):
    full = Path(private_files().path(path))
    then = time.time() - hours * 3600
    os.utime(full, (then, then))


@pytest.fixture
def orphan(opportunity, anna, disk, rolled_back):
    """A file whose transaction was rolled back."""
    rolled_back(lambda: make.document(opportunity=opportunity, by=anna))
    (path,) = disk()
    age(path)
    return path


def test_all_is_well(opportunity, anna, disk):
    make.document(opportunity=opportunity, by=anna)
    assert "0 rows without a file, 0 files without a row" in sweep()


def test_an_empty_house_is_well(disk):
    assert "0 rows without a file, 0 files without a row" in sweep()


def test_a_file_without_a_row_is_reported_and_stays(orphan, disk):
    assert f"without row: {orphan}" in sweep()
    assert disk() == [orphan]


def test_a_file_without_a_row_is_removed_when_asked(orphan, opportunity, anna, disk):
    document = make.document(opportunity=opportunity, by=anna)
    age(str(document.current.file))
    assert f"removed: {orphan}" in sweep("--remove")
    assert disk() == [str(document.current.file)]


def test_a_young_file_may_be_on_its_way(orphan, disk):
    age(orphan, hours=0)
    assert "0 files without a row" in sweep("--remove")
    assert disk() == [orphan]
    assert "1 files without a row" in sweep("--remove", "--minutes", "0")


def test_a_part_file_of_a_crash_is_found(disk):
    part = Path(private_files().path("ab/abcdef.part"))
    part.parent.mkdir(parents=True)
    part.write_bytes(b"half")
    age("ab/abcdef.part")
    sweep("--remove")
    assert disk() == []


def test_what_a_kill_left_of_uploads_and_previews_is_found(disk, settings, tmp_path_factory):
    incoming = settings.FILE_UPLOAD_TEMP_DIR = tmp_path_factory.mktemp("incoming")
    (incoming / "left.upload").write_bytes(b"half")
    (incoming / "preview-left").mkdir()
    (incoming / "preview-left" / "picture.webp").write_bytes(b"half")
    assert "0 unfinished uploads" in sweep()  # they may be on their way
    reported = sweep("--minutes", "0")
    assert "unfinished upload: left.upload" in reported
    assert "unfinished upload: preview-left" in reported
    assert "2 unfinished uploads removed." in sweep("--remove", "--minutes", "0")
    assert list(incoming.iterdir()) == []


def test_a_row_without_its_file_is_reported_and_stays(opportunity, anna, disk):
    document = make.document(opportunity=opportunity, by=anna)
    private_files().delete(str(document.current.file))
    assert f"without file: documents.Version {document.current.pk}" in sweep("--remove")
    assert document.versions.count() == 1
