"""The small forms of quick entry: what a person writes down in half a minute."""

from typing import Any

from django import forms
from django.conf import settings
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from core.formfields import AmountField, DayField, FindingFormMixin, PickerField
from core.forms import Form
from core.money import currency_choices
from core.once import OnceFormMixin
from fields.formfields import CustomFieldsMixin
from fields.layout import layout_for
from history.models import TEXT_LENGTH, EventCategory
from opportunities.models import Opportunity, Stage
from tasks.calls import CallForm
from tasks.forms import TaskForm

NOTE = "sticky"


class AboutMixin(FindingFormMixin, Form):
    """A form about an opportunity or a contact that `user` may change: one of them, chosen by its name."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = {"opportunity": Opportunity.objects.editable_by(user), "contact": Contact.objects.editable_by(user)}
        urls = {"opportunity": reverse_lazy("opportunities:suggest"), "contact": reverse_lazy("contacts:suggest")}
        labels = {"opportunity": _("Opportunity"), "contact": _("Contact")}
        for name, found in rows.items():
            self.fields[name] = PickerField(found, url=urls[name], label=labels[name], required=False)

    @property
    def page(self) -> Opportunity | Contact:
        """What it is about."""
        return self.cleaned_data["opportunity"] or self.cleaned_data["contact"]  # type: ignore[no-any-return]

    def clean(self) -> dict[str, Any]:
        parts = super().clean() or self.cleaned_data
        chosen = [name for name in ("opportunity", "contact") if parts.get(name)]
        if len(chosen) == 2:
            self.add_error("contact", _("Choose an opportunity or a contact, not both."))
        elif not chosen and not {"opportunity", "contact"} & set(self.errors):
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


class QuickTask(TaskForm):
    """A task; what it is about may be chosen."""


class QuickOpportunity(CustomFieldsMixin, FindingFormMixin, OnceFormMixin, Form):
    """An opportunity by what one knows when the telephone is put down; the rest is as a new one always begins."""

    title = forms.CharField(
        label=_("Title"), max_length=255, error_messages={"required": _("Enter a title for the opportunity.")}
    )
    amount = AmountField(label=_("Sum"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), initial=settings.BASE_CURRENCY)
    expected_close_on = DayField(label=_("Expected close date"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        contacts = Contact.objects.visible_to(user)
        self.fields["contact"] = PickerField(
            contacts, url=reverse_lazy("contacts:suggest"), label=_("Contact"), required=False
        )
        self.fields["currency"].choices = currency_choices()
        self.offer_custom(layout_for(user, "opportunities"), None, user, required_only=True)

    def changes(self) -> dict[str, Any]:
        """Return what was typed as changes for the verb: one's own, in the first stage."""
        names = ("title", "contact", "amount", "currency", "expected_close_on")
        first = Stage.objects.of_default_pipeline().first()
        typed = {name: self.cleaned_data[name] for name in names} | {"responsible": self.user, "stage": first}
        return typed | self.custom_changes()
