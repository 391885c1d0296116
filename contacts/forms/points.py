"""The rows of how a contact is reached: a kind, a label, a value each."""

from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact, ContactPoint
from contacts.plans import MAX_POINTS, complaint
from core.forms import Form
from core.memory import RemembersOpening, fingerprint

# Blank rows beneath the ones in use, for those who type without script.
SPARE_POINTS = 2
# What a contact without any opens with.
BLANK = ({"kind": "phone", "label": "work"}, {"kind": "email", "label": "work"})


class PointForm(Form):
    """One way to reach the contact; a row without a value counts for nothing."""

    kind = forms.ChoiceField(choices=ContactPoint.Kind, label=_("Kind"), required=False)
    label = forms.ChoiceField(choices=ContactPoint.Label, label=_("Where"), required=False)
    value = forms.CharField(max_length=255, required=False, label=_("Number or address"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        value, kind = cleaned.get("value", ""), cleaned.get("kind")
        if not value:
            return cleaned
        if not kind:
            self.add_error("kind", _("Choose what it is."))
        elif sentence := complaint(kind, value):
            self.add_error("value", sentence)
        return cleaned


class BasePoints(forms.BaseFormSet):
    """The rows of ways to reach a contact."""

    def rows(self) -> list[dict[str, str]]:
        """Return the rows that hold a value, as they stand in the form."""
        typed = [{name: str(row[name].value() or "") for name in ("kind", "label", "value")} for row in self]
        return [row for row in typed if row["value"].strip()]

    def points(self) -> list[ContactPoint]:
        """Return the rows that were filled in, unsaved, in order."""
        return [
            ContactPoint(kind=row["kind"], label=row["label"] or ContactPoint.Label.WORK, value=row["value"])
            for row in self.cleaned_data
            if row.get("value")
        ]


PointFormSet = forms.formset_factory(
    PointForm,
    formset=BasePoints,
    extra=SPARE_POINTS,
    max_num=MAX_POINTS,
    validate_max=True,
    absolute_max=2 * MAX_POINTS,
)


def points_of(contact: Contact | None) -> list[dict[str, str]]:
    """Return the rows that the form opens with: the contact's own, or one phone and one e-mail to fill in."""
    rows = contact.points.all() if contact else []
    return [{"kind": point.kind, "label": point.label, "value": point.value} for point in rows] or list(BLANK)


class PointsMixin(RemembersOpening):
    """The part of a contact's form that says how it is reached. A post that only adds rows gets the form back."""

    points: BasePoints

    def offer_points(self, contact: Contact | None) -> None:
        """Fill in the rows: posted ones, with spare ones when they were asked for, or the contact's own."""
        if not self.is_bound:
            self.points = PointFormSet(initial=points_of(contact), prefix="points")
            return
        self.points = PointFormSet(self.data, prefix="points")
        if self.adding_rows or self.finding:  # nothing is checked yet
            self.points = PointFormSet(initial=self.points.rows(), prefix="points")

    @property
    def adding_rows(self) -> bool:
        """Whether the post only asks for more rows."""
        return self.is_bound and "more_points" in self.data

    def full_clean(self) -> None:
        if not self.adding_rows:
            return super().full_clean()
        self._errors, self.cleaned_data = ErrorDict(), {}
        return None

    def is_valid(self) -> bool:
        return super().is_valid() and not self.adding_rows and self.points.is_valid()

    def fingerprints(self) -> dict[str, str]:
        rows = [f"{row['kind']} {row['label']} {row['value']}" for row in self.points.rows()]
        return super().fingerprints() | {"points": fingerprint(rows)}

    def take_over(self, current: Any) -> None:
        untouched = "points" in self.untouched()
        super().take_over(current)
        if untouched:
            self.points = current.points
