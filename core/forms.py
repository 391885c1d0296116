"""The forms of the house: what is missing or wrong is asked for in a sentence that says what to do."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.sentences import CAME_CHANGED, E_MAIL, FILE, put_plainly

DJANGOS_OWN = forms.Field.default_error_messages["required"]


class AsksPlainly(forms.BaseForm):
    """A form whose fields do not answer Django's "This field is required." or "Select a valid choice.".

    A field declared with a sentence of its own keeps it (`error_messages`); for one that is declared elsewhere, by a
    model or a package, `sentences` names it; every other is asked for by its label.
    """

    sentences: ClassVar[Mapping[str, Any]] = {}

    def full_clean(self) -> None:
        self.ask_plainly()
        super().full_clean()
        self.say_of_hidden()

    def say_of_hidden(self) -> None:
        """Say above the form what is wrong in fields that nobody sees: else it would come back without a word."""
        if any(name in self.fields and self[name].is_hidden for name in self.errors):
            self.add_error(None, CAME_CHANGED)

    def ask_plainly(self) -> None:
        """Give each field its sentences, whenever it came to be one."""
        for name, field in self.fields.items():
            put_plainly(field)
            if field.required and str(field.error_messages.get("required")) == str(DJANGOS_OWN):
                field.error_messages["required"] = self.sentences.get(name) or self._sentence(name, field)

    def _sentence(self, name: str, field: forms.Field) -> str:
        label = {"label": self[name].label}
        if isinstance(field, forms.FileField):
            return str(FILE)
        if isinstance(field, forms.BooleanField):
            return _("Tick “%(label)s”.") % label
        if isinstance(field, forms.ChoiceField | forms.MultipleChoiceField):
            return _("Make a choice for “%(label)s”.") % label
        if isinstance(field, forms.EmailField):
            return str(E_MAIL)
        return _("Fill in “%(label)s”.") % label


class Form(AsksPlainly, forms.Form):
    """A form that is about no model, or hands what was typed to a verb."""


class ModelForm(AsksPlainly, forms.ModelForm):
    """A form with the fields of a model."""


class Understood(ValidationError):
    """Something is wrong with what was typed, and yet it says enough to ask with: `value`."""

    def __init__(self, sentence: Any, value: Any, params: Any = None) -> None:
        super().__init__(sentence, "understood", params)
        self.value = value


class Filter(Form):
    """A form whose answer is a list, and whose data are an address: anybody can change it by hand.

    A part that cannot be read is left out of the question, and the page says so: what it shows is more than was asked.
    """

    def add_error(self, field: str | None, error: Any) -> None:
        """Note an error; a part that is understood all the same still counts."""
        super().add_error(field, error)
        if field and isinstance(error, Understood):
            self.cleaned_data[field] = error.value

    def say_of_hidden(self) -> None:
        """Leave it to `left_out`, which tells of hidden fields like of all others."""

    @property
    def left_out(self) -> list[str]:
        """What could not be read, as sentences that begin with the name of the part."""
        return [f"{self[name].label}: {said}" for name, all_said in self.errors.items() for said in all_said]
