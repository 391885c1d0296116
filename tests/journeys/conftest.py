"""Whole stories in a real browser, against the real thing: web server and worker as `manage.py serve` runs them."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from crm import processes
from tests import prepared
from tools.browser import find_browser

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "demo-demo"
READY_WITHIN = 120


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)


class House:
    """The running product with a small demo in it: its address, and the folder of its data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(prepared.demo(), folder, dirs_exist_ok=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "BASE_URL"}},
            "DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "crm.settings",
            "TIME_ZONE": "Europe/Berlin",
            "LANGUAGE_CODE": "de",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start web server and worker, and wait until they serve."""
        serve = [sys.executable, "manage.py", "serve", "--demo", "--port", str(self.port)]
        log = (self.folder / "serve.log").open("wb")
        apart = {"creationflags": processes.NEW_GROUP_ON_WINDOWS}
        self.process = subprocess.Popen(serve, cwd=ROOT, env=self.environment, stdout=log, stderr=log, **apart)
        until = time.monotonic() + READY_WITHIN
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.address}/healthz", timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        # Nobody stops later what has not started in time.
        self.process.kill()
        raise RuntimeError(
            "The server did not start:\n" + (self.folder / "serve.log").read_text(encoding="utf-8", errors="replace")
        )

    def stop(self) -> None:
        """Stop both, as Ctrl-C does."""
        if self.process is not None:
            self.process.send_signal(processes.CTRL_C)
            self.process.wait(timeout=30)

    def shell(self, code: str) -> str:
        """Run code as `manage.py shell` does, on this house's data; return what it prints."""
        command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", code]
        told = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, encoding="utf-8")
        assert told.returncode == 0, told.stderr
        return told.stdout

    def mails(self, *words: str) -> list[str]:
        """Return the mails that went out and hold all these words."""
        texts = [path.read_text(encoding="utf-8", errors="replace") for path in (self.folder / "mails").glob("*")]
        return [text for text in texts if all(word in text for word in words)]


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The product with a small demo in it, running."""
    running = House(tmp_path_factory.mktemp("house"))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium or Chrome that is installed here."""
    path = find_browser()
    if path is None:
        pytest.fail("No Chromium or Chrome was found: install one, or name it in CHROMIUM.")
    quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=path, args=quiet)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def signed_in_before() -> dict[tuple[str, str, bool], list[Any]]:
    """The cookies of whoever has signed in, by house, person and whether there is script."""
    return {}


@pytest.fixture
def sign_in(
    house: House, browser: Browser, signed_in_before: dict[tuple[str, str, bool], list[Any]]
) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a browser of one's own, in German, and signs a person in.

    The form is filled in the first time, and again where the session has ended; else the person is known by the cookie.
    """
    contexts: list[BrowserContext] = []

    def signed_in(username: str, *, javascript: bool = True, language: str = "de-DE", width: int = 1280) -> Page:
        context = browser.new_context(
            base_url=house.address,
            locale=language,
            timezone_id="Europe/Berlin",
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        cookies = signed_in_before.setdefault((house.address, username, javascript), [])
        context.add_cookies(cookies)
        page = context.new_page()
        page.goto("/")
        if page.locator("[name=login]").is_visible():
            page.locator("[name=login]").fill(username)
            page.locator("[name=password]").fill(PASSWORD)
            page.locator("main button[type=submit]").click()
            page.wait_for_url("**/opportunities/**")
            cookies[:] = context.cookies()
        page.wait_for_url("**/opportunities/**")
        return page

    yield signed_in
    for context in contexts:
        context.close()
