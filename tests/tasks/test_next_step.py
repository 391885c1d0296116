"""An opportunity holds when its next step is due, whatever happens to its tasks: its list sorts by that."""

from datetime import date

from opportunities.models import Opportunity
from tests import make


def noted():
    """Return when the next step of each opportunity is due, as held and as its open tasks say."""
    held = dict(Opportunity.objects.values_list("title", "next_step_at"))
    for row in Opportunity.objects.all():
        said = row.tasks.open().in_order().values_list("due_at", flat=True).first()
        assert held[row.title] == said, row.title
    return {title: at and at.day for title, at in held.items()}


def test_every_verb_of_a_task_keeps_the_next_step(anna, otto):
    one, other = (make.opportunity(responsible=anna, title=title) for title in ("one", "other"))
    first = make.task(by=anna, opportunity=one, due_on=date(2031, 3, 5))
    second = make.task(by=anna, opportunity=one, due_on=date(2031, 3, 9))
    assert noted() == {"one": 5, "other": None}
    first.close(by=anna)
    assert noted() == {"one": 9, "other": None}
    first.reopen(by=anna)
    first.revise({"due_on": date(2031, 3, 20)}, by=anna)
    assert noted() == {"one": 9, "other": None}
    second.revise({"opportunity": other}, by=anna)
    assert noted() == {"one": 20, "other": 9}
    second.close(by=anna, next_task={"title": "Weiter", "due_on": date(2031, 3, 25)})
    assert noted() == {"one": 20, "other": 25}
    first.remove(by=anna)
    assert noted() == {"one": None, "other": 25}
