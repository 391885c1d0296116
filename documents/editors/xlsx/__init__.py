"""The quick editor for workbooks (.xlsx). Its parts are patched byte by byte, never read in and written out anew."""

from documents.editors.editor import Editor
from documents.editors.xlsx.answering import answers
from documents.editors.xlsx.reading import lines, read, read_one
from documents.editors.xlsx.writing import apply

EDITOR = Editor(
    key="sheet",
    endings=frozenset({"xlsx"}),
    template="documents/editors/_sheet.html",
    script="crm/js/editors/sheet.js",
    style="crm/css/sheet.css",
    parts=tuple(
        f"crm/js/editors/sheet-{part}.js" for part in ("formula", "functions", "model", "grid", "clipboard", "tabs")
    ),
    read=read,
    apply=apply,
    lines=lines,
    more=read_one,
    answer=answers,
)
