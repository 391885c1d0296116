"""Questions with thousands of values: one parameter for all of them, where `__in` writes one for each into the SQL."""

import json
from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, Lookup, Q, TextField


class AnyOf(Lookup[Any]):
    """Whether a text is one of many: `filter(name__any_of=[…])`."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return the condition for SQLite: the values come as one JSON text."""
        left, params = self.process_lhs(compiler, connection)
        return f"{left} IN (SELECT value FROM json_each(%s))", (*params, json.dumps(list(self.rhs)))

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return the condition for PostgreSQL: the values come as one array."""
        left, params = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", (*params, list(self.rhs))


CharField.register_lookup(AnyOf)
TextField.register_lookup(AnyOf)


def any_of(name: str, values: Iterable[str]) -> Q:
    """Return the condition that a text field holds one of the values."""
    return Q(**{f"{name}__any_of": sorted(set(values))})
