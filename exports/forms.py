"""In which form, and which columns."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.once import OnceFormMixin
from exports.formats import BY_KEY, FORMATS, MOST_ROWS_OF_A_SHEET, XLSX
from exports.models import ExportRun
from exports.sources import Source
from imports.fields import OWN_ID


class ExportForm(OnceFormMixin, forms.Form):
    """The form of the file and its columns: those that the list shows by choice, else as chosen the last time.

    The row's own number is always there.
    """

    form = forms.ChoiceField(label=gettext_lazy("Form of the file"), widget=forms.RadioSelect)
    columns = forms.MultipleChoiceField(
        label=gettext_lazy("Columns"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, source: Source, by: Any, shown: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = [column for column in source.columns() if column.key != OWN_ID]
        last = ExportRun.objects.of(by).filter(source=source.key).order_by("-created_at", "-pk").first()
        self.fields["form"].choices = [(each.key, each.label) for each in FORMATS]
        self.fields["form"].initial = last.form if last and last.form in BY_KEY else XLSX.key
        self.fields["columns"].choices = [(column.key, str(column.label)) for column in columns]
        usual = last.columns if last and last.columns else [column.key for column in columns]
        self.fields["columns"].initial = list(shown) or usual

    def forms(self) -> list[tuple[Any, Any]]:
        """Return the radio buttons of the forms, each with its hint, for the page."""
        return [(button, BY_KEY[str(button.data["value"])].hint) for button in self["form"]]

    def demand_room(self, rows: int) -> None:
        """Raise ValidationError where a sheet cannot hold so many rows."""
        if BY_KEY[self.cleaned_data["form"]].is_workbook and rows > MOST_ROWS_OF_A_SHEET:
            raise ValidationError(
                _("A sheet holds at most %(most)s rows. Choose CSV, or set more of the filter.")
                % {"most": MOST_ROWS_OF_A_SHEET}
            )
