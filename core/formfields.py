"""Form fields for what people type: amounts, days and times as they are used to; rows: core.pickers."""

import re
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.fold import MOST_WORDS, fold
from core.forms import Understood
from core.typed import parse_amount, parse_day, parse_time


def active_language() -> str:
    """Return the language whose habits typed text follows: "de" or "en"."""
    return "de" if (get_language() or "").startswith("de") else "en"


class TypedField(forms.CharField):
    """A text field whose value is read by `read`; what cannot be read is the field's error, a sentence."""

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return self.read(text)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def has_changed(self, initial: Any, typed: Any) -> bool:
        try:
            return self.clean(typed) != (initial if initial != "" else None)
        except ValidationError:
            return True


class AmountField(TypedField):
    """An amount as typed by a reader of the active language; Decimal or None."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=60, **kwargs)

    def read(self, text: str) -> Decimal:
        return parse_amount(text, active_language())

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        whole = value == value.to_integral_value()
        decimals = 0 if whole else max(2, -value.normalize().as_tuple().exponent)  # type: ignore[operator]
        return number_format(value, decimal_pos=decimals, use_l10n=True, force_grouping=True)


class DayField(TypedField):
    """A day as typed: 31.12.2026, 31.12., 2026-12-31, today. The calendar button comes by script (`data-day`)."""

    widget = forms.TextInput(attrs={"data-day": "", "autocomplete": "off"})
    default_error_messages: ClassVar = {"required": _("Enter a date.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)

    def read(self, text: str) -> date:
        return parse_day(text, active_language(), timezone.localdate())

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str):  # an address says a day as 2026-12-31; its reader sees it as they would write it
            with suppress(ValueError):
                value = datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007
        if not isinstance(value, date):
            return value
        return date_format(value, "d.m.Y") if active_language() == "de" else value.isoformat()


class TimeField(TypedField):
    """A time of day as typed: 14:30, 9, 2:30 pm."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "size": 6})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)

    def read(self, text: str) -> time:
        return parse_time(text)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value


class WordsField(forms.CharField):
    """Words to search for. Of more than count, the first are still searched for, and the others told (`Filter`)."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 200, "required": False} | kwargs)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if len(fold(text).split()) > MOST_WORDS:
            raise Understood(
                _("Only the first %(most)s words were searched for. Enter fewer words."), text, {"most": MOST_WORDS}
            )
        return text


class RowField(forms.ModelChoiceField):
    """A row out of a short list, named by its public id."""

    def __init__(self, queryset: models.QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(queryset, **{"to_field_name": "public_id"} | kwargs)

    def to_python(self, value: Any) -> Any:
        refuse_null(self, value)
        return super().to_python(value)


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows out of a short list, named by their public ids."""

    def __init__(self, queryset: models.QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(queryset, **{"to_field_name": "public_id"} | kwargs)

    def clean(self, value: Any) -> Any:
        for one in value or ():
            refuse_null(self, one)
        return super().clean(value)


class KeysMixin(forms.Field):
    """For a field of several rows named by their keys: what is no key of 64 bits is no choice.

    SQLite takes a larger number with an error where it stands among others, and that would be an error page.
    """

    def clean(self, value: Any) -> Any:
        for one in value or ():
            if not re.fullmatch("[0-9]{1,18}", str(one), re.ASCII):
                sentences = self.error_messages
                invalid = sentences.get("invalid_pk_value") or sentences["invalid_choice"]
                raise ValidationError(invalid, "invalid_choice", {"pk": str(one)[:20], "value": str(one)[:20]})
        return super().clean(value)


class KeysField(KeysMixin, forms.ModelMultipleChoiceField):
    """Several rows out of a short list, named by their keys."""


def refuse_null(field: forms.Field, value: Any) -> None:
    """Raise ValidationError for a NUL, with which a database is not asked: PostgreSQL knows no such text."""
    if isinstance(value, str) and "\0" in value:
        raise ValidationError(field.error_messages["invalid_choice"], "invalid_choice", {"value": ""})


class TagsField(forms.CharField):
    """Tags as typed, separated by commas: a list of names without doubles; at most 20 of up to 50 characters."""

    widget = forms.TextInput(attrs={"data-tags": "", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 1100, "required": False, "label": _("Tags")} | kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else ", ".join(str(tag) for tag in value)

    def clean(self, value: Any) -> Any:
        names = [" ".join(name.split()) for name in (super().clean(value) or "").replace(";", ",").split(",")]
        unique = list({fold(name): name for name in names if fold(name)}.values())
        if len(unique) > 20:
            raise ValidationError(_("Give at most 20 tags."))
        if any(len(name) > 50 for name in unique):
            raise ValidationError(_("A tag may have at most 50 characters."))
        return unique
