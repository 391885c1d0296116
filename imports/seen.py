"""The keys that stood further up in a file: what a second row of the same key is told by."""

import sqlite3
from collections.abc import Mapping
from hashlib import blake2b


class Seen:
    """Keys with the line in which each came first, in bounded memory: they stand in a temporary file of SQLite's."""

    def __init__(self) -> None:
        self._store: sqlite3.Connection | None = None

    def add(self, keyed: Mapping[int, str]) -> dict[int, int]:
        """Take in keys by line; return, for the lines whose key came before, the line in which it came first."""
        if not keyed:
            return {}
        store = self._open()
        earlier: dict[int, int] = {}
        for line, key in keyed.items():
            digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).digest()
            if store.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (digest, line)).rowcount == 0:
                (first,) = store.execute("SELECT line FROM seen WHERE key = ?", (digest,)).fetchone()
                if first != line:
                    earlier[line] = first
        return earlier

    def _open(self) -> sqlite3.Connection:
        if self._store is None:
            # An empty name is a private database that is spilled to disk, and gone when it is closed.
            self._store = sqlite3.connect("", isolation_level=None, check_same_thread=False)
            self._store.execute("PRAGMA journal_mode = OFF")
            self._store.execute("CREATE TABLE seen (key BLOB PRIMARY KEY, line INTEGER NOT NULL) WITHOUT ROWID")
        return self._store
