"""How the numbers of a report are drawn, and how its chart reads them."""

from django import template

from reports import tables

register = template.Library()


@register.simple_tag
def shown(column: tables.Column, cell: tables.Cell) -> str:
    """Return a cell's value as its reader expects it."""
    return tables.shown(column.kind, cell.value)


@register.filter
def plain(cell: tables.Cell) -> str:
    """Return a cell's value as a script reads it; "" for none."""
    return "" if cell.value is None else str(cell.value)
