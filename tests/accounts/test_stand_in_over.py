"""What was lent is over when the stand-in is: nothing that a substitute did meanwhile keeps it, or reaches back."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import StandIn
from core.sharing import CHANGE, VIEW, Grant, grants_of
from opportunities.models import Opportunity
from tests import make
from tests.fields.test_values import brought
from tests.imports.conftest import check, own_files, start, work

__all__ = ["own_files"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def lent(anna, otto):
    """A restricted opportunity of anna's, for whom otto stands in."""
    row = make.opportunity(responsible=anna, title="Vertraulich", restricted=True, description="Von Anna")
    today = timezone.localdate()
    StandIn.objects.arrange(anna, otto, today, today, by=anna)
    return row


def sent(row, *grants, **changed):
    """What a browser sends of the form of access."""
    rows = {f"grants-{at}-grantee": grantee for at, grantee in enumerate(grants)}
    counted = {"grants-TOTAL_FORMS": str(len(grants)), "grants-INITIAL_FORMS": "0", "version": str(row.version)}
    return {"restricted": "on"} | rows | counted | changed


def test_whoever_stands_in_shares_with_others_and_not_with_themselves(lent, anna, ben, otto, dora, as_):
    team = make.team("Vertretung", members=[otto])
    browser, address = as_(otto), f"{lent.get_absolute_url()}access/"
    for own in (f"user:{otto.public_id}", f"team:{team.pk}"):
        refused = browser.post(address, sent(lent, own))
        assert refused.status_code == 422
        assert "Give it to others, not to yourself" in refused.content.decode()
    with pytest.raises(ValidationError, match="not to yourself"):
        lent.revise({"responsible": otto}, by=otto)
    assert (grants_of(lent), Opportunity.objects.get(pk=lent.pk).responsible) == ([], anna)
    assert browser.post(address, sent(lent, f"user:{ben.public_id}")).status_code == 302
    lent.refresh_from_db()
    lent.revise({"grants": [Grant(ben, VIEW), Grant(otto, CHANGE)]}, by=dora)
    lent.refresh_from_db()
    assert browser.post(address, sent(lent, f"user:{otto.public_id}")).status_code == 302, "What they have may stay."
    assert {grant.grantee for grant in grants_of(lent)} == {otto}


def test_an_import_that_is_taken_back_changes_no_row_that_is_out_of_reach_by_then(lent, otto, dora, as_):
    browser, open_to_all = as_(otto), make.opportunity(responsible=dora, description="Von Dora")
    file = "".join(f"{row.public_id};Von Otto\n" for row in (lent, open_to_all))
    run = brought(browser, f"Opportunity number;Description\n{file}")
    start(browser, check(browser, run))
    StandIn.objects.get(substitute=otto).withdraw(by=dora)
    assert browser.post(f"/import/{run.public_id}/undo/").status_code == 302
    work(run)
    assert (run.state, run.restored) == ("undone", 1)
    held = [Opportunity.objects.get(pk=row.pk).description for row in (lent, open_to_all)]
    assert held == ["Von Otto", "Von Dora"]
    result = as_(dora).get(f"/import/{run.public_id}/result/").content.decode()
    assert "whoever took it back may not change it" in result
