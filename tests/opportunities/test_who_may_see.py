"""The rule of access and its inverse, held against each other: `visible_to(user)` and `who_may_see(row)`."""

import itertools
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from hypothesis.extra.django import TestCase

from accounts.models import StandIn, User
from accounts.roles import Role, role_group
from core.sharing import CHANGE, VIEW, Grant, set_grants
from history.models import Event
from opportunities.models import Opportunity
from tests import make

PEOPLE = 5
people = some.integers(0, PEOPLE - 1)
roles = some.sampled_from([None, Role.READ_ONLY, Role.SALES, Role.ADMINISTRATION])
worlds = some.fixed_dictionaries(
    {
        "roles": some.lists(roles, min_size=PEOPLE, max_size=PEOPLE),
        "active": some.lists(some.booleans(), min_size=PEOPLE, max_size=PEOPLE),
        "superuser": some.none() | people,
        "team": some.sets(people),
        "responsible": people,
        "creator": people,
        "restricted": some.booleans(),
        "granted": some.dictionaries(people, some.sampled_from([VIEW, CHANGE])),
        "standing_in": some.dictionaries(
            some.tuples(people, people).filter(lambda pair: pair[0] != pair[1]),
            some.sampled_from(["now", "now", "over", "to come", "withdrawn"]),
            max_size=4,
        ),
        "granted_team": some.none() | some.sampled_from([VIEW, CHANGE]),
    }
)
_names = itertools.count(1)


@pytest.mark.long
class TestTheRuleAndItsInverse(TestCase):
    """Every combination of roles, teams, grants, states of people, and who stands in for whom."""

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(worlds)
    def test_they_agree(self, world):
        cast = build(world)
        row = Opportunity.objects.get()
        those_who_may = set(User.objects.who_may_see(row))
        for person in cast:
            sees = Opportunity.objects.visible_to(person).filter(pk=row.pk).exists()
            assert sees == (person in those_who_may), person
            assert sees == expected(world, cast, person)
            assert sees == Event.objects.visible_to(person).filter(page_id=row.pk).exists()
            edits = Opportunity.objects.editable_by(person).exists()
            governs = Opportunity.objects.governed_by(person).exists()
            assert governs <= edits <= sees
            if sees:
                shown = Opportunity.objects.visible_to(person).with_may_edit(person).with_may_govern(person).get()
                assert (shown.may_edit, shown.may_govern) == (edits, governs)
            assert not (sees and not (person.is_active and person.role))


def build(world):
    """Return the people of a world with one opportunity, written past the verbs: also states that they refuse."""
    cast = [make.user(f"p{next(_names)}", role=role) for role in world["roles"]]
    team = Group.objects.create(name=f"Team {next(_names)}")
    owner = cast[world["responsible"]]
    row = Opportunity.objects.create(
        title="Welt", stage=make.stage(), currency="EUR", responsible=owner, created_by=cast[world["creator"]]
    )
    make.event(row, by=owner)
    grants = [Grant(cast[number], level) for number, level in world["granted"].items()]
    if world["granted_team"]:
        grants.append(Grant(team, world["granted_team"]))
    if world["restricted"]:
        set_grants(row, grants, by=owner)
        Opportunity.objects.filter(pk=row.pk).update(restricted=True)
    for (absent, substitute), when in world["standing_in"].items():
        stand_in(cast[absent], cast[substitute], when)
    team.user_set.set([cast[number] for number in world["team"]])
    for person, active in zip(cast, world["active"], strict=True):
        User.objects.filter(pk=person.pk).update(is_active=active)
    if world["superuser"] is not None:
        User.objects.filter(pk=cast[world["superuser"]].pk).update(is_superuser=True)
    assert role_group(Role.SALES)
    return [User.objects.get(pk=person.pk) for person in cast]


def stand_in(absent, substitute, when):
    """Write down a stand-in, past the verb."""
    shift = {"over": -9, "to come": 9}.get(when, 0)
    first = timezone.localdate() + timedelta(days=shift - 1)
    row = StandIn(absent=absent, substitute=substitute, first_day=first, created_by=absent)
    row.last_day = first + timedelta(days=2)
    row.reckon()
    if when == "withdrawn":
        row.withdrawn_at, row.withdrawn_by = timezone.now(), absent
    row.save()


def expected(world, cast, person):
    """Whether a person sees the one row, said as the rule is told: by themselves, or by standing in for who does."""
    number = cast.index(person)
    absent = {one for (one, other), when in world["standing_in"].items() if other == number and when == "now"}
    if person.role is None:
        return False
    if not world["restricted"] or person.is_administrator:
        return True
    owners = {world["responsible"], world["creator"], *world["granted"]}
    owners |= world["team"] if world["granted_team"] else set()
    return number in owners or any(one in owners and cast[one].role is not None for one in absent)
