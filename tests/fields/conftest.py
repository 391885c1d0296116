"""What a browser posts from the form of an opportunity, and files of exports that go with their test."""

from tests.exports.conftest import own_files
from tests.opportunities.conftest import typed

__all__ = ["own_files", "typed"]
