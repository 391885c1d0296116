"""The quick editor for .pptx presentations: texts, notes and the row of slides; all else stays as it is."""

from documents.editors.editor import Editor
from documents.editors.pptx.patching import apply
from documents.editors.pptx.reading import lines, read

EDITOR = Editor(
    key="pptx",
    endings=frozenset({"pptx"}),
    template="documents/editors/_pptx.html",
    script="crm/js/editors/pptx.js",
    style="crm/css/pptx.css",
    read=read,
    apply=apply,
    lines=lines,
    parts=(
        "npm/sortablejs/Sortable.min.js",
        "crm/js/editors/docx-spans.js",
        "crm/js/editors/docx-page.js",
        "crm/js/editors/pptx-draw.js",
        "crm/js/editors/pptx-text.js",
    ),
)
