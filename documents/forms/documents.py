"""Forms of documents: how a file shall be called, its next version, what shall become of one that waits."""

from typing import Any

from crispy_forms.bootstrap import AppendedText
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.editing import VersionedFormMixin
from core.forms import Form
from core.once import OnceFormMixin
from core.templatetags.crm import moment
from core.uploads import TakesFilesMixin
from documents import checking, names
from documents.blanks import Form as Blank
from documents.models import Document, HeldUpload, Place, add_document

NAME_ERRORS = {"required": gettext_lazy("Enter a name.")}


def file_helper(*fields: Any) -> FormHelper:
    """Return the layout of a form whose template writes the form element and its buttons."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*fields)
    return helper


class NameField(forms.CharField):
    """The name of a file without its ending; what no file may be called is put right, not refused."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=names.MAX_LENGTH - names.MAX_ENDING - 1, error_messages=NAME_ERRORS, **kwargs)
        self.widget.attrs |= {"autocomplete": "off", "autofocus": True, "spellcheck": "false"}

    def to_python(self, value: Any) -> str:
        # What is typed may be pasted from anywhere: a NUL is dropped like every other control character.
        text = super().to_python(str(value).replace("\0", "") if value else value)
        return names.clean(text) if text else ""


class NewFileForm(OnceFormMixin, Form):
    """Asks how a new file shall be called."""

    name = NameField(label=gettext_lazy("Name"))

    def __init__(self, *args: Any, blank: Blank, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.blank = blank
        self.fields["name"].initial = blank.default_name
        self.fields["name"].widget.attrs["data-select"] = ""
        self.helper = file_helper(AppendedText("name", f".{blank.ending}"), "form_key")

    def make(self, place: Place, *, by: Any, language: str) -> Document:
        """Make the file, in `language`, and keep it as a document of `place`."""
        title = self.cleaned_data["name"].removesuffix(f".{self.blank.ending}")
        file = self.blank.file(title, author=by.name, language=language)
        return add_document(place, file, by=by, name=names.with_ending(title, self.blank.ending), blank=True)


class RenameForm(VersionedFormMixin, Form):
    """Asks for another name; the ending stays."""

    name = NameField(label=gettext_lazy("Name"))

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        initial = {"name": names.stem(document.name), "version": document.version}
        super().__init__(*args, initial=initial, **kwargs)
        ending = document.name[len(names.stem(document.name)) :]
        self.helper = file_helper(AppendedText("name", ending) if ending else Field("name"), "version")


class VersionForm(TakesFilesMixin, Form):
    """Takes the edited file as the new version of a document."""

    file = forms.FileField(
        label=gettext_lazy("Edited file"),
        error_messages={
            "required": gettext_lazy("Choose the edited file."),
            "empty": gettext_lazy("This file is empty (0 bytes). Save it in your program, then choose it again."),
        },
        max_length=255,
    )
    note = forms.CharField(
        label=gettext_lazy("What has changed?"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    based_on = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, initial={"based_on": document.current_number}, **kwargs)
        ending = names.ending(document.name)
        if ending:
            self.fields["file"].widget.attrs["accept"] = f".{ending}"
        self.helper = file_helper("file", "note", "based_on")

    def file_too_large(self, name: str) -> ValidationError:
        return checking.too_large(name)


class RestoreForm(Form):
    """Asks before a former version becomes the newest one again; the note tells where that came from."""

    note = forms.CharField(
        label=gettext_lazy("What has changed?"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    based_on = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, document: Document, number: int, **kwargs: Any) -> None:
        note = _("As in version %(number)s") % {"number": number}
        super().__init__(*args, initial={"note": note, "based_on": document.current_number}, **kwargs)

    def know(self, document: Document) -> None:
        """Let the next post of this form come after the version that is the newest now, which its reader has seen."""
        self.data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        self.data["based_on"] = str(document.current_number)  # type: ignore[index]


class AnswerForm(Form):
    """Asks, for each upload that waits, what shall become of it."""

    def __init__(self, *args: Any, held: list[HeldUpload], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = held
        for upload in held:
            self.fields[upload.public_id] = forms.ChoiceField(
                label=self.question(upload),
                choices=self.choices(upload),
                initial="version",
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one.")},
            )
        self.helper = file_helper(*[upload.public_id for upload in held])

    @staticmethod
    def question(upload: HeldUpload) -> str:
        """Return what the person must know to answer."""
        current = upload.document.current
        words = {
            "name": upload.document.name,
            "number": current.number,
            "person": current.created_by.label,
            "at": moment(current.created_at),
            "size": filesizeformat(current.size),
        }
        if upload.reason == HeldUpload.Reason.NEWER_VERSION:
            return (
                _("Version %(number)s of “%(name)s” came in the meantime, by %(person)s on %(at)s (%(size)s).") % words
            )
        return _("“%(name)s” is there already: version %(number)s, by %(person)s on %(at)s (%(size)s).") % words

    @staticmethod
    def choices(upload: HeldUpload) -> list[tuple[str, str]]:
        """Return the answers."""
        size = filesizeformat(upload.size)
        number = upload.document.current_number + 1
        return [
            ("version", _("Make my file version %(number)s (%(size)s)") % {"number": number, "size": size}),
            ("document", _("Keep both: add my file beside it")),
            ("drop", _("Do not upload my file")),
        ]

    def answers(self) -> list[tuple[HeldUpload, str]]:
        """Return each upload with its answer: "version", "document" or "drop"."""
        return [(upload, self.cleaned_data[upload.public_id]) for upload in self.held]

    def clean(self) -> dict[str, Any]:
        if not self.held:
            raise ValidationError(_("Nothing is waiting any more."))
        return super().clean() or {}
