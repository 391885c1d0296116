import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _nobody_has_guessed_yet():
    """Limits on guessing are kept in the cache; every test begins without a past."""
    cache.clear()
    yield
    cache.clear()
