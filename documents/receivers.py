"""Reactions to rows that are deleted, here or with what they belong to."""

from typing import Any

from django.db.models.signals import pre_delete

from documents.models import DiscardedFile, HeldUpload, Version


def a_deleted_row_leaves_its_file_to_the_job(instance: Version | HeldUpload, using: str, **_signal: Any) -> None:
    """Note the file in the deleting transaction, whichever road the deletion came by."""
    if instance.file:
        DiscardedFile.objects.using(using).get_or_create(file=str(instance.file))


def connect() -> None:
    """Begin to listen."""
    for model in (Version, HeldUpload):
        pre_delete.connect(
            a_deleted_row_leaves_its_file_to_the_job, sender=model, dispatch_uid=f"documents.discard.{model.__name__}"
        )
