"""What is asked before many opportunities are changed: a small form for each thing that can be changed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.fold import fold
from core.formfields import DayField, RowField, TagsField
from core.once import OnceFormMixin
from opportunities.bulk.wishes import ADD, CLEAR, ONLY, OPEN, SET, SHIFT
from opportunities.forms.access import BaseGrants, grants_of_form
from opportunities.forms.stages import by_pipeline
from opportunities.models import LostReason, Stage
from opportunities.plans.plan import person_of

LONGEST_SHIFT = 3660


class BulkForm(OnceFormMixin):
    """A form about many opportunities, which gives what is wished as JSON (`opportunities.bulk.wishes`)."""

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)

    @property
    def arranging(self) -> bool:
        """Whether the post only asks for another row of the form."""
        return False

    def wish(self) -> dict[str, Any]:
        """Return what is wished, of a form that is valid."""
        return {}


class StageForm(BulkForm):
    """To which stage. Won and lost ask for a little more, by `CloseForm`."""

    stage = forms.ModelChoiceField(Stage.objects.none(), label=_("Stage"))

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["stage"].queryset = Stage.objects.in_order()
        stages = list(Stage.objects.in_order())
        self.fields["stage"].choices = [("", "—"), *by_pipeline(stages)]

    @property
    def closed_stage(self) -> Stage | None:
        """The won or lost stage that was chosen, if one was."""
        stage = self.cleaned_data.get("stage") if self.is_bound and self.is_valid() else None
        return stage if stage is not None and not stage.is_open else None

    def wish(self) -> dict[str, Any]:
        stage = self.cleaned_data["stage"]
        return {"stage": stage.pk, "labels": stage.labels}


class CloseForm(BulkForm):
    """Won or lost: on which day, and why not; the same for all. Each keeps its amount."""

    stage = forms.ModelChoiceField(Stage.objects.none(), widget=forms.HiddenInput)
    closed_on = DayField(label=_("Closed on"))
    lost_reason = forms.ModelChoiceField(
        LostReason.objects.none(), label=_("Lost reason"), required=False, empty_label=_("Not stated")
    )

    def __init__(self, data: Any = None, *, stage: Stage, **kwargs: Any) -> None:
        self.closing = stage
        opened = {"stage": stage.pk, "closed_on": timezone.localdate()}
        super().__init__(data, initial=opened, **kwargs)
        self.fields["stage"].queryset = Stage.objects.filter(pk=stage.pk)
        self.fields["lost_reason"].queryset = LostReason.objects.filter(active=True)
        if stage.kind == "won":
            del self.fields["lost_reason"]

    def clean_closed_on(self) -> Any:
        """A day to come is no closing day."""
        day = self.cleaned_data["closed_on"]
        if day and day > timezone.localdate():
            raise ValidationError(_("The closing day must not lie in the future."))
        return day

    def wish(self) -> dict[str, Any]:
        stage, day, reason = (self.cleaned_data.get(name) for name in ("stage", "closed_on", "lost_reason"))
        why = {"lost_reason": reason.pk, "reason": reason.labels} if reason else {}
        return {"stage": stage.pk, "labels": stage.labels, "closed_on": day.isoformat(), **why}


class ResponsibleForm(BulkForm):
    """To whom."""

    person = RowField(User.objects.none(), label=_("Owner"), empty_label="—")
    keep_former = forms.BooleanField(
        label=_("The former owners can still edit restricted opportunities"), required=False
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        people: Any = self.fields["person"]
        people.queryset = User.objects.who_may_change().by_name()
        people.label_from_instance = lambda person: person.label

    def wish(self) -> dict[str, Any]:
        return {"person": person_of(self.cleaned_data["person"]), "keep_former": self.cleaned_data["keep_former"]}


class TagsForm(BulkForm):
    """Which tags come, and which go."""

    add = TagsField(label=_("Add tags"))
    remove = TagsField(label=_("Remove tags"))

    def __init__(self, data: Any = None, *, url: str = "", **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for name in ("add", "remove"):
            self.fields[name].widget.attrs["data-tags-url"] = url

    def clean(self) -> Any:
        """Something has to come or go, and not the same."""
        parts = super().clean() or self.cleaned_data
        add, remove = ({fold(name) for name in parts.get(word) or ()} for word in ("add", "remove"))
        if not self.errors and not add | remove:
            raise ValidationError(_("Name at least one tag to be added or removed."))
        if add & remove:
            self.add_error("remove", _("The same tag cannot be added and removed."))
        return parts

    def wish(self) -> dict[str, Any]:
        return {"add": self.cleaned_data["add"], "remove": self.cleaned_data["remove"]}


class AccessForm(BulkForm):
    """Who sees them: everybody, or besides those who always do, the people and teams that are named."""

    how = forms.ChoiceField(
        label=_("Access"),
        choices=(
            (OPEN, _("Open to everybody")),
            (ADD, _("Restrict, and give these people and teams access in addition")),
            (ONLY, _("Restrict, and only these people and teams have access")),
        ),
        widget=forms.RadioSelect,
        initial=ADD,
    )

    grants: BaseGrants

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.grants = grants_of_form(data, None)

    @property
    def arranging(self) -> bool:
        return self.is_bound and "more_grants" in self.data

    def is_valid(self) -> bool:
        valid = super().is_valid() and not self.arranging
        return valid and (self.cleaned_data["how"] == OPEN or not self.grants.is_bound or self.grants.is_valid())

    def wish(self) -> dict[str, Any]:
        how = self.cleaned_data["how"]
        given = self.grants.grants() if how != OPEN and self.grants.is_bound else []
        kept = [[*grant.key, grant.level] for grant in given]
        return {"how": how, "grants": kept, "names": [str(grant.grantee) for grant in given]}


class DueForm(BulkForm):
    """A day for all, so many days later or earlier, or none."""

    how = forms.ChoiceField(
        label=_("Expected close date"),
        choices=((SET, _("The same day for all")), (SHIFT, _("Shift by days")), (CLEAR, _("None"))),
        widget=forms.RadioSelect,
        initial=SET,
    )
    day = DayField(label=_("Day"), required=False)
    days = forms.IntegerField(
        label=_("By how many days"),
        required=False,
        min_value=-LONGEST_SHIFT,
        max_value=LONGEST_SHIFT,
        help_text=_("7 is a week later, -7 a week earlier. What has no date stays without one."),
    )

    def clean(self) -> Any:
        """Each way of changing it asks for what it needs."""
        parts = super().clean() or self.cleaned_data
        if parts.get("how") == SET and not parts.get("day") and "day" not in self.errors:
            self.add_error("day", _("Enter a date."))
        if parts.get("how") == SHIFT and not parts.get("days") and "days" not in self.errors:
            self.add_error("days", _("Enter by how many days, such as 7 or -7."))
        return parts

    def wish(self) -> dict[str, Any]:
        how, day, days = (self.cleaned_data.get(name) for name in ("how", "day", "days"))
        return {"how": how} | ({"day": day.isoformat()} if how == SET else {"days": days} if how == SHIFT else {})


class SureForm(BulkForm):
    """The second question before deleting."""

    sure = forms.BooleanField(error_messages={"required": _("Tick that you want to delete them.")})

    def __init__(self, data: Any = None, *, count: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["sure"].label = _("Yes, delete %(count)s opportunities for good") % {"count": count}


FORMS: dict[str, type[BulkForm]] = {
    "stage": StageForm,
    "responsible": ResponsibleForm,
    "tags": TagsForm,
    "access": AccessForm,
    "due": DueForm,
    "delete": BulkForm,
}
