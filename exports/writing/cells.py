"""Values as a file holds them: what `imports.reading` reads as the same values again, whatever else stands there."""

from decimal import Decimal
from typing import Any

from imports.fields import Kind
from imports.names import joined_names


def number_text(value: Decimal | int) -> str:
    """Return a number with a decimal point: 1500, 1500.50.

    One with thousandths gets a further zero (234.5670), for 234.567 would also be a grouped 234567.
    """
    plain = Decimal(value)
    for decimals in (0, 2):
        if plain == round(plain, decimals):
            return f"{plain:.{decimals}f}"
    return f"{plain:.4f}"


def text_of(kind: Kind, value: Any) -> str:
    """Return a text, or several names as one text."""
    return joined_names(value) if kind is Kind.NAMES else str(value)


def is_empty(value: Any) -> bool:
    """Return whether a cell stays empty; 0 is a number."""
    return value is None or value == "" or value == []
