"""Collecting the static files, but only when one of them has changed: a second start takes no time for it."""

from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect_if_changed() -> bool:
    """Collect into STATIC_ROOT unless exactly these files were collected before; return whether it was done."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    now = fingerprint()
    if stamp.is_file() and stamp.read_text(encoding="ascii") == now:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(now, encoding="ascii")
    return True


def fingerprint() -> str:
    """A digest over name, size and time of change of every static file, and over how they are stored."""
    digest = sha256(str(settings.STORAGES["staticfiles"]).encode())
    files = [(name, Path(storage.path(name))) for finder in get_finders() for name, storage in finder.list([])]
    for name, path in sorted(files):
        found = path.stat()
        digest.update(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
