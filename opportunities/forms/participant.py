"""The form of a participant."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from core.formfields import FindingFormMixin, PickerField
from core.forms import Form


class ParticipantForm(FindingFormMixin, Form):
    """A contact that is to take part; as what, is said afterwards in its row."""

    def __init__(self, *args: Any, user: Any, url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"] = PickerField(Contact.objects.visible_to(user), url=url, label=_("Contact"))


class RoleForm(Form):
    """As what a participant takes part."""

    role = forms.CharField(label=_("Role"), max_length=100, required=False)
