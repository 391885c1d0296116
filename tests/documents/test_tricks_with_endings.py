"""An ending that is dressed up is the ending it is, by every way a file comes in."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from documents.models import Document, add_document
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.long]
SCRIPT = b"<?php system($_GET['x']); ?>"


@pytest.mark.parametrize(
    "name",
    [
        "setup.exe",
        "setup.eXe",
        "setup.exe.",
        "setup.exe . .",
        "setup.exe\u00a0",
        "setup.exe\0",
        "setup.e\u200bxe",
        "setup.\u202eexe",
        "rechnung.pdf.exe",
        "rechnung.pdf\0.exe",
        "../setup.exe",
    ],
)
def test_a_program_is_refused(opportunity, anna, disk, name):
    with pytest.raises(ValidationError, match="is a program"):
        add_document(opportunity, make.upload("plan.txt", SCRIPT), by=anna, name=name)
    assert disk() == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("shell.pHaR", "shell.pHaR"),
        ("shell.php.txt", "shell.php.txt"),
        ("shell.phtml", "shell.phtml"),
        ("setup.exe::$DATA", "setup.exe__$DATA"),
        (".htaccess", "_.htaccess"),
        ("web.config", "web.config"),
        ("seite.html.", "seite.html"),
        ("seite.HTML", "seite.HTML"),
        ("seite.html;.png.txt", "seite.html;.png.txt"),
        ("seite.svgz", "seite.svgz"),
    ],
)
def test_what_a_server_or_a_browser_would_run_is_bytes_by_a_random_name(opportunity, anna, as_, disk, name, kept):
    document = add_document(opportunity, make.upload("x", SCRIPT), by=anna, name=name)
    assert Document.objects.get().name == kept
    assert not any(part in str(path) for path in disk() for part in (".", "shell", "seite"))
    answer = as_(anna).get(document.url)
    assert answer["Content-Type"] in {"application/octet-stream", "text/plain"}
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment;")


def test_a_new_name_never_changes_the_ending(opportunity, anna, disk, as_):
    document = make.document(opportunity=opportunity, by=anna, file=make.upload("plan.txt"))
    for name in ("plan.exe", "plan.html\0", "plan.txt.svg", "plan.exe."):
        as_(anna).post(reverse("documents:rename", args=[document.public_id]), {"name": name, "version": 1})
        assert document.rename(name, by=anna).name.endswith(".txt")
