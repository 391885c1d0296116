"""The form of a participant."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from core.editing import VersionedFormMixin
from core.forms import Form
from core.pickers import FindingFormMixin, PickerField
from opportunities.models import Participant


class ParticipantForm(FindingFormMixin, Form):
    """A contact that is to take part; as what, is said afterwards in its row."""

    def __init__(self, *args: Any, user: Any, url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"] = PickerField(Contact.objects.visible_to(user), url=url, label=_("Add participant"))


class RoleForm(VersionedFormMixin, Form):
    """As what a participant takes part."""

    role = forms.CharField(label=_("Role"), max_length=100, required=False)

    def meet(self, participant: Participant) -> list[dict[str, Any]]:
        """Return the comparison for a second saver, whose next post wins."""
        self.keep_mine_next_time(participant)
        return self.differences([(str(self.fields["role"].label), self.cleaned_data["role"], participant.role)])
