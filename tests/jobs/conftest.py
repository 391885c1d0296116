"""Kinds of jobs that only the tests know, and a worker to run them."""

import pytest

from jobs import registry
from jobs.worker import Worker


@pytest.fixture
def can_do(monkeypatch):
    """Register handlers for one test: `can_do("tests.count")(count)`; the schedules of the apps are out of the way."""
    monkeypatch.setattr(registry, "_handlers", {})
    monkeypatch.setattr(registry, "_labels", {})
    monkeypatch.setattr(registry, "_intervals", {})
    return lambda kind: registry.register(kind, f"Doing {kind}")


@pytest.fixture
def worker():
    return Worker()
