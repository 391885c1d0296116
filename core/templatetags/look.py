"""How things are drawn: a person without a photo (initials on a colour of the palette), the control of a field.

What stands at each of hundreds of rows or choices is put together here, in one step: a template that is included as
often costs more than all else on the page.
"""

from collections.abc import Iterable
from html import escape
from typing import Any
from zlib import crc32

from django import template
from django.forms import BoundField
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core.palette import Colour

register = template.Library()

_COLOURS = tuple(Colour.values)
# Headings that are wider than their column, and where they may be broken. The hyphen is drawn by the style sheet, so
# that the word stays whole for whoever searches the page or has it read out.
BREAKS = {"Erfolgswahrscheinlichkeit": "Erfolgswahr"}


@register.filter
def initials(name: object) -> str:
    """Return the first letters of the first and the last word of a name, or "?" for a name without letters."""
    words = [word for word in str(name or "").split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"


@register.filter
def hue(key: object) -> str:
    """Return the class of a colour that is always the same for the same key."""
    return f"stage-{_COLOURS[crc32(str(key).encode()) % len(_COLOURS)]}"


@register.filter
def breakable(word: object) -> str:
    """Return a heading that may be broken into two lines within its word, if it is one that is too long for one."""
    text = str(word)
    start = BREAKS.get(text, "")
    return format_html('{}<span class="may-break"></span>{}', start, text.removeprefix(start)) if start else text


@register.filter
def file_name(name: object) -> str:
    """Return the name of a file that is broken before its ending, where it is broken at all."""
    stem, dot, ending = str(name).rpartition(".")
    return format_html("{}<wbr>{}{}", stem, dot, ending) if stem else str(name)


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """Draw only the control of a form field, in its style; label and errors are the template's own."""
    kind = getattr(field.field.widget, "input_type", "text")
    style = {"select": "form-select", "checkbox": "form-check-input", "radio": "form-check-input"}
    named = f"{style.get(kind, 'form-control')} {field.field.widget.attrs.get('class', '')}".split()
    invalid = ["is-invalid"] if field.errors else []
    return field.as_widget(attrs={"class": " ".join(dict.fromkeys([*named, *invalid]))})


@register.simple_tag
def attributes(attrs: dict[str, Any]) -> SafeString:
    """Draw the attributes of a widget: True is the bare name, False and None are left out."""
    drawn = (
        f" {name}" if value is True else f' {name}="{escape(str(value))}"'
        for name, value in attrs.items()
        if value is not False and value is not None
    )
    return mark_safe("".join(drawn))  # the names are ours, the values were escaped


@register.simple_tag
def options(groups: Iterable[tuple[Any, list[dict[str, Any]], int]]) -> SafeString:
    """Draw what a select offers, as its widget gives it: groups of options, those without a name as they are."""
    drawn = []
    for name, choices, _index in groups:
        inside = "\n".join(
            f'<option value="{escape(str(one["value"]))}"{attributes(one["attrs"]) if one["attrs"] else ""}>'
            f"{conditional_escape(one['label'])}</option>"
            for one in choices
        )
        drawn.append(f'<optgroup label="{conditional_escape(name)}">\n{inside}\n</optgroup>' if name else inside)
    return mark_safe("\n".join(drawn))  # each value in it was escaped


@register.simple_tag
def avatar(person: Any, size: str = "") -> SafeString:
    """Draw a person's photo, or the initials; decoration, the name stands beside it or on the control."""
    sized = f" avatar-{size}" if size else ""
    if photo_url := getattr(person, "photo_url", ""):
        return format_html('<img class="avatar{}" src="{}" alt="" loading="lazy">', sized, photo_url)
    colour, letters = hue(getattr(person, "public_id", "")), initials(getattr(person, "name", ""))
    return format_html('<span class="avatar {}{}" aria-hidden="true">{}</span>', colour, sized, letters)


@register.simple_tag
def person_mark(person: Any, size: str = "", empty: str = "") -> SafeString:
    """Draw a person, photo and name; for nobody what stands for that, else a dash."""
    if not person:
        return format_html('<span class="text-body-tertiary">{}</span>', empty or "–")
    away = "" if person.is_active else " person-away"
    drawn = '<span class="person{}">{}<span class="person-name">{}</span></span>'
    return format_html(drawn, away, avatar(person, size), person.label)


@register.simple_tag
def stage_badge(stage: Any) -> SafeString:
    """Draw a stage, its name in its colour."""
    drawn = '<span class="stage-badge stage-{}"><span class="stage-name">{}</span></span>'
    return format_html(drawn, stage.colour, stage.name)


@register.simple_block_tag
def row_menu(content: str, about: str = "", always: Any = False) -> SafeString:
    """Draw the actions menu of a row around its items: `<li><a …>`, `<li><form …><button …>`.

    A class "danger" is for what deletes, an empty `<li class="menu-rule" aria-hidden="true">` stands between groups.
    `about` is what the row is called, read out with "Actions"; `always`: it is seen without hovering.
    """
    actions = _("Actions")
    return format_html(
        '<div class="row-actions"><details class="menu menu-end{}" name="menu">'
        '<summary class="btn btn-icon btn-sm" aria-label="{}" title="{}">'
        '<i class="bi bi-three-dots" aria-hidden="true"></i></summary>'
        '<ul class="menu-items">{}</ul></details></div>',
        " always" if always else "",
        actions,
        f"{actions}: {about}" if about else actions,
        content,
    )
