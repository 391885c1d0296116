"""Who may see a row, as its model says it, without listing anybody twice."""

from types import SimpleNamespace

from django.contrib.auth.models import Group
from django.db.models import Q

from accounts.models import User
from tests import make


def row(condition: Q) -> SimpleNamespace:
    return SimpleNamespace(viewers_q=lambda: condition)


def test_the_row_decides_among_those_with_a_role(anna, ben, dora):
    roleless, gone = make.user("roleless", role=None), make.user("gone")
    gone.deactivate(by=dora)
    keys = [anna.pk, roleless.pk, gone.pk]
    assert list(User.objects.who_may_see(row(Q(pk__in=keys)))) == [anna]


def test_a_member_of_two_teams_is_listed_once(anna, dora):
    teams = [Group.objects.create(name=name) for name in ("Nord", "Süd")]
    anna.join_only(teams, by=dora)
    assert list(User.objects.who_may_see(row(Q(groups__in=teams)))) == [anna]


def test_an_empty_condition_means_everybody_with_a_role(anna, rita):
    assert set(User.objects.who_may_see(row(Q()))) == {anna, rita}
