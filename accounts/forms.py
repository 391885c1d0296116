"""Forms of accounts: one's own settings, invitations, and what administrators change about people."""

from typing import Any
from zoneinfo import available_timezones

from allauth.account.adapter import get_adapter
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import photos
from accounts.models import Invitation, User
from accounts.querysets import teams
from accounts.roles import Role
from core.editing import VersionedFormMixin

password_advice = lazy(lambda: " ".join(str(text) for text in password_validators_help_texts()), str)


def bare_helper(*rows: Any) -> FormHelper:
    """Return a crispy helper without a form element of its own: the template draws it, with its buttons."""
    helper = FormHelper()
    helper.form_tag = False
    if rows:
        helper.layout = Layout(*rows)
    return helper


def time_zone_choices(current: str = "") -> list[tuple[str, str]]:
    """Return the zones to choose from, as region and city; the site's own first, and the person's if it is rare."""
    regions = ("Africa/", "America/", "Antarctica/", "Arctic/", "Asia/", "Atlantic/", "Australia/", "Europe/")
    cities = sorted(
        name for name in available_timezones() if name.startswith((*regions, "Indian/", "Pacific/")) or name == current
    )
    site = _("As the site (%(zone)s)") % {"zone": timezone.get_default_timezone_name()}
    return [("", site), ("UTC", "UTC"), *((name, name.replace("_", " ")) for name in cities if name != "UTC")]


