"""Uploads that a request never finished: the web server was killed while it took them in."""

import time
from pathlib import Path

from django.conf import settings

from jobs import DONE, Outcome, Slice

# Longer than any request lasts; an upload that still comes in is written to all the time.
KEPT_SECONDS = 24 * 60 * 60


def clear(slice: Slice) -> Outcome:
    """Remove what lies in the folder for incoming files and was not written to for a day."""
    oldest = time.time() - KEPT_SECONDS
    for path in Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir():
        try:
            if path.is_file() and path.stat().st_mtime < oldest:
                path.unlink()
        except (FileNotFoundError, PermissionError):
            continue  # its request has just ended, which removes it; or, on Windows, still holds it open
    return DONE
