"""What is prepared for a run of the tests: once, however many ask for it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.prepared import _once


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.setenv("TEST_PREPARED_DIR", str(tmp_path))


def test_it_is_made_once_and_whole_for_all_who_ask():
    made = []

    def make(folder):
        made.append(folder)
        (folder / "note").write_text("whole", encoding="utf-8")

    with ThreadPoolExecutor(8) as pool:
        folders = list(pool.map(lambda _number: _once("site", make), range(8)))
    assert len(made) == 1
    assert {(folder / "note").read_text(encoding="utf-8") for folder in folders} == {"whole"}


def test_what_could_not_be_made_leaves_nothing_and_is_tried_again(tmp_path):
    def fail(folder):
        (folder / "half").touch()
        raise OSError("The disk is full.")

    with pytest.raises(OSError, match="full"):
        _once("site", fail)
    assert not list(tmp_path.iterdir())
    assert not list(_once("site", lambda folder: None).iterdir())
