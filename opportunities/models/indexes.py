"""By what opportunities are found, sorted and added up without a look at all of them."""

from django.db.models import Index

from opportunities.querysets import CLOSED, OPEN

# What sums ask of a row: where an index holds all of it, they are added up from the index alone (opportunities.totals).
ADDED_UP = ("currency", "total", "base_total", "own_probability", "restricted", "responsible", "created_by")

INDEXES = [
    Index(fields=["stage", "expected_close_on", "id"], name="opportunities_by_stage"),
    Index(fields=["expected_close_on", "id"], name="opportunities_by_close_date"),
    Index(fields=["sort_title", "id"], name="opportunities_by_title"),
    Index(fields=["sort_contact", "id"], name="opportunities_by_contact"),
    Index(fields=["base_total", "id"], name="opportunities_by_base_total"),
    Index(fields=["currency", "id"], name="opportunities_by_currency"),
    Index(fields=["next_step_at", "id"], name="opportunities_by_step"),
    Index(fields=["created_at", "id"], name="opportunities_by_creation"),
    Index(fields=["last_activity_at", "id"], name="opportunities_last_active"),
    Index(fields=["stage_since", "id"], name="opportunities_by_stage_since"),
    Index(fields=["closed_on", "id"], name="opportunities_by_closing", condition=CLOSED),
    # Old ones are closed: by age, a list of the open ones would wade through them first.
    Index(fields=["next_step_at", "id"], name="opportunities_open_by_step", condition=OPEN),
    Index(fields=["created_at", "id"], name="opportunities_open_by_creation", condition=OPEN),
    Index(fields=["last_activity_at", "id"], name="opportunities_open_last_active", condition=OPEN),
    Index(fields=["stage_since", "id"], name="opportunities_open_by_since", condition=OPEN),
    Index(fields=["stage", "closed_on", *ADDED_UP], name="opportunities_for_totals"),
    Index(
        fields=["responsible", "closed_on", "id", "stage", *(name for name in ADDED_UP if name != "responsible")],
        name="opportunities_of_person",
    ),
    Index(
        fields=["expected_close_on", "id", "closed_on", "stage", *ADDED_UP],
        condition=OPEN,
        name="opportunities_open_by_due",
    ),
    Index(fields=["external_id", "external_source"], name="opportunities_external_id"),
]
