"""How things are drawn: a person without a photo (initials on a colour of the palette), the control of a field."""

from zlib import crc32

from django import template
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.palette import Colour

register = template.Library()

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
    return f"stage-{Colour.values[crc32(str(key).encode()) % len(Colour.values)]}"


@register.filter
def breakable(word: object) -> str:
    """Return a heading that may be broken into two lines within its word, if it is one that is too long for one."""
    text = str(word)
    start = BREAKS.get(text, "")
    return format_html('{}<span class="may-break"></span>{}', start, text.removeprefix(start)) if start else text


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """Draw only the control of a form field, in its style; label and errors are the template's own."""
    kind = getattr(field.field.widget, "input_type", "text")
    style = {"select": "form-select", "checkbox": "form-check-input", "radio": "form-check-input"}
    named = f"{style.get(kind, 'form-control')} {field.field.widget.attrs.get('class', '')}".split()
    invalid = ["is-invalid"] if field.errors else []
    return field.as_widget(attrs={"class": " ".join(dict.fromkeys([*named, *invalid]))})
