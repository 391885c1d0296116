"""Inviting, and accepting an invitation."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.layout import TeamsField, bare_helper
from accounts.models import Invitation, User
from accounts.querysets import teams
from core.forms import Form, ModelForm

password_advice = lazy(lambda: " ".join(str(text) for text in password_validators_help_texts()), str)


class InvitationForm(ModelForm):
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


class AcceptForm(Form):
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
        super().__init__(*args, **kwargs)
        self.initial.update(first_name=invitation.first_name, last_name=invitation.last_name)
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
