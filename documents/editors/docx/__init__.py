"""The quick editor for .docx documents: text, its form and formatting; all else in the package stays as it is."""

from documents.editors.docx.patching import apply
from documents.editors.docx.reading import lines, read
from documents.editors.editor import Editor

EDITOR = Editor(
    key="docx",
    endings=frozenset({"docx"}),
    template="documents/editors/_docx.html",
    script="crm/js/editors/docx.js",
    style="crm/css/docx.css",
    read=read,
    apply=apply,
    lines=lines,
    parts=tuple(f"crm/js/editors/docx-{part}.js" for part in ("spans", "page", "store", "commands", "edits")),
)
