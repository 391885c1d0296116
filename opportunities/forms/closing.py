"""Moving to another stage, and the small form that winning and losing ask for."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.editing import VersionedFormMixin
from core.formfields import AmountField, DayField
from core.forms import Form
from core.memory import RemembersOpening
from core.money import format_money
from core.templatetags.crm import day
from opportunities.forms.gate import AsksForLacking
from opportunities.forms.stages import stages_for
from opportunities.models import LostReason, Opportunity, Stage


class MoveForm(VersionedFormMixin, Form):
    """The list “Opportunity at stage” on the page: where to, and whether one's own probability is kept."""

    stage = forms.ModelChoiceField(Stage.objects.none(), label=_("Opportunity at stage"), empty_label=None)
    probability = forms.ChoiceField(choices=(("keep", "keep"), ("follow", "follow")), required=False)

    def __init__(self, *args: Any, opportunity: Opportunity, **kwargs: Any) -> None:
        opened = {"stage": opportunity.stage_id, "version": opportunity.version}
        super().__init__(*args, initial=opened, **kwargs)
        self.opportunity = opportunity
        stages = stages_for(opportunity)
        self.fields["stage"].queryset = stages
        # Read once: a select that is required looks at its first choice before it is drawn.
        self.fields["stage"].choices = [(stage.pk, stage.name) for stage in stages]

    @property
    def must_ask(self) -> bool:
        """Whether one's own probability is set by hand and nothing was said about keeping it."""
        stage = self.cleaned_data["stage"]
        moves = stage != self.opportunity.stage and stage.is_open
        return moves and not self.opportunity.follows_stage and not self.cleaned_data["probability"]

    def changes(self) -> dict[str, Any]:
        """Return what was chosen as changes for the verb."""
        parts = self.cleaned_data
        return {"stage": parts["stage"], "keep_probability": parts["probability"] == "keep"}


class CloseForm(AsksForLacking, RemembersOpening, VersionedFormMixin, Form):
    """Won or lost: on which day, for how much in the end, and why not; and what the stage that is left requires."""

    stage = forms.ModelChoiceField(Stage.objects.none(), widget=forms.HiddenInput)
    closed_on = DayField(label=_("Closed on"))
    final_amount = AmountField(label=_("Final amount"), required=False)
    lost_reason = forms.ModelChoiceField(
        LostReason.objects.none(), label=_("Lost reason"), required=False, empty_label=_("Not stated")
    )

    def __init__(self, *args: Any, opportunity: Opportunity, stage: Stage, user: Any, **kwargs: Any) -> None:
        opened = {
            "stage": stage.pk,
            "version": opportunity.version,
            "closed_on": (stage == opportunity.stage and opportunity.closed_on) or timezone.localdate(),
            "final_amount": opportunity.total,
            "lost_reason": opportunity.lost_reason_id,
        }
        super().__init__(*args, initial=opened, **kwargs)
        self.opportunity, self.user = opportunity, user
        self.fields["stage"].queryset = stages_for(opportunity).exclude(kind="open")
        self.fields["final_amount"].help_text = opportunity.currency
        self.fields["lost_reason"].queryset = LostReason.objects.filter(
            Q(active=True) | Q(pk=opportunity.lost_reason_id)
        )
        if stage.kind == "won":
            del self.fields["lost_reason"]
        self.ask_for_lacking(opportunity, stage, user)
        self.remember()

    def changes(self) -> dict[str, Any]:
        """Return what was typed as changes for the verb; a final amount that is the total changes no budget."""
        names = ("stage", "closed_on", "final_amount", "lost_reason")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data} | self.filled_in()

    def meet(self, row: Opportunity) -> list[dict[str, Any]]:
        """Return the comparison for a second saver, and let what they did not touch follow the row as it stands."""
        parts = self.cleaned_data
        current = CloseForm(opportunity=row, stage=parts["stage"], user=self.user)
        for name in set(self.lacking) & self.fields.keys() - current.fields.keys():
            del self.fields[name]  # somebody has filled it in meanwhile
        untouched = self.untouched()
        amount = row.total if parts["final_amount"] is None else parts["final_amount"]
        mine = in_words(row, parts["stage"], parts["closed_on"], amount, parts.get("lost_reason"))
        theirs = in_words(row, row.stage, row.closed_on, row.total, row.lost_reason)
        self.take_over(current)
        self.keep_mine_next_time(row)
        labels = {name: field.label for name, field in self.fields.items()} | {"stage": _("Stage")}
        touched = [name for name in mine if name in labels and name not in untouched]
        return self.differences([(str(labels[name]), mine[name], theirs[name]) for name in touched])


def in_words(row: Opportunity, stage: Stage, closed_on: Any, amount: Any, reason: LostReason | None) -> dict[str, str]:
    """Return how an opportunity was or is to be closed, by field, as its reader knows it."""
    return {
        "stage": stage.name,
        "closed_on": day(closed_on),
        "final_amount": format_money(amount, row.currency),
        "lost_reason": reason.name if reason else "",
    }
