"""Import a file from the command line: the same engine, check and history as on the pages."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from accounts.models import User
from imports import targets, work
from imports.bringing import keep_file, look_at, read_again
from imports.models import CHECK, SURVEY, Busy, ImportRun, Severity
from imports.profiles import (
    BadProfile,
    answers_of,
    check_parts,
    dialect_of,
    formats_of,
    mapping_of,
    options_of,
    sheet_of,
)
from imports.reading.errors import Unreadable
from imports.starting import start, work_off
from imports.unpacking import choose_sheet
from jobs import Failed


class Command(BaseCommand):
    """`manage.py import_file FILE --target opportunities --user anna`.

    With `--json` it prints `rows`, how many of them were `created`, `updated`, `unchanged`, `skipped` and `refused`,
    and why rows were refused (`problems`). Rows that are written although something about them is doubtful stand among
    the created and updated ones; how many they are is `doubtful`, and why, in the form of the problems, `doubts`.
    """

    help = "Imports a file in the name of a person who may import. Unknown names refuse their rows unless answered."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--target", required=True, choices=[target.key for target in targets.registered()])
        parser.add_argument("--user", required=True, help="user name of the person in whose name it is imported")
        parser.add_argument(
            "--profile", help="JSON, or a file of it: what would be said on the pages (see imports/profiles.py)"
        )
        parser.add_argument("--check", action="store_true", help="only check: nothing is written")
        parser.add_argument("--json", action="store_true", help="print counts and problems as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        person = _person(options["user"])
        with translation.override(person.language or None):
            try:
                run = self._import(options, person)
            except (BadProfile, Busy, Unreadable, Failed) as reason:
                raise CommandError(str(reason)) from reason
        self.stdout.write(
            json.dumps(report(run, options["check"]), ensure_ascii=False) if options["json"] else said(run)
        )
        if options["check"]:
            run.discard(by=person)

    def _import(self, options: dict[str, Any], person: Any) -> ImportRun:
        profile = _profile(options["profile"])
        run = _bring(options["file"], options["target"], person)
        try:
            _prepare(run, profile, person)
            if not options["check"]:
                start(run, by=person)
        except (BadProfile, Busy, Unreadable, Failed):
            run.discard(by=person)  # nobody would go on with it
            raise
        work_off(run)
        return run


def _person(username: str) -> Any:
    person = User.objects.filter(username=username, is_active=True).first()
    if person is None or not person.may("import"):
        raise CommandError(f"There is no active person “{username}” who may import.")
    return person


def _profile(said: str | None) -> dict[str, Any]:
    if not said:
        return {}
    try:
        profile = json.loads(said if said.lstrip().startswith("{") else Path(said).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"The profile {said} cannot be read as JSON: {error}") from error
    check_parts(profile)
    return profile


def _bring(path: Path, target: str, person: Any) -> ImportRun:
    try:
        with path.open("rb") as stream:
            upload = UploadedFile(stream, name=path.name, size=path.stat().st_size)
            look = look_at(upload)
            upload.seek(0)
            return keep_file(upload, look, target=targets.target(target), by=person)
    except OSError as error:
        raise CommandError(f"{path} cannot be opened: {error.strerror}.") from error


def _prepare(run: ImportRun, profile: dict[str, Any], person: Any) -> None:
    """Take a file to its check, with what the profile says on the way."""
    _unpacked(run)
    if (sheet := sheet_of(profile, run)) != run.sheet:
        choose_sheet(run, sheet, by=person)
        _unpacked(run)
    if "dialect" in profile:
        read_again(run, dialect_of(profile, run), by=person)
    mapping = mapping_of(profile, run)
    if sentence := run.kind.missing(mapping.sources):
        raise BadProfile(sentence)
    run.settle(by=person, mapping=mapping.as_json(), options=options_of(profile, run, mapping))
    work.survey_file(work.AtOnce(run.begin(SURVEY, by=person)))
    run.refresh_from_db()
    run.settle(by=person, formats=formats_of(profile, run), answers=answers_of(profile, run))
    work.check_rows(work.AtOnce(run.begin(CHECK, by=person)))
    run.refresh_from_db()


def _unpacked(run: ImportRun) -> None:
    """Wait for the worker who unpacks a large workbook. Raises Failed where that cannot be."""
    work_off(run)
    if not run.file:
        raise Failed(run.job.message if run.job else "")


def report(run: ImportRun, checked_only: bool) -> dict[str, Any]:
    """Return what came of an import, or of its check, as plain values."""
    counts = {name: run.checked[name] for name in run.counts} if checked_only else run.counts
    told: dict[str, list[dict[str, Any]]] = {Severity.REFUSED: [], Severity.DOUBTFUL: []}
    for each in run.problems.iterator(chunk_size=2000):
        told[each.severity].append(
            {"row": each.line, "column": each.column, "value": each.value, "reason": each.reason}
        )
    doubts = {"doubtful": doubtful_of(run), "doubts": told[Severity.DOUBTFUL]}
    return {"id": run.public_id, "rows": run.rows, **counts, "problems": told[Severity.REFUSED], **doubts}


def doubtful_of(run: ImportRun) -> int:
    """Return how many rows are, or would be, written although something about them is doubtful."""
    return int(run.checked.get("doubtful", 0) if run.is_draft else run.doubtful)


def said(run: ImportRun) -> str:
    """Return what came of it as a line."""
    counts = run.counts if not run.is_draft else {name: run.checked[name] for name in run.counts}
    counts = counts | {"doubtful": doubtful_of(run)}
    return f"{run.public_id}: {run.rows} rows, " + ", ".join(f"{count} {name}" for name, count in counts.items())
