"""Finding a piece of a word in many long texts: an index of all threes of letters, kept by the database itself.

An app says in its `AppConfig.ready()` which text is searched, and asks with the lookup `holds`:

    trigrams.index(Preview, "words")
    Preview.objects.filter(words__holds="liefer")       # what words__contains finds, without reading every text

The text is one that was folded before it was written (`core.fold.search_text`); so is what is looked for. Nobody has
to remember the index when writing: on SQLite it is an FTS5 table (tokenizer "trigram") over the very column, followed
by triggers in the writing transaction, whoever writes and how; on PostgreSQL it is a GIN index of the extension
pg_trgm. `docs/decisions/0020-found-by-threes-of-letters.md` says why, with figures.

`ensure` makes what is missing after each `migrate`, also what SQLite lost when a migration made a table anew (its
triggers fall with the old one, so the index is then built from the rows). Where the database has no such thing (an old
SQLite, a PostgreSQL whose user may not create the extension), `holds` reads every text, as `contains` does. `manage.py
rebuild_search` builds all of it anew.

To gain by it in a question over several tables, ask for keys: `filter(pk__in=one.values("pk").union(other))`. An OR
over tables, or an EXISTS that refers to the row outside, makes every database read all rows again.
"""

import logging
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connections, models, transaction
from django.db.models.expressions import Col
from django.db.models.lookups import Contains

logger = logging.getLogger("core")

# What is shorter has no three letters to be found by.
SHORTEST = 3
# PostgreSQL keeps long texts beside the table and forgets, when it plans, what reading them takes: it would rather read
# every text than use the index. This function is always true and said to be dear; it is asked of finds only.
DEAR = "core_a_text_is_read"
DEAR_SQL = f"""
CREATE OR REPLACE FUNCTION {DEAR}(text) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000
AS 'BEGIN RETURN true; END'
"""
IN_CATALOG = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '%_trigrams'",
    "postgresql": "SELECT indexname FROM pg_indexes WHERE indexname LIKE '%_trigrams'",
}


@dataclass(frozen=True)
class Text:
    """A column that is searched: its table, the column, the key of the table, and the name of the index."""

    table: str
    column: str
    key: str

    @property
    def name(self) -> str:
        """What the index is called, in both databases."""
        return f"{self.table}_{self.column}_trigrams"


_texts: dict[tuple[str, str], Text] = {}
# Which indexes are there, by database: what is not there is not asked.
_there: dict[str, frozenset[str]] = {}


def index(model: type[models.Model], field: str) -> None:
    """Say that the text of this field is searched. Raises TypeError where it is no TextField, or may be NULL."""
    found = model._meta.get_field(field)
    if not isinstance(found, models.TextField) or found.null:
        raise TypeError(f"{model._meta.label}.{field} cannot be searched: it has to be a text that is never NULL.")
    text = Text(model._meta.db_table, str(found.column), str(model._meta.pk.column))
    _texts[text.table, text.column] = text


def ensure(using: str = "default") -> list[str]:
    """Make the indexes that are missing; return their names. Where the database refuses, that is told in the log."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    wanted = [text for text in _texts.values() if text.table in tables]
    _drop_unasked(connection)
    make = {"sqlite": _make_on_sqlite, "postgresql": _make_on_postgresql}.get(connection.vendor)
    made = [text.name for text in wanted if make and _made(make, connection, text)]
    _there.pop(_name_of(connection), None)
    return made


def rebuild(using: str = "default") -> list[str]:
    """Drop the indexes and build them anew from the rows; return their names."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for text in _texts.values():
            if connection.vendor == "sqlite":
                for trigger in _triggers(connection, text):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {trigger}")
                cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(text.name)}")
            elif connection.vendor == "postgresql":
                cursor.execute(f"DROP INDEX IF EXISTS {connection.ops.quote_name(text.name)}")
        return ensure(using)


def _made(make: Any, connection: Any, text: Text) -> bool:
    """Make one index, all of it or nothing of it; return whether it was made now."""
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            return bool(make(connection, cursor, text))
    except DatabaseError as error:
        logger.warning("There is no index %s; the search reads every text. %s", text.name, str(error).strip())
        return False


