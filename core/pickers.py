"""Choosing a row out of many: found by typing, with a script or by a button that searches."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import models
from django.forms.utils import ErrorDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.formfields import refuse_null
from core.forms import Form

HITS_SHOWN = 20


class PickerWidget(forms.Select):
    """Choose a row by typing. With script a select that loads as one types, without it a search round trip.

    The page holds only the chosen row and what was searched for, never all rows. Names in the form: `<name>` the
    chosen row's public id, `<name>_words` what is searched for, and the button `find=<name>` that searches.
    """

    template_name = "core/_picker.html"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.words = ""
        self.found: list[Any] | None = None
        self.field: PickerField | None = None

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> Any:
        """Build options for the chosen row and the rows found only."""
        chosen = self.field.rows_of(value) if self.field else []
        rows = {str(self.field.key_of(row)): row for row in [*chosen, *(self.found or [])]} if self.field else {}
        options = [] if self.is_required and value and value[0] else [("", "")]
        options += [(key, self.field.label_from_instance(row)) for key, row in rows.items()] if self.field else []
        return [
            (None, [self.create_option(name, key, label, key in value, index, attrs=attrs)], index)
            for index, (key, label) in enumerate(options)
        ]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {
            "label": self.field.label if self.field else "",  # a form may hold several: each search says what it finds
            "words_name": f"{name}_words",
            "words": self.words,
            "found": self.found,
            "more": self.found is not None and len(self.found) >= HITS_SHOWN,
        }
        return context


class PickerField(forms.ModelChoiceField):
    """A row out of `queryset` (what the signed-in person may see), named by its public id and found by typing.

    The queryset answers `search(words)`; `url` answers the same as JSON for the script.
    """

    widget = PickerWidget
    default_error_messages = {"invalid_choice": _("Choose one that is in the list; this one does not exist.")}

    def __init__(self, queryset: models.QuerySet[Any], *, url: str = "", **kwargs: Any) -> None:
        super().__init__(queryset, to_field_name="public_id", empty_label="", **kwargs)
        self.widget.field = self
        if url:
            self.widget.attrs["data-picker-url"] = url

    def __deepcopy__(self, memo: Any) -> Any:
        copied = super().__deepcopy__(memo)
        copied.widget.field = copied
        return copied

    def key_of(self, row: Any) -> str:
        """Return what names `row` in the form."""
        return row.public_id

    def rows_of(self, keys: list[Any]) -> list[Any]:
        """Return the rows of these public ids, of those that may be chosen."""
        wanted = [str(key)[:12] for key in keys if key and "\0" not in str(key)]
        return list(self.queryset.filter(public_id__in=wanted)) if wanted else []

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, models.Model):
            return self.key_of(value)
        if isinstance(value, int) and not isinstance(value, bool):
            row = self.queryset.filter(pk=value).first()
            return self.key_of(row) if row else None
        return super().prepare_value(value)

    def to_python(self, value: Any) -> Any:
        refuse_null(self, value)
        return super().to_python(value)


class FindingFormMixin(Form):
    """A form with pickers: a post that only searches is answered with the form, nothing checked and nothing lost."""

    @property
    def finding(self) -> str:
        """The name of the picker whose search button was pressed, or ""."""
        name = str(self.data.get("find", "")) if self.is_bound else ""
        return name if isinstance(self.fields.get(name), PickerField) else ""

    def full_clean(self) -> None:
        for name, field in self.fields.items():  # what was typed to be found stays, whatever else is wrong
            if isinstance(field, PickerField):
                field.widget.words = str(self.data.get(f"{self.add_prefix(name)}_words", "")).replace("\0", "")[:200]
        if not self.finding:
            super().full_clean()
            return self._ask_for_a_choice()
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}
        field = self.fields[self.finding]
        words = field.widget.words
        field.widget.found = list(field.queryset.search(words)[:HITS_SHOWN]) if words.strip() else []
        return None

    def _ask_for_a_choice(self) -> None:
        """Let nobody save whose words were typed to find a row, and who chose none: they meant one."""
        for name, field in self.fields.items():
            if not (isinstance(field, PickerField) and field.widget.words.strip() and self.is_bound):
                continue
            if not self.cleaned_data.get(name) and not self.data.get(self.add_prefix(name)):
                field.widget.found = list(field.queryset.search(field.widget.words)[:HITS_SHOWN])
                self._errors.pop(name, None)  # that it is empty is said by this, too
                self.add_error(
                    name,
                    gettext("Choose one of those found for “%(words)s”, or empty the search field.")
                    % {"words": field.widget.words},
                )

    def is_valid(self) -> bool:
        return super().is_valid() and not self.finding
