"""Custom fields in the lists of other apps."""

from typing import Any

from django import template

from fields.listing import cell

register = template.Library()


@register.simple_tag
def custom_cell(column: Any, row: Any) -> Any:
    """Return what the cell of a custom column shows of a row."""
    return cell(column.custom, row)
