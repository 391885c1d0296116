"""Edited workbooks in a real office program: it opens them, and shows the new values worked out anew."""

import io
import shutil
import subprocess

import pytest
from django.utils import translation

from documents.editors.xlsx.writing import apply
from tests.documents import workbooks

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def office():
    path = shutil.which("soffice")
    if path is None:
        pytest.fail("LibreOffice is missing: install libreoffice-calc-nogui, or leave out -m long.")
    return path


def converted(office, stream, tmp_path, kind):
    """The bytes that the workbook becomes as another kind of file."""
    (tmp_path / "Mappe.xlsx").write_bytes(stream.getvalue())
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        str(tmp_path),
        str(tmp_path / "Mappe.xlsx"),
    ]
    subprocess.run(command, check=True, timeout=120, capture_output=True)
    return (tmp_path / f"Mappe.{kind.partition(':')[0]}").read_bytes()


def edited(cells):
    target = io.BytesIO()
    with translation.override("de"):
        apply(workbooks.rich(), {"sheets": {"Angebot": {"cells": cells}}}, target)
    return target


def test_new_values_are_worked_out(office, tmp_path):
    stream = edited({"B2": "5", "D4": "=B4*C4/2", "F2": "31.12.2026", "A3": "Tisch, groß"})
    rows = converted(office, stream, tmp_path, "csv:Text - txt - csv (StarCalc):44,34,76").decode().splitlines()
    assert rows[1].startswith("Lampe,5,")
    assert "52.5" in rows[1]
    assert rows[2].startswith('"Tisch, groß"')
    assert "160" in rows[3]
    assert "462.5" in rows[4]


def test_it_becomes_a_pdf(office, tmp_path):
    assert converted(office, edited({"A20": "neu"}), tmp_path, "pdf").startswith(b"%PDF-")
