"""The cast of every test, and how they come in.

anna is responsible and made things, ben was granted "can view", carla was granted "can edit", dora administers the CRM,
otto is an outsider (Sales, but without a grant), rita only reads (role Read-only).
"""

import gc
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as properties

from accounts.models import User
from accounts.roles import Role
from opportunities.models import Opportunity
from tests import make

# How fast a busy machine makes examples is no property of ours.
properties.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
properties.load_profile("patient")

ASK_A_DATABASE = {"db", "transactional_db", "live_server"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, the second database, leave out what asks no database: it would say the same once more."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return
    pure = [
        item
        for item in items
        if item.get_closest_marker("django_db") is None and not ASK_A_DATABASE & set(getattr(item, "fixturenames", ()))
    ]
    config.hook.pytest_deselected(items=pure)
    items[:] = [item for item in items if item not in set(pure)]


def pytest_collection_finish() -> None:
    """Tell the garbage collector to come seldom, and to leave alone what stays to the end: modules, models, the tests.

    It looks through all of that again and again otherwise, for a fifth of the time that the tests take.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Sentences are compared in English unless a test says otherwise; no test inherits another one's language."""
    with translation.override("en"):
        yield


@pytest.fixture
def anna(db: None) -> User:
    return make.user("anna")


@pytest.fixture
def ben(db: None) -> User:
    return make.user("ben")


@pytest.fixture
def carla(db: None) -> User:
    return make.user("carla")


@pytest.fixture
def dora(db: None) -> User:
    return make.user("dora", role=Role.ADMINISTRATION)


@pytest.fixture
def otto(db: None) -> User:
    return make.user("otto")


@pytest.fixture
def rita(db: None) -> User:
    return make.user("rita", role=Role.READ_ONLY)


@pytest.fixture
def opportunity(anna: User) -> Opportunity:
    """An opportunity of anna's that everybody with a role sees."""
    return make.opportunity(responsible=anna)


@pytest.fixture
def restricted(anna: User, ben: User, carla: User) -> Opportunity:
    """A restricted opportunity of anna's: ben may view it, carla may edit it, otto is outside."""
    return make.opportunity(responsible=anna, title="Vertraulich", viewers=[ben], editors=[carla])


@pytest.fixture
def as_() -> Callable[[User], Client]:
    """Return a function that gives a person's signed-in browser, set to English unless they chose a language."""

    def sign_in(person: User, **headers: Any) -> Client:
        client = Client(headers={"accept-language": "en"} | headers)
        client.force_login(person)
        return client

    return sign_in
