"""What custom fields say and do when a row that they refer to is deleted."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.bulk import update_many
from fields import verbs
from fields.bearers import bearer
from fields.models import CustomField
from fields.references import registered
from fields.telling import told
from history.models import event, record_many


def fields_about(row: Any) -> Iterator[CustomField]:
    """Yield the custom fields whose values may refer to this row, switched off ones included."""
    kinds = [known.kind for known in registered() if isinstance(row, known.model)]
    if kinds:
        yield from CustomField.objects.present().filter(kind__in=kinds).in_order()


def rows_referring(field: CustomField, row: Any) -> Any:
    """Return the rows whose value of a field is this row; not the row itself, which goes."""
    model = bearer(field.bearer).model
    rows = model._default_manager.filter(**{f"custom__{field.key}__exact": row.pk})
    return rows.exclude(pk=row.pk) if isinstance(row, model) else rows


def references(*, user: Any, row: Any) -> list[str] | None:
    """Before a row is deleted: what names it in a custom field and loses that, as far as `user` may see it."""
    parts = []
    for field in fields_about(row):
        if count := rows_referring(field, row).visible_to(user).count():
            named = {"rows": bearer(field.bearer).counted(count), "field": field.name}
            parts.append(_("%(rows)s (“%(field)s”)") % named)
    return parts or None


def deletions(*, user: Any, row: Any) -> dict[str, int] | None:
    """While a row is deleted, in its transaction: custom fields that name it are cleared, hidden rows' included.

    It is recorded on each of them.
    """
    now = timezone.now()
    for field in fields_about(row):
        rows = list(rows_referring(field, row).select_for_update(of=("self",), no_key=True).order_by("pk"))
        events = []
        for held in rows:
            del held.custom[field.key]
            held.version, held.updated_at = held.version + 1, now
            particulars = {"field": field.labels, "from": told(field, row.pk, {(field.kind, row.pk): row}), "to": None}
            events.append(event(verbs.VALUE_CHANGED, held, by=user, page=held, particulars=particulars))
        update_many(rows, ["custom", "version", "updated_at"])
        record_many(events)
    return None
