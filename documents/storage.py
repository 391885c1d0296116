"""Where the files are: a private folder under no address, each file by a random name. By setting it may be S3."""

import os
import secrets
import sys
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.utils.deconstruct import deconstructible

PART = ".part"


def private_files() -> Storage:
    """Return the storage of all uploaded files (`STORAGES["documents"]`)."""
    return storages["documents"]


def random_name(_row: Any = None, _name: str = "") -> str:
    """Return a new name on disk: 32 hexadecimal digits in one of 256 folders. It tells nothing about the file."""
    key = secrets.token_hex(16)
    return f"{key[:2]}/{key}"


@deconstructible
class PrivateFiles(FileSystemStorage):
    """Files on the local disk that are there whole or not at all.

    Written under another name, forced to the disk, and only then renamed: a machine that loses power leaves at most a
    part-file, which the sweeper finds.
    """

    def _save(self, name: str, content: File) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(mode=self.directory_permissions_mode or 0o700, parents=True, exist_ok=True)
        part = path.with_name(path.name + PART)
        try:
            with open(part, "xb", opener=self._private) as out:
                for chunk in content.chunks():
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            os.replace(part, path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        self._force_folder(path.parent)
        return name

    def url(self, name: str | None) -> str:
        """There is none: the download view is the only way to a file."""
        raise ValueError("Documents have no address of their own.")

    def _private(self, path: str, flags: int) -> int:
        return os.open(path, flags, self.file_permissions_mode or 0o600)

    @staticmethod
    def _force_folder(folder: Path) -> None:
        """Force the new name to the disk, where the system can do that for a folder (Windows cannot)."""
        if sys.platform == "win32":
            return
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
