"""The scripts are plain Python for Linux, macOS and Windows: what would break on one of them is found on each."""

import ast
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
# Windows knows devices by these names, in each folder and with any ending.
DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
NOT_OURS = {".venv", "node_modules", "var"}


def ours(pattern: str = "*") -> Iterator[Path]:
    """Yield every file of the project that is not made by a tool."""
    for path in sorted(ROOT.rglob(pattern)):
        parts = path.relative_to(ROOT).parts
        if path.is_file() and not NOT_OURS & set(parts) and not any(part.startswith((".", "__pyc")) for part in parts):
            yield path


def python_files() -> Iterator[Path]:
    yield from ours("*.py")
    yield from (path for path in sorted((ROOT / "bin").iterdir()) if path.is_file())


def test_every_text_file_is_opened_with_its_encoding():
    """Left out, it is UTF-8 on Linux and macOS, and on Windows a code page in which half of our letters are others."""
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in python_files()
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and is_text_without_encoding(call)
    ]
    assert not found, f"Say encoding= (or a mode with b): {', '.join(found)}"


def is_text_without_encoding(call: ast.Call) -> bool:
    """Whether the call opens, reads or writes text, or runs a program for its text, in the system's own encoding."""
    named = {word.arg: word.value for word in call.keywords}
    if "encoding" in named or None in named:
        return False
    if getattr(named.get("text"), "value", None) is True:
        return True
    if isinstance(call.func, ast.Name):
        return call.func.id == "open" and len(call.args) > 0 and not is_binary(call.args[1:2], named)
    if not isinstance(call.func, ast.Attribute):
        return False
    name, given = call.func.attr, len(call.args)
    # `read_text()` and `write_text(text)` of a path; other things of these names take something else.
    if name in {"read_text", "write_text"}:
        return given == (name == "write_text")
    is_a_mode = given > 0 and isinstance(call.args[0], ast.Constant) and call.args[0].value in {"r", "w", "a", "x"}
    return name == "open" and is_a_mode and not is_binary(call.args[:1], named)


def is_binary(mode: list[ast.expr], named: dict[str | None, ast.expr]) -> bool:
    chosen = mode[0] if mode else named.get("mode")
    return isinstance(chosen, ast.Constant) and "b" in str(chosen.value)


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("open(path)", True),
        ("open(path, 'w', encoding='utf-8')", False),
        ("open(path, 'rb')", False),
        ("open(path, mode='xb')", False),
        ("path.open('w')", True),
        ("path.read_text()", True),
        ("path.write_text(text)", True),
        ("path.write_text(text, encoding='ascii')", False),
        ("subprocess.run(command, text=True)", True),
        ("run(command, encoding='utf-8')", False),
        ("note(page, text='Called back')", False),
        ("opportunities.open()", False),
    ],
)
def test_the_search_for_encodings_finds_what_it_should(line, wrong):
    call = ast.parse(line).body[0].value
    assert is_text_without_encoding(call) is wrong


def test_every_file_can_lie_on_a_windows_disk():
    """Names that differ in more than case, that no device has, without signs that Windows keeps for itself."""
    names = [path.relative_to(ROOT).as_posix() for path in ours()]
    assert len(names) > 500
    assert not [name for name, count in Counter(name.lower() for name in names).items() if count > 1]
    parts = {part for name in names for part in PurePosixPath(name).parts}
    assert not [part for part in parts if set(part) & set('<>:"\\|?*') or part.endswith((".", " "))]
    assert not [part for part in parts if part.lower().partition(".")[0] in DEVICES]
    # With the folder of the clone before it, a path may have 259 letters.
    assert max(map(len, names)) < 160


ENCODING_ASKED = {"PYTHONWARNDEFAULTENCODING": "1", "PYTHONUTF8": "0"}


@pytest.mark.parametrize(
    "command",
    [
        ("-m", "tools.catalogs", "compile"),
        ("bin/demo", "--help"),
        ("manage.py", "check"),
        ("-c", "import crm.child, crm.supervisor, tools.test_parts, tools.demo_folder, tools.memory"),
    ],
    ids=["catalogs", "demo", "check", "processes"],
)
def test_the_commands_never_ask_what_the_systems_encoding_is(tmp_path, command):
    """Python itself says where an encoding was left out: only in our files does it matter here."""
    environment = {**os.environ, **ENCODING_ASKED, "DATA_DIR": str(tmp_path)}
    done = subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    warned = [line for line in done.stderr.splitlines() if "EncodingWarning" in line]
    assert not [line for line in warned if str(ROOT) in line and "site-packages" not in line]


@pytest.mark.parametrize("encoding", ["ascii", "cp437", "cp1252"])
def test_a_sentence_is_said_in_any_code_page(encoding):
    code = "from tools.setup_steps import say; say('Richte ein … Łódź, 3 × 4')"
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True)
    assert done.stdout.decode(encoding).startswith("Richte ein ")


def test_every_clone_has_the_same_bytes():
    """Else Git would check out other line ends on Windows, and what is compared byte by byte would differ."""
    assert "* text=auto eol=lf" in (ROOT / ".gitattributes").read_text(encoding="utf-8").splitlines()
