"""What templates need on every page: money, days, people, icons, and rights that are about no row."""

import re
from collections.abc import Hashable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel.core import Locale
from babel.dates import format_date, format_datetime, format_time, format_timedelta
from babel.numbers import format_decimal
from django import template
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from core import money as amounts
from core.addresses import address_of
from core.drawing import drawn_once
from core.money import active_locale, format_money

register = template.Library()


@register.simple_tag
def money(amount: Decimal | None, currency: str) -> str:
    """Return an amount with its currency, as the reader expects it; "" for none."""
    return format_money(amount, currency)


@register.filter
def number(value: int | None) -> str:
    """Return a count with its thousands set off: 8.800 in German, 8,800 in English; "" for none."""
    return format_decimal(value, locale=active_locale()) if value is not None else ""


@register.filter
def percent(value: int | None) -> str:
    """Return a percentage with its sign, which never begins a line; "" for none."""
    return amounts.percent(value) if value is not None else ""


@register.filter
def day(value: date | None) -> str:
    """Return a day: 31.12.2026 in German, 31 Dec 2026 in English; "" for none."""
    return _day(value, active_locale()) if value else ""


@register.filter
def weekday(value: date | None) -> str:
    """Return a day with its weekday and month in words: "Freitag, 27. November 2026"; "" for none."""
    pattern = "EEEE, d. MMMM yyyy" if _german() else "EEEE, d MMMM yyyy"
    return format_date(value, pattern, locale=active_locale()) if value else ""


@register.filter
def month(value: date | None) -> str:
    """Return the month in which a day lies: "Dezember 2026" in German, "December 2026" in English; "" for none."""
    return format_date(value, "LLLL yyyy", locale=active_locale()) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """Return an instant in the reader's time zone, to the minute; "" for none."""
    if not value:
        return ""
    local = timezone.localtime(value)
    pattern = "dd.MM.yyyy, HH:mm" if _german() else "d MMM yyyy, HH:mm"
    return format_datetime(local.replace(tzinfo=None), pattern, locale=active_locale())


@register.filter
def age(value: datetime | None) -> str:
    """Return how long ago an instant was, in its largest unit: "5 minutes ago", "vor 5 Minuten"; "" for none."""
    if not value:
        return ""
    return format_timedelta(
        min(value - timezone.now(), timedelta(seconds=-1)), add_direction=True, locale=active_locale()
    )


@register.filter
def clock(value: Any) -> str:
    """Return a time of day to the minute; "" for none."""
    return format_time(value, "HH:mm", locale=active_locale()) if value is not None else ""


@register.filter
def breakable(text: str) -> str:
    """Return a text whose lines break behind an @ rather than anywhere: an e-mail address in a narrow column."""
    return format_html_join(mark_safe("<wbr>"), "{}", ((part,) for part in re.split("(?<=@)", text)))


@register.filter
def may(user: Any, word: str) -> bool:
    """Return whether the role of `user` includes a right that is about no row ("create", "import", "administer")."""
    return bool(getattr(user, "is_authenticated", False)) and user.may(word)


@register.filter
def stands_in_for(user: Any, person: Any) -> bool:
    """Return whether `user` looks after the work of `person` now, who is absent."""
    return bool(getattr(user, "is_authenticated", False)) and user.stands_in_for(person)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw a Bootstrap icon; with `label` it speaks, without it it is decoration."""
    if label:
        return format_html('<i class="bi bi-{}" role="img" aria-label="{}" title="{}"></i>', name, label, label)
    return format_html('<i class="bi bi-{}" aria-hidden="true"></i>', name)


@register.simple_tag
def drawn_alike(template_name: str, **values: Hashable) -> SafeString:
    """Draw a fragment that expects these plain values and nothing else; once for each language and the same values.

    It is given no request and no person, so that whoever comes with the same values is shown the same.
    """
    return drawn_once((drawn_alike, template_name, *values.items()), lambda: render_to_string(template_name, values))


@register.simple_tag(takes_context=True)
def address_with(context: dict[str, Any], **changes: Any) -> str:
    """Return this page's query with some parts changed; an empty value takes its part out."""
    request: HttpRequest = context["request"]
    kept = [(name, value) for name, values in request.GET.lists() if name not in changes for value in values]
    query = [*kept, *((name, value) for name, value in changes.items() if value not in ("", None))]
    return f"?{urlencode(query)}" if query else request.path


@register.simple_tag
def row_url(name: str, public_id: str) -> str:
    """Return the address of a view of one row: `url` for what stands at each row of a list."""
    return address_of(name, public_id)


def _german() -> bool:
    return active_locale().language == "de"


@lru_cache(maxsize=4096)
def _day(value: date, locale: Locale) -> str:
    """Return a day as `day` shows it. A list shows the same few again and again."""
    return format_date(value, "dd.MM.yyyy" if locale.language == "de" else "d MMM yyyy", locale=locale)
