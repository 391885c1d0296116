"""The kinds of custom fields: what a value of each is as it is kept, and when it is one. Pure: no database is asked.

What is kept is JSON without a language, in which a column of the database can be compared and sorted: a number is a
whole number of thousandths, a day its ISO form, a choice the key of the choice, a person or contact its own key.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from imports.sameness import LINE_ENDS

LONGEST_TEXT = 255
LONGEST_LONG_TEXT = 20_000
LONGEST_LINK = 500
# As amounts are (core.money): fifteen digits, which every database and every browser keeps exactly.
MOST_THOUSANDTHS = 10**15 - 1
YEARS = range(1900, 2201)


class Kind(models.TextChoices):
    """What the values of a custom field are."""

    TEXT = "text", gettext_lazy("Text")
    LONG_TEXT = "long_text", gettext_lazy("Long text")
    NUMBER = "number", pgettext_lazy("kind of a field", "Number")
    MONEY = "money", gettext_lazy("Money")
    DAY = "day", gettext_lazy("Date")
    CHOICE = "choice", gettext_lazy("Choice")
    CHOICES = "choices", gettext_lazy("Multiple choice")
    YES_NO = "yes_no", gettext_lazy("Yes or no")
    LINK = "link", gettext_lazy("Link")
    USER = "user", gettext_lazy("User")
    CONTACT = "contact", gettext_lazy("Contact")


ICONS = {
    Kind.TEXT: "input-cursor-text",
    Kind.LONG_TEXT: "text-paragraph",
    Kind.NUMBER: "123",
    Kind.MONEY: "cash-coin",
    Kind.DAY: "calendar3",
    Kind.CHOICE: "ui-radios",
    Kind.CHOICES: "ui-checks",
    Kind.YES_NO: "toggle-on",
    Kind.LINK: "link-45deg",
    Kind.USER: "person",
    Kind.CONTACT: "people",
}
# Those that are texts: found by their words, sorted by their folded form.
TEXTS = (Kind.TEXT, Kind.LONG_TEXT, Kind.LINK)
NUMBERS = (Kind.NUMBER, Kind.MONEY)
LISTS = (Kind.CHOICE, Kind.CHOICES)
REFERENCES = (Kind.USER, Kind.CONTACT)

_check_link = URLValidator(schemes=["http", "https"])


def checked(field: Any, value: Any, held: Any = None) -> Any:
    """Return a value as a custom field keeps it, None for none. `held` is what the row holds already.

    Raises ValueError with a sentence for the reader: for what is no value of this field, and for a choice that is not
    offered any more, unless the row has it already.
    """
    if value is None or value == "" or value == []:
        return None
    return _CHECKS[Kind(field.kind)](field, value, held)


def thousandths(value: Decimal | int) -> int:
    """Return a number as it is kept. Raises ValueError, a sentence, where it does not fit."""
    number = Decimal(value)
    if number != number.quantize(Decimal("0.001")) if abs(number) <= 10**12 else True:
        sentence = _("The number may have at most twelve digits before the decimal sign, and three behind it.")
        raise ValueError(sentence)
    return int(number.scaleb(3))


def decimal(kept: int) -> Decimal:
    """Return a kept number as one: 1.5 of 1500; a whole one without decimals."""
    number = Decimal(kept).scaleb(-3)
    return number.to_integral_value() if kept % 1000 == 0 else number.normalize()


def _text(most: int) -> Callable[[Any, Any, Any], Any]:
    def check(field: Any, value: Any, held: Any) -> str | None:
        if not isinstance(value, str) or "\0" in value:
            raise ValueError(_("Null characters are not allowed."))
        text = LINE_ENDS.sub("\n", value).strip()
        if len(text) > most:
            raise ValueError(
                _("The text has %(length)s characters; at most %(most)s fit.") % {"length": len(text), "most": most}
            )
        return text or None

    return check


def _number(field: Any, value: Any, held: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > MOST_THOUSANDTHS:
        raise ValueError(_("Enter a number such as 1234 or 12.5."))
    if field.kind == Kind.MONEY and value < 0:
        raise ValueError(_("The amount must not be negative."))
    return value


def _day(field: Any, value: Any, held: Any) -> str:
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise ValueError(_("There is no such day.")) from error
    if day.year not in YEARS:
        raise ValueError(_("The year must lie between 1900 and 2200."))
    return day.isoformat()


def _choice(field: Any, value: Any, held: Any) -> str:
    offered = {choice["key"] for choice in field.choices if choice["active"]}
    if value not in offered and value != held:
        raise ValueError(_("Choose one that is in the list; this one is not offered."))
    return str(value)


def _choices(field: Any, value: Any, held: Any) -> list[str]:
    if not isinstance(value, list):
        raise ValueError(_("Choose one that is in the list; this one is not offered."))
    keys = {_choice(field, one, one if one in (held or ()) else None) for one in value}
    return [choice["key"] for choice in field.choices if choice["key"] in keys]


def _yes_no(field: Any, value: Any, held: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(_("Answer yes or no."))
    return value


def _link(field: Any, value: Any, held: Any) -> str | None:
    text = _text(LONGEST_LINK)(field, value, held)
    if text is None:
        return None
    return web_address(text)


def web_address(text: str) -> str:
    """Return a web address with its scheme, which people leave out. Raises ValueError, a sentence, for none."""
    address = text if "://" in text else f"https://{text}"
    try:
        _check_link(address)
    except ValidationError as error:
        raise ValueError(_("Enter a web address such as www.example.com.")) from error
    return address


def _reference(field: Any, value: Any, held: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        raise ValueError(_("Choose one that is in the list; this one does not exist."))
    return value


_CHECKS: dict[str, Callable[[Any, Any, Any], Any]] = {
    Kind.TEXT: _text(LONGEST_TEXT),
    Kind.LONG_TEXT: _text(LONGEST_LONG_TEXT),
    Kind.NUMBER: _number,
    Kind.MONEY: _number,
    Kind.DAY: _day,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.YES_NO: _yes_no,
    Kind.LINK: _link,
    Kind.USER: _reference,
    Kind.CONTACT: _reference,
}
