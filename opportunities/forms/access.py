"""Who is granted access to a restricted opportunity: rows of a person or team and a level."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.querysets import teams
from core import sharing
from core.sharing import CHANGE, VIEW, Grant

MAX_GRANTS = 200


class GranteeField(forms.ChoiceField):
    """A person with a role, or a team; never a role. The value is the user or the group."""

    default_error_messages = {"invalid_choice": _("Choose a person or a team that is in the list.")}

    def clean(self, value: Any) -> Any:
        kind, _colon, key = super().clean(value).partition(":")
        if kind == "user":
            return User.objects.get(public_id=key)
        return Group.objects.get(pk=int(key)) if kind == "team" else None


class GrantForm(forms.Form):
    """One row; an empty one counts for nothing."""

    grantee = GranteeField(label=_("Person or team"), required=False)
    level = forms.ChoiceField(
        choices=((CHANGE, _("can edit")), (VIEW, _("can view"))), label=_("Right"), required=False
    )

    def __init__(self, *args: Any, grantees: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grantee"].choices = grantees


class BaseGrants(forms.BaseFormSet):
    """The rows of the form; the last one that names a grantee holds."""

    def __init__(self, *args: Any, present: list[Grant] | None = None, **kwargs: Any) -> None:
        self.grantees = grantee_choices(present or [])
        kwargs.setdefault("initial", [row_of(grant) for grant in present or []])
        super().__init__(*args, prefix="grants", **kwargs)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return super().get_form_kwargs(index) | {"grantees": self.grantees}

    def grants(self) -> list[Grant]:
        """Return the grants that were chosen, each grantee once."""
        rows = [row for row in self.cleaned_data if row.get("grantee")]
        return list(
            {grant.key: grant for grant in (Grant(row["grantee"], row["level"] or CHANGE) for row in rows)}.values()
        )


GrantFormSet = forms.formset_factory(GrantForm, formset=BaseGrants, extra=1, max_num=MAX_GRANTS)


def grantee_choices(present: list[Grant]) -> list[Any]:
    """Return people and teams for a select: active people with a role, and whoever is granted now."""
    people = {person.pk: person for person in User.objects.with_role().by_name()}
    people |= {grant.grantee.pk: grant.grantee for grant in present if not grant.is_team}
    return [
        ("", "—"),
        (_("People"), [(f"user:{person.public_id}", person.label) for person in people.values()]),
        (_("Teams"), [(f"team:{team.pk}", team.name) for team in teams()]),
    ]


def row_of(grant: Grant) -> dict[str, str]:
    """Return a grant as its row in the form."""
    key = f"team:{grant.grantee.pk}" if grant.is_team else f"user:{grant.grantee.public_id}"
    return {"grantee": key, "level": grant.level}


def grants_of_form(posted: Any, opportunity: Any | None) -> BaseGrants:
    """Return the rows of an opportunity's grants; posted ones with a spare row when "add user" was pressed."""
    present = sharing.grants_of(opportunity) if opportunity is not None else []
    if posted is None or "grants-TOTAL_FORMS" not in posted:
        return GrantFormSet(present=present)
    bound = GrantFormSet(posted, present=present)
    if "more_grants" not in posted:
        return bound
    typed = [
        {name: posted.get(f"grants-{row}-{name}", "") for name in ("grantee", "level")}
        for row in range(min(bound.total_form_count(), MAX_GRANTS))
    ]
    return GrantFormSet(present=present, initial=[row for row in typed if row["grantee"]])
