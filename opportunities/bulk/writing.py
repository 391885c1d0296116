"""Writing what plans say to many opportunities at once, with what each held before; and deleting them."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.bulk import insert_many, update_many
from core.models import Tag
from core.sharing import grants_named, grants_of_all, set_grants
from history.acting import absent_of, acting_for
from history.models import event, record_many
from imports.former import former_values, give_back
from opportunities import verbs
from opportunities.bearing import derive
from opportunities.bulk.custom import FormerValues
from opportunities.bulk.judging import Verdict
from opportunities.models import BulkAction, BulkChange, BulkRow, Opportunity
from opportunities.rates import Rates

ALWAYS = ("version", "updated_at", "last_activity_at", "base_total")


def write(change: BulkChange, verdicts: Sequence[Verdict], *, by: Any) -> None:
    """Write the plans of a batch, in the caller's transaction, as `Opportunity.carry_out` does it for one row.

    Each row's `BulkRow` is told what was there before, and that it was changed; it is not saved.
    """
    planned = [
        (verdict.bulk_row, verdict.row, verdict.plan)
        for verdict in verdicts
        if verdict.row and verdict.plan and verdict.bulk_row.outcome == BulkRow.Outcome.READY
    ]
    rows = [row for _bulk_row, row, _plan in planned]
    rates = Rates.of(row.currency for row in rows)
    grants = grants_of_all([row for row in rows if row.restricted])
    after: dict[int, set[int]] = {}
    names: set[str] = set()
    for bulk_row, row, plan in planned:
        bulk_row.former = former_values(row, [*plan.fields, "updated_at", "last_activity_at"])
        if plan.grants is not None:
            bulk_row.former["grants"] = [[*grant.key, grant.level] for grant in grants.get(row.pk, [])]
        if plan.tags is not None:
            after[row.pk] = {tag.pk for tag in plan.tags}
        for name, value in plan.fields.items():
            setattr(row, name, value)
        row.version, row.updated_at, row.last_activity_at = row.version + 1, plan.now, plan.now
        row.reckon(rates)
        bulk_row.outcome, bulk_row.version = BulkRow.Outcome.CHANGED, row.version
        names |= {Opportunity._meta.get_field(name).attname for name in plan.fields}
    if "custom_texts" in names:
        names |= set(derive(rows))
    for_whom = absent_of(by, Opportunity.objects.all(), [row.pk for row in rows], right_of(change))
    for _bulk_row, row, plan in planned:
        for told in plan.events:
            told.particulars |= {"bulk": change.public_id} | acting_for(for_whom.get(row.pk, ()))
    before = tags_of_all(after)
    for bulk_row, row, plan in planned:
        if plan.tags is not None:
            bulk_row.former["tags"] = sorted(before[row.pk])
        if plan.grants is not None:
            set_grants(row, plan.grants, by=by)
    update_many(rows, [*sorted(names), *ALWAYS])
    replace_tags(before, after)
    record_many([told for _bulk_row, _row, plan in planned for told in plan.events])


def delete(change: BulkChange, verdicts: Sequence[Verdict], *, by: Any) -> None:
    """Delete the rows of a batch that may be deleted, each with all that belongs to it, by their own verb."""
    keys = [verdict.row.pk for verdict in verdicts if verdict.row]
    for_whom = absent_of(by, Opportunity.objects.all(), keys, right_of(change))
    for verdict in verdicts:
        if verdict.row and verdict.bulk_row.outcome == BulkRow.Outcome.READY:
            by.acting_for = for_whom.get(verdict.row.pk, ())
            verdict.row.delete_with_all(by=by)
            verdict.bulk_row.outcome = BulkRow.Outcome.CHANGED
    by.acting_for = ()


def right_of(change: BulkChange) -> str:
    """Return the right that a change of a row takes: whoever may edit it may not always say who sees it."""
    return "governed_by" if change.action in (BulkAction.ACCESS, BulkAction.DELETE) else "editable_by"


def restore(change: BulkChange, given: Sequence[tuple[BulkRow, Any]], values: FormerValues, *, by: Any) -> None:
    """Give rows back what they held before a bulk change, in the caller's transaction, and record it on each."""
    rows = [row for _bulk_row, row in given]
    after: dict[int, set[int]] = {}
    attributes: set[str] = set()
    for bulk_row, row in given:
        former = values.given_back(row, dict(bulk_row.former))
        if (tags := former.pop("tags", None)) is not None:
            after[row.pk] = set(tags)
        if (grants := former.pop("grants", None)) is not None:
            set_grants(row, grants_named(grants), by=by)
        attributes |= set(give_back(row, former))
        row.version += 1
        bulk_row.outcome, bulk_row.version = BulkRow.Outcome.RESTORED, row.version
    known = set(
        Tag.objects.filter(pk__in={key for keys in after.values() for key in keys}).values_list("pk", flat=True)
    )
    replace_tags(tags_of_all(after), {key: tags & known for key, tags in after.items()})
    if "custom_texts" in attributes:
        attributes |= set(derive(rows))
    rates = Rates.of(row.currency for row in rows)
    for row in rows:
        row.reckon(rates)
    update_many(rows, sorted({*attributes, *ALWAYS}))
    for_whom = absent_of(by, Opportunity.objects.all(), [row.pk for row in rows], right_of(change))
    told = {row.pk: {"bulk": change.public_id} | acting_for(for_whom.get(row.pk, ())) for row in rows}
    record_many([event(verbs.BULK_UNDONE, row, by=by, page=row, particulars=told[row.pk]) for row in rows])


def tags_of_all(rows: Any) -> dict[int, set[int]]:
    """Return the keys of the tags of rows, by key of the row."""
    found: dict[int, set[int]] = {key: set() for key in rows}
    through: Any = Opportunity.tags.through.objects
    pairs = through.filter(opportunity__in=list(found)).values_list("opportunity", "tag") if found else ()
    for key, tag in pairs:
        found[key].add(tag)
    return found


def replace_tags(before: Mapping[int, set[int]], after: Mapping[int, set[int]]) -> None:
    """Make rows bear these tags instead of those: a question for each tag that goes, one for all that come."""
    through: Any = Opportunity.tags.through
    going: dict[int, list[int]] = {}
    for key, tags in after.items():
        for tag in before[key] - tags:
            going.setdefault(tag, []).append(key)
    for tag, keys in going.items():
        through.objects.filter(tag=tag, opportunity__in=keys).delete()
    insert_many(
        [through(opportunity_id=key, tag_id=tag) for key, tags in after.items() for tag in sorted(tags - before[key])]
    )
