"""Writing many rows at once: keys are taken beforehand, then one prepared statement (SQLite) or COPY (PostgreSQL).

Django's `bulk_create` builds its SQL anew for every few dozen rows and asks each field about each value, which costs
more than the database does. What reads or changes rows stays with the ORM.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import repeat
from json import dumps
from operator import itemgetter
from typing import Any, TypeVar

from django.db import connections, models, router
from django.db.models.base import ModelState
from django.utils import timezone

from core.ids import new_public_id, new_public_ids
from core.money import AmountField

Row = TypeVar("Row", bound=models.Model)

# Their attributes are what the database takes; every other field is asked to convert its value.
AS_THEY_ARE = (models.AutoField, models.BooleanField, models.CharField, models.IntegerField, models.TextField)


def insert_many(rows: Sequence[models.Model]) -> None:
    """Insert unsaved rows of one model, in the caller's transaction, and give them their keys.

    No signals are sent, and `save` is not called. Raises IntegrityError as `bulk_create` does, and then wrote nothing.
    """
    if not rows:
        return
    model = type(rows[0])
    using = router.db_for_write(model)
    connection: Any = connections[using]
    if not connection.in_atomic_block:
        raise RuntimeError("insert_many needs a transaction: it takes keys that nobody else may take.")
    dated = [field.attname for field in model._meta.concrete_fields if getattr(field, "auto_now_add", False)]
    now = timezone.now()
    key_name = model._meta.pk.attname
    for row, key in zip(rows, _new_keys(connection, model, len(rows)), strict=True):
        row.__dict__[key_name] = key
        for attribute in dated:
            row.__dict__[attribute] = now
    columns, values_of = _layout(model, connection.alias)
    quoted = ", ".join(connection.ops.quote_name(column) for column in columns)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(values_of(row))
        else:
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({places})", [values_of(row) for row in rows])
    for row in rows:
        row._state.adding, row._state.db = False, using


def settle(model: type[models.Model]) -> None:
    """Let SQLite carry its log over into the database, outside of any transaction; other databases do so by themselves.

    It begins its log anew only in a moment without readers: while somebody always reads, thousands of rows after
    thousands make a log of gigabytes, which every reader then searches. This waits for that moment, not for ever.
    """
    connection: Any = connections[router.db_for_write(model)]
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(RESTART)")


def update_many(rows: Sequence[models.Model], attributes: Sequence[str]) -> None:
    """Write these attributes (as in "stage_id") of saved rows of one model, one prepared statement for all."""
    if not rows:
        return
    model = type(rows[0])
    using = router.db_for_write(model)
    connection: Any = connections[using]
    quote = connection.ops.quote_name
    by_attribute = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_attribute[attribute] for attribute in attributes]
    wanted = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    key = quote(model._meta.pk.column)
    values = [
        [*(field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields), row.pk] for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {quote(model._meta.db_table)} SET {wanted} WHERE {key} = %s", values)


def insert_columns(
    model: type[models.Model], count: int, columns: Mapping[str, Sequence[Any]], same: Mapping[str, Any]
) -> Sequence[int]:
    """Insert `count` rows that never were instances, in the caller's transaction, and return their keys.

    `columns` holds by attribute (as in "stage_id") the value of each row, JSON as its text; `same` the values that all
    rows share. What neither names has its default; public ids are made. Raises as `insert_many` does.
    """
    if not count:
        return ()
    using = router.db_for_write(model)
    connection: Any = connections[using]
    if not connection.in_atomic_block:
        raise RuntimeError("insert_columns needs a transaction: it takes keys that nobody else may take.")
    keys = _new_keys(connection, model, count)
    values: list[Iterable[Any]] = []
    for field in model._meta.concrete_fields:
        if field.primary_key:
            values.append(keys)
        elif field.attname in columns:
            own = columns[field.attname]
            values.append(own if isinstance(field, models.JSONField) else _converted(field, own, connection))
        elif field.attname not in same and field.default is new_public_id:
            values.append(new_public_ids(count))
        else:
            value = same[field.attname] if field.attname in same else _default(field)
            values.append(repeat(None if value is None else _converter(field, connection)(value), count))
    names = ", ".join(connection.ops.quote_name(field.column) for field in model._meta.concrete_fields)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                copy.write(copy_text(values))
        else:
            places = ", ".join(["%s"] * len(values))
            rows = list(zip(*values, strict=True))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)
    return keys


def copy_text(columns: Iterable[Iterable[Any]]) -> str:
    """Return columns of database values as rows in the text format of PostgreSQL's COPY."""
    return "".join(["\t".join(row) + "\n" for row in zip(*map(_as_text, columns), strict=True)])


