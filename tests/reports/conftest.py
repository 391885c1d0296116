"""Opportunities with a past: moved along by the product's own verbs, each on a day of its own."""

from datetime import datetime, time, timedelta
from unittest import mock

import pytest
from django.utils import timezone

from reports.taking import take_all


@pytest.fixture
def on_day():
    """Return a function that runs something as if it were noon, so many days ago; 0 is today."""

    def run(days_ago, done):
        day = timezone.localdate() - timedelta(days=days_ago)
        noon = timezone.make_aware(datetime.combine(day, time(0, 1)))
        with mock.patch("django.utils.timezone.now", return_value=noon):
            return done()

    return run


@pytest.fixture
def taken(db):
    """Return a function that takes the snapshots that are due."""
    return take_all
