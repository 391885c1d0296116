"""The disk and the worker of the tests of documents."""

from pathlib import Path

import pytest
from django.db import transaction
from django.utils import translation

from documents.storage import PrivateFiles, private_files
from jobs.worker import Worker


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def disk(tmp_path, monkeypatch):
    """An empty folder for the files of one test; calling it lists the files there."""
    storage = private_files()
    assert isinstance(storage, PrivateFiles)
    monkeypatch.setattr(storage, "_location", str(tmp_path))
    for cached in ("base_location", "location"):
        storage.__dict__.pop(cached, None)
    yield lambda: sorted(str(path.relative_to(tmp_path)) for path in Path(tmp_path).rglob("*") if path.is_file())
    for cached in ("base_location", "location"):
        storage.__dict__.pop(cached, None)


@pytest.fixture
def work():
    """Do what waits for a worker."""
    return lambda: Worker().drain()


class Undone(Exception):
    """Raised to roll a transaction back."""


@pytest.fixture
def rolled_back():
    """Do something in a transaction that is rolled back at its end."""

    def undo(do):
        with transaction.atomic():
            do()
            raise Undone

    def doing(do):
        with pytest.raises(Undone):
            undo(do)

    return doing
