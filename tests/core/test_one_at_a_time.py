"""Two administrators save what must be compared with what others save: the second waits, and then is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import translation

from accounts.roles import Role
from core.money import CURRENCIES
from fields.kinds import Kind
from fields.models import CustomField, add_field
from history.lists.writing import add_entry
from opportunities.models import LostReason, Opportunity, Pipeline, SalesGoal, Stage, save_view
from opportunities.models.currency import offer_currencies
from tests import make

GOALS = "/opportunities/goals/?month=2026-12"


def both(first: Callable[[], Any], second: Callable[[], Any]) -> Any:
    """Do the first, begin with the second on another connection before the first is written, return its answer."""

    def other() -> Any:
        try:
            with translation.override("en"):
                return second()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            begun = pool.submit(other)
            wait([begun], timeout=0.3)  # it waits for the first, or has ended without
        return begun.result()


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_the_same_at_once_the_second_is_told(as_, anna, dora):
    doris = make.user("doris", role=Role.ADMINISTRATION)
    hers = f"person-{anna.public_id}"
    typed = {f"initial-{hers}": ""}
    browsers = [as_(dora), as_(doris)]
    told = both(
        lambda: browsers[0].post(GOALS, typed | {hers: "100"}), lambda: browsers[1].post(GOALS, typed | {hers: "200"})
    )
    assert told.status_code == 422
    assert "Somebody else has set €100.00 meanwhile" in told.content.decode()
    assert [goal.amount for goal in SalesGoal.objects.all()] == [100]

    def reason(by: Any) -> Any:
        return add_entry(LostReason(), {"name_de": "Zu früh", "name_en": "Too early"}, by=by)

    with pytest.raises(ValidationError, match="There is “(Zu früh|Too early)” already"):
        both(lambda: reason(dora), lambda: reason(doris))

    pipeline = Pipeline.objects.get(is_default=True)

    def typed_stage() -> Any:
        return add_entry(Stage(pipeline=pipeline), {"name_de": "", "name_en": "Frühphase", "probability": 5}, by=dora)

    def imported_stages() -> Any:
        with transaction.atomic():
            return Stage.objects.add_open(["frühphase", "Spätphase"], pipeline=pipeline)

    found, made = both(typed_stage, imported_stages)
    assert found == {"frühphase": Stage.objects.get(name_en="Frühphase"), "Spätphase": made[0]}
    assert len(made) == 1

    def contract(by: Any) -> Any:
        return add_field({"bearer": "opportunities", "kind": Kind.TEXT, "name_en": "Contract"}, by=by)

    with pytest.raises(ValidationError, match="There is a field of this name already"):
        both(lambda: contract(dora), lambda: contract(doris))
    assert CustomField.objects.count() == 1

    def offer(code: str, by: Any) -> Any:
        return offer_currencies([code], seen=CURRENCIES, by=by)

    with pytest.raises(ValidationError, match="Somebody else has changed which currencies are offered"):
        both(lambda: offer("CHF", dora), lambda: offer("USD", doris))

    views = [save_view({"name": name}, by=anna) for name in ("Erste", "Zweite")]
    renamed = [lambda view=view: view.revise({"name": "Messe"}, by=anna) for view in views]
    with pytest.raises(ValidationError, match="already"):
        both(*renamed)

    deal = make.opportunity(responsible=anna)
    address, what = f"/hand-over/?person={anna.public_id}", ["opportunities"]
    handed = [lambda to=to: as_(dora).post(address, {"to": to.public_id, "what": what}) for to in (dora, doris)]
    told = both(*handed)
    assert told.status_code == 422
    assert "Nothing of this is left to be handed over" in told.content.decode()
    assert Opportunity.objects.get(pk=deal.pk).responsible == dora
