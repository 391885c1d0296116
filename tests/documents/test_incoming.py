"""Where uploads lie while they come in, and what becomes of those whose web server was killed."""

import os
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile

import jobs
from documents import incoming
from jobs import registry


@pytest.fixture
def folder():
    return Path(settings.FILE_UPLOAD_TEMP_DIR)


def test_an_upload_comes_in_below_the_folder_of_all_data(folder):
    assert Path(settings.DATA_DIR) in folder.parents
    with TemporaryUploadedFile("Angebot.pdf", "application/pdf", 3, None) as upload:
        assert Path(upload.temporary_file_path()).parent == folder


def test_the_folder_is_its_owners_alone(folder):
    assert os.name == "nt" or folder.stat().st_mode & 0o077 == 0


def test_what_is_left_of_a_killed_request_is_removed_after_a_day(folder):
    left, coming = folder / "left.upload", folder / "coming.upload"
    for path, hours in ((coming, 23), (left, 25)):
        path.write_bytes(b"half")
        then = time.time() - hours * 3600
        os.utime(path, (then, then))
    drawn = folder / "preview-killed"
    drawn.mkdir()
    (drawn / "source").write_bytes(b"half")
    os.utime(drawn, (then, then))
    assert registry.handler("documents.incoming") is incoming.clear
    assert "documents.incoming" in registry.intervals()
    assert incoming.clear(None) is jobs.DONE
    assert [path for path in (left, coming, drawn) if path.exists()] == [coming]
    coming.unlink()
