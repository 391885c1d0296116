"""The child process: `python -m documents.previews.child <folder>` reads `asked.json` there, looks at the file that it
names, and leaves `answer.json` and, where something was drawn, `picture.webp`.

It sets up no apps and has no settings but the language: it cannot reach the database, and it was started without the
environment that holds the secrets.
"""

import json
import signal
import sys
from pathlib import Path
from typing import Any

from django.conf import settings

from documents.previews import limits


def limit() -> None:
    """Let the system end this process where it takes too much. Windows has no such thing; there, time alone counts."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    signal.alarm(limits.SECONDS)
    for what, most in (
        (resource.RLIMIT_CPU, limits.CPU_SECONDS),
        (resource.RLIMIT_FSIZE, limits.LARGEST_PICTURE),
        (resource.RLIMIT_NOFILE, limits.OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
        *([(resource.RLIMIT_AS, limits.MEMORY)] if sys.platform == "linux" else []),  # macOS refuses this one
    ):
        resource.setrlimit(what, (most, most))


def answer(folder: Path, asked: dict[str, Any]) -> dict[str, Any]:
    """Do what is asked; return the answer, the picture being in the folder."""
    from documents.previews import pictures  # noqa: PLC0415 - only once the limits hold

    path = Path(asked["path"])
    try:
        drawn: tuple[Any, dict[str, Any]] = (
            (pictures.draw(path, asked["page"]), {}) if "page" in asked else looked(path, asked["ending"])
        )
    except pictures.Unseen as unseen:
        return {"reason": unseen.reason}
    except (MemoryError, pictures.Image.DecompressionBombWarning, pictures.Image.DecompressionBombError):
        return {"reason": "too_large"}
    except Exception as error:  # whatever a decoder raises means that this file cannot be read
        return {"reason": "damaged", "error": type(error).__qualname__}
    picture, told = drawn
    if picture is not None:
        picture.save(folder / "picture.webp", "WEBP", quality=82, method=2)
    return told


def looked(path: Path, ending: str) -> tuple[Any, dict[str, Any]]:
    """Return the small picture of a file, or None, and what is told of it."""
    import django_stubs_ext  # noqa: PLC0415 - the readers of office files take a while to load

    django_stubs_ext.monkeypatch()  # as the settings do: some annotations are read as code
    from documents.previews import reading  # noqa: PLC0415

    seen = reading.look(path, ending)
    told = {
        "pages": seen.pages,
        "text": seen.text[: limits.LONGEST_SHOWN],
        "words": seen.words,
        "fetches": seen.fetches,
        "remarks": seen.remarks,
    }
    return seen.picture, told


def main() -> None:
    limit()
    folder = Path(sys.argv[1])
    asked = json.loads((folder / "asked.json").read_text("utf-8"))
    settings.configure(USE_I18N=False, LANGUAGE_CODE=asked["language"])
    (folder / "answer.json").write_text(json.dumps(answer(folder, asked)), "utf-8")


if __name__ == "__main__":
    main()
