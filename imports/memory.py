"""Remembering: the columns of a file with these headings, and the answers about these names."""

import json
from hashlib import sha256
from typing import Any

from core.fold import fold
from imports.models import ImportMemory, ImportRun
from imports.reading.guessing import bare
from imports.vocabularies import Answers

KEY_LENGTH = 400


def fingerprint(run: ImportRun) -> str:
    """Return what tells the headings of a file from those of others, whatever their case and punctuation."""
    headings = [bare(column["heading"]) for column in run.columns]
    return sha256(json.dumps(headings).encode()).hexdigest()


def remember(run: ImportRun, said_of_names: dict[str, Any]) -> None:
    """Keep the columns and the answers of an import that is being started, in the caller's transaction."""
    kept = {"mapping": run.mapping, "options": run.options}
    wanted = [(ImportMemory.COLUMNS, fingerprint(run), kept)]
    for vocabulary, answers in said_of_names.items():
        said = {"": answers.get("all", ""), **answers.get("names", {})}
        wanted += [(ImportMemory.NAME, f"{vocabulary}:{name}"[:KEY_LENGTH], answer) for name, answer in said.items()]
    rows = [
        ImportMemory(owner=run.owner, target=run.target, about=about, key=key, value=value)
        for about, key, value in wanted
        if value
    ]
    ImportMemory.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["owner", "target", "about", "key"],
        update_fields=["value", "used_at"],
        batch_size=500,
    )


def remembered_columns(run: ImportRun) -> dict[str, Any]:
    """Return `mapping` and `options` of the last file of the same owner with these headings; {} where there is none."""
    return ImportMemory.objects.said_by(run, ImportMemory.COLUMNS, [fingerprint(run)]).get(fingerprint(run), {})


def remembered_answers(run: ImportRun, vocabulary: str, names: list[str]) -> Answers:
    """Return what the owner said about these names of a vocabulary the last time, and about all others."""
    keys = {f"{vocabulary}:{fold(name)}"[:KEY_LENGTH]: fold(name) for name in names} | {f"{vocabulary}:": ""}
    found = ImportMemory.objects.said_by(run, ImportMemory.NAME, list(keys))
    answers = {keys[key]: answer for key, answer in found.items()}
    return Answers({name: answer for name, answer in answers.items() if name}, answers.get("", ""))
