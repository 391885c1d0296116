"""Who is granted access to a restricted opportunity: the tick, and rows of a person or team and a level."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.querysets import teams
from core import sharing
from core.editing import VersionedFormMixin
from core.forms import Form
from core.memory import RemembersOpening, fingerprint
from core.sharing import CHANGE, VIEW, Grant
from opportunities.forms import comparison
from opportunities.models import Opportunity

MAX_GRANTS = 200
LEVELS = ((CHANGE, _("can edit")), (VIEW, _("can view")))


class GranteeField(forms.ChoiceField):
    """A person with a role, or a team; never a role. The value is the user or the group."""

    default_error_messages = {"invalid_choice": _("Choose a person or a team that is in the list.")}

    def clean(self, value: Any) -> Any:
        kind, _colon, key = super().clean(value).partition(":")
        if kind == "user":
            return User.objects.get(public_id=key)
        return Group.objects.get(pk=int(key)) if kind == "team" else None


class GrantForm(Form):
    """One row; an empty one counts for nothing."""

    grantee = GranteeField(label=_("Person or team"), required=False)
    level = forms.ChoiceField(choices=LEVELS, label=_("Right"), required=False)

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

    def rows(self) -> list[dict[str, str]]:
        """Return the rows that name somebody, as they stand in the form."""
        typed = [{name: str(row[name].value() or "") for name in ("grantee", "level")} for row in self]
        return [row for row in typed if row["grantee"]]

    def grants(self) -> list[Grant]:
        """Return the grants that were chosen, each grantee once."""
        rows = [row for row in self.cleaned_data if row.get("grantee")]
        chosen = [Grant(row["grantee"], row["level"] or CHANGE) for row in rows]
        return list({grant.key: grant for grant in chosen}.values())


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


def grants_of_form(posted: Any, opportunity: Opportunity | None) -> BaseGrants:
    """Return the rows of an opportunity's grants; posted ones with a spare row when "add user" was pressed."""
    present = sharing.grants_of(opportunity) if opportunity is not None else []
    if posted is None or "grants-TOTAL_FORMS" not in posted:
        return GrantFormSet(present=present)
    # No initial rows: a posted row counts whether or not it differs from what the form opened with.
    bound = GrantFormSet(posted, present=present, initial=[])
    return GrantFormSet(present=present, initial=bound.rows()) if "more_grants" in posted else bound


class AccessMixin(RemembersOpening):
    """The part of a form that says who has access. A post that only adds a row is answered with the form."""

    restricted = forms.BooleanField(label=_("Restrict access to the opportunity"), required=False)
    # Ticked, by being there, once somebody was told who would lose sight of their tasks.
    knowing = forms.BooleanField(required=False, widget=forms.HiddenInput)

    grants: BaseGrants | None = None

    def offer_access(self, opportunity: Opportunity | None) -> None:
        """Fill in the rows of grants."""
        self.grants = grants_of_form(self.data if self.is_bound else None, opportunity)

    @property
    def arranging(self) -> bool:
        """Whether the post only asks for another row."""
        return self.is_bound and self.grants is not None and "more_grants" in self.data

    def full_clean(self) -> None:
        if not self.arranging:
            return super().full_clean()
        self._errors, self.cleaned_data = ErrorDict(), {}
        return None

    def is_valid(self) -> bool:
        return super().is_valid() and not self.arranging and self._grants_are_valid()

    def _grants_are_valid(self) -> bool:
        if self.grants is None or not self.grants.is_bound or not self.cleaned_data.get("restricted"):
            return True
        return self.grants.is_valid()

    @property
    def is_wrong(self) -> bool:
        """Whether something was posted to be saved that must be changed first."""
        searching = getattr(self, "finding", "")
        return self.is_bound and not self.arranging and not searching and not self.is_valid()

    def access_changes(self) -> dict[str, Any]:
        """Return the tick, and the grants where the rows were posted, as changes for the verb."""
        if self.grants is None:
            return {}
        restricted = self.cleaned_data["restricted"]
        rows = {"grants": self.grants.grants()} if restricted and self.grants.is_bound else {}
        return {"restricted": restricted, **rows}

    def fingerprints(self) -> dict[str, str]:
        rows = [f"{row['grantee']}={row['level']}" for row in self.grants.rows()] if self.grants else []
        return super().fingerprints() | {"grants": fingerprint(rows)}

    def take_over(self, current: Any) -> None:
        grants_untouched = "grants" in self.untouched()
        super().take_over(current)
        if grants_untouched:
            self.grants = current.grants


class AccessForm(AccessMixin, VersionedFormMixin, Form):
    """Who has access to an opportunity, and nothing else of it."""

    def __init__(self, *args: Any, opportunity: Opportunity, **kwargs: Any) -> None:
        opened = {"restricted": opportunity.restricted, "version": opportunity.version}
        super().__init__(*args, initial=opened, **kwargs)
        self.offer_access(opportunity)
        self.remember()

    def changes(self) -> dict[str, Any]:
        """Return who shall have access as changes for the verb."""
        return self.access_changes()

    def meet(self, row: Opportunity) -> list[dict[str, str]]:
        """Return the comparison for a second saver, and let what they did not touch follow the row as it stands."""
        grants = self.grants.grants() if self.grants and self.grants.is_bound and self.grants.is_valid() else []
        mine = {"access": comparison.access(self.cleaned_data["restricted"], grants)}
        theirs = {"access": comparison.access(row.restricted, sharing.grants_of(row))}
        lines = comparison.differences(mine, theirs, self.untouched(), {})
        self.take_over(AccessForm(opportunity=row))
        self.keep_mine_next_time(row)
        return lines
