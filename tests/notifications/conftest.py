"""Telling, and the post."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

import jobs
from jobs import slices
from jobs.models import Job
from notifications.delivery import deliver


@pytest.fixture
def post() -> Callable[[], list[EmailMultiAlternatives]]:
    """Return a function that sends what is due, as the worker does, and returns the mails sent by it."""

    def send_what_is_due() -> list[EmailMultiAlternatives]:
        before = len(mail.outbox)
        while deliver(slices.Slice(Job())) is jobs.AGAIN:
            pass
        return mail.outbox[before:]

    return send_what_is_due
