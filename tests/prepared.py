"""Sites that are made once for a run of the tests, and copied by every test that starts a server.

Migrating takes half a dozen seconds of a core and collecting the static files twice that: once is enough. Any number
of processes may ask at a time: the first makes it, the others wait. bin/test gives its parts one folder for it
(TEST_PREPARED_DIR); otherwise it lies in the folder that the processes of one run share, and goes with it.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from crm.management.commands.serve import DEMO_MARK

ROOT = Path(__file__).resolve().parent.parent
# Of our environment, what a system needs to start a program; no setting of ours among it.
PASSED_ON = {"PATH", "HOME", "LANG", "SYSTEMROOT", "TEMP", "TMP"}
# A machine that has much else to do takes its time.
READY_WITHIN = 400


def first_start() -> tuple[Path, int, str]:
    """Return the DATA_DIR that the first start of a site has left, its exit code and what it complained of.

    It had neither administrator nor terminal, so that it ended by itself when everything else was prepared.
    """
    folder = _once("first-start", _start)
    told = json.loads((folder / "told.json").read_text(encoding="utf-8"))
    return folder / "data", told["code"], told["errors"]


def demo() -> Path:
    """Return the DATA_DIR of a small demo, ready to be copied and served."""
    return _once("demo", _make_demo) / "data"


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    """Return the environment of a site in this folder, with no other settings than `more`."""
    kept = {name: value for name, value in os.environ.items() if name in PASSED_ON}
    return {**kept, "PYTHONUTF8": "1", "DATA_DIR": str(data_dir), **more}


def _start(folder: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "manage.py", "serve", "--port", "65432"],
        cwd=ROOT,
        env=environment(folder / "data"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
    )
    told = {"code": ended.returncode, "errors": ended.stderr}
    (folder / "told.json").write_text(json.dumps(told), encoding="utf-8")


def _make_demo(folder: Path) -> None:
    data, _code, errors = first_start()
    assert (data / "crm.sqlite3").exists(), errors
    shutil.copytree(data, folder / "data")
    command = [sys.executable, "manage.py", "make_demo", "--opportunities", "12", "--contacts", "12"]
    subprocess.run(command, cwd=ROOT, env=environment(folder / "data"), stdout=subprocess.DEVNULL, check=True)
    (folder / "data" / DEMO_MARK).touch()


def _once(name: str, make: Callable[[Path], None]) -> Path:
    """Return the folder of this name, filled by `make`: in this process, or in another one of the same run."""
    place = Path(os.environ.get("TEST_PREPARED_DIR") or settings.DATA_DIR / "prepared")
    place.mkdir(parents=True, exist_ok=True)
    ready, making, until = place / name, place / f"{name}.making", time.monotonic() + READY_WITHIN
    while not ready.exists():
        assert time.monotonic() < until, f"{making} was not finished by whoever began it."
        try:
            making.mkdir()
        except FileExistsError:
            time.sleep(0.1)
            continue
        try:
            if not ready.exists():
                make(making)
                making.rename(ready)
        finally:
            shutil.rmtree(making, ignore_errors=True)
    return ready
