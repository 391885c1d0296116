"""The form of an opportunity. It hands what was typed to one verb; it changes no row by itself."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from contacts.models import Contact
from core.editing import VersionedFormMixin
from core.formfields import AmountField, DayField, RowField, TagsField
from core.forms import Form
from core.money import percent
from core.once import OnceFormMixin
from core.pickers import FindingFormMixin, PickerField
from fields.formfields import CustomFieldsMixin, custom_in_words
from fields.layout import layout_for
from opportunities.forms import comparison
from opportunities.forms.access import AccessMixin
from opportunities.forms.currencies import offered_choices
from opportunities.forms.new_contact import NewContactMixin
from opportunities.forms.opened import FOLLOWS, OWN, blank, opened_with
from opportunities.forms.stages import by_pipeline, first_of, starting_stages
from opportunities.models import AmountType, LostReason, Opportunity, Stage
from opportunities.models.opportunity import MAX_PERIODS

KEEP = "keep"
NO_STAGES = _("There is no stage to start in. An administrator gives the default pipeline an open stage.")
PERIODS = {
    AmountType.HOUR: _("Number of hours"),
    AmountType.DAY: _("Number of days"),
    AmountType.WEEK: _("Number of weeks"),
    AmountType.MONTH: _("Number of months"),
    AmountType.YEAR: _("Number of years"),
}
PLAIN = (
    "title",
    "contact",
    "description",
    "expected_close_on",
    "currency",
    "amount",
    "amount_type",
    "periods",
    "responsible",
    "stage",
    "tags",
)


class StageSelect(forms.Select):
    """A list of stages that tells the script of each its probability and whether it is open, won or lost."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stages: list[Stage] = []

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"] |= {
            "data-probabilities": json.dumps({str(stage.pk): stage.probability for stage in self.stages}),
            "data-kinds": json.dumps({str(stage.pk): stage.kind for stage in self.stages}),
            "data-probability-field": "id_probability",
        }
        return context


