"""Rows of a file that are alike are planned together, and come to what the plan makes of each alone."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.money import MAX_AMOUNT, AmountField, is_amount
from imports.conversion import Record
from imports.models import ImportRun
from imports.reading.numbers import Number
from imports.sessions import Assignment
from imports.targets import target
from opportunities import plans
from opportunities.models import LostReason, Opportunity, Stage
from opportunities.plans.plan import Plan, cleaned

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)
days = st.none() | st.sampled_from([TODAY - timedelta(days=3), TODAY, TODAY + timedelta(days=400)])
texts = (
    st.none()
    | st.sampled_from(["Halle", "  Halle", "Halle\0", "ä" * 255, "x" * 256, "Zeile\nZeile"])
    | st.text(max_size=8)
)
amounts = st.none() | st.builds(
    Number,
    st.sampled_from([Decimal(0), Decimal("1234.5"), Decimal("-1"), Decimal("0.1234"), MAX_AMOUNT, MAX_AMOUNT + 1]),
    st.sampled_from([(), ("EUR",), ("USD", "CAD")]),
    st.booleans(),
)


@pytest.fixture
def session(anna):
    def make(**options):
        run = ImportRun(owner=anna, target="opportunities", original_name="alles.csv", pk=1)
        assignment = Assignment(by=anna, run=run, file_name="alles.csv", options={"currency": "EUR", **options})
        made = target("opportunities").session(assignment)
        made.today, made.openings.today = TODAY, TODAY
        made.openings.shared["responsible"] = anna
        return made

    return make


def rows(stages, reasons):
    """Rows of a file: few kinds, so that most are like an earlier one."""
    return st.fixed_dictionaries(
        {
            "title": texts,
            "description": texts,
            "external_id": texts,
            "stage": st.none() | st.sampled_from(stages),
            "lost_reason": st.none() | st.sampled_from(reasons),
            "probability": st.none() | st.sampled_from([Decimal(0), Decimal(40), Decimal("12.5")]),
            "currency": st.none() | st.sampled_from(["EUR", "USD"]),
            "amount_type": st.none() | st.sampled_from(["fixed", "month"]),
            "periods": st.none() | st.sampled_from([Number(Decimal(2)), Number(Decimal("1.5"))]),
            "amount": amounts,
            "expected_close_on": days,
            "closed_on": days,
            "created_on": days,
        }
    )


def outcome(openings, values):
    """Return what a row comes to: its values and notes, or why it is refused."""
    record = Record(2, values=dict(values))
    try:
        openings.draft(record)
    except ValidationError as refused:
        return refused.message_dict
    if record.draft is None:
        return [problem.reason for problem in record.problems]
    return record.draft.values, len(record.draft.notes), [doubt.reason for doubt in record.doubts]


@pytest.mark.parametrize("closing", ["expected", "today", "refuse"])
def test_a_row_comes_to_the_same_after_others_as_alone(session, closing):
    stages, reasons = list(Stage.objects.of_default_pipeline()), list(LostReason.objects.all()[:2])
    some = [next(stage for stage in stages if stage.kind == kind) for kind in ("open", "won", "lost")]

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(rows(some, reasons), min_size=2, max_size=12))
    def same(values):
        together = session(closing=closing)
        for each in values:
            alone = session(closing=closing)
            alone.openings.now = together.openings.now
            assert outcome(together.openings, each) == outcome(alone.openings, each)

    same()


def test_the_plan_is_asked_once_for_each_kind_of_row(session):
    openings = session().openings
    for number in range(50):
        record = Record(number + 2, values={"title": f"Halle {number}", "amount": Number(Decimal(number))})
        openings.draft(record)
        assert str(record.draft) == f"Halle {number}"
    assert openings.kinds == 1


@given(st.text(max_size=300))
def test_a_text_that_stands_is_one_that_the_rule_leaves_alone(text):
    for name in ("title", "description", "external_id"):
        if plans.stands(Opportunity._meta.get_field(name))(text):
            plan = Plan(Opportunity(), None, timezone.now(), TODAY, fresh=True)
            assert cleaned(plan, name, text) == text
            assert not plan.refusals


@given(st.decimals(allow_nan=False, allow_infinity=False) | amounts.filter(bool).map(lambda number: number.value))
def test_an_amount_is_what_the_field_takes(value):
    field: AmountField = Opportunity._meta.get_field("amount")
    try:
        taken = field.clean(value, None) == value
    except ValidationError:
        taken = False
    assert is_amount(value) == taken
