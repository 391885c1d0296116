"""Questions that PostgreSQL plans once for a connection, and not each time they are asked.

Planning the small questions of a page takes PostgreSQL as long as answering them. Django writes the values into the
words of a question before it is sent, so that each is planned for its values; here these very words are prepared,
values and all. (Values that are sent apart would be planned for any value: what looks a person's opportunities up by
an index then reads all of them.) A question is prepared when it is asked often (psycopg's `prepare_threshold`), and
those used longest ago are dropped. Where no threshold is set, as behind a pooler that hands connections round, nothing
is prepared.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper


class Preparing:
    """Has one question, which is always asked in the same words, prepared where the database and its settings allow."""

    def __init__(self, connection: BaseDatabaseWrapper, sql: str) -> None:
        """`sql` is the question as Django has put it together; it is known by the very object."""
        self.connection, self.sql = connection, sql
        self.words = ""
        self.may = connection.vendor == "postgresql" and connection.settings_dict["OPTIONS"].get("prepare_threshold")

    def __call__(self) -> AbstractContextManager[None]:
        """Within this context the question is asked; not prepared where all are logged: its words would be hidden."""
        may = self.may and not self.connection.queries_logged
        return self.connection.execute_wrapper(self._execute) if may else nullcontext()

    def _execute(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """Ask by a cursor that leaves the values where they are, whose questions psycopg prepares.

        What is asked besides, such as for rows that are fetched beforehand, is another question.
        """
        if sql is not self.sql:
            return execute(sql, params, many, context)
        cursor = context["cursor"]
        self.words = self.words or cursor.cursor.mogrify(sql, params)
        cursor.cursor = psycopg.Cursor(self.connection.connection)
        return execute(self.words, None, many, context)
