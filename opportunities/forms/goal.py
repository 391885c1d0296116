"""The form of sales goals: one month, everybody who sells, and every team."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.querysets import teams
from core.formfields import AmountField
from core.forms import Form
from core.money import format_money
from opportunities.models import SalesGoal


class GoalsForm(Form):
    """An amount for each person and team; an empty one is no goal.

    Each field remembers what it showed, so that two administrators at once only write what they have typed themselves;
    where both have typed into the same one, the second is told what the first has.
    Deactivated people are shown as long as they have a goal.
    """

    def __init__(self, *args: Any, month: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept: dict[Any, Decimal] = {
            (goal.person_id, goal.team_id): goal.amount for goal in SalesGoal.objects.of_month(month)
        }
        held = User.objects.filter(pk__in=[person for person, _team in kept if person])
        sellers = User.objects.filter(pk__in=User.objects.who_may_change().values("pk"))
        self.people = {f"person-{one.public_id}": one for one in (sellers | held).by_name()}
        self.teams = {f"team-{one.pk}": one for one in teams()}
        for name, whose in self.holders.items():
            key = (whose.pk, None) if isinstance(whose, User) else (None, whose.pk)
            self._add(name, whose, kept.get(key))
        self.kept = {name: self.fields[name].initial for name in self.holders}

    def _add(self, name: str, whose: User | Group, amount: Decimal | None) -> None:
        label = _("Goal of %(name)s in %(currency)s") % {"name": whose, "currency": settings.BASE_CURRENCY}
        field = AmountField(label=label, required=False, initial=amount, show_hidden_initial=True)
        field.widget.attrs["class"] = "form-control"
        self.fields[name] = field

    @property
    def holders(self) -> dict[str, User | Group]:
        """Whose goals the fields are, by the name of the field."""
        return self.people | self.teams

    @property
    def groups(self) -> list[tuple[str, list[tuple[Any, Any]]]]:
        """The fields under their headings, each with whose it is."""
        parts = ((_("People"), self.people), (_("Teams"), self.teams))
        return [(heading, [(whose, self[name]) for name, whose in held.items()]) for heading, held in parts if held]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.changed_data:
            if typed.get(name) == 0:
                self.add_error(name, _("A goal is greater than 0. Leave the field empty for no goal."))
            elif name in typed and self.kept[name] not in (typed[name], self._shown(name)):
                self._tell_second(name)
        return typed

    def _shown(self, name: str) -> Decimal | None:
        """Return the amount that a field showed when the page was opened; None also for what cannot be read."""
        try:
            return self.fields[name].clean(self.data.get(self[name].html_initial_name))  # type: ignore[no-any-return]
        except ValidationError:
            return None

    def _tell_second(self, name: str) -> None:
        """Say what somebody else has typed meanwhile; whoever has seen that, wins with the next post."""
        now = self.kept[name]
        if now is None:
            told = _("Somebody else has removed this goal meanwhile. Save again to keep yours.")
        else:
            amount = format_money(now, settings.BASE_CURRENCY)
            told = _("Somebody else has set %(amount)s meanwhile. Save again to keep yours.") % {"amount": amount}
        self.add_error(name, told)
        self.data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        self.data[self[name].html_initial_name] = self.fields[name].prepare_value(now) or ""  # type: ignore[index]

    @property
    def changes(self) -> list[tuple[User | Group, Decimal | None]]:
        """Whose goal was typed anew, and what it is then."""
        return [(self.holders[name], self.cleaned_data[name]) for name in self.changed_data if name in self.holders]
