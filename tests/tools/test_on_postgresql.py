"""A PostgreSQL for one command: there while it runs, gone after it, however it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "tools.on_postgresql"]

pytestmark = [pytest.mark.long, pytest.mark.skipif(os.name != "posix", reason="sends POSIX signals")]


def reachable(address: str) -> bool:
    try:
        psycopg.connect(address, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def test_the_commands_exit_code_is_passed_on():
    ended = subprocess.run([*COMMAND, sys.executable, "-c", "raise SystemExit(7)"], cwd=ROOT)
    assert ended.returncode == 7


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_leaves_no_server_behind(tmp_path, sent):
    note = tmp_path / "address"
    write = (
        "import os, pathlib, time\n"
        f"pathlib.Path({str(note)!r}).write_text(os.environ['DATABASE_URL'], encoding='utf-8')\n"
        "time.sleep(60)"
    )
    running = subprocess.Popen([*COMMAND, sys.executable, "-c", write], cwd=ROOT, stderr=subprocess.DEVNULL)
    give_up = time.monotonic() + 60
    while not (note.exists() and note.read_text(encoding="utf-8")):
        assert running.poll() is None
        assert time.monotonic() < give_up
        time.sleep(0.1)
    address = note.read_text(encoding="utf-8")
    assert reachable(address)
    running.send_signal(sent)
    assert running.wait(timeout=30) == 128 + sent
    assert not reachable(address)
