"""How quickly, and in how much memory, a large workbook becomes a CSV file.

python -m tools.workbook_rate [--rows N] [--shuffled] [--json]

The workbook is as Excel writes one: eight columns, of which three hold shared texts (one of them another in each row),
further an amount, a day, a percentage, a truth value and a number. It is read by a process of its own, whose peak
memory, with Django in it, is told.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
from django.apps import apps

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    django.setup()

from imports.reading.temporary import temporary_file  # noqa: E402, Django has to be set up before
from imports.reading.workbook import write_csv  # noqa: E402
from tools.memory import peak_bytes  # noqa: E402

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
RELATION = f'<Relationship Id="{{0}}" Type="{OFFICE}/{{0}}" Target="{{1}}"/>'
HEADINGS = ("Title", "Company", "Stage", "Amount", "Closes", "Probability", "Won", "Number")
STAGES = ("Erstkontakt", "Angebot", "Verhandlung", "Gewonnen", "Verloren")
COMPANIES = tuple(f"Müller &amp; Söhne {number} GmbH" for number in range(5_000))
FIRST_TEXTS = (*HEADINGS, *STAGES, *COMPANIES)
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.{1}+xml"
OVERRIDE = f'<Override PartName="/xl/{{0}}.xml" ContentType="{KIND}"/>'
SMALL_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    + OVERRIDE.format("workbook", "sheet.main")
    + OVERRIDE.format("worksheets/sheet1", "worksheet")
    + OVERRIDE.format("sharedStrings", "sharedStrings")
    + OVERRIDE.format("styles", "styles")
    + "</Types>",
    "_rels/.rels": RELATIONS.format(RELATION.format("officeDocument", "xl/workbook.xml")),
    "xl/_rels/workbook.xml.rels": RELATIONS.format(
        RELATION.format("worksheet", "worksheets/sheet1.xml")
        + RELATION.format("sharedStrings", "sharedStrings.xml")
        + RELATION.format("styles", "styles.xml")
    ),
    "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets><sheet name="Data" sheetId="1" r:id="worksheet"/>'
    "</sheets></workbook>",
    "xl/styles.xml": f'<styleSheet {MAIN}><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="9"/>'
    '<xf numFmtId="4"/></cellXfs></styleSheet>',
}


def make_workbook(path: Path, rows: int, *, shuffled: bool = False) -> None:
    """Write a workbook of so many rows; `shuffled`: the titles stand in another order than their texts are kept in."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in SMALL_PARTS.items():
            archive.writestr(name, content)
        for name, pieces in (
            ("xl/sharedStrings.xml", _texts(rows)),
            ("xl/worksheets/sheet1.xml", _sheet(rows, shuffled)),
        ):
            with archive.open(name, "w", force_zip64=True) as part:
                for piece in pieces:
                    part.write(piece.encode())


def _texts(rows: int) -> Iterator[str]:
    yield f"<sst {MAIN}>" + "".join(f"<si><t>{text}</t></si>" for text in FIRST_TEXTS)
    for number in range(rows):
        yield f"<si><t>Verkaufschance Nummer {number} für Anlage</t></si>"
    yield "</sst>"


def _sheet(rows: int, shuffled: bool) -> Iterator[str]:
    dice = random.Random(1)
    order = list(range(rows))
    if shuffled:
        dice.shuffle(order)
    heading = "".join(f'<c r="{letter}1" t="s"><v>{place}</v></c>' for place, letter in enumerate("ABCDEFGH"))
    yield f'<worksheet {MAIN}><sheetData><row r="1" spans="1:8">{heading}</row>'
    company = len(HEADINGS) + len(STAGES)
    for row, number in enumerate(order, start=2):
        yield (
            f'<row r="{row}" spans="1:8"><c r="A{row}" t="s"><v>{len(FIRST_TEXTS) + number}</v></c>'
            f'<c r="B{row}" t="s"><v>{company + dice.randrange(len(COMPANIES))}</v></c>'
            f'<c r="C{row}" t="s"><v>{len(HEADINGS) + number % len(STAGES)}</v></c>'
            f'<c r="D{row}" s="3"><v>{dice.randrange(10**7) / 100!r}</v></c>'
            f'<c r="E{row}" s="1"><v>{45_000 + number % 1_500}</v></c>'
            f'<c r="F{row}" s="2"><v>{number % 101 / 100!r}</v></c>'
            f'<c r="G{row}" t="b"><v>{number & 1}</v></c><c r="H{row}"><v>{number}</v></c></row>'
        )
    yield "</sheetData></worksheet>"


def measure(path: Path) -> dict[str, Any]:
    """Read the workbook in this process; return rows, rows per second, MB of the files and of memory at its peak."""
    with path.open("rb") as stream, temporary_file() as out:
        began = time.perf_counter()
        written = write_csv(stream, "Data", out)
        seconds = time.perf_counter() - began
        size = out.tell()
    return {
        "rows": written.rows,
        "rate": round(written.rows / seconds),
        "xlsx_mb": round(path.stat().st_size / 1e6, 1),
        "csv_mb": round(size / 1e6, 1),
        "peak_mb": round(peak_bytes() / 1e6),
    }


def measure_apart(rows: int, *, shuffled: bool = False) -> dict[str, Any]:
    """Make a workbook and return what `measure` says of it in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.xlsx"
        make_workbook(path, rows, shuffled=shuffled)
        command = [sys.executable, "-m", "tools.workbook_rate", "--read", str(path)]
        return json.loads(subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.workbook_rate", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--shuffled", action="store_true", help="texts are kept in another order than they stand in")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--read", type=Path, help="read this workbook (sheet “Data”) here, and print JSON")
    wanted = parser.parse_args()
    if wanted.read:
        print(json.dumps(measure(wanted.read)))
        return
    found = measure_apart(wanted.rows, shuffled=wanted.shuffled)
    print(json.dumps(found) if wanted.json else "\n".join(f"{name:<8} {value:>12,}" for name, value in found.items()))


if __name__ == "__main__":
    main()
