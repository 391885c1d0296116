"""What takes more than one document at a time: several uploads, and what waits for an answer."""

from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction

from core.editing import Conflict, locked
from documents import names
from documents.filling import facts_about, fill, spoken
from documents.keeping import Kept, keeping
from documents.models import Document, HeldUpload, Place, Template, Version, add_document
from documents.models.held import hold


@dataclass
class Outcome:
    """What became of several uploads. `refused` are sentences."""

    added: list[Document] = field(default_factory=list)
    held: list[HeldUpload] = field(default_factory=list)
    unchanged: list[Document] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def upload_all(place: Place, uploads: list[File], *, by: Any) -> Outcome:
    """Keep every upload that can be kept, as a document of `place`.

    One whose name is there already waits for an answer, unless its content is the very same: then nothing is done,
    so that a form posted twice makes one document. Those that are kept are kept together or not at all.
    """
    outcome = Outcome()
    with keeping(of=by) as keep:
        kept = []
        for upload in uploads:
            try:
                kept.append(keep(upload))
            except ValidationError as refusal:
                outcome.refused += refusal.messages
        with transaction.atomic():
            locked(place)
            for one in kept:
                _take_up(place, one, outcome, by=by)
    return outcome


def _take_up(place: Place, kept: Kept, outcome: Outcome, *, by: Any) -> None:
    there = Document.objects.namesake(place, kept.name)
    if there is None:
        outcome.added.append(add_document(place, kept, by=by))
    elif there.current.sha256 == kept.sha256:
        outcome.unchanged.append(there)
    else:
        outcome.held.append(hold(there, kept, by=by, reason=HeldUpload.Reason.SAME_NAME))


def upload_version(
    document: Document, upload: File, *, by: Any, note: str, based_on: int | None
) -> Version | HeldUpload:
    """Make `upload` the next version; where somebody else was faster than its uploader knew, it waits for an answer.

    Raises ValidationError for a file that is not taken in.
    """
    with keeping(of=by) as keep:
        kept = keep(upload)
        try:
            return document.add_version(kept, by=by, note=note, based_on=based_on)
        except Conflict:
            return hold(document, kept, by=by, reason=HeldUpload.Reason.NEWER_VERSION, note=note)


def add_event_files(event: Any, uploads: list[File], *, by: Any) -> list[Document]:
    """Keep files with an event that is being added, in the caller's transaction.

    All or none: raises ValidationError with a sentence for each file that is not taken in.
    """
    kept, refused = [], []
    with keeping(of=by) as keep:
        for upload in uploads:
            try:
                kept.append(keep(upload))
            except ValidationError as refusal:
                refused += refusal.messages
        if refused:
            raise ValidationError(refused)
        with transaction.atomic():
            return [add_document(event, one, by=by) for one in kept]


def create_from_template(template: Template, place: Any, *, by: Any, name: str, language: str) -> Document:
    """Fill a template in for an opportunity or a contact, in `language` ("de", "en"), and keep it as a document of it.

    `name` is its name without the ending. Raises ValidationError, a sentence, where the template cannot be filled in.
    """
    context = spoken(facts_about(place, by=by, language=language))
    with template.file.open("rb") as source:
        filled = fill(cast(BinaryIO, source), context, title=name, author=by.name, language=language)
    file = ContentFile(filled.content)
    named = names.with_ending(name, "docx")
    return add_document(place, file, by=by, name=named, blank=True, template=template.labels)
