"""Forms by which administrators look after people."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.layout import TeamsField, bare_helper, compared
from accounts.models import User
from accounts.querysets import teams
from accounts.roles import Role
from core.editing import VersionedFormMixin
from core.formfields import WordsField
from core.forms import Filter, Form, ModelForm


class PeopleFilterForm(Filter):
    """The filter above the list of people."""

    q = WordsField(label=gettext_lazy("Search"))
    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False)
    team = forms.ModelChoiceField(queryset=Group.objects.none(), label=gettext_lazy("Team"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("All roles")), *Role.choices]  # type: ignore[attr-defined]
        self.fields["team"].queryset = teams()  # type: ignore[attr-defined]
        self.fields["team"].empty_label = _("All teams")  # type: ignore[attr-defined]
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            ("", _("Active and deactivated")),
            ("active", _("Active")),
            ("deactivated", _("Deactivated")),
        ]
        for name in ("role", "team", "state"):
            self.fields[name].widget.attrs["class"] = "form-select"

    def narrow(self, people: Any) -> Any:
        """Return the people that the valid part of the filter leaves; what cannot be read is left out, and said."""
        self.is_valid()
        chosen = self.cleaned_data
        if chosen.get("q"):
            people = people.matching(chosen["q"])
        if chosen.get("role"):
            people = people.in_role(Role(chosen["role"]))
        if chosen.get("team"):
            people = people.filter(groups=chosen["team"])
        if chosen.get("state"):
            people = people.active() if chosen["state"] == "active" else people.deactivated()
        return people


class PersonForm(VersionedFormMixin, ModelForm):
    """What an administrator changes about a person: name, address, role and teams."""

    conflict: list[dict[str, Any]] | None = None
    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False)
    teams = TeamsField()
    # Ticked, by being there, once the administrator was told whose open work goes out of their sight.
    knowing = forms.BooleanField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = User
        fields = ("first_name", "last_name")

    email = forms.EmailField(label=gettext_lazy("E-mail address"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.instance
        self.fields["teams"].queryset = teams()  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", _("No role (sees nothing)")), *Role.choices]  # type: ignore[attr-defined]
        stands = {"role": person.held_role or "", "teams": person.teams, "email": person.email}
        self.initial.update(stands, version=person.version)
        self.helper = bare_helper(
            Row(Column("first_name", css_class="col-sm-6"), Column("last_name", css_class="col-sm-6")),
            Row(Column("email", css_class="col-sm-6"), Column("role", css_class="col-sm-6")),
            "teams",
            "version",
            "knowing",
        )

    def warn(self, sentences: list[str]) -> None:
        """Say what would be lost; the next post of this form is by somebody who knows."""
        self.add_error(None, [*sentences, _("Save again to do it all the same.")])
        self.data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        self.data["knowing"] = "on"  # type: ignore[index]

    def clean_role(self) -> Role | None:
        """Return the role, or None for none. A superuser is an administrator whatever is chosen."""
        return Role(self.cleaned_data["role"]) if self.cleaned_data["role"] else None

    def compare(self, theirs: User) -> list[dict[str, Any]]:
        """Return what stands here and what somebody else saved meanwhile."""
        role, held = self.cleaned_data.get("role"), theirs.held_role
        mine = ", ".join(team.name for team in self.cleaned_data.get("teams", ()))
        return self.differences(
            [
                *compared(self, theirs, ("first_name", "last_name", "email")),
                (str(self["role"].label), role.label if role else "–", held.label if held else "–"),
                (str(self["teams"].label), mine, ", ".join(team.name for team in theirs.teams)),
            ]
        )


class DeactivationForm(Form):
    """To whom the open work of a person goes who is deactivated."""

    hand_over_to = forms.ModelChoiceField(
        queryset=User.objects.none(), label=gettext_lazy("Hand over the open work to"), required=False
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["hand_over_to"]
        field.queryset = User.objects.who_may_change().exclude(pk=person.pk).by_name()  # type: ignore[attr-defined]
        field.empty_label = _("Nobody: it stays with %(name)s") % {"name": person.name}  # type: ignore[attr-defined]
        self.helper = bare_helper()
