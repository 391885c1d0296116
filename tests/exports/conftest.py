"""Exports through the page, and reading them in again through the pages of the import."""

import re
from typing import Any

import pytest
from django.test import Client

from imports.models import ImportRun
from tests.imports.conftest import check, start, upload

FORMATS = ("xlsx", "csv-excel-de", "csv-comma", "csv-semicolon")


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Any) -> None:
    """Files of a test go with it."""
    settings.MEDIA_ROOT = tmp_path / "files"


def all_columns(browser: Client, target: str) -> list[str]:
    """Return the keys of the columns that the page offers."""
    page = browser.get(f"/export/{target}/")
    return [key for key, _label in page.context["form"].fields["columns"].choices]


def export(browser: Client, target: str = "opportunities", query: str | None = None, **chosen: Any) -> Any:
    """Post the page of all rows with all columns, unless others are chosen; return the answer."""
    query = query if query is not None else {"opportunities": "kind=all"}.get(target, "")
    sent = {"form": "csv-comma", "columns": all_columns(browser, target)} | chosen
    return browser.post(f"/export/{target}/?{query}", sent)


def body(answer: Any) -> bytes:
    """Return the file that was answered."""
    assert answer.status_code == 200, answer.context and answer.context["form"].errors
    assert answer["Content-Disposition"].startswith("attachment")
    return b"".join(answer.streaming_content)


def read_in(browser: Client, content: bytes, target: str = "opportunities", form: str = "csv-comma") -> ImportRun:
    """Bring a file as it came, post every page of the import as it is offered, and run it."""
    name = "export.xlsx" if form == "xlsx" else "export.csv"
    answer = browser.post(f"/import/{target}/", {"file": upload(content, name)})
    assert answer.status_code == 302, answer.context["form"].errors
    run = ImportRun.objects.get(public_id=answer["Location"].split("/")[2])
    check(browser, run)
    assert run.checked["created"] == run.checked["updated"] == 0, why(run)
    return start(browser, run)


def why(run: ImportRun) -> dict[str, Any]:
    """Return what an import came to, for whoever reads that a test failed."""
    problems = list(run.problems.values_list("line", "column", "value", "reason")[:5])
    return {"checked": run.checked, "counts": run.counts, "problems": problems}


def changes_nothing(run: ImportRun, rows: int) -> bool:
    """Whether an import found that all is as the file says."""
    wanted = {"created": 0, "updated": 0, "unchanged": rows, "skipped": 0, "refused": 0}
    assert run.counts == wanted, why(run)
    return True


def words_of(answer: Any) -> str:
    """Return the words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))