class OpportunityForm(
    OnceFormMixin, VersionedFormMixin, AccessMixin, CustomFieldsMixin, FindingFormMixin, NewContactMixin, Form
):
    """A new opportunity, or what is changed of one. Access is in it only for those who may change it."""

    title = forms.CharField(
        label=_("Title"), max_length=255, error_messages={"required": _("Enter a title for the opportunity.")}
    )
    description = forms.CharField(
        label=_("Description"), required=False, max_length=65_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    expected_close_on = DayField(label=_("Expected close date"), required=False)
    currency = forms.ChoiceField(label=_("Currency"))
    amount = AmountField(label=_("Sum"), required=False)
    amount_type = forms.ChoiceField(label=pgettext_lazy("of a budget", "Type"), choices=AmountType)
    periods = forms.IntegerField(
        label=_("Number of periods"), required=False, min_value=1, max_value=MAX_PERIODS, initial=1
    )
    responsible = RowField(User.objects.none(), label=_("Owner"), empty_label=None)
    stage = forms.ModelChoiceField(Stage.objects.none(), label=_("Stage"), empty_label=None, widget=StageSelect)
    probability = forms.IntegerField(label=_("Probability"), required=False, min_value=0, max_value=100)
    probability_source = forms.ChoiceField(
        label=_("Probability"),
        choices=((FOLLOWS, _("follows the stage")), (OWN, _("set by hand"))),
        widget=forms.RadioSelect,
        required=False,
    )
    probability_choice = forms.ChoiceField(choices=((KEEP, KEEP), (FOLLOWS, FOLLOWS)), required=False)
    closed_on = DayField(label=_("Closed on"), required=False)
    lost_reason = forms.ModelChoiceField(
        LostReason.objects.none(), label=_("Lost reason"), required=False, empty_label=_("Not stated")
    )
    tags = TagsField(help_text=_("Separate several by commas."))
    keep_former_responsible = forms.BooleanField(
        label=_("The former owner keeps access when somebody else becomes responsible"), required=False
    )

    def __init__(
        self,
        *args: Any,
        user: Any,
        contact_url: str,
        tags_url: str,
        opportunity: Opportunity | None = None,
        **kwargs: Any,
    ) -> None:
        self.opportunity, self.user = opportunity, user
        stages = list(self._stages())
        opened = opened_with(opportunity) if opportunity else blank(user, first_of(stages))
        kwargs["initial"] = opened | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        contacts = PickerField(Contact.objects.visible_to(user), url=contact_url, required=False, label=_("Contact"))
        self.fields = {"title": self.fields["title"], "contact": contacts, **self.fields}
        self.fields["currency"].choices = offered_choices(opportunity.currency if opportunity else "")
        self.fields["stage"].queryset = self._stages()
        self.fields["stage"].choices = by_pipeline(stages)
        self.fields["stage"].widget.stages = stages
        if not stages:
            self.fields["stage"].help_text = NO_STAGES
            self.fields["stage"].error_messages["required"] = NO_STAGES
        self.fields["tags"].widget.attrs["data-tags-url"] = tags_url
        self._offer_people()
        self._offer_reasons()
        self._offer_access()
        layout = layout_for(user, "opportunities")
        self.offer_custom(layout, opportunity.custom if opportunity else None, user)
        self.remember()

    def _offer_access(self) -> None:
        """Show who has access to those who may change it, and to the creator of a new one."""
        if self.opportunity is None or self.opportunity.may_govern:
            self.offer_access(self.opportunity)
        else:
            del self.fields["restricted"], self.fields["keep_former_responsible"]
            # Reassigning a restricted one is for whoever may change its access.
            self.fields["responsible"].disabled = self.opportunity.restricted
        if self.opportunity is None:
            del self.fields["keep_former_responsible"]

    def _stages(self) -> Any:
        if self.opportunity is None:
            return starting_stages()
        return Stage.objects.in_order().filter(pipeline=self.opportunity.stage.pipeline_id)

    def _offer_people(self) -> None:
        people = User.objects.who_may_change()
        if self.opportunity is not None:  # a deactivated one stays until somebody else is chosen
            people |= User.objects.filter(pk=self.opportunity.responsible_id)
        self.fields["responsible"].queryset = people.by_name()
        self.fields["responsible"].label_from_instance = lambda person: person.label

    def _offer_reasons(self) -> None:
        reasons = LostReason.objects.filter(active=True)
        if self.opportunity is not None and self.opportunity.lost_reason_id:
            reasons |= LostReason.objects.filter(pk=self.opportunity.lost_reason_id)
        self.fields["lost_reason"].queryset = reasons

    @property
    def total(self) -> str:
        """How the total is reckoned, as it stands: "12 × 1.500,00 € = 18.000,00 €", or ""."""
        return self.opportunity.reckoning if self.opportunity else ""

    @property
    def periods_label(self) -> Any:
        """How many of what are asked for: hours, days, months; follows the type."""
        return PERIODS.get(self["amount_type"].value(), self.fields["periods"].label)

    @property
    def period_labels(self) -> list[tuple[str, Any]]:
        """The type and what is asked for with it, for the script."""
        return [(str(kind), label) for kind, label in PERIODS.items()]

    def clean(self) -> dict[str, Any]:
        parts = super().clean() or self.cleaned_data
        if parts.get("amount_type") == AmountType.FIXED:
            self.errors.pop("periods", None)  # a fixed price has no periods; the field is out of sight
            parts["periods"] = 1
        elif parts.get("periods") is None and "periods" in parts:
            self.add_error("periods", _("Enter how many periods the amount is paid for, at least 1."))
        if parts.get("probability_source") == OWN and parts.get("probability") is None and "probability" in parts:
            self.add_error("probability", _("Enter a percentage from 0 to 100, or let it follow the stage."))
        if self.asks_probability and not parts.get("probability_choice"):
            shown = {"own": percent(parts["probability"]), "theirs": percent(parts["stage"].probability)}
            question = _("The probability of %(own)s was set by hand; this stage has %(theirs)s. Which one shall hold?")
            self.add_error("probability_choice", question % shown)
        return parts

    @property
    def asks_probability(self) -> bool:
        """Whether the stage was changed and one's own probability left as it was: which one holds is asked."""
        row, parts = self.opportunity, getattr(self, "cleaned_data", {})
        stage = parts.get("stage")
        if row is None or row.follows_stage or stage is None or stage == row.stage or not stage.is_open:
            return False
        return parts.get("probability") == row.probability and parts.get("probability_source") == OWN

    def own_probability(self) -> int | None:
        """Return the percentage set by hand, or None where it follows the stage.

        Who types a percentage without choosing "set by hand" means it nevertheless: it is theirs when it is neither
        the chosen stage's nor the one that the form was opened with.
        """
        parts, typed = self.cleaned_data, self.cleaned_data["probability"]
        if typed is None or not parts["stage"].is_open:
            return None
        if self.asks_probability and parts["probability_choice"] == FOLLOWS:
            return None
        if parts["probability_source"] == OWN:
            return int(typed)
        by_hand = typed not in (parts["stage"].probability, self.initial.get("probability"))
        return int(typed) if by_hand else None

    def changes(self) -> dict[str, Any]:
        """Return what was typed as changes for the verb. The contact may still be made."""
        parts = self.cleaned_data
        changes = {name: parts[name] for name in PLAIN}
        changes["own_probability"] = self.own_probability()
        if not parts["stage"].is_open:
            changes["closed_on"] = parts["closed_on"]
            if parts["stage"].kind == "lost":
                changes["lost_reason"] = parts["lost_reason"]
        if self.fields["responsible"].disabled:
            del changes["responsible"]
        if "keep_former_responsible" in parts:
            changes["keep_former_responsible"] = parts["keep_former_responsible"]
        return changes | self.access_changes() | self.custom_changes()

    def refuse(self, error: ValidationError) -> None:
        """Show what the verb refused, at its fields."""
        names = {"own_probability": "probability", "final_amount": "amount"}
        for name, errors in getattr(error, "error_dict", {None: error}).items():
            field = names.get(name, name) if name else None
            self.add_error(field if field in self.fields else None, errors)

    def meet(self, row: Opportunity) -> list[dict[str, str]]:
        """Return the comparison for a second saver, and let what they did not touch follow the row as it stands."""
        grants = self.grants.grants() if self.grants and self.grants.is_bound and self.grants.is_valid() else []
        mine = comparison.picture_of_changes(self.cleaned_data, self.own_probability(), grants)
        mine |= self.typed_custom()
        theirs = comparison.picture_of(row) | custom_in_words(self.layout, row.custom)
        lines = comparison.differences(mine, theirs, self.untouched(), self.custom_labels)
        urls = {"contact_url": self.fields["contact"].widget.attrs["data-picker-url"], "tags_url": ""}
        row.may_govern = self.opportunity.may_govern  # type: ignore[union-attr]
        self.take_over(OpportunityForm(user=self.user, opportunity=row, **urls))
        self.keep_mine_next_time(row)
        return lines