def _drop_unasked(connection: Any) -> None:
    """Drop the indexes of texts that are searched by none any more: they would be kept for nothing."""
    if connection.vendor not in IN_CATALOG:
        return
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(IN_CATALOG[connection.vendor])
        for (name,) in cursor.fetchall():
            if name in {text.name for text in _texts.values()}:
                continue
            quote = connection.ops.quote_name
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP INDEX IF EXISTS {quote(name)}")
                continue
            for deed in ("insert", "delete", "update"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {quote(f'{name}_{deed}')}")
            cursor.execute(f"DROP TABLE IF EXISTS {quote(name)}")


# SQLite


def _triggers(connection: Any, text: Text) -> dict[str, str]:
    """Return the triggers that keep the index: their quoted names, and what each of them does."""
    quote = connection.ops.quote_name
    index, column, key = quote(text.name), quote(text.column), quote(text.key)
    add = f"INSERT INTO {index} (rowid, {column}) VALUES (new.{key}, new.{column});"
    # This is how a row is taken out of an FTS5 table that holds no texts of its own.
    drop = f"INSERT INTO {index} ({index}, rowid, {column}) VALUES ('delete', old.{key}, old.{column});"
    changed = f"UPDATE OF {column} ON {quote(text.table)} WHEN old.{column} IS NOT new.{column}"
    return {
        quote(f"{text.name}_insert"): f"AFTER INSERT ON {quote(text.table)} BEGIN {add} END",
        quote(f"{text.name}_delete"): f"AFTER DELETE ON {quote(text.table)} BEGIN {drop} END",
        quote(f"{text.name}_update"): f"AFTER {changed} BEGIN {drop} {add} END",
    }


def _make_on_sqlite(connection: Any, cursor: Any, text: Text) -> bool:
    quote = connection.ops.quote_name
    triggers = _triggers(connection, text)
    names = [text.name, *(name.strip('"') for name in triggers)]
    places = ", ".join(["%s"] * len(names))
    cursor.execute(f"SELECT count(*) FROM sqlite_master WHERE name IN ({places})", names)
    if cursor.fetchone()[0] == len(names):
        return False
    # Where in the text each three of letters stands is kept, too. It takes most of the room, but a long text holds
    # nearly every three somewhere: without it, most texts would have to be read after all.
    cursor.execute(
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {quote(text.name)} USING fts5({quote(text.column)}, "
        f"content={quote(text.table)}, content_rowid={quote(text.key)}, "
        f"tokenize='trigram case_sensitive 1', columnsize=0)"
    )
    for name, does in triggers.items():
        cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute(f"CREATE TRIGGER {name} {does}")
    cursor.execute(f"INSERT INTO {quote(text.name)} ({quote(text.name)}) VALUES ('rebuild')")
    return True


def _is_there(connection: Any, text: Text) -> bool:
    found = _there.get(_name_of(connection))
    if found is None:
        with connection.cursor() as cursor:
            cursor.execute(IN_CATALOG[connection.vendor])
            found = frozenset(name for (name,) in cursor.fetchall())
        _there[_name_of(connection)] = found
    return text.name in found


def _name_of(connection: Any) -> str:
    return str(connection.settings_dict["NAME"])


# PostgreSQL


def _make_on_postgresql(connection: Any, cursor: Any, text: Text) -> bool:
    quote = connection.ops.quote_name
    cursor.execute("SELECT to_regclass(%s) IS NOT NULL AND to_regproc(%s) IS NOT NULL", [quote(text.name), DEAR])
    if cursor.fetchone()[0]:
        return False
    cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    cursor.execute(DEAR_SQL)
    cursor.execute(
        f"CREATE INDEX IF NOT EXISTS {quote(text.name)} ON {quote(text.table)} "
        f"USING gin ({quote(text.column)} gin_trgm_ops)"
    )
    return True


class Holds(Contains):
    """`text__holds="piece"`: what `contains` finds, by the index of the column where there is one."""

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        """Return the rows whose keys the FTS5 table knows."""
        text = self._text()
        if text is None or not _is_there(connection, text):
            return self.as_sql(compiler, connection)
        quote = connection.ops.quote_name
        key = f"{quote(self.lhs.alias)}.{quote(text.key)}"
        asked = f"SELECT rowid FROM {quote(text.name)} WHERE {quote(text.name)} MATCH %s"
        piece = self.rhs.replace('"', '""')
        return f"{key} IN ({asked})", [f'"{piece}"']

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        """Return what `contains` says, and that it is dear to read a text: then the index is used."""
        sql, params = self.as_sql(compiler, connection)
        text = self._text()
        if text is None or not _is_there(connection, text):
            return sql, params
        lhs, lhs_params = self.process_lhs(compiler, connection)
        return f"({sql} AND {DEAR}({lhs}))", [*params, *lhs_params]

    def _text(self) -> Text | None:
        """Return the searched column that this is asked of; None where there is none, or the piece is too short."""
        if not (isinstance(self.lhs, Col) and isinstance(self.rhs, str) and len(self.rhs) >= SHORTEST):
            return None
        return _texts.get((self.lhs.target.model._meta.db_table, str(self.lhs.target.column)))


# The class goes by the name of `contains`, by which the databases know how to ask.
models.TextField.register_lookup(Holds, "holds")
