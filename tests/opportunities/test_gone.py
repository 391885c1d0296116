"""Two people at once: one opens a page, the other deletes the opportunity before the first one saves."""

from contextlib import contextmanager

import pytest
from django.db import connection

from opportunities.models import Opportunity
from tests import make


@contextmanager
def deleted_before_it_is_locked(row):
    """Delete the row when a verb is about to read it anew, as somebody who was faster."""
    went = []

    def meanwhile(execute, sql, params, many, context):
        if not went and sql.startswith("SELECT") and 'WHERE "opportunities_opportunity"."id" = %s' in sql:
            went.append(sql)
            Opportunity.objects.filter(pk=row.pk).delete()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meanwhile):
        yield
    assert went


@pytest.mark.parametrize(
    ("verb", "form"),
    [
        ("edit", {"title": "Anders", "currency": "EUR", "amount_type": "fixed", "version": 1}),
        ("move", {"version": 1}),
        ("close", {"closed_on": "2026-01-05", "version": 1}),
        ("tags", {"tags": "Messe", "version": 1}),
        ("access", {"restricted": "on", "version": 1}),
        ("delete", {}),
        ("participants/add", {}),
    ],
)
def test_saving_what_somebody_else_has_deleted_is_not_found(opportunity, anna, as_, verb, form):
    contact = make.company(by=anna)
    stage = make.stage("Won" if verb == "close" else "Proposal")
    form |= {"stage": stage.pk, "responsible": anna.public_id}
    form |= {"contact": contact.public_id} if verb == "participants/add" else {}
    browser = as_(anna)
    with deleted_before_it_is_locked(opportunity):
        answer = browser.post(f"/opportunities/{opportunity.public_id}/{verb}/", form)
    assert answer.status_code == 404


@pytest.mark.parametrize("verb", ["role", "remove"])
def test_participants_of_what_is_gone_are_not_found(opportunity, anna, as_, verb):
    contact = make.company(by=anna)
    opportunity.add_participant(contact, by=anna)
    browser = as_(anna)
    with deleted_before_it_is_locked(opportunity):
        address = f"/opportunities/{opportunity.public_id}/participants/{contact.public_id}/{verb}/"
        assert browser.post(address, {"role": "Planerin"}).status_code == 404
