"""Deleting documents: one road, so that no file is forgotten."""

from documents.models.discarded import discard
from documents.querysets import DocumentQuerySet


def delete_documents(documents: DocumentQuerySet) -> int:
    """Delete these documents with all versions and what waits beside them, in the caller's transaction.

    Return how many they were. Every road that deletes documents comes through here, so that no file is forgotten; the
    files go from the disk by a job, after the transaction has ended well.
    """
    keys = list(documents.values_list("pk", flat=True))
    rows = documents.model._default_manager.filter(pk__in=keys)
    named = ("versions__file", "versions__preview__file", "held_uploads__file")
    discard(path for files in named for path in rows.values_list(files, flat=True))
    rows.delete()
    return len(keys)
