"""The bell, as every page draws it: with script and without, it stands there at once."""

from typing import Any

from django import template

from notifications import inbox

register = template.Library()


@register.simple_tag
def bell_of(user: Any) -> dict[str, Any]:
    """Return what the fragment `notifications/_bell.html` shows to `user`."""
    return inbox.unread_of(user)
