"""The form of an entry of an administrators' list, and of what takes its place."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.editing import VersionedFormMixin
from core.forms import Form
from core.once import OnceFormMixin
from history.lists.icons import IconField, MarkWidget
from history.lists.plans import NAMES
from history.lists.register import KeptList
from history.lists.words import value_in_words

ONE_NAME = _("One of the two names is enough: it is then read in both languages.")


class EntryForm(OnceFormMixin, VersionedFormMixin, Form):
    """The names of an entry, and what its list keeps beside them."""

    def __init__(self, *args: Any, kept: KeptList, row: Any, **kwargs: Any) -> None:
        self.kept = kept
        names = (*NAMES, *kept.fields)
        opened = {name: getattr(row, name) for name in names}
        opened |= {"version": row.version} if row.pk else {}
        super().__init__(*args, initial=opened, **kwargs)
        self.fields |= forms.fields_for_model(kept.model, fields=names, formfield_callback=self._field(row))
        self.fields["name_en"].help_text = ONE_NAME
        self.order_fields(names)

    def _field(self, row: Any) -> Any:
        def made(field: Any, **kwargs: Any) -> forms.Field:
            if field.name == "icon":
                return IconField(kept=row.icon, label=capfirst(field.verbose_name))
            if field.name == "colour":
                widget = MarkWidget(colours=True)
                return forms.ChoiceField(choices=field.flatchoices, widget=widget, label=capfirst(field.verbose_name))
            if field.name in self.kept.choices:
                return forms.MultipleChoiceField(
                    choices=self.kept.choices[field.name],
                    widget=forms.CheckboxSelectMultiple,
                    required=False,
                    label=capfirst(field.verbose_name),
                    help_text=field.help_text,
                )
            if field.name.startswith("description"):
                kwargs["widget"] = forms.Textarea(attrs={"rows": 2})
            return field.formfield(**kwargs)

        return made

    @property
    def changes(self) -> dict[str, Any]:
        """What a valid form asks the verb for."""
        return {name: self.cleaned_data[name] for name in (*NAMES, *self.kept.fields)}

    def refuse(self, error: Any) -> None:
        """Show what the verb refused, at its fields."""
        for name, errors in getattr(error, "error_dict", {None: error}).items():
            self.add_error(name if name in self.fields else None, errors)

    def meet(self, row: Any) -> list[dict[str, Any]]:
        """Return the comparison for a second saver, whose next post wins over what they have seen now."""
        self.keep_mine_next_time(row)
        parts = self.changes
        return self.differences(
            [
                (
                    str(self.fields[name].label),
                    value_in_words(self.kept, name, parts[name]),
                    value_in_words(self.kept, name, getattr(row, name)),
                )
                for name in parts
            ]
        )


class RemoveForm(VersionedFormMixin, Form):
    """What takes the place of an entry that is in use."""

    to: Any = forms.ModelChoiceField(queryset=None, label=_("Takes its place"), empty_label=_("Please choose"))

    def __init__(self, *args: Any, row: Any, others: Any, grouped: str = "", **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": row.version}, **kwargs)
        self.fields["to"].queryset = others
        if grouped:
            choices: dict[str, list[tuple[Any, str]]] = {}
            for each in others:
                choices.setdefault(getattr(each, grouped).name, []).append((each.pk, each.name))
            plain = next(iter(choices.values()), [])
            self.fields["to"].choices = [("", _("Please choose")), *(choices.items() if len(choices) > 1 else plain)]
