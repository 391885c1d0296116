"""The list page while an import runs: how long one client waits for it, before and meanwhile, and who takes how much.

Web server and worker are those of `manage.py serve`, on the database of the measurement. Reads /proc: Linux only.
"""

import http.client
import os
import secrets
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.test import Client

from tools.setup_steps import PYTHON, ROOT

PAGE = "/opportunities/"
REQUESTS, PAUSE = 60, 0.1
STARTS_WITHIN = 300


class Site:
    """A running site, as one client sees it."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, cookie: str) -> None:
        self.process, self.port, self.cookie = process, port, cookie
        self.peaks: dict[str, int] = {}
        self.nice = 0

    def ask(self) -> float:
        """Return how many milliseconds the list page takes. Raises OSError while nobody answers."""
        began = time.perf_counter()
        self.get(PAGE)
        return (time.perf_counter() - began) * 1000

    def get(self, address: str) -> bytes:
        """Return a page. Raises OSError while nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", address, headers={"Cookie": self.cookie, "Host": f"localhost:{self.port}"})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status != http.client.OK:
            sys.exit(f"{address} answers {answer.status}.")
        return body

    def median(self, goes_on: Callable[[int], bool]) -> float:
        """Return the median of the list page, asked for by one client as long as `goes_on(number of requests)`."""
        times: list[float] = []
        while goes_on(len(times)):
            times.append(self.ask())
            self._look_at_processes()
            time.sleep(PAUSE)
        return round(statistics.median(times), 1)

    def _look_at_processes(self) -> None:
        for pid, command in _below(self.process.pid):
            part = "worker" if command.split()[-1:] == ["work"] else "web" if "granian" in command else ""
            status = dict(line.split(":", 1) for line in _read(pid, "status").splitlines() if ":" in line)
            if part and "VmHWM" in status:
                peak = round(int(status["VmHWM"].split()[0]) / 1024)
                self.peaks[part] = max(peak, self.peaks.get(part, 0))
            if part == "worker" and (line := _read(pid, "stat")):
                self.nice = int(line.rpartition(")")[2].split()[16])


def _read(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text(encoding="utf-8")
    except OSError:  # it has ended
        return ""


def _below(parent: int) -> Iterator[tuple[int, str]]:
    """Return the processes below one, with their command lines."""
    for found in _read(parent, f"task/{parent}/children").split():
        yield int(found), _read(int(found), "cmdline").replace("\0", " ").strip()
        yield from _below(int(found))


@contextmanager
def serving(person: Any) -> Iterator[Site]:
    """Let web server and worker run, with `person` signed in, until the block ends."""
    browser = Client()
    browser.force_login(person)
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in browser.cookies.items())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(PYTHON), "manage.py", "serve", "--port", str(port)]
    administrator = {"USERNAME": "admin", "EMAIL": "admin@example.com", "PASSWORD": secrets.token_urlsafe(16)}
    environment = {**os.environ, "BASE_URL": f"http://localhost:{port}"}
    environment |= {f"ADMIN_{name}": value for name, value in administrator.items()}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    site = Site(process, port, cookie)
    try:
        _wait_for(site)
        yield site
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait_for(site: Site) -> None:
    ends_at = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            site.ask()
        except OSError:
            if site.process.poll() is not None or time.monotonic() > ends_at:
                sys.exit("The site did not start.")
            time.sleep(0.5)
        else:
            return


def page_while(site: Site, is_running: Callable[[], bool]) -> dict[str, Any]:
    """Return the median of the list page while something runs, and the peaks of memory of web and worker in MB."""
    busy = site.median(lambda asked: is_running())
    return {
        "page_busy_ms": busy,
        "web_mb": site.peaks.get("web", 0),
        "worker_mb": site.peaks.get("worker", 0),
        "worker_nice": site.nice,
    }


def idle(site: Site) -> float:
    """Return the median of the list page while nothing runs."""
    return site.median(lambda asked: asked < REQUESTS)
