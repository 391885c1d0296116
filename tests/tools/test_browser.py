"""Which of the browsers that are installed the journeys drive."""

import os

import pytest

from tools.browser import find_browser

pytestmark = pytest.mark.skipif(os.name != "posix", reason="makes programs as POSIX knows them")


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Return a function that installs an empty program of a name, where nothing else is installed."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)

    def install(name):
        program = tmp_path / name
        program.touch(mode=0o755)
        return str(program)

    return install


def test_the_one_without_windows_is_taken_before_all_others(installed):
    chromium = installed("chromium")
    assert find_browser() == chromium
    shell = installed("chromium-headless-shell")
    assert find_browser() == shell


def test_one_that_is_named_is_taken_before_any(installed, monkeypatch):
    installed("chromium-headless-shell")
    monkeypatch.setenv("CHROMIUM", "chromium")
    assert find_browser() is None
    assert installed("chromium") == find_browser()
