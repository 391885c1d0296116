"""A file for the time being."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import cast


@contextmanager
def temporary_file() -> Iterator[io.BufferedRandom]:
    """Open a file for reading and writing that is gone at the end.

    On Windows, which removes no open file, the standard library hands out a wrapper that removes it when it is closed;
    the file in it is what readers and writers of bytes take.
    """
    with TemporaryFile() as made:
        yield cast(io.BufferedRandom, getattr(made, "file", made))
