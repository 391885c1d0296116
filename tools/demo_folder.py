"""Throwing the demo's data away, and nothing but the demo's data."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from tools.setup_steps import ROOT, stop

# `manage.py serve --demo` puts this file where its data is; it has the same name there.
MARK = "this-is-the-demo.txt"
DATABASE = "crm.sqlite3"
MADE = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", "files", "mails")


def data_dir() -> Path:
    """The folder that the settings will use."""
    return Path(os.environ.get("DATA_DIR", "").strip() or ROOT / "var").expanduser().resolve()


def empty() -> None:
    """Remove database, files and mails from DATA_DIR. Ends with a sentence when they are not the demo's."""
    if os.environ.get("DATABASE_URL", "").strip():
        stop("--fresh starts over with the built-in SQLite only: unset DATABASE_URL, or empty that database yourself.")
    folder = data_dir()
    there = [folder / name for name in MADE if (folder / name).exists()]
    if there and not (folder / MARK).exists():
        stop(f"{folder} holds data that the demo did not make, so nothing was deleted: set DATA_DIR to another folder.")
    if is_in_use(folder / DATABASE):
        stop(f"The demo in {folder} is running: stop it (Ctrl-C where it runs), then run this again.")
    for path in there:
        try:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        except PermissionError:
            # Windows removes no file that a program holds open.
            stop(f"{path} is in use, or not yours to delete: stop the CRM that uses {folder}, then run this again.")


def is_in_use(database: Path) -> bool:
    """Whether another program has the database open, be it idle: taking the log away (WAL) asks for all of it."""
    if not database.exists():
        return False
    try:
        with closing(sqlite3.connect(database, timeout=0)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.DatabaseError as error:
        return "locked" in str(error)  # or it is no database any more: then nobody works with it
    return False
