"""Tables that only grow are kept short: forms that were posted long ago, sessions that have ended."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from core.models import IdempotencyKey
from jobs import slices
from jobs.models import Job
from jobs.tidying import tidy_forms

pytestmark = pytest.mark.django_db


def test_old_forms_and_ended_sessions_go_and_the_others_stay(anna):
    now = timezone.now()
    for key, age in (("old", 31), ("new", 1)):
        row = IdempotencyKey.objects.create(user=anna, key=key, location="/")
        IdempotencyKey.objects.filter(pk=row.pk).update(created_at=now - timedelta(days=age))
        Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(days=20 - age))
    tidy_forms(slices.Slice(Job()))
    assert [row.key for row in IdempotencyKey.objects.all()] == ["new"]
    assert [row.session_key for row in Session.objects.all()] == ["new"]
