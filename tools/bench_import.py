"""The rate of an import against a bare floor: `bin/bench import` calls this."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tools.setup_steps import PYTHON, ROOT, say


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--database", action="append", required=True)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--page", action="store_true")
    parser.add_argument("--undo", action="store_true")
    wanted = parser.parse_args()
    figures = [measure(database, wanted.rows, page=wanted.page, undo=wanted.undo) for database in wanted.database]
    if wanted.json:
        asked = (*ASKED, *(PAGE if wanted.page else ()), *(UNDO if wanted.undo else ()))
        say(json.dumps([{name: each[name] for name in asked} for each in figures]))
    else:
        say(table(figures, SHOWN))
        if wanted.page:
            say(table(figures, ("database", *PAGE)))
        if wanted.undo:
            say(table(figures, ("database", *UNDO)))


ASKED = ("database", "rows", "rate", "floor_rate", "ratio", "peak_mb")
SHOWN = ("database", "rows", "survey_rate", "check_rate", "rate", "floor_rate", "ratio", "peak_mb")
PAGE = ("page_idle_ms", "page_busy_ms", "page_after_ms", "web_mb", "worker_mb", "worker_nice")
UNDO = ("undo_rate", "undo_longest_ms", "undo_peak_mb")


def measure(database: str, rows: int, *, page: bool, undo: bool = False) -> dict[str, Any]:
    """Measure in a process of its own, so that its peak of memory is its own."""
    with tempfile.TemporaryDirectory(prefix="crm-bench-", ignore_cleanup_errors=True) as folder:
        command: list[Any] = [PYTHON, "-m", "tools.bench_import_once", "--rows", str(rows), "--folder", folder]
        command += [*(["--page"] if page else ()), *(["--undo"] if undo else ())]
        if database == "postgresql":
            command = [PYTHON, "-m", "tools.on_postgresql", *command]
        environment = os.environ | {"DATA_DIR": str(Path(folder) / "data")}
        environment.pop("DATABASE_URL", None)
        done = subprocess.run([str(part) for part in command], cwd=ROOT, env=environment)
        if done.returncode:
            sys.exit(done.returncode)
        found: dict[str, Any] = json.loads((Path(folder) / "figures.json").read_text(encoding="utf-8"))
    return {"database": database, **found}


def table(figures: list[dict[str, Any]], titles: Sequence[str]) -> str:
    """Return the figures as lines: rates in rows per second, the ratio of the run to the floor, memory in MB."""
    lines = ["".join(f"{title.replace('_', ' '):>17}" for title in titles)]
    lines += ["".join(f"{each[title]:>17}" for title in titles) for each in figures]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
