"""The form of a contact: who it is and how it is reached. It hands what was typed to one verb."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contacts.forms.points import PointsMixin
from contacts.models import Contact, ContactPoint, Kind, Salutation, company_called
from core.countries import country_choices, country_name
from core.editing import VersionedFormMixin
from core.formfields import TagsField
from core.forms import ModelForm
from core.models import Tag
from core.once import OnceFormMixin
from core.pickers import FindingFormMixin, PickerField
from fields.formfields import CustomFieldsMixin, custom_in_words
from fields.layout import layout_for

COMPANY_FIELDS = ("company_name",)
NAME_FIELDS = ("salutation", "title", "first_name", "last_name")
EMPLOYMENT_FIELDS = ("company", "new_company", "position")
PERSON_FIELDS = (*NAME_FIELDS, *EMPLOYMENT_FIELDS)
NAMING_ROWS = (COMPANY_FIELDS, NAME_FIELDS, EMPLOYMENT_FIELDS)
ADDRESS_FIELDS = ("street", "postcode", "city", "country")
OTHER_FIELDS = ("tags", "description")
HIDDEN_FIELDS = ("form_key", "version", "opened")


class ContactForm(OnceFormMixin, VersionedFormMixin, PointsMixin, CustomFieldsMixin, FindingFormMixin, ModelForm):
    """A company or a person; which one is decided before the form is shown. `changes()` is for the verbs."""

    tags = TagsField(help_text=_("Separate several by commas."))
    country = forms.ChoiceField(label=_("Country"), required=False, choices=country_choices)
    sentences: ClassVar = {"company_name": _("Enter the name of the company.")}
    new_company = forms.CharField(label=_("or a new company"), required=False, max_length=255)

    class Meta:
        model = Contact
        fields = ("company_name", *NAME_FIELDS, "position", "street", "postcode", "city", "description")
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, kind: str, user: Any, urls: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.kind, self.user, self.urls = kind, user, urls
        companies = Contact.objects.visible_to(user).companies()
        self.fields["company"] = PickerField(companies, url=urls["company"], required=False, label=_("Company"))
        own = COMPANY_FIELDS if kind == Kind.COMPANY else PERSON_FIELDS
        self.fields = {name: self.fields[name] for name in (*own, *ADDRESS_FIELDS, *OTHER_FIELDS, *HIDDEN_FIELDS)}
        self.fields["tags"].widget.attrs["data-tags-url"] = urls["tags"]
        if kind == Kind.PERSON:
            self.fields["salutation"].choices = [("", "—"), *Salutation.choices]
        if kind == Kind.COMPANY:
            self.fields["company_name"].required = True
            self.fields["company_name"].label = _("Name")
        if self.instance.pk:
            self.initial |= {"tags": list(self.instance.tags.all()), "version": self.instance.version}
            self.initial |= {"company": self.instance.company, "country": self.instance.country}
        self.offer_custom(layout_for(user, "contacts"), self.instance.custom if self.instance.pk else None, user)
        self.offer_points(self.instance if self.instance.pk else None)
        self.remember()

    @property
    def naming(self) -> list[list[Any]]:
        """The fields of who it is, in the rows in which they are drawn."""
        rows = [[self[name] for name in names if name in self.fields] for names in NAMING_ROWS]
        return [row for row in rows if row]

    @property
    def is_wrong(self) -> bool:
        """Whether something was posted to be saved that must be changed first."""
        return self.is_bound and not self.finding and not self.adding_rows and not self.is_valid()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.kind == Kind.PERSON:
            if not (cleaned.get("first_name") or cleaned.get("last_name")) and "last_name" in cleaned:
                self.add_error("last_name", _("Enter a first or a last name."))
            if cleaned.get("company") and cleaned.get("new_company"):
                self.add_error("new_company", _("Choose a company or type a new one, not both."))
        return cleaned

    def _post_clean(self) -> None:
        """Leave the instance alone: the verb sets the fields, on the row read under lock."""

    def changes(self) -> dict[str, Any]:
        """Return what was typed as changes for the verbs, in their transaction: new tags and a new company are made."""
        beside = {*HIDDEN_FIELDS, *self.custom_names}
        typed = {name: value for name, value in self.cleaned_data.items() if name not in beside}
        if new_company := typed.pop("new_company", ""):
            typed["company"] = company_called(new_company, by=self.user)
        tags = Tag.objects.named(typed["tags"])
        typed |= {"kind": self.instance.kind, "tags": tags, "points": self.points.points()}
        return typed | self.custom_changes()

    def refuse(self, error: ValidationError) -> None:
        """Show what the verb refused, at its fields."""
        for name, errors in getattr(error, "error_dict", {None: error}).items():
            self.add_error(name if name in self.fields else None, errors)

    def meet(self, row: Contact) -> list[dict[str, str]]:
        """Return the comparison for a second saver, and let what they did not touch follow the row as it stands.

        What they touched themselves and what stands differently now is compared; where these are different fields,
        all that stands differently. [] where both have entered the same.
        """
        mine, untouched = self._typed() | self.typed_custom(), set(self.untouched())
        theirs = picture_of(row) | custom_in_words(self.layout, row.custom)
        lines = [name for name in mine if mine[name] != theirs[name]]
        touched = [name for name in lines if name not in untouched]
        current = ContactForm(kind=row.kind, user=self.user, urls=self.urls, instance=row)
        labels = {"points": _("Phone, e-mail, web")} | {name: field.label for name, field in self.fields.items()}
        self.take_over(current)
        self.keep_mine_next_time(row)
        return [{"label": labels[name], "mine": mine[name], "theirs": theirs[name]} for name in touched or lines]

    def _typed(self) -> dict[str, str]:
        """Return the text of each field, as it was typed."""
        beside = {*HIDDEN_FIELDS, *self.custom_names}
        parts = {name: value for name, value in self.cleaned_data.items() if name not in beside}
        new_company = parts.pop("new_company", "")
        typed = {name: str(value or "") for name, value in parts.items()}
        typed |= {"tags": ", ".join(sorted(parts["tags"])), "points": told(self.points.points())}
        typed["country"] = country_name(parts["country"])
        if "company" in typed:
            typed["company"] = typed["company"] or new_company
            typed["salutation"] = salutation(parts["salutation"])
        return typed


def picture_of(row: Contact) -> dict[str, str]:
    """Return the text of each field, of a contact as it stands."""
    names = ("company_name", "title", "first_name", "last_name", "position", "street", "postcode", "city")
    return {name: getattr(row, name) for name in (*names, "description")} | {
        "salutation": salutation(row.salutation),
        "company": str(row.company or ""),
        "country": country_name(row.country),
        "tags": ", ".join(sorted(tag.name for tag in row.tags.all())),
        "points": told(list(row.points.all())),
    }


def salutation(value: str) -> str:
    """Return how a person is addressed."""
    return str(Salutation(value).label) if value else ""


def told(points: list[ContactPoint]) -> str:
    """Return ways to reach a contact as one text: "Phone (Work): +49 30 123; Email (Work): …"."""
    return "; ".join(f"{point.get_kind_display()} ({point.get_label_display()}): {point.value}" for point in points)
