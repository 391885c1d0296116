"""The one door for access, as querysets: every list, count, sum, picker and mail starts at `visible_to`."""

from typing import Any, Self

from django.db import models
from django.db.models import Aggregate, Case, Q, Subquery, Value, When


class VisibleQuerySet(models.QuerySet[Any]):
    """A queryset that knows who may see and who may change its rows.

    An app says so once, by `visible_q` and `editable_q`; everything else asks here.
    """

    def visible_q(self, user: Any) -> Q:
        """Return the condition under which `user` may see a row. A user without a role sees nothing."""
        raise NotImplementedError(f"{self.model.__name__} does not say who may see it.")

    def editable_q(self, user: Any) -> Q:
        """Return the condition under which `user` may change a row that they may see."""
        raise NotImplementedError(f"{self.model.__name__} does not say who may change it.")

    def visible_to(self, user: Any) -> Self:
        """Return the rows that `user` may see: none for a person without a role."""
        if not getattr(user, "role", None):
            return self.none()
        return self.filter(self.visible_q(user))

    def editable_by(self, user: Any) -> Self:
        """Return the rows that `user` may change; each of them may be seen, too."""
        if not getattr(user, "role", None) or not user.may("create"):
            return self.none()
        return self.visible_to(user).filter(self.editable_q(user))

    def with_may_edit(self, user: Any) -> Self:
        """Return the rows with `may_edit`: whether `user` may change each. For rows that `user` may see."""
        if not getattr(user, "role", None) or not user.may("create"):
            return self.annotate(may_edit=Value(False, output_field=models.BooleanField()))
        condition = self.editable_q(user)
        if not condition:
            return self.annotate(may_edit=Value(True, output_field=models.BooleanField()))
        return self.annotate(
            may_edit=Case(When(condition, then=Value(True)), default=Value(False), output_field=models.BooleanField())
        )


class NumberOf(Subquery):
    """How many rows a query has."""

    empty_result_set_value = 0
    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = models.IntegerField()


# Stands between texts that are joined; no name has it (U+001F, the separator of units).
BETWEEN = "\x1f"


class Joined(Aggregate):
    """The texts of a group in one, `BETWEEN` them; their order is left to whoever parts them again."""

    function = "GROUP_CONCAT"
    output_field = models.TextField()

    def __init__(self, expression: Any) -> None:
        super().__init__(expression, Value(BETWEEN))

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Return it as PostgreSQL knows it."""
        return self.as_sql(compiler, connection, function="STRING_AGG", **context)
