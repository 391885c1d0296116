"""What a browser posts from the form of an opportunity."""

from collections.abc import Callable
from typing import Any

import pytest

from opportunities.models import Stage
from tests import make


@pytest.fixture
def typed(db: None) -> Callable[..., dict[str, Any]]:
    """Return a function that gives a filled-in form: `typed(anna, title="…")`; grants as (key, level) rows."""

    def fill(person: Any, *, stage: Stage | None = None, grants: Any = None, **fields: Any) -> dict[str, Any]:
        form = {
            "title": "Wartungsvertrag",
            "description": "",
            "currency": "EUR",
            "amount": "",
            "amount_type": "fixed",
            "periods": "1",
            "responsible": person.public_id,
            "stage": str((stage or make.stage()).pk),
            "probability_source": "follows",
        } | fields
        if grants is not None:
            form |= {"restricted": "on", "grants-TOTAL_FORMS": str(len(grants)), "grants-INITIAL_FORMS": "0"}
            for number, (key, level) in enumerate(grants):
                form |= {f"grants-{number}-grantee": key, f"grants-{number}-level": level}
        return form

    return fill
