"""Files for imports, and the way of a file through its pages."""

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from imports.models import ImportRun
from jobs.worker import Worker

OPPORTUNITIES = (
    "Titel;Kontakt;Phase;Summe;Geschätzte Fälligkeit\n"
    "Neue Halle;Muster AG;Angebot;12.500,50;31.12.2026\n"
    "Zweite Halle;Muster AG;Gewonnen;1.000,00;15.03.2026\n"
    "Dritte Halle;Beispiel GmbH;Erstkontakt;;\n"
)


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Any) -> None:
    """Uploaded files of a test go with it."""
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Sentences of the reader are compared in English."""
    with translation.override("en"):
        yield


def upload(content: str | bytes, name: str = "verkauf.csv") -> SimpleUploadedFile:
    """Return a file as a browser sends it."""
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content, "text/csv")


def stream(content: str | bytes) -> io.BytesIO:
    """Return a file as the reader gets it."""
    return io.BytesIO(content.encode() if isinstance(content, str) else content)


@pytest.fixture
def bring() -> Callable[..., ImportRun]:
    """Return a function that uploads a file through the page and returns its import."""

    def through_the_page(
        browser: Client,
        content: str | bytes = OPPORTUNITIES,
        *,
        target: str = "opportunities",
        name: str = "verkauf.csv",
    ) -> ImportRun:
        answer = browser.post(f"/import/{target}/", {"file": upload(content, name)})
        assert answer.status_code == 302, errors_in(answer)
        return ImportRun.objects.get(public_id=answer["Location"].split("/")[2])

    return through_the_page


def post(browser: Client, run: ImportRun, step: str, **changes: str) -> Any:
    """Post a step's form as the page shows it, with some answers changed (`column_1` is the field `column-1`)."""
    page = browser.get(f"/import/{run.public_id}/{step}/")
    assert page.status_code == 200, page
    form = page.context["form"]
    sent = {bound.html_name: value for bound in form if (value := bound.value()) not in (None, False)}
    sent |= {name if "-" in name else re.sub("^([a-z]+)_", r"\1-", name): value for name, value in changes.items()}
    answer = browser.post(f"/import/{run.public_id}/{step}/", {name: value for name, value in sent.items() if value})
    run.refresh_from_db()
    return answer


def check(browser: Client, run: ImportRun, **answers: str) -> ImportRun:
    """Take a fresh import to its check; `answers` go to the values."""
    assert post(browser, run, "columns").status_code == 302
    answer = post(browser, run, "values", **answers)
    assert answer.status_code == 302, errors_in(answer)
    return run


def start(browser: Client, run: ImportRun) -> ImportRun:
    """Start a checked import, and work until nothing is left to do."""
    assert browser.post(f"/import/{run.public_id}/check/").status_code == 302
    return work(run)


def work(run: ImportRun) -> ImportRun:
    """Work until nothing is left to do."""
    Worker().drain()
    run.refresh_from_db()
    return run


def errors_in(answer: Any) -> Any:
    """Return the errors of the form on a page."""
    return answer.context["form"].errors if answer.context and "form" in answer.context else answer


def text_of(answer: Any) -> str:
    """Return the words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))
