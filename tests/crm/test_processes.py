"""Processes are started apart, asked to stop, and ended with what they had started."""

import os
import subprocess
import sys
import time

import pytest

from crm import processes


def running(pid: int) -> bool:
    """Whether there is such a process: asked of the system's own list, in which a dead one may wait to be collected."""
    if os.name == "nt":
        listed = subprocess.run(["tasklist", "/FI", f"PID eq {pid}", "/NH"], capture_output=True, encoding="utf-8")
        return str(pid) in listed.stdout
    listed = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, encoding="utf-8")
    return listed.stdout.strip()[:1] not in ("", "Z")


def wait_until_gone(pid: int) -> None:
    give_up = time.monotonic() + 20
    while running(pid):
        assert time.monotonic() < give_up, "it is still there"
        time.sleep(0.05)


@pytest.fixture
def started():
    processes_made = []

    def start(code, **environment):
        processes_made.append(processes.start_python(["-c", code], {**os.environ, **environment}))
        return processes_made[-1]

    yield start
    for process in processes_made:
        if process.poll() is None:
            processes.end_group(process)
        process.stdin.close()


def test_it_is_this_python_with_its_packages(started, tmp_path):
    note = tmp_path / "note"
    code = f"import django, pathlib, sys; pathlib.Path({str(note)!r}).write_text(sys.prefix, encoding='utf-8')"
    assert started(code).wait(timeout=30) == 0
    assert note.read_text(encoding="utf-8") == sys.prefix


def test_it_stops_when_it_is_asked_to(started):
    process = started("import time; time.sleep(60)")
    processes.ask_to_stop(process)
    assert process.wait(timeout=20) != 0


def test_asking_one_that_has_ended_changes_nothing(started):
    process = started("pass")
    assert process.wait(timeout=30) == 0
    processes.ask_to_stop(process)
    assert process.returncode == 0


def test_it_ends_with_what_it_had_started(started, tmp_path):
    note = tmp_path / "grandchild"
    code = (
        "import pathlib, subprocess, sys, time\n"
        "inner = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"pathlib.Path({str(note)!r}).write_text(str(inner.pid), encoding='ascii')\n"
        "time.sleep(60)"
    )
    process = started(code)
    give_up = time.monotonic() + 30
    while not (note.exists() and note.read_text(encoding="ascii")):
        assert time.monotonic() < give_up, "it did not start"
        time.sleep(0.05)
    grandchild = int(note.read_text(encoding="ascii"))
    assert running(grandchild)
    processes.end_group(process)
    assert process.returncode is not None
    wait_until_gone(grandchild)


def test_a_thread_can_ask_its_own_process_to_stop(started):
    process = started(
        "import threading, time\n"
        "from crm import processes\n"
        "threading.Thread(target=processes.stop_own_group).start()\n"
        "time.sleep(60)"
    )
    assert process.wait(timeout=20) != 0
