"""The forms of an import: the file, its columns, its values."""

from imports.forms.columns import ColumnsForm
from imports.forms.file import DialectForm, UploadForm, import_limit
from imports.forms.values import ValuesForm

__all__ = ["ColumnsForm", "DialectForm", "UploadForm", "ValuesForm", "import_limit"]
