"""How long the everyday pages take against a bare one, at many rows: `bin/bench pages` calls this.

What was seeded is kept in the system's temporary folder, by number of rows, day and code, so that only the first
measurement of a day waits for it; what another day or other code left there is cleared away.
"""

import argparse
import getpass
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from tools.setup_steps import PYTHON, ROOT, UTF8, say

COLUMNS = ("page", "database", "rows", "queries", "p50_ms", "p95_ms", "rps", "floor_p50_ms", "floor_rps", "ratio")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--database", action="append", required=True)
    parser.add_argument("--page", action="append", default=[])
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    figures = [one for database in wanted.database for one in measure(database, wanted.rows, wanted.page)]
    say(json.dumps([{name: one[name] for name in COLUMNS} for one in figures]) if wanted.json else table(figures))


def measure(database: str, rows: int, pages: list[str]) -> list[dict[str, Any]]:
    """Return the figures of the pages (all where none is named), measured in a process of its own."""
    folder = kept_folder(database, rows)
    command: list[Any] = [PYTHON, "-m", "tools.bench_pages_once", "--rows", str(rows), "--folder", folder]
    command += [part for page in pages for part in ("--page", page)]
    if database == "postgresql":
        command = [PYTHON, "-m", "tools.on_postgresql", "--kept", folder / "pg", *command]
    environment = {**os.environ, **UTF8, "DATA_DIR": str(folder / "data")}
    environment |= {"DJANGO_SETTINGS_MODULE": "tools.bench_settings", "LOG_LEVEL": "WARNING"}
    environment.pop("DATABASE_URL", None)
    done = subprocess.run([str(part) for part in command], cwd=ROOT, env=environment)
    if done.returncode:
        sys.exit(done.returncode)
    found: list[dict[str, Any]] = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
    return [{"database": database, "rows": rows, **one} for one in found]


def kept_folder(database: str, rows: int) -> Path:
    """Return the folder of what is seeded, as it was left, or an empty one."""
    every = Path(tempfile.gettempdir()) / f"crm-bench-{getpass.getuser()}"
    every.mkdir(mode=0o700, exist_ok=True)
    if hasattr(os, "getuid") and every.stat().st_uid != os.getuid():
        sys.exit(f"{every} belongs to somebody else: set TMPDIR to another folder.")
    name = f"{database}-{rows}-"
    folder = every / f"{name}{_digest()}"
    for other in every.glob(f"{name}*"):
        if other != folder or not (other / "seeded").is_file():
            shutil.rmtree(other)
    folder.mkdir(exist_ok=True)
    return folder


def _digest() -> str:
    """Return what tells today's rows from those of another day, and of other tables."""
    digest = hashlib.sha256(date.today().isoformat().encode())
    digest.update((ROOT / "tools" / "bench_seed.py").read_bytes())
    for path in sorted(ROOT.glob("*/migrations/0*.py")):
        digest.update(str(path.relative_to(ROOT)).encode())
    return digest.hexdigest()[:8]


def table(figures: list[dict[str, Any]]) -> str:
    """Return the figures as lines: milliseconds of one client, requests a second of eight, ratio of the medians."""
    widths = [max(len(name), *(len(str(one[name])) for one in figures)) + 2 for name in COLUMNS]
    lines = ["".join(_cell(name.replace("_", " "), width) for name, width in zip(COLUMNS, widths, strict=True))]
    lines += ["".join(_cell(one[name], width) for name, width in zip(COLUMNS, widths, strict=True)) for one in figures]
    return "\n".join(lines)


def _cell(value: Any, width: int) -> str:
    return str(value).rjust(width) if isinstance(value, (int, float)) else str(value).ljust(width)


if __name__ == "__main__":
    main()
