"""What lies in the folder for incoming files: uploads on their way, and what is being drawn for a preview.

Whoever put it there removes it; what is left of a process that was killed is found here.
"""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from jobs import DONE, Outcome, Slice

# Longer than any request lasts; an upload that still comes in is written to all the time.
KEPT_SECONDS = 24 * 60 * 60


def left(before: float) -> Iterator[Path]:
    """Yield what was last written to before this instant (seconds since 1970), in the order of names."""
    for path in sorted(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()):
        try:
            if path.stat().st_mtime < before:
                yield path
        except FileNotFoundError:
            continue  # its request has just ended, which removes it


def remove(path: Path) -> None:
    """Remove a file or a folder, as far as the system lets us: Windows keeps what somebody still holds open."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
        return
    try:
        path.unlink(missing_ok=True)
    except PermissionError:
        return


def clear(slice: Slice) -> Outcome:
    """Remove what was not written to for a day."""
    for path in left(time.time() - KEPT_SECONDS):
        remove(path)
    return DONE
