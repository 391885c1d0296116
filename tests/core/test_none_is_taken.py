"""A file that no view asked for is not kept, not even while its request is read."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from core.room import TemporaryFiles
from tests import make

pytestmark = pytest.mark.django_db
LARGE = b"x" * 4_000_000


@pytest.fixture
def written(monkeypatch):
    """Names of the files that were written to the disk while a request came in."""
    names = []
    monkeypatch.setattr(TemporaryFiles, "new_file", lambda _handler, _field, name, *_more: names.append(name))
    return names


def test_nobody_fills_the_disk_by_the_page_for_signing_in(written):
    browser = Client(enforce_csrf_checks=True)
    browser.get("/accounts/login/")
    typed = {"csrfmiddlewaretoken": browser.cookies["csrftoken"].value, "login": "x", "password": "y"}
    answer = browser.post("/accounts/login/", {"more": make.upload(content=LARGE)} | typed)
    assert answer.status_code == 400
    assert written == list(Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*.upload*")) == []


@pytest.mark.parametrize("path", ["/accounts/logout/", "/opportunities/new/", "/search/"])
def test_a_page_that_takes_no_files_reads_none(anna, as_, written, path):
    assert as_(anna).post(path, {"file": make.upload(content=LARGE)}).status_code != 200
    assert written == []
