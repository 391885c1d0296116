"""Forms of one's own account."""

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from allauth.account.adapter import get_adapter
from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import photos
from accounts.forms.layout import bare_helper, compared
from accounts.models import User
from core.editing import VersionedFormMixin
from core.forms import Form, ModelForm
from core.uploads import TakesFilesMixin


@cache
def time_zones() -> frozenset[str]:
    """Return the names of all time zones: asked of the disk once, since that opens hundreds of files."""
    return frozenset(available_timezones())


def time_zone_choices(current: str = "") -> list[tuple[str, str]]:
    """Return the zones to choose from, as region and city; the site's own first, and the person's if it is rare."""
    regions = ("Africa/", "America/", "Antarctica/", "Arctic/", "Asia/", "Atlantic/", "Australia/", "Europe/")
    cities = sorted(
        name for name in time_zones() if name.startswith((*regions, "Indian/", "Pacific/")) or name == current
    )
    site = _("As the site (%(zone)s)") % {"zone": timezone.get_default_timezone_name()}
    return [("", site), ("UTC", "UTC"), *((name, name.replace("_", " ")) for name in cities if name != "UTC")]


class ProfileForm(VersionedFormMixin, ModelForm):
    """One's own name, language and time zone."""

    conflict: list[dict[str, Any]] | None = None
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), required=False)

    single_keys = forms.BooleanField(
        label=gettext_lazy("Keys of a single character: / searches, N enters, ? shows all"),
        required=False,
        help_text=gettext_lazy("Switch them off if you speak to your computer, or press keys by accident."),
    )

    class Meta:
        model = User
        fields = ("first_name", "last_name", "language", "time_zone", "single_keys")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        languages = [("", _("As the browser asks")), *User.Language.choices]
        self.fields["language"].choices = languages  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = time_zone_choices(self.instance.time_zone)  # type: ignore[attr-defined]
        self.helper = bare_helper(
            Row(Column("first_name", css_class="col-sm-6"), Column("last_name", css_class="col-sm-6")),
            Row(Column("language", css_class="col-sm-4"), Column("time_zone", css_class="col-sm-8")),
            "single_keys",
            "version",
        )

    def compare(self, theirs: User) -> list[dict[str, Any]]:
        """Return what stands here and what somebody else (the same person in another window) saved meanwhile."""
        return self.differences(
            compared(self, theirs, ("first_name", "last_name", "language", "time_zone", "single_keys"))
        )


class PhotoForm(TakesFilesMixin, Form):
    """A new photo; its cleaned value is the square picture, ready to be kept."""

    photo = forms.FileField(
        label=gettext_lazy("Photo"),
        help_text=gettext_lazy("A JPEG, PNG or WebP picture of at most 10 MB; its middle square is shown."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        allow_empty_file=True,
    )
    files_field = "photo"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = bare_helper()
        # The heading above says what it is.
        self.helper.form_show_labels = False
        self.fields["photo"].widget.attrs["aria-label"] = self.fields["photo"].label

    def most_bytes(self) -> int:
        return photos.MAX_BYTES

    def file_too_large(self, _name: str) -> ValidationError:
        return photos.too_large()

    def clean_photo(self) -> Any:
        return photos.square(self.cleaned_data["photo"])


class EmailForm(Form):
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
