"""Asking for the preview of a version, in the transaction that writes it."""

from typing import Any

from jobs.queue import enqueue

PREVIEW = "documents.preview"


def ask_for_preview(version: Any) -> None:
    """Have the preview of a version made, once the caller’s transaction ended well."""
    enqueue(PREVIEW, payload={"version": version.pk}, dedupe_key=f"{PREVIEW}:{version.pk}")
