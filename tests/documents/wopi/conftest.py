"""An office server is set, and anna has a document open in it."""

import pytest
from django.core.cache import cache

from documents.wopi import tokens
from tests import make
from tests.documents.wopi import office


@pytest.fixture(autouse=True)
def fresh_cache():
    """What one test read or counted is not there for the next."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def published(settings, tmp_path_factory):
    """An office server is set by a file; calling it publishes something else there."""
    path = tmp_path_factory.mktemp("office") / "discovery.xml"
    settings.WOPI_TEST = True
    settings.OFFICE_DISCOVERY_URL = path.as_uri()
    path.write_text(office.discovery_xml(), encoding="utf-8")
    return path.write_text


@pytest.fixture
def document(published, restricted, anna, disk):
    """A text file of anna's restricted opportunity: ben may view it, carla may edit it, otto is outside."""
    return make.document(opportunity=restricted, by=anna)


@pytest.fixture
def key(document):
    """Return a function that gives a person's key to the document."""

    def issue(person, *, can_write=True, **more):
        return tokens.issue(more.pop("of", document), person, can_write=can_write, **more).text

    return issue


@pytest.fixture
def annas(key, anna):
    return key(anna)
