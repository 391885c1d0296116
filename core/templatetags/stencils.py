"""Parts that all rows of a list have alike, but for id and title: drawn once a page, then filled in for each row."""

from copy import copy
from typing import Any

from django import template
from django.template import Context
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# Public ids have no "u" (core.ids), and no fragment of ours has these words in it.
ID, TITLE = "uuuuidofrowu", "uuuutitleofrowu"
# What a row allows decides what stands in its menu.
RIGHTS = ("may_edit", "may_govern")


@register.simple_tag(takes_context=True)
def stencil(context: Context, template_name: str, row: Any) -> SafeString:
    """Draw a fragment that takes from `opportunity` its public id, its title and what one may do with it, and no more.

    It is drawn by its template once for each page and for each of the rights that rows of the page have, with marks in
    the place of id and title; each further row costs putting its own there.
    """
    rights = tuple(getattr(row, name, None) for name in RIGHTS)
    of_page: dict[Any, Any] = context.render_context.dicts[0]
    kept = of_page.setdefault(stencil, {})
    if (template_name, rights) not in kept:
        kept[template_name, rights] = _cut(context, template_name, row)
    return mark_safe(kept[template_name, rights].format(id=row.public_id, title=conditional_escape(row.title)))


def _cut(context: Context, template_name: str, row: Any) -> str:
    """Return the fragment as a text for `str.format`."""
    marked = copy(row)
    marked.public_id, marked.title = ID, TITLE
    with context.push(opportunity=marked, about=TITLE):
        drawn = context.template.engine.get_template(template_name).render(context)
    return drawn.replace("{", "{{").replace("}", "}}").replace(ID, "{id}").replace(TITLE, "{title}")
