"""The keys that stood further up in a file: what a second row of the same key is told by."""

import sqlite3
from collections.abc import Mapping
from hashlib import blake2b

# What of it is kept in memory: beyond some hundred thousand keys it is written to the file.
CACHE_KB = 16_000
# Short keys stand there as they are, so that those that follow one another lie beside one another.
SHORT = 32


def _short(key: str) -> str | bytes:
    """Return a key as it is kept: a long one by its digest."""
    if len(key) <= SHORT and key.isascii():
        return key
    return blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).digest()


class Seen:
    """Keys with the line in which each came first, in bounded memory: they stand in a temporary file of SQLite's."""

    def __init__(self) -> None:
        self._store: sqlite3.Connection | None = None

    def add(self, keyed: Mapping[int, str]) -> dict[int, int]:
        """Take in keys by line; return, for the lines whose key came before, the line in which it came first."""
        if not keyed:
            return {}
        store = self._open()
        rows = [(_short(key), line) for line, key in keyed.items()]
        if store.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", rows).rowcount == len(rows):
            return {}
        earlier: dict[int, int] = {}
        for key, line in rows:
            (first,) = store.execute("SELECT line FROM seen WHERE key = ?", (key,)).fetchone()
            if first != line:
                earlier[line] = first
        return earlier

    def _open(self) -> sqlite3.Connection:
        if self._store is None:
            # An empty name is a private database that is spilled to disk, and gone when it is closed.
            self._store = sqlite3.connect("", isolation_level=None, check_same_thread=False)
            self._store.execute("PRAGMA journal_mode = OFF")
            self._store.execute(f"PRAGMA cache_size = -{CACHE_KB}")
            self._store.execute("CREATE TABLE seen (key PRIMARY KEY, line INTEGER NOT NULL) WITHOUT ROWID")
            self._store.execute("BEGIN")  # never ended: nobody else looks, and nothing is to be kept
        return self._store
