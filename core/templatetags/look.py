"""How a person without a photo is drawn: initials on one of the colours of the palette."""

from zlib import crc32

from django import template

from core.palette import Colour

register = template.Library()


@register.filter
def initials(name: object) -> str:
    """Return the first letters of the first and the last word of a name, or "?" for a name without letters."""
    words = [word for word in str(name or "").split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"


@register.filter
def hue(key: object) -> str:
    """Return the class of a colour that is always the same for the same key."""
    return f"stage-{Colour.values[crc32(str(key).encode()) % len(Colour.values)]}"
