"""Documents, versions, previews, who edits them, templates, and files that wait for an answer or for their end."""

from documents.models.discarded import DiscardedFile
from documents.models.document import Document, Place, add_document
from documents.models.editing_mark import EditingMark
from documents.models.former_file import FormerFile
from documents.models.held import HeldUpload
from documents.models.office import AccessToken, Lock, OfficePreferences
from documents.models.preview import Preview
from documents.models.template import Template, add_template
from documents.models.version import Version

__all__ = [
    "AccessToken",
    "DiscardedFile",
    "Document",
    "EditingMark",
    "FormerFile",
    "HeldUpload",
    "Lock",
    "OfficePreferences",
    "Place",
    "Preview",
    "Template",
    "Version",
    "add_document",
    "add_template",
]
