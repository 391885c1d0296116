"""Choosing a file, and how it is read."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import Form
from core.once import OnceFormMixin
from core.uploads import TakesFilesMixin
from imports.bringing import Look, continue_with, keep_file, look_at, read_again
from imports.models import ImportRun
from imports.reading.dialect import DELIMITERS, QUOTES, Dialect
from imports.reading.encoding import ENCODINGS
from imports.reading.errors import Unreadable
from imports.targets import Target
from imports.unpacking import choose_sheet

DELIMITER_LABELS = {
    ",": gettext_lazy("Comma ( , )"),
    ";": gettext_lazy("Semicolon ( ; )"),
    "\t": gettext_lazy("Tab"),
    "|": gettext_lazy("Vertical bar ( | )"),
    ":": gettext_lazy("Colon ( : )"),
}
QUOTE_LABELS = {'"': gettext_lazy('Double ( " )'), "'": gettext_lazy("Single ( ' )"), "": gettext_lazy("None")}
# Browsers and Django trim values of forms, so a tab goes under a word.
WORDS = {"\t": "tab", "": "none"}
SIGNS = {word: sign for sign, word in WORDS.items()}


def import_limit() -> int:
    """Return how many bytes a file to import may have (`MAX_IMPORT_MB`)."""
    return settings.MAX_IMPORT_MB * 1024 * 1024


class UploadForm(TakesFilesMixin, OnceFormMixin, Form):
    """A file to import. It is looked at before it is kept, so that what is no table is this field's error."""

    file = forms.FileField(
        label=gettext_lazy("CSV or Excel file"),
        error_messages={"required": gettext_lazy("Choose the file that you want to import.")},
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xlsm,text/csv,text/plain"}),
    )
    look: Look

    def most_bytes(self) -> int:
        return import_limit()

    def file_too_large(self, _name: str) -> ValidationError:
        sentence = _("The file is larger than %(size)s MB. Divide it into smaller ones.")
        return ValidationError(sentence % {"size": settings.MAX_IMPORT_MB}, code="too_large")

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > import_limit():
            raise self.file_too_large(upload.name)
        try:
            self.look = look_at(upload)
        except Unreadable as reason:
            raise ValidationError(str(reason)) from reason
        return upload

    def keep(self, *, target: Target, by: Any) -> ImportRun:
        """Keep the file as a new import."""
        return keep_file(self.cleaned_data["file"], self.look, target=target, by=by)

    def resume(self, run: ImportRun, *, by: Any) -> ImportRun:
        """Keep the file as a draft that continues an import. Raises OtherHeadings."""
        return continue_with(run, self.cleaned_data["file"], self.look, by=by)


class DialectForm(Form):
    """How the file is read: what was detected, to be changed."""

    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"))
    encoding = forms.ChoiceField(label=gettext_lazy("Encoding"), choices=list(ENCODINGS.items()))
    delimiter = forms.ChoiceField(
        label=gettext_lazy("Delimiter"),
        choices=[(WORDS.get(sign, sign), DELIMITER_LABELS[sign]) for sign in DELIMITERS],
    )
    quote = forms.ChoiceField(
        label=gettext_lazy("Quote sign"), choices=[(WORDS.get(sign, sign), QUOTE_LABELS[sign]) for sign in QUOTES]
    )
    header = forms.BooleanField(label=gettext_lazy("The first row names the columns"), required=False)

    def __init__(self, *args: Any, run: ImportRun, **kwargs: Any) -> None:
        self.run = run
        kept = run.dialect_kept()
        signs = {"delimiter": kept.delimiter, "quote": kept.quote}
        initial = kept.as_json() | {name: WORDS.get(sign, sign) for name, sign in signs.items()}
        super().__init__(*args, initial=initial | {"sheet": run.sheet}, **kwargs)
        if run.is_workbook:
            for name in ("encoding", "delimiter", "quote"):
                self.fields[name].required = False
            self.fields["sheet"].choices = [(name, name) for name in run.sheets]
        else:
            del self.fields["sheet"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.run.is_workbook:
            cleaned |= {"encoding": "utf-8", "delimiter": ",", "quote": '"'}
        return cleaned

    @property
    def offered(self) -> list[Any]:
        """The fields for the page: of a workbook the sheet, of a text what makes bytes into cells."""
        return [self["sheet"]] if self.run.is_workbook else [self[name] for name in ("encoding", "delimiter", "quote")]

    def apply(self, *, by: Any) -> bool:
        """Read the file like this; return False, with the reason as the form's error, where that cannot be."""
        if self.run.is_workbook and self.cleaned_data["sheet"] != self.run.sheet:
            try:
                choose_sheet(self.run, self.cleaned_data["sheet"], by=by)
            except Unreadable as reason:
                self.add_error("sheet", str(reason))
            return self.is_valid()
        chosen = self.cleaned_data
        signs = {name: SIGNS.get(chosen[name], chosen[name]) for name in ("delimiter", "quote")}
        try:
            read_again(self.run, Dialect(chosen["encoding"], header=chosen["header"], **signs), by=by)
        except Unreadable as reason:
            self.add_error(None, str(reason))
        return self.is_valid()
