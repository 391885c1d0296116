"""The fields that a stage requires before an opportunity goes on: asked for where it is moved."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.models import Contact
from core.editing import VersionedFormMixin
from core.formfields import AmountField, DayField
from core.forms import Form
from core.money import percent
from core.pickers import FindingFormMixin, PickerField
from fields.formfields import form_field
from fields.layout import PREFIX
from opportunities.forms.stages import stages_for
from opportunities.gates import layout_to_leave
from opportunities.models import Opportunity, Stage
from opportunities.plans.gate import REQUIRABLE, lacking, sentence_for

KEEP, FOLLOW = "keep", "follow"


class AsksForLacking(FindingFormMixin, Form):
    """A form of a move, with the fields that the opportunity lacks for it."""

    def ask_for_lacking(self, opportunity: Opportunity, stage: Stage, user: Any) -> None:
        """Add what is lacking for the move to a stage; where a final amount is asked for, that is the budget."""
        self.layout = layout_to_leave(opportunity.stage, user)
        self.lacking = lacking(opportunity, stage, self.layout)
        for name in self.lacking:
            if name == "amount" and "final_amount" in self.fields:
                field = self.fields["final_amount"]
                field.required = True
            else:
                field = self.fields[name] = self._field(name, opportunity, user)
            field.error_messages["required"] = sentence_for(name, opportunity.stage, self.layout)

    def _field(self, name: str, opportunity: Opportunity, user: Any) -> forms.Field:
        if name.startswith(PREFIX):
            custom = form_field(self.layout.by_key[name.removeprefix(PREFIX)], user)
            custom.required = True
            return custom
        label = REQUIRABLE[name]
        if name == "contact":
            return PickerField(Contact.objects.visible_to(user), url=reverse("contacts:suggest"), label=label)
        if name == "expected_close_on":
            return DayField(label=label)
        if name == "amount":
            return AmountField(label=label, help_text=opportunity.currency)
        return forms.CharField(label=label, max_length=65_000, widget=forms.Textarea(attrs={"rows": 3}))

    def filled_in(self) -> dict[str, Any]:
        """Return what was typed for the lacking fields, as changes for the verb."""
        typed = {name: self.cleaned_data[name] for name in self.lacking if name in self.cleaned_data}
        custom = {name.removeprefix(PREFIX): typed.pop(name) for name in [*typed] if name.startswith(PREFIX)}
        return typed | ({"custom": custom} if custom else {})


class GateForm(AsksForLacking, VersionedFormMixin):
    """What is asked before an opportunity goes on to an open stage; which probability holds, too, if it has its own."""

    stage = forms.ModelChoiceField(Stage.objects.none(), widget=forms.HiddenInput)
    probability = forms.ChoiceField(
        label=gettext_lazy("Probability"), widget=forms.RadioSelect, required=False, initial=FOLLOW
    )

    def __init__(self, *args: Any, opportunity: Opportunity, stage: Stage, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"stage": stage.pk, "version": opportunity.version}, **kwargs)
        self.fields["stage"].queryset = stages_for(opportunity).filter(kind="open")
        follow = _("Follow the stage: %(percent)s") % {"percent": percent(stage.probability)}
        keep = _("Keep %(percent)s") % {"percent": percent(opportunity.probability)}
        self.fields["probability"].choices = [(FOLLOW, follow), (KEEP, keep)]
        self.ask_for_lacking(opportunity, stage, user)
        self.fields["probability"] = self.fields.pop("probability")  # the last of them
        if opportunity.follows_stage:
            del self.fields["probability"]

    def changes(self) -> dict[str, Any]:
        """Return the move, with what was filled in, as changes for the verb."""
        keep = self.cleaned_data.get("probability") == KEEP
        return {"stage": self.cleaned_data["stage"], "keep_probability": keep, **self.filled_in()}
