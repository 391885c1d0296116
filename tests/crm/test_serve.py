"""`manage.py serve`: the process tree, from the first start to the last signal."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import prepared
from tests.prepared import environment

ROOT = Path(__file__).resolve().parents[2]
FIRST = {"ADMIN_USERNAME": "chef", "ADMIN_EMAIL": "chef@example.com", "ADMIN_PASSWORD": "quite-a-good-one-42"}

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="sends POSIX signals"),
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(data_dir: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A start that is refused, so that it ends by itself."""
    return subprocess.run(
        [sys.executable, "manage.py", "serve", *arguments],
        cwd=ROOT,
        env=environment(data_dir, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=180,
    )


class Site:
    """A running site."""

    def __init__(self, data_dir: Path) -> None:
        self.port = free_port()
        self.log = data_dir.parent / "log"
        command = [sys.executable, "manage.py", "serve", "--port", str(self.port)]
        with self.log.open("w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment(data_dir, **FIRST), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def answers(self) -> bool:
        with contextlib.suppress(OSError):
            return urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2).status == 200
        return False

    def children(self) -> dict[str, int]:
        """Process ids by what they run."""
        listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid=,args="], capture_output=True, encoding="utf-8").stdout
        rows = [line.split(None, 2) for line in listed.splitlines()]
        return {
            "web server" if "granian" in arguments else "worker": int(pid)
            for pid, parent, arguments in rows
            if int(parent) == self.process.pid
        }


def wait_for(happened: Callable[[], bool], seconds: float = 120) -> None:
    give_up = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < give_up, "it did not happen in time"
        time.sleep(0.1)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    shutil.copytree(prepared.first_start()[0], tmp_path / "data")
    running = Site(tmp_path / "data")
    try:
        wait_for(lambda: "The CRM is at" in running.said or running.process.poll() is not None)
        assert running.process.poll() is None, running.said
        yield running
    finally:
        running.process.kill()
        running.process.wait()


def exists(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


@pytest.mark.long
def test_it_serves_starts_a_dead_worker_again_and_stops_cleanly(site):
    assert f"http://localhost:{site.port}" in site.said
    assert site.answers()
    first = site.children()
    assert set(first) == {"web server", "worker"}

    os.kill(first["worker"], signal.SIGKILL)
    wait_for(lambda: site.children().get("worker", first["worker"]) != first["worker"])
    assert "The worker ended (exit code -9); starting it again" in site.said
    assert site.children()["web server"] == first["web server"]

    children = site.children()
    site.process.send_signal(signal.SIGINT)
    assert site.process.wait(timeout=30) == 0
    assert not any(map(exists, children.values()))
    assert not site.answers()


@pytest.mark.long
def test_its_children_end_with_it_even_when_it_is_killed(site):
    children = site.children()
    site.process.kill()
    wait_for(lambda: not any(map(exists, children.values())), seconds=30)
    assert not site.answers()


def test_a_taken_port_is_one_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        refused = serve(tmp_path / "data", "--port", port)
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"CommandError: Cannot listen on 127.0.0.1:{port}")
    assert len(refused.stderr.strip().splitlines()) == 1


@pytest.mark.long
def test_without_an_administrator_and_a_terminal_it_says_what_to_set():
    _folder, code, errors = prepared.first_start()
    assert code == 1
    assert "ADMIN_USERNAME, ADMIN_EMAIL, ADMIN_PASSWORD" in errors


def test_the_demo_never_becomes_a_real_site(tmp_path):
    (tmp_path / "this-is-the-demo.txt").write_text("", encoding="utf-8")
    refused = serve(tmp_path, "--port", str(free_port()))
    assert refused.returncode == 1
    assert "holds the demo, whose passwords are published" in refused.stderr


@pytest.mark.parametrize(
    "address", ["sqlite:////etc/passwd", "postgresql://crm:geheim@127.0.0.1:1/crm?connect_timeout=2"]
)
def test_a_database_that_cannot_be_used_is_one_sentence_that_names_the_setting(tmp_path, address):
    refused = serve(tmp_path / "data", "--port", str(free_port()), DATABASE_URL=address)
    assert refused.returncode == 1
    assert refused.stderr.startswith("CommandError: DATABASE_URL names a database that cannot be used")
    assert len(refused.stderr.strip().splitlines()) == 1
    assert "geheim" not in refused.stderr


@pytest.mark.long
def test_ctrl_c_while_it_prepares_itself_ends_it_without_a_traceback(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--demo", "--port", str(free_port())],
        cwd=ROOT,
        env=environment(tmp_path / "data"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        # A shell lets what runs in its background ignore Ctrl-C, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    wait_for((tmp_path / "data" / "crm.sqlite3").exists)
    process.send_signal(signal.SIGINT)
    said, errors = process.communicate(timeout=60)
    assert (process.returncode, said, errors) == (130, "Stopped.\n", "")
