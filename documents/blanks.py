"""New files, made here and empty: a document, a spreadsheet, a presentation, a drawing. Paper is A4.

Each is a valid file of its kind that office programs open: in the maker's language, with their name as its author, and
nothing in it that a template would bring along.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

import docx
import openpyxl
import pptx
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from pptx.util import Emu, Inches

from documents import kinds

# What office programs call the languages of the site; the first one for a language that they do not know here.
LOCALES = {"de": "de-DE", "en": "en-GB"}
WIDE = (Inches(13.333), Inches(7.5))
# The layouts of the library's template, in its order, by what PowerPoint calls them in each language.
LAYOUTS = (
    pgettext_lazy("layout of a slide", "Title Slide"),
    pgettext_lazy("layout of a slide", "Title and Content"),
    pgettext_lazy("layout of a slide", "Section Header"),
    pgettext_lazy("layout of a slide", "Two Content"),
    pgettext_lazy("layout of a slide", "Comparison"),
    pgettext_lazy("layout of a slide", "Title Only"),
    pgettext_lazy("layout of a slide", "Blank"),
    pgettext_lazy("layout of a slide", "Content with Caption"),
    pgettext_lazy("layout of a slide", "Picture with Caption"),
    pgettext_lazy("layout of a slide", "Title and Vertical Text"),
    pgettext_lazy("layout of a slide", "Vertical Title and Text"),
)


@dataclass(frozen=True)
class Form:
    """A kind of new file: its ending, how it is called when nobody names it, and what makes its bytes."""

    key: str
    ending: str
    kind: kinds.Kind
    default_name: Any
    make: Callable[[str, str, str], bytes]

    @property
    def label(self) -> Any:
        """What the menu calls it."""
        return self.kind.label

    def file(self, title: str, *, author: str, language: str) -> ContentFile:
        """Return a new file with this title in its properties; named by nobody yet."""
        return ContentFile(self.make(title, author, LOCALES.get(language[:2], LOCALES["de"])))


def describe(core: Any, title: str, author: str, locale: str) -> None:
    """Set what the file tells about itself; the templates of the libraries name the libraries."""
    core.title, core.author, core.last_modified_by, core.language = title[:255], author[:255], author[:255], locale
    core.comments = core.keywords = core.subject = core.category = ""
    core.revision = 1
    core.created = core.modified = datetime.now(UTC).replace(tzinfo=None)


def drop_picture(relations: Any) -> None:
    """Leave out the small picture that a library's template brings along: an empty page, which lists would show."""
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        relations.pop(key)


def text_document(title: str, author: str, locale: str) -> bytes:
    """Return an empty .docx."""
    document = docx.Document()
    drop_picture(document.part.package.rels)
    describe(document.core_properties, title, author, locale)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = Mm(25)
    section.bottom_margin = Mm(20)
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    language = defaults.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        defaults.append(language)
    language.set(qn("w:val"), locale)
    return _bytes(document)


def spreadsheet(title: str, author: str, locale: str) -> bytes:
    """Return a .xlsx with one empty sheet."""
    book = openpyxl.Workbook()
    book.active.title = _("Sheet1")
    book.active.page_setup.paperSize = book.active.PAPERSIZE_A4
    core = book.properties
    core.title, core.creator, core.lastModifiedBy, core.language = title[:255], author[:255], author[:255], locale
    return _bytes(book)


def presentation(title: str, author: str, locale: str) -> bytes:
    """Return a .pptx in 16:9 with an empty title slide."""
    slides = pptx.Presentation()
    drop_picture(slides.part.package._rels)
    describe(slides.core_properties, title, author, locale)
    _widen(slides)
    for defaults in slides.part._element.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}defRPr"):
        defaults.set("lang", locale)
    for layout, name in zip(slides.slide_layouts, LAYOUTS, strict=True):
        layout._element.cSld.set("name", str(name))
    slides.slides.add_slide(slides.slide_layouts[0])
    return _bytes(slides)


def _widen(slides: Any) -> None:
    """Make the library's 4:3 template 16:9: the places on its master and layouts keep their share of the width."""
    ratio = WIDE[0] / slides.slide_width
    height = WIDE[1] / slides.slide_height
    slides.slide_width, slides.slide_height = WIDE
    for sheet in (slides.slide_master, *slides.slide_layouts):
        for shape in sheet.shapes:
            if not shape.element.xpath("./p:spPr/a:xfrm"):  # it takes its place from the master
                continue
            shape.left, shape.width = Emu(int(shape.left * ratio)), Emu(int(shape.width * ratio))
            shape.top, shape.height = Emu(int(shape.top * height)), Emu(int(shape.height * height))


def drawing(title: str, author: str, locale: str) -> bytes:
    """Return an empty .svg, A4 across, one unit a tenth of a millimetre."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<svg xmlns="http://www.w3.org/2000/svg" version="1.1" '
        f'width="297mm" height="210mm" viewBox="0 0 2970 2100" xml:lang="{locale}">\n'
        f"  <title>{escape(title)}</title>\n"
        '  <rect width="2970" height="2100" fill="#ffffff"/>\n'
        "</svg>\n"
    ).encode()


def _bytes(file: Any) -> bytes:
    out = BytesIO()
    file.save(out)
    return out.getvalue()


# In the order of the menu.
FORMS = {
    form.key: form
    for form in (
        Form("document", "docx", kinds.DOCUMENT, pgettext_lazy("name of a new file", "New document"), text_document),
        Form(
            "spreadsheet",
            "xlsx",
            kinds.SPREADSHEET,
            pgettext_lazy("name of a new file", "New spreadsheet"),
            spreadsheet,
        ),
        Form(
            "presentation",
            "pptx",
            kinds.PRESENTATION,
            pgettext_lazy("name of a new file", "New presentation"),
            presentation,
        ),
        Form("drawing", "svg", kinds.DRAWING, pgettext_lazy("name of a new file", "New drawing"), drawing),
    )
}
