"""The translations: compiled by Babel, and held against the sources.

python -m tools.catalogs compile    makes the .mo files (no gettext tools needed)
python -m tools.catalogs check      says what is missing, doubtful or left over (needs gettext's xgettext)
python -m tools.catalogs update     adds what is missing, empty, and takes out what is left over (needs it, too)
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Message
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
# Where no word of ours is; what tests say is not translated.
NOT_READ = {".venv", "node_modules", "var", "tests", "tools", "bin"}
# English is what the sources say.
LANGUAGES = ("de",)


def compile_all() -> None:
    """Write django.mo beside each django.po; whoever reads it meanwhile sees the old one or the new one, whole."""
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        unfinished = source.with_suffix(".mo.unfinished")
        with unfinished.open("wb") as file:
            write_mo(file, _read(source))
        unfinished.replace(source.with_suffix(".mo"))


def problems() -> Iterator[str]:
    """What keeps the catalogs from being complete: one line for each entry."""
    for language in LANGUAGES:
        source = LOCALE / language / "LC_MESSAGES" / "django.po"
        if not source.exists():
            yield f"{language}: there is no catalog."
            continue
        kept, wanted = _read(source), _extracted(language)
        for message in wanted:
            if message.id:
                yield from _problems_of(message, kept.get(message.id, message.context), language)
        for message in kept:
            if message.id and wanted.get(message.id, message.context) is None:
                yield f"{language}: left over, no source says it any more: {_shown(message)}"


def update_all() -> None:
    """Rewrite each django.po to what the sources say today; what is translated stays, what is new is left empty.

    A text that was only reworded is a new one: nothing is guessed, so no entry is ever marked fuzzy.
    """
    for language in LANGUAGES:
        source = LOCALE / language / "LC_MESSAGES" / "django.po"
        kept = _read(source) if source.exists() else Catalog(locale=language, fuzzy=False)
        updated = Catalog(locale=language, header_comment=kept.header_comment, fuzzy=False)
        updated.mime_headers = kept.mime_headers
        for wanted in _extracted(language):
            if wanted.id:
                _add(updated, wanted, kept.get(wanted.id, wanted.context))
        source.parent.mkdir(parents=True, exist_ok=True)
        unfinished = source.with_suffix(".po.unfinished")
        with unfinished.open("wb") as file:
            write_po(file, updated, width=0, include_lineno=False)
        unfinished.replace(source)


def _add(updated: Catalog, wanted: Message, kept: Message | None) -> None:
    """Add an entry as the sources say it, with its translation if there is one of the same form."""
    fits = kept is not None and isinstance(kept.id, tuple) == isinstance(wanted.id, tuple)
    updated.add(
        wanted.id,
        kept.string if fits and kept else None,
        locations=wanted.locations,
        flags=wanted.flags | (kept.flags & {"fuzzy"} if kept else set()),
        auto_comments=wanted.auto_comments,
        user_comments=kept.user_comments if kept else (),
        context=wanted.context,
    )


def _problems_of(wanted: Message, kept: Message | None, language: str) -> Iterator[str]:
    place = wanted.locations[0][0] if wanted.locations else "?"
    if kept is None:
        yield f"{language}: missing ({place}): {_shown(wanted)}"
        return
    strings = kept.string if isinstance(kept.string, tuple | list) else (kept.string,)
    if not all(strings):
        yield f"{language}: untranslated ({place}): {_shown(wanted)}"
    elif kept.fuzzy:
        yield f"{language}: marked fuzzy ({place}): {_shown(wanted)}"
    elif set(wanted.flags) & {"python-format", "python-brace-format"}:
        for error in kept.check():
            yield f"{language}: {error} ({place}): {_shown(wanted)}"


def _extracted(language: str) -> Catalog:
    """What the sources say today, by Django's own makemessages in a copy: the catalogs stay as they are."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=_leave_out, symlinks=True)
        shutil.rmtree(copy / "locale", ignore_errors=True)
        (copy / "locale").mkdir()
        subprocess.run(
            [sys.executable, "-m", "django", "makemessages", "--locale", language, "--no-wrap", "--verbosity", "0"],
            cwd=copy,
            check=True,
            # Without settings: makemessages needs none, and reads the whole folder then.
            env={name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
        )
        return _read(copy / "locale" / language / "LC_MESSAGES" / "django.po")


def _leave_out(folder: str, names: list[str]) -> set[str]:
    top = NOT_READ if Path(folder) == ROOT else set()
    return {name for name in names if name in top or name.startswith(".") or name == "__pycache__"}


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def _shown(message: Message) -> str:
    text = message.id[0] if isinstance(message.id, tuple | list) else message.id
    return repr(text if len(text) < 90 else text[:87] + "…")


def main() -> None:
    if sys.argv[1:] in (["check"], ["update"]) and not shutil.which("xgettext"):
        install = "Debian and Ubuntu: apt install gettext; macOS: brew install gettext; Windows: choco install gettext"
        sys.exit(f"The catalogs were NOT read: gettext is missing ({install}).")
    if sys.argv[1:] == ["compile"]:
        compile_all()
    elif sys.argv[1:] == ["update"]:
        update_all()
    elif sys.argv[1:] == ["check"]:
        found = list(problems())
        print("\n".join(found))
        sys.exit(1 if found else 0)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
