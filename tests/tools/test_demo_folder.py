"""`bin/demo --fresh` throws away the demo's data and nothing else."""

import sqlite3
from contextlib import closing

import pytest

from tools import demo_folder


@pytest.fixture
def data_dir(tmp_path, monkeypatch):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / "files").mkdir()
    for name in ("crm.sqlite3", "crm.sqlite3-wal", "files/offer.pdf", "secret-key", "letter.txt"):
        (tmp_path / name).write_text("kept", encoding="utf-8")
    return tmp_path


def test_the_demos_data_goes_and_the_rest_stays(data_dir):
    (data_dir / demo_folder.MARK).write_text("", encoding="utf-8")
    demo_folder.empty()
    assert sorted(path.name for path in data_dir.iterdir()) == ["letter.txt", "secret-key", demo_folder.MARK]


def test_a_demo_that_runs_keeps_its_data(data_dir):
    """An idle connection, as a server has it between two requests."""
    (data_dir / demo_folder.MARK).write_text("", encoding="utf-8")
    for name in ("crm.sqlite3", "crm.sqlite3-wal"):
        (data_dir / name).unlink()
    with closing(sqlite3.connect(data_dir / "crm.sqlite3")) as server:
        server.execute("PRAGMA journal_mode=WAL")
        server.execute("CREATE TABLE sales (title)")
        with pytest.raises(SystemExit, match="is running: stop it"):
            demo_folder.empty()
        assert (data_dir / "files" / "offer.pdf").exists()
    demo_folder.empty()
    assert not (data_dir / "crm.sqlite3").exists()


def test_data_that_the_demo_did_not_make_stays(data_dir):
    with pytest.raises(SystemExit, match="the demo did not make"):
        demo_folder.empty()
    assert (data_dir / "crm.sqlite3").read_text(encoding="utf-8") == "kept"
    assert (data_dir / "files" / "offer.pdf").exists()


def test_another_database_is_not_touched(data_dir, monkeypatch):
    (data_dir / demo_folder.MARK).write_text("", encoding="utf-8")
    monkeypatch.setenv("DATABASE_URL", "postgresql://localhost/crm")
    with pytest.raises(SystemExit, match="DATABASE_URL"):
        demo_folder.empty()
    assert (data_dir / "crm.sqlite3").exists()


def test_an_empty_folder_is_fine(tmp_path, monkeypatch):
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "not-there"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    demo_folder.empty()


def test_the_mark_is_the_one_that_serve_puts_there():
    from crm.management.commands import serve  # noqa: PLC0415 - tools import nothing of the house

    assert serve.DEMO_MARK == demo_folder.MARK
