"""The small forms of quick entry: what a person writes down in half a minute."""

from typing import Any

from django import forms
from django.conf import settings
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from core.formfields import AmountField, DayField
from core.forms import Form
from core.once import OnceFormMixin
from core.pickers import FindingFormMixin, PickerField
from fields.formfields import CustomFieldsMixin
from fields.layout import layout_for
from history.models import TEXT_LENGTH, EventCategory
from opportunities.actions import make_contact
from opportunities.forms.currencies import offered_choices
from opportunities.forms.new_contact import NEW_CONTACT, NewContactMixin
from opportunities.forms.stages import by_pipeline, first_of, starting_stages
from opportunities.models import Opportunity, Stage
from tasks.calls import CallForm
from tasks.forms import TaskForm

NOTE = "sticky"


class OneOfBothMixin(NewContactMixin):
    """A form about an opportunity or a contact, chosen by its name; a contact may be typed instead, and is made."""

    def clean(self) -> dict[str, Any]:
        parts = super().clean() or self.cleaned_data
        if parts.get("opportunity") and (parts.get("contact") or self.new_contact()):
            self.add_error("contact", _("Choose an opportunity or a contact, not both."))
        return parts

    def contact_made(self, *, by: Any) -> Contact | None:
        """Return the contact that was chosen; one that was typed is made, in the caller's transaction."""
        typed = self.new_contact()
        return make_contact(typed, by=by) if typed else self.cleaned_data["contact"]


class AboutMixin(FindingFormMixin, OneOfBothMixin):
    """A form about an opportunity or a contact that `user` may change: one of them is needed."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = {"opportunity": Opportunity.objects.editable_by(user), "contact": Contact.objects.editable_by(user)}
        urls = {"opportunity": reverse_lazy("opportunities:suggest"), "contact": reverse_lazy("contacts:suggest")}
        labels = {"opportunity": _("Opportunity"), "contact": _("Contact")}
        for name, found in rows.items():
            self.fields[name] = PickerField(found, url=urls[name], label=labels[name], required=False)

    def page(self, *, by: Any) -> Opportunity | Contact:
        """Return what it is about; a contact that was typed is made, in the caller's transaction."""
        return self.cleaned_data["opportunity"] or self.contact_made(by=by)  # type: ignore[no-any-return]

    def clean(self) -> dict[str, Any]:
        parts = super().clean() or self.cleaned_data
        named = parts.get("opportunity") or parts.get("contact") or self.new_contact()
        if not named and not {"opportunity", "contact", *NEW_CONTACT} & set(self.errors):
            self.add_error("opportunity", _("Choose the opportunity or the contact that this is about."))
        return parts


class QuickNote(AboutMixin, OnceFormMixin, Form):
    """A note, or an event of another type."""

    text = forms.CharField(
        label=_("Description"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what is to be remembered.")},
    )
    category = forms.ModelChoiceField(EventCategory.objects.none(), label=_("Event type"), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = EventCategory.objects.filter(active=True)
        self.initial.setdefault("category", EventCategory.objects.filter(active=True, icon=NOTE).first())


class QuickCall(AboutMixin, CallForm):
    """A call with what came of it and the next step."""


class QuickTask(OneOfBothMixin, TaskForm):
    """A task; what it is about may be chosen."""

    def changes_made(self, *, by: Any) -> dict[str, Any]:
        """Return what was typed as changes for the verb; a contact that was typed is made, as `contact_made` says."""
        changes = {name: value for name, value in self.changes().items() if name not in NEW_CONTACT}
        return changes | {"contact": self.contact_made(by=by)}


class QuickOpportunity(CustomFieldsMixin, FindingFormMixin, NewContactMixin, OnceFormMixin, Form):
    """An opportunity by what one knows when the telephone is put down; the rest is as a new one always begins.

    It starts in an open stage, of any pipeline: what is won or lost already says more than fits here.
    """

    title = forms.CharField(
        label=_("Title"), max_length=255, error_messages={"required": _("Enter a title for the opportunity.")}
    )
    amount = AmountField(label=_("Sum"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), initial=settings.BASE_CURRENCY)
    expected_close_on = DayField(label=_("Expected close date"), required=False)
    stage = forms.ModelChoiceField(Stage.objects.none(), label=_("Stage"), empty_label=None, required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self._offer_stages()
        contacts = Contact.objects.visible_to(user)
        self.fields["contact"] = PickerField(
            contacts, url=reverse_lazy("contacts:suggest"), label=_("Contact"), required=False
        )
        self.fields["currency"].choices = offered_choices()
        self.offer_custom(layout_for(user, "opportunities"), None, user, required_only=True)

    def _offer_stages(self) -> None:
        offered = starting_stages().filter(kind="open")
        stages = list(offered)
        self.first_stage = first_of(stages)
        field: Any = self.fields["stage"]
        field.queryset, field.choices = offered, by_pipeline(stages)
        field.initial = self.first_stage.pk if self.first_stage else None

    def changes(self) -> dict[str, Any]:
        """Return what was typed as changes for the verb: one's own, in the first stage unless another was chosen.

        A contact that was typed may still be made.
        """
        names = ("title", "contact", "amount", "currency", "expected_close_on", "stage")
        typed = {name: self.cleaned_data[name] for name in names} | {"responsible": self.user}
        typed["stage"] = typed["stage"] or self.first_stage
        return typed | self.custom_changes()
