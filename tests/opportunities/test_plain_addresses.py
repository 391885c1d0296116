"""An address that is read without the filter's form means what the form reads in it."""

import pytest
from django.test import RequestFactory

from opportunities.filters import OpportunityFilter
from opportunities.filters.asked import TIMELESS
from opportunities.models import LostReason
from tests import make

pytestmark = pytest.mark.django_db


def asked(query, person):
    request = RequestFactory().get(f"/opportunities/?{query}")
    request.user = person
    return OpportunityFilter(request, "/contacts/suggest/")


def test_a_plain_address_is_read_as_the_form_reads_it(anna, ben):
    stages, reason = [make.stage(), make.stage("Won")], LostReason.objects.first()
    plain = [
        "",
        "kind=",
        "kind=open&kind=won",
        "kind=all&who=&stage=",
        f"kind=open&who=me&who={ben.public_id}&who=me",
        f"who=team&stage={stages[0].pk}&stage={stages[1].pk}",
        f"kind=lost&reason={reason.pk}&reason=none&currency=USD&restricted=no",
        f"pipeline={stages[0].pipeline_id}&tag=&q=&due_from=&unknown=1",
        "kind=open&tag_match=all&currency=&currency=EUR",
    ]
    others = [
        "kind=sideways",
        "kind=open&kind=sideways",
        "kind= open",
        "who=nobody",
        f"stage={stages[0].pk}&stage=999999",
        "currency=XXQ",
        "restricted=maybe",
        "q=Halle",
        "due=overdue",
        "find=contact",
        "tag=1",
        "kind=open%00",
    ]
    for query in plain:
        wanted = asked(query, anna)
        assert wanted.plain is not None, query
        assert not wanted.form.errors, query
        read = {name: wanted.form.cleaned_data.get(name) or type(wanted.plain[name])() for name in TIMELESS}
        assert wanted.plain == read, query
    for query in others:
        wanted = asked(query, anna)
        assert wanted.plain is None, query
        assert wanted.cleaned == wanted.form.cleaned_data
