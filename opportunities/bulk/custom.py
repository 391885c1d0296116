"""A custom field that is changed on many opportunities at once, and given back what each held before."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from fields.layout import Layout
from fields.models import CustomField
from jobs import Failed
from opportunities.models import BulkAction, BulkChange, BulkRow
from opportunities.plans.gate import asks_custom

BEARER = "opportunities"
KEPT_IN = ("custom", "custom_texts")


def field_of(kept: dict[str, Any]) -> CustomField | None:
    """Return the custom field that a wish is about; None where it was deleted or switched off meanwhile."""
    found: CustomField | None = CustomField.objects.shown_on(BEARER).filter(pk=kept["field"]).first()
    return found


def field_gone() -> str:
    """Return the sentence about a custom field that is not there any more."""
    return _("This custom field was deleted or switched off meanwhile. Choose another one.")


def layout_of(change: BulkChange, rows: Iterable[Any]) -> Layout | None:
    """Return the layout by which a batch is planned: the one field, with what the values before and after refer to.

    Of a move, that of the fields that stages require; None where no plan asks for one. Raises Failed where the field
    is gone.
    """
    if change.action == BulkAction.STAGE and any(asks_custom(row.stage) for row in rows):
        return Layout.of(BEARER)
    if change.action != BulkAction.CUSTOM:
        return None
    kept = change.wish
    if (field := field_of(kept)) is None:
        raise Failed(field_gone())
    return Layout([field]).look_up({field.key: kept["value"]}, *(row.custom for row in rows))


def hold_wished(change: BulkChange) -> None:
    """Hold what the wished value refers to, before the rows are locked. Raises Failed where it is gone."""
    if change.action != BulkAction.CUSTOM or (field := field_of(change.wish)) is None:
        return
    if any(Layout([field]).hold_all([{field.key: change.wish["value"]}]).values()):
        raise Failed(_("This was deleted in the meantime. Choose another one."))


class FormerValues:
    """What the rows of a batch held in a custom field before; what it refers to is held. Nothing for other changes."""

    def __init__(self, change: BulkChange, bulk_rows: Sequence[BulkRow]) -> None:
        self.concerned = change.action == BulkAction.CUSTOM
        if not self.concerned:
            return
        self.key = change.wish["key"]
        self.field = CustomField.objects.present().filter(pk=change.wish["field"]).first()
        values = [bulk_row.former.get("custom", {}) for bulk_row in bulk_rows]
        gone = Layout([self.field]).hold_all(values) if self.field else {}
        self.gone: set[int] = set().union(*gone.values())

    def refusal(self, bulk_row: BulkRow) -> str:
        """Return why a row cannot hold its former value any more, "" where it can."""
        if not self.concerned:
            return ""
        if self.field is None:
            return _("The custom field was deleted.")
        if self.field.is_reference and bulk_row.former.get("custom", {}).get(self.key) in self.gone:
            return _("What it named before was deleted.")
        return ""

    def given_back(self, row: Any, former: dict[str, Any]) -> dict[str, Any]:
        """Return former values in which this field alone goes back: a field deleted since took its values along."""
        if not self.concerned:
            return former
        return former | {name: self._with_former(getattr(row, name), former.get(name)) for name in KEPT_IN}

    def _with_former(self, held: dict[str, Any], former: dict[str, Any] | None) -> dict[str, Any]:
        others = {key: value for key, value in held.items() if key != self.key}
        return others | ({self.key: former[self.key]} if former and self.key in former else {})
