"""The forms of an import: the file, its columns, its values, single rows of it."""

from imports.forms.columns import ColumnsForm
from imports.forms.file import DialectForm, UploadForm, import_limit
from imports.forms.row import RowForm
from imports.forms.values import ValuesForm

__all__ = ["ColumnsForm", "DialectForm", "RowForm", "UploadForm", "ValuesForm", "import_limit"]
