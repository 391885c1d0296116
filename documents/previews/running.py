"""Starting the child process that opens an uploaded file, and taking its answer with caution."""

import contextlib
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from documents import names
from documents.previews import limits

logger = logging.getLogger("documents")

# Of our environment, the child gets what the system needs to start a program, and nothing else.
PASSED_ON = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH")


# While people look at pages, so many are drawn at a time in a web process; the others wait so long, then try again.
AT_A_TIME, WAITING_SECONDS = 2, 10.0
_places = threading.BoundedSemaphore(AT_A_TIME)


class Busy(Exception):
    """Too many pages are being drawn already."""


class Unseen(Exception):
    """The file cannot be shown. `reason` is one of `documents.models.preview.Reason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Answer:
    """What the child found: a WebP picture (b"" for none), how many pages can be drawn, the text and its words.

    `fetches` and `remarks` are the warnings of the same name that `Preview` keeps.
    """

    picture: bytes
    pages: int
    text: str
    words: str
    fetches: bool = False
    remarks: bool = False


def look(version: Any) -> Answer:
    """Return what is in the file of a version. Raises Unseen."""
    return _asked(version, {"ending": names.ending(version.document.name)})


def draw(version: Any, page: int) -> bytes:
    """Return a page of a PDF, or a picture, as WebP at the size of a screen. Raises Unseen."""
    return _asked(version, {"page": page}).picture


def draw_for_reader(version: Any, page: int) -> bytes:
    """Return what `draw` returns, for somebody who waits for it. Raises Busy where it is not their turn, and Unseen."""
    if not _places.acquire(timeout=WAITING_SECONDS):
        raise Busy
    try:
        return draw(version, page)
    finally:
        _places.release()


def _asked(version: Any, question: dict[str, Any]) -> Answer:
    if version.size > limits.LARGEST_FILE:
        raise Unseen("too_large")
    # In our own folder: what a kill leaves there is found and removed (`documents.incoming`).
    place = settings.FILE_UPLOAD_TEMP_DIR
    with tempfile.TemporaryDirectory(prefix="preview-", dir=place, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with _on_disk(version, folder) as path:
            asked = question | {"path": str(path), "language": settings.LANGUAGE_CODE}
            (folder / "asked.json").write_text(json.dumps(asked), "utf-8")
            _run(folder)
        return _read(folder)


@contextlib.contextmanager
def _on_disk(version: Any, folder: Path) -> Iterator[Path]:
    """Give the path of a version's file, copied into `folder` where the storage is not the local disk."""
    try:
        path = Path(version.file.path)
    except NotImplementedError:
        path = folder / "source"
        with version.file.open("rb") as source, path.open("wb") as copy:
            shutil.copyfileobj(source, copy)
    if not path.is_file():
        logger.error("The file of version %s is missing.", version.pk)
        raise Unseen("missing")
    yield path


def _run(folder: Path) -> None:
    """Run the child to its end, or to the end of its time. Raises Unseen where it was killed."""
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ} | {"PYTHONUTF8": "1"}
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "documents.previews.child", str(folder)],
            cwd=settings.BASE_DIR,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=limits.SECONDS,
            check=False,
            # Ctrl+C at our terminal is not meant for it: a picture would count as damaged.
            start_new_session=True,
        )
    except subprocess.TimeoutExpired as error:
        raise Unseen("too_long") from error
    if ended.returncode:
        logger.warning("The process that draws previews ended with %s.", ended.returncode)
        raise Unseen("too_long" if -ended.returncode in _out_of_time() else "damaged")


def _out_of_time() -> set[int]:
    """Return the signals by which the system ends a process whose time is up; Windows has none."""
    if sys.platform == "win32":
        return set()
    return {signal.SIGXCPU, signal.SIGALRM, signal.SIGKILL}


def _read(folder: Path) -> Answer:
    """Return the answer in `folder`, which a process wrote that had opened a stranger's file: nothing is believed."""
    try:
        told = json.loads(_bytes(folder / "answer.json", limits.LARGEST_ANSWER))
    except (ValueError, RecursionError) as error:
        raise Unseen("damaged") from error
    if not isinstance(told, dict):
        raise Unseen("damaged")
    if "reason" in told:
        if told.get("error"):
            logger.info("A file cannot be shown: %s.", str(told["error"])[:100])
        raise Unseen(str(told["reason"]))
    picture = _bytes(folder / "picture.webp", limits.LARGEST_PICTURE)
    if picture and not (picture.startswith(b"RIFF") and picture[8:12] == b"WEBP"):
        raise Unseen("damaged")
    pages = told.get("pages", 0)
    return Answer(
        picture=picture,
        pages=pages if isinstance(pages, int) and 0 <= pages <= limits.MOST_PAGES else 0,
        text=_text(told.get("text", ""), limits.LONGEST_SHOWN),
        words=_text(told.get("words", ""), limits.LONGEST_WORDS),
        fetches=told.get("fetches") is True,
        remarks=told.get("remarks") is True,
    )


def _text(told: Any, most: int) -> str:
    """Return a text that a database takes: without zero bytes and halves of letters, and not too long."""
    return str(told)[:most].replace("\0", "").encode("utf-8", "replace").decode()


def _bytes(path: Path, most: int) -> bytes:
    """Return a file's content, b"" where there is none. Raises Unseen for one that is too long."""
    if not path.is_file():
        return b""
    with path.open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise Unseen("too_large")
    return content
