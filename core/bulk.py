"""Writing many rows at once: keys are taken beforehand, then one prepared statement (SQLite) or COPY (PostgreSQL).

Django's `bulk_create` builds its SQL anew for every few dozen rows and asks each field about each value, which costs
more than the database does. What reads or changes rows stays with the ORM.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from json import dumps
from operator import itemgetter
from typing import Any, TypeVar

from django.db import connections, models, router
from django.db.models.base import ModelState
from django.utils import timezone

from core.ids import new_public_id
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
            with cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(values_of(row))
        else:
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({places})", [values_of(row) for row in rows])
    for row in rows:
        row._state.adding, row._state.db = False, using


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


def assign(row: models.Model, values: Mapping[str, Any]) -> None:
    """Set fields of an unsaved row by name: as `setattr` does, but without asking each relation's descriptor."""
    held, related = row.__dict__, row._state.fields_cache
    foreign = _foreign_keys(type(row))
    for name, value in values.items():
        if name in foreign:
            held[foreign[name]] = None if value is None else value.pk
            related[name] = value
        else:
            held[name] = value


@cache
def _foreign_keys(model: type[models.Model]) -> dict[str, str]:
    return {field.name: field.attname for field in model._meta.concrete_fields if field.is_relation}


def _converter(field: Any, connection: Any) -> Callable[[Any], Any]:
    """Return what makes a database value of an attribute; days and instants are remembered, as most rows share them."""
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
