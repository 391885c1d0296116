"""Forms of documents and of templates."""

from documents.forms.documents import (
    AnswerForm,
    NameField,
    NewFileForm,
    RenameForm,
    RestoreForm,
    VersionForm,
    file_helper,
)

__all__ = ["AnswerForm", "NameField", "NewFileForm", "RenameForm", "RestoreForm", "VersionForm", "file_helper"]
