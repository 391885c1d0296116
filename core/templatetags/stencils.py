"""Parts that all rows of a list have alike, but for id and title: drawn once, then filled in for each row."""

from collections.abc import Hashable
from copy import copy
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from core.drawing import drawn_once

register = template.Library()

# Public ids have no "u" (core.ids), and no fragment of ours has these words in it.
ID, TITLE = "uuuuidofrowu", "uuuutitleofrowu"
# What a row allows decides what stands in its menu.
RIGHTS = ("may_edit", "may_govern")


@register.simple_tag
def stencil(template_name: str, row: Any, **more: Hashable) -> SafeString:
    """Draw a fragment that takes from `opportunity` its public id, its title and what one may do with it, and no more.

    It is drawn by its template once for each of the rights that rows have, with marks in the place of id and title;
    each row costs putting its own there. The template is given `opportunity`, `about` (the title) and `more` alone.
    """
    rights = tuple(getattr(row, name, None) for name in RIGHTS)
    drawn = drawn_once((stencil, template_name, rights, *more.items()), lambda: _cut(template_name, row, more))
    return mark_safe(drawn.format(id=row.public_id, title=conditional_escape(row.title)))


def _cut(template_name: str, row: Any, more: dict[str, Any]) -> SafeString:
    """Return the fragment as a text for `str.format`."""
    marked = copy(row)
    marked.public_id, marked.title = ID, TITLE
    drawn = render_to_string(template_name, {"opportunity": marked, "about": TITLE, **more})
    cut = drawn.replace("{", "{{").replace("}", "}}").replace(ID, "{id}").replace(TITLE, "{title}")
    return mark_safe(cut)
