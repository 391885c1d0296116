"""Filling one file in: looked at before the library sees it, filled in the sandbox, and well-formed afterwards."""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from lxml import etree

from documents.blanks import LOCALES, describe
from documents.editors.editor import CannotEdit
from documents.editors.package import Package, parse
from documents.filling.refusal import Refused
from documents.filling.sandbox import SHOWN, Sandbox
from documents.filling.vocabulary import example

LARGEST_FILE = 10 * 1024 * 1024
LARGEST_PART = 5 * 1024 * 1024
MOST_MARKS = 1000
LONGEST_MARK = 500

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
MARK = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
OPENING = re.compile(r"\{[{%#]")
# What an XML library says about a file whose parts do not fit together.
BROKEN = (
    CannotEdit,
    PackageNotFoundError,
    etree.LxmlError,
    KeyError,
    ValueError,
    AttributeError,
    TypeError,
    IndexError,
)


@dataclass(frozen=True)
class Filled:
    """A file that was filled in, and the first words of the placeholders that it used."""

    content: bytes
    named: frozenset[str]


def fill(file: BinaryIO, context: dict[str, Any], *, title: str, author: str, language: str) -> Filled:
    """Return the .docx template `file` with its placeholders filled in from `context` (`vocabulary.spoken`).

    Raises Refused, a sentence that says what is wrong and where, for what is no template. Takes no longer than the
    limits above allow, whatever is in the file.
    """
    _look_at(file)
    sandbox = Sandbox(example())
    template = _Template(file)
    try:
        template.render(context, sandbox, autoescape=True)
        describe(template.docx.core_properties, title, author, LOCALES.get(language[:2], LOCALES["de"]))
        out = BytesIO()
        template.save(out)
    except Refused:
        raise
    except BROKEN as error:
        raise _no_docx() from error
    return Filled(out.getvalue(), frozenset(sandbox.named))


class _Template(DocxTemplate):
    """The library's template; what it would mend by guessing is refused, and footnotes are filled in once."""

    def fix_tables(self, xml: str) -> Any:
        # The library's parser recovers from broken XML by leaving out what it does not understand.
        try:
            etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError as error:
            raise Refused(
                _(
                    "A condition or loop begins in one paragraph and ends in another one. Write %(begin)s and %(end)s "
                    "in paragraphs of their own, or %(row)s in table rows of their own."
                )
                % {"begin": "{%p if … %}", "end": "{%p endif %}", "row": "{%tr … %}"}
            ) from error
        return super().fix_tables(xml)

    def render_footnotes(self, context: dict[str, Any], jinja_env: Any = None) -> None:
        # The library does it once for each section: what was filled in would be read as a template again.
        for part in self.docx.part.package.parts:
            if part.content_type == FOOTNOTES:
                xml = self.render_xml_part(self.patch_xml(part.blob.decode()), part, context, jinja_env)
                parse(xml.encode())
                part._blob = xml.encode()


def _no_docx() -> Refused:
    return Refused(
        _(
            "This file cannot be filled in: it is no .docx document, or damaged, signed, protected by a password, "
            "too large, or has macros. Save it anew as a .docx document of at most 10 MB, then upload it."
        )
    )


def _look_at(file: BinaryIO) -> None:
    """Raise Refused for a file that is no honest package, or whose marks would keep the library busy without end."""
    file.seek(0, 2)
    if file.tell() > LARGEST_FILE:
        raise _no_docx()
    marks = 0
    try:
        package = Package(file)
        for name in package.parts:
            if name.endswith((".xml", ".rels")):
                marks += _marks_of(package.xml(name, LARGEST_PART))
    except CannotEdit as error:
        raise _no_docx() from error
    if marks > MOST_MARKS:
        raise Refused(_("There are more than %(n)s placeholders in this template.") % {"n": MOST_MARKS})
    file.seek(0)


def _marks_of(root: etree._Element) -> int:
    """Return how many marks there are in a part; raises Refused for one that does not end where it begins."""
    if any(OPENING.search(value) for element in root.iter(etree.Element) for value in element.attrib.values()):
        raise Refused(_("A placeholder stands where no text is, such as in a picture’s description. Remove it there."))
    count = 0
    for paragraph in root.iter(f"{W}p"):
        text = "".join(paragraph.itertext())
        marks = MARK.findall(text)
        count += len(marks)
        rest = MARK.sub("\0", text)
        if (
            OPENING.search(rest)
            or rest.endswith("{")
            or rest.startswith("}")
            or any(len(mark) > LONGEST_MARK for mark in marks)
        ):
            shown = " ".join(text.split())
            words = {"place": shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"}
            raise Refused(
                _("In “%(place)s” a placeholder is not closed. Each “{{” needs its “}}” in the same paragraph.") % words
            )
    return count
