"""One measurement of an import, on the database that the environment names; writes `figures.json`.

The floor is all rows that the import left behind (companies, opportunities with their provenance, events), put bare
into the same indexed tables of a database that has none of them.
"""

import argparse
import json
import os
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")

import django

django.setup()

from django.contrib.auth.models import Group
from django.core.files.uploadedfile import UploadedFile
from django.core.management import call_command
from django.db import connection

from accounts.models import User
from imports import targets, work
from imports.bringing import guess_mapping, keep_file, look_at
from imports.models import CHECK, SURVEY, ImportRun
from imports.starting import start, work_off
from tools.bench_page import idle, page_while, serving
from tools.bench_undo import undone
from tools.memory import peak_bytes

TABLES = ("contacts_contact", "opportunities_opportunity", "history_event")
STAGES = ("Erstkontakt", "Angebot", "Verhandlung", "Qualifiziert")
CHUNK = 20_000
# Opportunities that the list page shows before the import whose page is measured.
LISTED = 10_000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--page", action="store_true")
    parser.add_argument("--undo", action="store_true")
    wanted = parser.parse_args()
    call_command("migrate", verbosity=0)
    person = User.objects.create(username="bench", email="bench@example.com", first_name="Bench", last_name="Mark")
    person.groups.add(Group.objects.get(name="Sales"))
    person = User.objects.get(pk=person.pk)
    if wanted.page:
        first, _figures = checked(make_file(wanted.folder, LISTED), person)
        start(first, by=person)
        work_off(first)
    run, figures = checked(make_file(wanted.folder, wanted.rows, after=LISTED if wanted.page else 0), person)
    floor = Floor(wanted.folder)
    if wanted.page:
        figures |= run_beside_the_page(run)
    else:
        began = time.perf_counter()
        start(run, by=run.owner)
        work_off(run)
        figures["rate"] = round(wanted.rows / (time.perf_counter() - began))
        figures["peak_mb"] = round(peak_bytes() / (1 << 20))
    if run.created != wanted.rows:
        sys.exit(f"Only {run.created} of {wanted.rows} rows were created: {run.problems.first()}")
    figures["floor_rate"] = round((wanted.rows + (LISTED if wanted.page else 0)) / floor.seconds())
    figures["ratio"] = round(figures["rate"] / figures["floor_rate"], 2)
    if wanted.undo:
        figures |= undone(run)
    (wanted.folder / "figures.json").write_text(json.dumps(figures), encoding="utf-8")


def run_beside_the_page(run: ImportRun) -> dict[str, Any]:
    """Let the worker of a site do the run while somebody looks at the list; return what both came to."""
    figures: dict[str, Any] = {}
    with serving(run.owner) as site:
        figures["page_idle_ms"] = idle(site)
        began = time.perf_counter()
        start(run, by=run.owner)

        def is_running() -> bool:
            run.refresh_from_db()
            return run.is_working

        figures |= page_while(site, is_running)
        figures["rate"] = round(run.rows / (time.perf_counter() - began))
        figures["page_after_ms"] = idle(site)
    figures["peak_mb"] = figures["worker_mb"]
    return figures


def make_file(folder: Path, rows: int, *, after: int = 0) -> Path:
    """Write a file as people have them: European numbers and dates, some text, two thousand companies.

    Its rows are numbered from `after` on.
    """
    path = folder / "bench.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("Nummer;Titel;Kontakt;Phase;Summe;Geschätzte Fälligkeit;Beschreibung;Zuständige Person\n")
        file.writelines(
            f"X{n};Anlage {n} für Halle {n % 97};Firma {n % 2000};{STAGES[n % 4]};{1 + n % 900}.{n % 1000:03d},50;"
            f"{1 + n % 28:02d}.{1 + n % 12:02d}.2027;Beschreibung der Nummer {n} mit einigen Wörtern;bench\n"
            for n in range(after, after + rows)
        )
    return path


def checked(path: Path, person: Any) -> tuple[ImportRun, dict[str, Any]]:
    """Bring the file up to its check; return the import, and how fast it was read."""
    target = targets.target("opportunities")
    with path.open("rb") as stream:
        upload = UploadedFile(stream, name=path.name, size=path.stat().st_size)
        look = look_at(upload)
        upload.seek(0)
        run = keep_file(upload, look, target=target, by=person)
    mapping = guess_mapping(target, look.columns)
    options = {each.key: each.initial for each in (*target.match_options(mapping.sources), *target.options(person))}
    run.settle(by=person, mapping=mapping.as_json(), options=options)
    figures: dict[str, Any] = {}
    for name, kind, step in (("survey_rate", SURVEY, work.survey_file), ("check_rate", CHECK, work.check_rows)):
        payload = run.begin(kind, by=person)
        began = time.perf_counter()
        step(work.AtOnce(payload))
        run.refresh_from_db()
        figures[name] = round(run.rows / (time.perf_counter() - began))
        if kind == SURVEY:
            run.settle(by=person, answers={"contact": {"all": "create", "names": {}}})
    return run, {"rows": run.rows, **figures}


class Floor:
    """The same rows, bare, in the same tables: made before the import, measured after it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        if connection.vendor == "sqlite":
            with sqlite3.connect(folder / "floor.sqlite3") as empty:
                connection.connection.backup(empty)

    def seconds(self) -> float:
        """Return how long the database takes for the rows alone."""
        return self._sqlite() if connection.vendor == "sqlite" else self._postgresql()

    def _sqlite(self) -> float:
        floor = sqlite3.connect(self.folder / "floor.sqlite3", isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
            floor.execute(f"PRAGMA {pragma}")
        spent = -time.perf_counter()
        floor.execute("BEGIN IMMEDIATE")
        spent += time.perf_counter()
        for table in TABLES:
            floor.execute(f"DELETE FROM {table}")
            for rows in _chunks(table):
                places = ", ".join("?" * len(rows[0]))
                spent -= time.perf_counter()
                floor.executemany(f"INSERT INTO {table} VALUES ({places})", rows)
                spent += time.perf_counter()
        spent -= time.perf_counter()
        floor.execute("COMMIT")
        return spent + time.perf_counter()

    def _postgresql(self) -> float:
        with connection.cursor() as cursor:
            for table in TABLES:
                with (self.folder / table).open("wb") as file, cursor.copy(f"COPY {table} TO STDOUT") as copy:
                    for block in copy:
                        file.write(block)
            cursor.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
            began = time.perf_counter()
            cursor.execute("BEGIN")
            for table in TABLES:
                with (self.folder / table).open("rb") as file, cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    while block := file.read(1 << 16):
                        copy.write(block)
            cursor.execute("COMMIT")
            return time.perf_counter() - began


def _chunks(table: str) -> Iterator[list[Any]]:
    cursor = connection.connection.execute(f"SELECT * FROM {table} ORDER BY id")
    while rows := cursor.fetchmany(CHUNK):
        yield [tuple(row) for row in rows]


if __name__ == "__main__":
    main()
