"""Saying who stands in for whom."""

from typing import Any

from crispy_forms.layout import Column, Row
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.forms.layout import bare_helper
from accounts.models import User
from core.formfields import DayField, RowField
from core.forms import Form


class SubstituteField(RowField):
    """A person out of a list, named by public id."""

    def label_from_instance(self, person: User) -> str:
        return person.label


class StandInForm(Form):
    """Who looks after the work of `absent`, from which day to which; `user` says so."""

    substitute = SubstituteField(
        User.objects.none(),
        label=gettext_lazy("Who stands in"),
        empty_label=gettext_lazy("Choose a person"),
        error_messages={"required": gettext_lazy("Choose who stands in.")},
    )
    first_day = DayField(label=gettext_lazy("First day"))
    last_day = DayField(
        label=gettext_lazy("Last day"),
        error_messages={"required": gettext_lazy("Enter the last day. The stand-in ends by itself after it.")},
    )

    def __init__(self, *args: Any, user: User, absent: User, **kwargs: Any) -> None:
        kwargs["initial"] = {"first_day": timezone.localdate()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        people = User.objects.visible_to(user).with_role().exclude(pk=absent.pk).by_name()
        self.fields["substitute"].queryset = people  # type: ignore[attr-defined]
        self.helper = bare_helper(
            "substitute",
            Row(Column("first_day", css_class="col-sm-6"), Column("last_day", css_class="col-sm-6")),
        )
