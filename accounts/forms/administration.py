"""Forms of the administration pages: people, their passwords, teams."""

from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import FilteredSelectMultiple
from django.contrib.auth import forms as djangos
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import actions
from accounts.forms.own import time_zone_choices
from accounts.models import Team, User
from core.forms import AsksPlainly, ModelForm

NEW_PASSWORD: dict[str, Any] = {
    "username": _("Enter a user name."),
    "password1": _("Enter a password."),
    "password2": _("Enter the password a second time."),
}


class NewPersonForm(AsksPlainly, djangos.UserCreationForm):
    """A person's user name and first password."""

    sentences: ClassVar = NEW_PASSWORD


class PersonAdminForm(AsksPlainly, djangos.UserChangeForm):
    """What the administration pages change of a person."""

    sentences: ClassVar = NEW_PASSWORD
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "time_zone" in self.fields:
            self.fields["time_zone"].choices = time_zone_choices(self.instance.time_zone)


class NewPasswordForm(AsksPlainly, djangos.AdminPasswordChangeForm):
    """Another password for a person. Nobody here signs in without one, so it cannot be taken away."""

    sentences: ClassVar = NEW_PASSWORD

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
        for name in ("password1", "password2"):
            self.fields[name].required = True


class TeamForm(ModelForm):
    """A team and who is in it. A role is shown, and given on the page "Users"."""

    by: User

    sentences: ClassVar = {"name": _("Give the team a name.")}
    members = forms.ModelMultipleChoiceField(
        queryset=User.objects.none(),
        label=_("Members"),
        required=False,
        widget=FilteredSelectMultiple(_("members"), is_stacked=False),
    )
    knowing = forms.BooleanField(label=_("Save even if people lose sight of their open tasks"), required=False)

    class Meta:
        model = Team
        fields = ("name",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "members" in self.fields:
            self.fields["members"].queryset = User.objects.by_name()  # type: ignore[attr-defined]
            if self.instance.pk:
                self.initial["members"] = list(self.instance.user_set.all())

    def clean(self) -> Any:
        """Try out who leaves, so that whoever would lose sight of their work is named before anything is saved."""
        cleaned = super().clean()
        if self.instance.pk and "members" in self.cleaned_data and not self.cleaned_data.get("knowing"):
            try:
                with transaction.atomic():
                    actions.set_members(self.instance, self.cleaned_data["members"], by=self.by)
                    transaction.set_rollback(True)
            except actions.LosesSight as warned:
                self.add_error("knowing", warned.messages)
        return cleaned
