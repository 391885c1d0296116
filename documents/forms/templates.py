"""Forms of templates: keeping one, and making a document from one."""

from typing import Any

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.core.files import File
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts.models import User
from core.editing import VersionedFormMixin
from core.formfields import RowField, active_language
from core.forms import Form
from core.once import OnceFormMixin
from core.uploads import TakesFilesMixin
from documents import checking, names
from documents.forms.documents import NameField, file_helper
from documents.models import Template
from documents.models.template import ENDING

NAME_ROOM = names.MAX_LENGTH - names.MAX_ENDING - 1


class TemplateForm(OnceFormMixin, VersionedFormMixin, TakesFilesMixin, Form):
    """A template: its names, its place in the list, and its file, which a new one needs."""

    name_de = forms.CharField(label=gettext_lazy("Name in German"), max_length=100, required=False)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=100, required=False)
    file = forms.FileField(
        label=gettext_lazy("Document with placeholders"),
        error_messages={"required": gettext_lazy("Choose the document.")},
        widget=forms.FileInput(attrs={"accept": f".{ENDING}"}),
        max_length=255,
    )
    position = forms.IntegerField(
        label=gettext_lazy("Position in the list"), min_value=0, max_value=9999, required=False, initial=0
    )
    active = forms.BooleanField(
        label=gettext_lazy("Active"),
        help_text=gettext_lazy("Inactive ones are not offered any more."),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, template: Template | None, **kwargs: Any) -> None:
        asked = ("name_de", "name_en", "position", "active", "version")
        initial = {name: getattr(template, name) for name in asked} if template else {}
        super().__init__(*args, initial=initial, **kwargs)
        self.template = template
        if template:
            self.fields["file"].required = False
            self.fields["file"].help_text = _("Only to replace “%(name)s”.") % {"name": template.file_name}
        names_row = Div("name_de", "name_en", css_class="fields-row")
        self.helper = file_helper(names_row, "file", "position", "active", "version", "form_key")

    def file_too_large(self, name: str) -> ValidationError:
        return checking.too_large(name)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("name_de") and not cleaned.get("name_en") and "name_de" not in self.errors:
            self.add_error("name_de", _("Enter a name in at least one language."))
        return cleaned

    @property
    def wishes(self) -> tuple[dict[str, Any], File | None]:
        """What a valid form asks for: the fields, and the file if one was chosen."""
        fields = {name: self.cleaned_data[name] for name in ("name_de", "name_en", "active")}
        return fields | {"position": self.cleaned_data["position"] or 0}, self.cleaned_data["file"] or None

    def meet(self, row: Template) -> list[dict[str, Any]]:
        """Let the next post win over `row`, which somebody else saved; return what differs.

        A browser forgets which file was chosen, so the form asks for it once more.
        """
        self.keep_mine_next_time(row)
        fields, upload = self.wishes
        lines: list[tuple[str, Any, Any]] = [
            (str(self.fields[name].label), _worded(mine), _worded(getattr(row, name))) for name, mine in fields.items()
        ]
        if upload:
            sizes = [filesizeformat(one.size) for one in (upload, row)]
            lines.append((_("File"), f"{upload.name} ({sizes[0]})", f"{row.file_name} ({sizes[1]})"))
            self.add_error(
                "file",
                _("Choose “%(name)s” once more if it shall be the file of the template.") % {"name": upload.name},
            )
        return self.differences(lines)

    def refuse(self, refusal: ValidationError) -> None:
        """Put what a verb refused where it belongs: a sentence is about the file."""
        if hasattr(refusal, "error_dict"):
            self.add_error(None, refusal.messages)  # type: ignore[arg-type]
        else:
            self.add_error("file", refusal)


def _worded(value: Any) -> str:
    """Return a value of the form as people read it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


class FromTemplateForm(OnceFormMixin, Form):
    """Asks from which template, in which language and under which name a document shall be made.

    The name is proposed: the template's in that language, and what the document is about. A proposal for another
    choice than the one that was made in the end gives way to the right one.
    """

    template = RowField(
        Template.objects.none(),
        label=gettext_lazy("Template"),
        empty_label=None,
        error_messages={"required": gettext_lazy("Choose a template.")},
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=User.Language.choices)
    name = NameField(label=gettext_lazy("Name"))

    def __init__(self, *args: Any, page: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        self.offered = list(Template.objects.visible_to(request.user).offered_on(page))
        template = self.fields["template"]
        template.queryset = Template.objects.visible_to(request.user).offered_on(page)  # type: ignore[attr-defined]
        chosen = next((row for row in self.offered if row.public_id == request.GET.get("template")), None)
        language = request.GET.get("language", "")
        self.initial["language"] = language if language in User.Language.values else active_language()
        chosen = chosen or (self.offered[0] if self.offered else None)
        self.initial["template"] = chosen.public_id if chosen else None
        self.initial["name"] = self._named(request.GET.get("name", ""), chosen, self.initial["language"])
        self.fields["name"].widget.attrs["data-select"] = ""
        self.helper = file_helper()
        self.helper.layout = Layout(Div("template", "language", css_class="fields-row"), Field("name"), "form_key")

    def _named(self, typed: str, template: Template | None, language: str) -> str:
        """Return the name that was typed, or the proposal, where nothing or another proposal stands."""
        typed = names.clean(typed) if typed.strip() else ""
        if template is None or (typed and typed not in self._proposals()):
            return typed[:NAME_ROOM]
        return self._proposal(template, language)

    def _proposal(self, template: Template, language: str) -> str:
        with override(language):
            return names.shorten(names.clean(f"{template.name} {self.page}"), NAME_ROOM)

    def _proposals(self) -> set[str]:
        return {self._proposal(row, language) for row in self.offered for language in User.Language.values}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("name") and cleaned.get("template") and cleaned.get("language"):
            typed = cleaned["name"].removesuffix(f".{ENDING}")
            cleaned["name"] = self._named(typed, cleaned["template"], cleaned["language"])
        return cleaned