class ProfileForm(VersionedFormMixin, forms.ModelForm):
    """One's own name, language and time zone."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), required=False)

    class Meta:
        model = User
        fields = ("first_name", "last_name", "language", "time_zone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        languages = [("", _("As the browser asks")), *User.Language.choices]
        self.fields["language"].choices = languages  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = time_zone_choices(self.instance.time_zone)  # type: ignore[attr-defined]
        self.helper = bare_helper(
            Row(Column("first_name", css_class="col-sm-6"), Column("last_name", css_class="col-sm-6")),
            Row(Column("language", css_class="col-sm-6"), Column("time_zone", css_class="col-sm-6")),
            "version",
        )

    def compare(self, theirs: User) -> list[dict[str, Any]]:
        """Return what stands here and what somebody else (the same person in another window) saved meanwhile."""
        return self.differences(_compared(self, theirs, ("first_name", "last_name", "language", "time_zone")))


def _compared(form: forms.BaseForm, theirs: User, names: tuple[str, ...]) -> list[tuple[str, Any, Any]]:
    """Return (label, mine, theirs) for fields whose choices are shown by their labels."""
    rows = []
    for name in names:
        shown = dict(getattr(form.fields[name], "choices", ()))
        mine, other = form.cleaned_data.get(name), getattr(theirs, name)
        rows.append((form[name].label, shown.get(mine, mine), shown.get(other, other)))
    return rows


class PhotoForm(forms.Form):
    """A new photo; its cleaned value is the square picture, ready to be kept."""

    photo = forms.FileField(
        label=gettext_lazy("Photo"),
        help_text=gettext_lazy("A JPEG, PNG or WebP picture of at most 10 MB; its middle square is shown."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        allow_empty_file=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = bare_helper()

    def clean_photo(self) -> Any:
        return photos.square(self.cleaned_data["photo"])


class EmailForm(forms.Form):
    """A new address of one's own; the current password keeps a passer-by at an open screen from taking the account."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"))
    password = forms.CharField(
        label=gettext_lazy("Current password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
        max_length=4096,
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.helper = bare_helper()

    def clean_password(self) -> str:
        """Ask as a sign-in does, so that guessing here is slowed down there."""
        password = self.cleaned_data["password"]
        if not get_adapter(self.request).reauthenticate(self.request.user, password):
            raise ValidationError(_("This is not your current password."), code="password")
        return password


class TeamsField(forms.ModelMultipleChoiceField):
    """Teams as tick boxes; roles are not among them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Group.objects.none(),
            label=gettext_lazy("Teams"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            **kwargs,
        )


class InvitationForm(forms.ModelForm):
    """Whom to invite, in which language, with which role and teams."""

    teams = TeamsField()

    class Meta:
        model = Invitation
        fields = ("email", "first_name", "last_name", "language", "role", "teams")
        labels = {
            "email": gettext_lazy("E-mail address"),
            "first_name": gettext_lazy("First name"),
            "last_name": gettext_lazy("Last name"),
            "language": gettext_lazy("Language"),
            "role": gettext_lazy("Role"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["teams"].queryset = teams()  # type: ignore[attr-defined]
        self.fields["language"].choices = [("", _("The site's")), *User.Language.choices]  # type: ignore[attr-defined]
        self.helper = bare_helper(
            "email",
            Row(Column("first_name", css_class="col-sm-6"), Column("last_name", css_class="col-sm-6")),
            Row(Column("role", css_class="col-sm-6"), Column("language", css_class="col-sm-6")),
            "teams",
        )

    def clean_email(self) -> str:
        return User.objects.normalize_email(self.cleaned_data["email"])

    def validate_unique(self) -> None:
        """Leave it to the verb, which names the way out."""

    def validate_constraints(self) -> None:
        """Leave it to the verb, which names the way out."""


class PersonForm(VersionedFormMixin, forms.ModelForm):
    """What an administrator changes about a person: name, address, role and teams."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False)
    teams = TeamsField()

    class Meta:
        model = User
        fields = ("first_name", "last_name")

    email = forms.EmailField(label=gettext_lazy("E-mail address"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.instance
        self.fields["teams"].queryset = teams()  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", _("No role (sees nothing)")), *Role.choices]  # type: ignore[attr-defined]
        self.initial |= {"role": person.held_role or "", "teams": person.teams, "email": person.email}
        self.initial["version"] = person.version
        self.helper = bare_helper(
            Row(Column("first_name", css_class="col-sm-6"), Column("last_name", css_class="col-sm-6")),
            Row(Column("email", css_class="col-sm-6"), Column("role", css_class="col-sm-6")),
            "teams",
            "version",
        )

    def clean_role(self) -> Role | None:
        """Return the role, or None for none. A superuser is an administrator whatever is chosen."""
        return Role(self.cleaned_data["role"]) if self.cleaned_data["role"] else None

    def compare(self, theirs: User) -> list[dict[str, Any]]:
        """Return what stands here and what somebody else saved meanwhile."""
        role, held = self.cleaned_data.get("role"), theirs.held_role
        mine = ", ".join(team.name for team in self.cleaned_data.get("teams", ()))
        return self.differences(
            [
                *_compared(self, theirs, ("first_name", "last_name", "email")),
                (self["role"].label, role.label if role else "–", held.label if held else "–"),
                (self["teams"].label, mine, ", ".join(team.name for team in theirs.teams)),
            ]
        )


class AcceptForm(forms.Form):
    """How an invited person makes the account."""

    username = forms.CharField(label=gettext_lazy("User name"), max_length=150, validators=[User.username_validator])
    first_name = forms.CharField(label=gettext_lazy("First name"), max_length=150, required=False)
    last_name = forms.CharField(label=gettext_lazy("Last name"), max_length=150, required=False)
    password = forms.CharField(
        label=gettext_lazy("Password"),
        help_text=password_advice(),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label=gettext_lazy("Password again"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        names = {"first_name": invitation.first_name, "last_name": invitation.last_name}
        super().__init__(*args, initial=names, **kwargs)
        self.invitation = invitation
        self.fields["username"].widget.attrs |= {"autocomplete": "username", "autocapitalize": "none"}
        self.helper = bare_helper(
            Row(Column("first_name", css_class="col-sm-6"), Column("last_name", css_class="col-sm-6")),
            "username",
            "password",
            "password_again",
        )

    def clean_username(self) -> str:
        username = User.normalize_username(self.cleaned_data["username"])
        if User.objects.filter(username=username).exists():
            raise ValidationError(_("This user name is taken. Choose another one."), code="taken")
        return username

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        password, again = cleaned.get("password"), cleaned.pop("password_again", None)
        if password and again and password != again:
            self.add_error("password_again", _("The two passwords differ. Type the same one twice."))
        if password:
            known = {key: cleaned.get(key, "") for key in ("username", "first_name", "last_name")}
            try:
                validate_password(password, User(email=self.invitation.email, **known))
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned


class DeactivationForm(forms.Form):
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


class PeopleFilterForm(forms.Form):
    """The filter above the list of people."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False, max_length=200)
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

    def narrow(self, people: Any) -> Any:
        """Return the people that the valid part of the filter leaves; a forged choice is ignored."""
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
