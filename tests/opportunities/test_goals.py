"""Sales goals: administrators keep them on one page, month by month."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from opportunities.models import SalesGoal, add_goal
from tests import make

GOALS = reverse("opportunities:goals")
MONTH = "2026-12"


def typed(browser, **amounts):
    """Return what the page posts when these amounts are typed over what it shows; keys are names of fields."""
    form = browser.get(f"{GOALS}?month={MONTH}").context["form"]
    shown = {}
    for field in form:
        value = form.fields[field.name].prepare_value(field.initial) or ""
        shown |= {field.name: value, f"initial-{field.name}": value}
    return shown | amounts


def told(dora):
    return [event.sentence for event in make.events_visible_to(dora) if event.verb.startswith("opportunities.goal")]


def test_a_goal_is_set_changed_and_removed_and_each_is_recorded(as_, anna, dora):
    north = make.team("Team Nord", members=[anna])
    browser, person, team = as_(dora), f"person-{anna.public_id}", f"team-{north.pk}"
    address = f"{GOALS}?month={MONTH}"

    def kept():
        return {goal.whose: goal.amount for goal in SalesGoal.objects.all()}

    browser.post(address, typed(browser, **{person: "50,000", team: "120000"}))
    assert kept() == {"Anna Test": Decimal(50_000), "Team Nord": Decimal(120_000)}
    browser.post(address, typed(browser))
    assert len(told(dora)) == 2  # nothing twice
    browser.post(address, typed(browser, **{person: "60,000.50", team: ""}))
    assert kept() == {"Anna Test": Decimal("60000.5")}
    assert set(told(dora)) == {
        "set the sales goal of Anna Test for December 2026: €50,000.00",
        "set the sales goal of Team Nord for December 2026: €120,000.00",
        "changed the sales goal of Anna Test for December 2026 from €50,000.00 to €60,000.50",
        "deleted the sales goal of Team Nord for December 2026: €120,000.00",
    }


def test_two_administrators_at_once_only_write_what_they_typed(as_, anna, ben, dora):
    browser, hers, his = as_(dora), f"person-{anna.public_id}", f"person-{ben.public_id}"
    opened = typed(browser, **{hers: "100"})
    browser.post(f"{GOALS}?month={MONTH}", typed(browser, **{his: "200"}))
    browser.post(f"{GOALS}?month={MONTH}", opened)
    assert {goal.whose: goal.amount for goal in SalesGoal.objects.all()} == {"Anna Test": 100, "Ben Test": 200}
    late = browser.post(f"{GOALS}?month={MONTH}", opened | {hers: "300"})
    assert late.context["form"].errors == {hers: ["Somebody else has set €100.00 meanwhile. Save again to keep yours."]}
    assert SalesGoal.objects.get(person=anna).amount == 100
    seen = {f"initial-{hers}": late.context["form"].data[f"initial-{hers}"]}
    assert f'name="initial-{hers}" value="100"' in late.content.decode()
    assert browser.post(f"{GOALS}?month={MONTH}", opened | {hers: "300"} | seen).status_code == 302
    assert SalesGoal.objects.get(person=anna).amount == 300


def test_what_is_no_goal_is_answered_with_a_sentence(as_, anna, dora):
    browser, hers = as_(dora), f"person-{anna.public_id}"
    for wrong in ("0", "-5", "much"):
        answer = browser.post(f"{GOALS}?month={MONTH}", typed(browser, **{hers: wrong}))
        assert answer.status_code == 422
        assert answer.context["form"].errors[hers]
    assert not SalesGoal.objects.exists()
    for address in ("2026-13", "999999-01", "0001-01", "9999-12", "\0", "x"):
        assert browser.get(GOALS, {"month": address}).context["month"] == timezone.localdate().replace(day=1)
    with pytest.raises(ValidationError, match="choose one of the two"):
        add_goal({"month": timezone.localdate(), "amount": Decimal(5)}, by=dora)


def test_only_administrators_keep_goals_and_one_sees_ones_own(as_, anna, ben, dora, rita):
    goal = add_goal({"person": anna, "month": timezone.localdate(), "amount": Decimal(5)}, by=dora)
    for outside in (anna, rita):
        assert as_(outside).get(GOALS).status_code == 403
        assert as_(outside).post(GOALS, {}).status_code == 403
    assert [list(SalesGoal.objects.visible_to(who)) for who in (anna, ben, dora)] == [[goal], [], [goal]]
