"""Versions of a document, as an office server knows them."""

from datetime import UTC

from documents.models import Version


def item_version(version: Version) -> str:
    """Return the word by which an office server tells versions apart; it changes with every save."""
    return f"{version.number}.{version.saves}"


def count_save(version: Version) -> None:
    """Note that the very content of this version was saved once more."""
    version.saves += 1
    version.save(update_fields=["saves"])


def modified_at(version: Version) -> str:
    """Return when the file was written, to the microsecond: an office server compares it letter by letter."""
    return version.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
