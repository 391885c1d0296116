"""The rules of how a contact is reached, pure: forms, verbs and the import ask here. They look at no database."""

import re
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext as _

# Of one contact. More are a list of addresses and no contact.
MAX_POINTS = 30
# A number's extension: "030 123 ext. 5", "030 123 DW 5".
EXTENSION = re.compile(r"\s*(?:ext(?:n|ension)?|x|dw|durchwahl)\.?\s*\d+\s*$", re.IGNORECASE)
# Digits and what people put between them, hyphens and thin blanks of web pages included.
NUMBER = re.compile(r"\(?\+?[0-9(][0-9 ()/.\-\u2010-\u2013\u00a0\u202f]*")
_check_email, _check_web = EmailValidator(), URLValidator(schemes=["http", "https"])


def complaint(kind: str, value: str) -> str:
    """Return the sentence about a value that is no "phone", "email" or "web" address, or ""."""
    if kind == "phone":
        return "" if is_phone(value) else _("Enter a telephone number such as +49 30 1234567.")
    check: Any = _check_email
    sentence = _("Enter an e-mail address such as name@example.com.")
    if kind == "web":
        check, sentence = _check_web, _("Enter a web address such as www.example.com.")
        value = with_scheme(value)
    if "\0" in value:
        return sentence
    try:
        check(value)
    except ValidationError:
        return sentence
    return ""


def is_phone(value: str) -> bool:
    """Return whether a text is a telephone number: 3 to 20 digits, an extension maybe, and no other letters."""
    number = EXTENSION.sub("", value)
    return bool(NUMBER.fullmatch(number)) and 3 <= sum(char.isdigit() for char in number) <= 20


def with_scheme(address: str) -> str:
    """Return a web address with its scheme, which people leave out."""
    return address if "://" in address else f"https://{address}"


def check_points(points: Sequence[Any]) -> None:
    """Raise ValidationError (at "points") where a way to reach a contact breaks a rule, or they are too many."""
    wrong = []
    if len(points) > MAX_POINTS:
        wrong.append(_("Give at most %(n)s numbers and addresses.") % {"n": MAX_POINTS})
    for point in points:
        try:
            point.clean_fields(exclude={"contact", "normal", "position"})
            point.clean()
        except ValidationError as refused:
            wrong += [f"{point.value[:50]}: {sentence}" for sentence in refused.messages]
    if wrong:
        raise ValidationError({"points": wrong})
