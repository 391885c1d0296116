"""The forms of a contact: who it is, how it is reached, and the filter of the list."""

from typing import Any

from django import forms
from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact, ContactPoint, Kind
from core.countries import country_choices
from core.editing import VersionedFormMixin
from core.formfields import FindingFormMixin, PickerField, TagsField
from core.models import Tag
from core.once import OnceFormMixin

COMPANY_FIELDS = ("company_name",)
PERSON_FIELDS = ("salutation", "title", "first_name", "last_name", "company", "position")
BOTH = ("street", "postcode", "city", "country", "tags", "description")
# Blank rows beneath the ones in use, for those who type without script.
SPARE_POINTS = 2
MAX_POINTS = 30


class ContactForm(OnceFormMixin, VersionedFormMixin, FindingFormMixin, forms.ModelForm):
    """A company or a person; which one is decided before the form is shown. `changes()` is for the verbs."""

    tags = TagsField()
    country = forms.ChoiceField(label=_("Country"), required=False, choices=country_choices)

    class Meta:
        model = Contact
        fields = (*COMPANY_FIELDS, *PERSON_FIELDS[:4], "position", "street", "postcode", "city", "description")
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, kind: str, user: Any, company_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.kind = kind
        others = Contact.objects.visible_to(user).companies()
        self.fields["company"] = PickerField(others, url=company_url, required=False, label=_("Company"))
        names = (*(COMPANY_FIELDS if kind == Kind.COMPANY else PERSON_FIELDS), *BOTH, "form_key", "version")
        self.fields = {name: self.fields[name] for name in names}
        if kind == Kind.COMPANY:
            self.fields["company_name"].required = True
            self.fields["company_name"].label = _("Name")
        if self.instance.pk:
            self.initial |= {"tags": list(self.instance.tags.all()), "version": self.instance.version}
            self.initial["company"] = self.instance.company
            self.initial["country"] = self.instance.country

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.kind == Kind.PERSON and not (cleaned.get("first_name") or cleaned.get("last_name")):
            self.add_error("last_name", _("Enter a first or a last name."))
        return cleaned

    def _post_clean(self) -> None:
        """Leave the instance alone: the verb sets the fields, on the row read under lock."""

    def changes(self) -> dict[str, Any]:
        """Return what was typed as changes for the verbs; tags that are new are made."""
        typed = {name: value for name, value in self.cleaned_data.items() if name not in ("form_key", "version")}
        return typed | {"kind": self.instance.kind, "tags": Tag.objects.named(typed["tags"])}


class PointForm(forms.Form):
    """One way to reach the contact; an empty row counts for nothing."""

    kind = forms.ChoiceField(choices=ContactPoint.Kind, label=_("Kind"))
    label = forms.ChoiceField(choices=ContactPoint.Label, label=_("Where"), required=False)
    value = forms.CharField(max_length=255, required=False, label=_("Number or address"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        value, kind = cleaned.get("value", ""), cleaned.get("kind")
        if not value:
            return cleaned
        if kind == ContactPoint.Kind.EMAIL:
            check, sentence = EmailValidator(), _("Enter an e-mail address such as name@example.com.")
        elif kind == ContactPoint.Kind.WEB:
            check, sentence = URLValidator(schemes=["http", "https"]), _("Enter a web address such as www.example.com.")
            value = value if "://" in value else f"https://{value}"
        else:
            check, sentence = _phone, _("Enter a telephone number such as +49 30 1234567.")
        try:
            check(value)
        except forms.ValidationError:
            self.add_error("value", sentence)
        return cleaned


def _phone(value: str) -> None:
    digits = [char for char in value if char.isascii() and char.isdigit()]
    if not 3 <= len(digits) <= 20 or any(char.isalpha() and char.casefold() not in "extn" for char in value):
        raise forms.ValidationError("")


class BasePoints(forms.BaseFormSet):
    """The rows of ways to reach a contact."""

    def points(self) -> list[ContactPoint]:
        """Return the rows that were filled in, unsaved, in order."""
        return [
            ContactPoint(kind=row["kind"], label=row["label"] or ContactPoint.Label.WORK, value=row["value"])
            for row in self.cleaned_data
            if row.get("value")
        ]


PointFormSet = forms.formset_factory(PointForm, formset=BasePoints, extra=SPARE_POINTS, max_num=MAX_POINTS)


def points_of(contact: Contact | None) -> list[dict[str, str]]:
    """Return the rows that the form opens with: the contact's own, or one phone and one e-mail to fill in."""
    if contact is None or not contact.points.exists():
        return [{"kind": "phone", "label": "work"}, {"kind": "email", "label": "work"}]
    return [{"kind": point.kind, "label": point.label, "value": point.value} for point in contact.points.all()]


class ContactFilter(forms.Form):
    """The filter above the list of contacts; `apply` gives the rows."""

    KINDS = (("", _("Companies and people")), (Kind.COMPANY, _("Companies")), (Kind.PERSON, _("People")))

    q = forms.CharField(max_length=200, required=False, label=_("Search"))
    kind = forms.ChoiceField(choices=KINDS, required=False, label=_("Kind"))
    city = forms.CharField(max_length=100, required=False, label=_("City"))
    country = forms.ChoiceField(choices=country_choices, required=False, label=_("Country"))
    tag = forms.ModelMultipleChoiceField(Tag.objects.none(), required=False, label=_("Tags"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = Contact.objects.visible_to(user)
        used = Contact.tags.through.objects.filter(contact__in=self.rows)
        self.fields["tag"].queryset = Tag.objects.filter(pk__in=used.values("tag"))

    @property
    def set_words(self) -> list[str]:
        """The names of the parts that are set."""
        return [name for name in self.fields if any(self.data.getlist(name))]

    def apply(self) -> Any:
        """Return the contacts that fit; a part that cannot be read is left out, and its error shown."""
        self.is_valid()
        parts = self.cleaned_data
        rows = self.rows.search(parts.get("q") or "")
        for name in ("kind", "country"):
            if parts.get(name):
                rows = rows.filter(**{name: parts[name]})
        if parts.get("city"):
            rows = rows.filter(city__icontains=parts["city"])
        for tag in parts.get("tag") or []:
            rows = rows.filter(tags=tag)
        return rows
