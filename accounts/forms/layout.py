"""What the forms of accounts share."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.formfields import KeysField


def bare_helper(*rows: Any) -> FormHelper:
    """Return a crispy helper without a form element of its own: the template draws it, with its buttons."""
    helper = FormHelper()
    helper.form_tag = False
    if rows:
        helper.layout = Layout(*rows)
    return helper


def compared(form: forms.BaseForm, theirs: User, names: tuple[str, ...]) -> list[tuple[str, Any, Any]]:
    """Return (label, mine, theirs) for fields whose choices are shown by their labels."""
    rows = []
    for name in names:
        shown = dict(getattr(form.fields[name], "choices", ()))
        mine, other = form.cleaned_data.get(name), getattr(theirs, name)
        rows.append((str(form[name].label), shown.get(mine, mine), shown.get(other, other)))
    return rows


class TeamsField(KeysField):
    """Teams as tick boxes; roles are not among them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Group.objects.none(),
            label=gettext_lazy("Teams"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            **kwargs,
        )
