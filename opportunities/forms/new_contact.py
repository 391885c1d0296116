"""A contact that is typed where one would be chosen, and made together with what it is for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contacts.models import ContactPoint
from contacts.plans import complaint
from core.forms import Form

NAMES = ("new_company", "new_first_name", "new_last_name")
NEW_CONTACT = (*NAMES, "new_email", "new_phone")


class NewContactMixin(Form):
    """A form with a picker named `contact`, and the fields of a contact that is not there yet."""

    new_company = forms.CharField(label=_("Company"), required=False, max_length=255)
    new_first_name = forms.CharField(label=_("First name"), required=False, max_length=100)
    new_last_name = forms.CharField(label=_("Last name"), required=False, max_length=100)
    new_email = forms.CharField(label=_("Email"), required=False, max_length=254)
    new_phone = forms.CharField(label=_("Phone"), required=False, max_length=50)

    @property
    def new_contact_wanted(self) -> bool:
        """Whether something was typed for a contact that is to be made."""
        return self.is_bound and any(str(self.data.get(name, "")).strip() for name in NEW_CONTACT)

    def clean_new_email(self) -> str:
        email: str = self.cleaned_data["new_email"]
        if email:
            refuse_unless(ContactPoint.Kind.EMAIL, email)
        return email

    def clean_new_phone(self) -> str:
        phone: str = self.cleaned_data["new_phone"]
        if phone:
            refuse_unless(ContactPoint.Kind.PHONE, phone)
        return phone

    def clean(self) -> dict[str, Any]:
        parts = super().clean() or self.cleaned_data
        named = any(parts.get(name) for name in NAMES)
        if named and parts.get("contact"):
            self.add_error("contact", _("Choose a contact or type a new one, not both."))
        if not named and (parts.get("new_email") or parts.get("new_phone")):
            self.add_error("new_company", _("Enter the name of the new company or person."))
        return parts

    def new_contact(self) -> dict[str, str]:
        """Return what was typed for a contact that is to be made, without the prefix of its fields; {} for none."""
        typed = {name.removeprefix("new_"): self.cleaned_data.get(name, "") for name in NEW_CONTACT}
        return typed if any(typed.values()) else {}


def refuse_unless(kind: str, value: str) -> None:
    """Raise ValidationError for what is no telephone number or e-mail address, whichever `kind` says."""
    if sentence := complaint(kind, value):
        raise ValidationError(sentence)
