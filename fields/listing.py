"""What the cells of a list show of custom fields, and the facts of a page."""

from typing import Any

from django.utils.html import format_html

from fields.kinds import Kind
from fields.layout import Layout
from fields.models import CustomField
from fields.references import reference
from fields.sorting import named
from fields.telling import shown


def cell(field: CustomField, row: Any) -> Any:
    """Return what stands in the cell of a listed row, whose columns were prepared (`fields.sorting.preparing`)."""
    value = row.custom.get(field.key)
    if not field.is_reference:
        return linked(field, value, {})
    found = named(field, row)
    return linked(field, value, {(field.kind, value): found} if found is not None else {})


def linked(field: CustomField, value: Any, referred: Any) -> Any:
    """Return a value as a page shows it: addresses and rows with a page as links."""
    text = shown(field, value, referred)
    if field.kind == Kind.LINK and text:
        bare = text.removeprefix("https://").removeprefix("http://").rstrip("/")
        return format_html('<a href="{}" rel="noopener noreferrer" target="_blank">{}</a>', text, bare)
    row = referred.get((field.kind, value)) if field.is_reference else None
    url = reference(field.kind).url(row) if row is not None else ""
    return format_html('<a href="{}">{}</a>', url, text) if url else text


def facts(layout: Layout, values: Any) -> list[tuple[str, list[tuple[CustomField, Any]]]]:
    """Return what a page shows of a row's custom values: under each section the fields that hold something."""
    layout.look_up(values)
    sections: dict[str, list[tuple[CustomField, Any]]] = {}
    for field in layout.fields:
        if (value := values.get(field.key)) is not None and (text := linked(field, value, layout.referred)) != "":
            sections.setdefault(field.section, []).append((field, text))
    return list(sections.items())
