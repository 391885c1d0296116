"""What people wrote, as the feed shows it."""

from django import template
from django.utils.html import format_html, urlize
from django.utils.safestring import SafeString, mark_safe

from accounts.models import User
from history.mentions import MENTION
from history.models import Event

register = template.Library()
LONGEST_LINK = 80


@register.filter
def with_mentions(event: Event) -> SafeString:
    """Return the text of an event, escaped, its addresses as links, and who was mentioned by name.

    Its recipients must be fetched: only who was told is marked.
    """
    names = {recipient.user.username: recipient.user.label for recipient in event.recipients.all()}
    parts, end = [], 0
    for found in MENTION.finditer(event.text):
        name = User.normalize_username(found[1])
        if name in names:
            parts.append(_plain(event.text[end : found.start()]))
            parts.append(format_html('<span class="mention" title="@{}">@{}</span>', name, names[name]))
            end = found.end()
    parts.append(_plain(event.text[end:]))
    return mark_safe("".join(parts))  # each part is escaped


def _plain(text: str) -> str:
    return urlize(text, trim_url_limit=LONGEST_LINK, nofollow=True, autoescape=True)
