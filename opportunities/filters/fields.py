"""The fields of the filter. One that cannot be read says so, and what of it can be read still counts."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.formfields import AmountField, DayField, WordsField
from core.forms import Filter
from core.pickers import FindingFormMixin, PickerField
from fields.filtering import FROM, TO, Part, narrowed
from fields.layout import PREFIX

# Pairs of fields of which the first must not lie beyond the second.
RANGES = tuple(
    (f"{name}_from", f"{name}_to") for name in ("due", "closed", "amount", "probability", "created", "active")
)
OPEN = "open"


class Choice(NamedTuple):
    """One of a short list: the word for it in the address, its label, and the group under which it is offered."""

    word: str
    label: str
    group: str = ""


class Choosing(forms.SelectMultiple):
    """Several of a list: with script they are found by typing and stand as chips, without it is a list."""

    def __init__(self, nothing: Any) -> None:
        super().__init__({"data-picker": "", "data-placeholder": nothing, "size": 4})


class SeveralField(forms.MultipleChoiceField):
    """Several out of a short list, as the words for them.

    `offered` gives the list; it is asked only where something is chosen, or the field is drawn. A word that is not
    in it (a stage that was deleted, a tag that only hidden rows bear) is an error that says so; the others are
    `known`, and still count.
    """

    default_error_messages = {
        "unknown": _("Something chosen here does not exist any more, or is not for you to see. It is left out.")
    }

    def __init__(self, *, offered: Callable[[], Sequence[Choice]], **kwargs: Any) -> None:
        self.offered = offered
        self.known: list[str] = []
        self.unknown: list[str] = []
        super().__init__(choices=self._grouped, **kwargs)

    def _grouped(self) -> list[Any]:
        choices: list[Any] = []
        for one in self.offered():
            if not one.group:
                choices.append((one.word, one.label))
            elif choices and choices[-1][0] == one.group:
                choices[-1][1].append((one.word, one.label))
            else:
                choices.append((one.group, [(one.word, one.label)]))
        return choices

    def labels(self) -> dict[str, str]:
        """Return what each word is called."""
        return {one.word: one.label for one in self.offered()}

    def clean(self, value: Any) -> list[str]:
        words = list(dict.fromkeys(word for word in value or () if word))
        if not words:
            return []
        labels = self.labels()
        self.known = [word for word in words if word in labels]
        self.unknown = [word for word in words if word not in labels]
        if self.unknown:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        return self.known


def several_of(label: Any, required: bool, choices: Callable[[], Sequence[tuple[str, str]]]) -> SeveralField:
    """Return the field of a custom field's short list."""
    offered = lambda: [Choice(word, name) for word, name in choices()]  # noqa: E731
    return SeveralField(offered=offered, label=label, required=required, widget=Choosing(_("Any")))


class ReportField(forms.CharField):
    """The opportunities behind a number of a report, by the word that the report put into the address."""

    widget = forms.HiddenInput

    def __init__(self, *, found: Callable[[str], Any], **kwargs: Any) -> None:
        self.found = found
        super().__init__(max_length=200, **kwargs)

    def clean(self, value: Any) -> Any:
        word = super().clean(value)
        if not word:
            return None
        reported = self.found(word)
        if reported is None:
            raise ValidationError(
                _("This number of a report cannot be found any more. It is left out."), code="unknown"
            )
        return reported


class PercentField(forms.IntegerField):
    """A whole number of percent."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 4})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"error_messages": {"invalid": _("Enter a whole number from 0 to 100.")}} | kwargs)

    def clean(self, value: Any) -> int | None:
        number = super().clean(str(value or "").strip().removesuffix("%").strip()[:10])
        if number is not None and not 0 <= number <= 100:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number


class FilterForm(FindingFormMixin, Filter):
    """The filter's form: what cannot be read is told at its field, and the rest is the filter.

    A picker in it is searched without losing what was set.
    """

    def full_clean(self) -> None:
        super().full_clean()
        if self.finding:  # the search is another part of the same address: the rows stay as they are
            forms.BaseForm.full_clean(self)

    def clean(self) -> dict[str, Any]:
        for name, field in self.fields.items():
            if name in self.errors and isinstance(field, SeveralField):
                self.cleaned_data[name] = field.known
        if "kind" in self.errors:
            self.cleaned_data["kind"] = OPEN
        for first, last in [*RANGES, *self._custom_ranges()]:
            lower, upper = (self.cleaned_data.get(name) for name in (first, last))
            if lower is not None and upper is not None and lower > upper:
                self.add_error(last, _("This lies before the beginning. Both are left out."))
                del self.cleaned_data[first]
        return self.cleaned_data

    def _custom_ranges(self) -> list[tuple[str, str]]:
        begun = [name.removesuffix(FROM) for name in self.fields if name.startswith(PREFIX) and name.endswith(FROM)]
        return [(name + FROM, name + TO) for name in begun if name + TO in self.fields]


class WordsFilter(django_filters.Filter):
    """Words to search for."""

    field_class = WordsField


class DayFilter(django_filters.Filter):
    """A day, as it is typed."""

    field_class = DayField


class AmountFilter(django_filters.Filter):
    """An amount, as it is typed."""

    field_class = AmountField


class PercentFilter(django_filters.Filter):
    """A whole number of percent."""

    field_class = PercentField


class ReportFilter(django_filters.Filter):
    """What a number of a report counts; `found` is set where the person is known."""

    field_class = ReportField


class SeveralFilter(django_filters.Filter):
    """Several out of a short list; `offered` is set where the person is known."""

    field_class = SeveralField


class CustomFilter(django_filters.Filter):
    """A custom field, by the part that asks for it (`fields.filtering`)."""

    def __init__(self, part: Part) -> None:
        super().__init__()
        self.part = part

    @property
    def field(self) -> Any:
        if not hasattr(self, "_field"):
            self._field = self.part.make()
        return self._field

    def filter(self, qs: Any, value: Any) -> Any:
        return narrowed(qs, [self.part], {self.part.name: value})


class PickerFilter(django_filters.ModelChoiceFilter):
    """A row found by typing."""

    field_class = PickerField, WordsField

    @property
    def field(self) -> Any:
        if not hasattr(self, "_field"):
            wanted = {"label": self.label, "required": False, "url": self.extra["url"]}
            self._field = PickerField(self.get_queryset(self.get_request()), **wanted)
        return self._field
