"""A contact that is deleted while somebody chooses it."""

from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from contacts.models import Contact
from core.models import IdempotencyKey
from opportunities.models import Opportunity
from tests import make

SENTENCE = "This contact was deleted in the meantime. Choose another one."


@pytest.fixture
def company(anna):
    return make.company("Muster AG", by=anna)


@contextmanager
def deleted_before_writing(contact):
    """Delete a contact at the very moment when the first transaction begins: the form found it there still."""
    pending = [contact]

    def delete_first(execute, sql, params, many, context):
        if sql.startswith("SAVEPOINT") and pending:
            Contact.objects.filter(pk=pending.pop().pk).delete()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(delete_first):
        yield
    assert not pending, "Nothing was written."


def test_a_new_opportunity_is_not_made_with_it(company, anna, as_, typed):
    client, form = as_(anna), typed(anna, title="Eilig", contact=company.public_id, form_key="f" * 32)
    with deleted_before_writing(company):
        answer = client.post("/opportunities/new/", form)
    assert answer.status_code == 422
    assert answer.context["form"].errors["contact"] == [SENTENCE]
    assert 'value="Eilig"' in answer.content.decode()
    assert not Opportunity.objects.exists()
    assert not IdempotencyKey.objects.exists()


def test_an_opportunity_does_not_change_to_it(opportunity, company, anna):
    Contact.objects.filter(pk=company.pk).delete()
    with pytest.raises(ValidationError) as refused:
        opportunity.revise({"contact": company}, by=anna)
    assert refused.value.message_dict == {"contact": [SENTENCE]}
    assert Opportunity.objects.get().version == 1


def test_it_does_not_become_a_participant(opportunity, company, anna, as_):
    client = as_(anna)
    with deleted_before_writing(company):
        answer = client.post(f"{opportunity.get_absolute_url()}participants/add/", {"contact": company.public_id})
    assert answer.status_code == 422
    assert answer.context["form"].errors["contact"] == [SENTENCE]
    assert SENTENCE in answer.content.decode()
    assert not opportunity.participants.exists()
    assert opportunity.events.count() == 1
