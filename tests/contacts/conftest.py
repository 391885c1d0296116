"""What a browser posts from the form of a contact."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

Points = Sequence[tuple[str, str, str]]


def rows_of(points: Points) -> dict[str, str]:
    """Return the posted rows of how a contact is reached, from (kind, label, value)."""
    rows = {"points-TOTAL_FORMS": str(len(points)), "points-INITIAL_FORMS": "0"}
    for number, row in enumerate(points):
        rows |= {f"points-{number}-{name}": text for name, text in zip(("kind", "label", "value"), row, strict=True)}
    return rows


def company_form(points: Points = (), **fields: str) -> dict[str, str]:
    """Return a filled-in form of a company, as it is posted."""
    return {"company_name": "Muster AG", **rows_of(points), **fields}


def person_form(points: Points = (), **fields: str) -> dict[str, str]:
    """Return a filled-in form of a person, as it is posted."""
    return {"first_name": "Erika", "last_name": "Muster", **rows_of(points), **fields}


@pytest.fixture
def posted(as_: Any) -> Callable[..., dict[str, str]]:
    """Return a function that gives what a person's browser posts of a form as it opens, with some fields changed."""

    def post(person: Any, contact: Any, points: Points | None = None, **changed: str) -> dict[str, str]:
        form = as_(person).get(f"{contact.get_absolute_url()}edit/").context["form"]
        fields = {name: str(form[name].value() or "") for name in form.fields}
        shown = [(row["kind"], row["label"], row["value"]) for row in form.points.rows()]
        return fields | rows_of(shown if points is None else points) | changed

    return post