def _as_text(column: Iterable[Any]) -> Iterable[str]:
    """Return a column's values as COPY reads them: NULL as \\N, and signs that mean something to it escaped."""
    if isinstance(column, repeat):
        return repeat(_text(next(column)), column.__length_hint__() + 1)
    if isinstance(column, range):
        return map(str, column)
    held = list(column)
    kinds = set(map(type, held))
    if kinds <= {str}:
        whole = "".join(held)
        return held if not any(sign in whole for sign in "\\\t\n\r") else map(_text, held)
    texts = {value: _text(value) for value in set(held)}
    return [texts[value] for value in held]


def _text(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return str(value)


def _converted(field: Any, values: Sequence[Any], connection: Any) -> Sequence[Any]:
    """Return the database values of a column of attributes."""
    if isinstance(field, (*AS_THEY_ARE, models.ForeignKey)):
        return values
    convert = _converter(field, connection)
    return [None if value is None else convert(value) for value in values]


def _default(field: Any) -> Any:
    return timezone.now() if getattr(field, "auto_now_add", False) else field.get_default()


def by_attribute(model: type[models.Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by field name as values by attribute: a row that a foreign key names is its key."""
    foreign = _foreign_keys(model)
    return {
        foreign.get(name, name): value.pk if name in foreign and value is not None else value
        for name, value in values.items()
    }


@cache
def _foreign_keys(model: type[models.Model]) -> dict[str, str]:
    return {field.name: field.attname for field in model._meta.concrete_fields if field.is_relation}


def another(row: Row) -> Row:
    """Return an unsaved copy of an unsaved row, with a public id of its own.

    For making thousands of rows that differ in a few fields: `Model()` asks every field for its default.
    """
    twin: Row = object.__new__(type(row))
    twin.__dict__.update(row.__dict__)
    twin._state = ModelState()
    twin._state.fields_cache = dict(row._state.fields_cache)
    if "public_id" in twin.__dict__:
        twin.__dict__["public_id"] = new_public_id()
    return twin


def _new_keys(connection: Any, model: type[models.Model], count: int) -> range | list[int]:
    """Return keys that no row has and none will get: in SQLite the writer's lock is held, PostgreSQL has a sequence."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [connection.ops.quote_name(table), column, count],
            )
            return [key for (key,) in cursor.fetchall()]
        # The first statement that writes takes the lock; until then somebody else could take the same keys.
        cursor.execute("UPDATE sqlite_sequence SET seq = seq WHERE name = %s", [table])
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
        first = (found[0] if found else 0) + 1
        return range(first, first + count)


@cache
def _layout(model: type[models.Model], using: str) -> tuple[list[str], Callable[[Any], Sequence[Any]]]:
    """Return the columns of a model, and the function that returns a row's values for them."""
    connection: Any = connections[using]
    fields = model._meta.concrete_fields
    attributes = itemgetter(*(field.attname for field in fields))
    converted = [
        (index, _converter(field, connection))
        for index, field in enumerate(fields)
        if not isinstance(field, (*AS_THEY_ARE, models.ForeignKey))
    ]

    def values_of(row: Any) -> Sequence[Any]:
        values = list(attributes(row.__dict__))
        for index, convert in converted:
            if values[index] is not None:
                values[index] = convert(values[index])
        return values

    return [str(field.column) for field in fields], values_of


def _converter(field: Any, connection: Any) -> Callable[[Any], Any]:
    """Return what makes a database value of an attribute; days and instants are remembered, as most rows share them."""
    if isinstance(field, (*AS_THEY_ARE, models.ForeignKey)):
        return lambda value: value
    if isinstance(field, AmountField):
        return lambda value: int(value.scaleb(3))
    if isinstance(field, models.JSONField) and field.encoder is None:
        return dumps
    if not isinstance(field, models.DateField):
        return lambda value: field.get_db_prep_save(value, connection)
    known: dict[Any, Any] = {}

    def convert(value: Any) -> Any:
        if value not in known:
            if len(known) > 10_000:
                known.clear()
            known[value] = field.get_db_prep_save(value, connection)
        return known[value]

    return convert
