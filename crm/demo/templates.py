"""The demo's templates: an offer and an order confirmation, each in German and in English in one file."""

from io import BytesIO
from typing import Any

import docx
from django.core.files.base import ContentFile
from docx.shared import Mm, Pt

from documents.blanks import drop_picture
from documents.models import Template, add_template

# Nobody real. The texts stand in both languages; the language chosen when a file is created says which one stays.
TEMPLATES = (
    {
        "name_de": "Angebot",
        "name_en": "Offer",
        "de": (
            "Angebot: {{ verkaufschance.titel }}",
            "{{ kontakt.anredezeile }},",
            "vielen Dank für Ihre Anfrage. Gern bieten wir Ihnen die besprochenen Leistungen wie folgt an:",
            "Wir halten uns bis zum {{ verkaufschance.abschlussdatum }} an dieses Angebot gebunden.",
        ),
        "en": (
            "Offer: {{ opportunity.title }}",
            "{{ contact.greeting }},",
            "thank you for your enquiry. We are pleased to offer you the services that we discussed as follows:",
            "This offer is valid until {{ opportunity.expected_close }}.",
        ),
        "until": "opportunity.expected_close",
    },
    {
        "name_de": "Auftragsbestätigung",
        "name_en": "Order confirmation",
        "de": (
            "Auftragsbestätigung: {{ verkaufschance.titel }}",
            "{{ kontakt.anredezeile }},",
            "vielen Dank für Ihren Auftrag, den wir Ihnen hiermit bestätigen:",
            "Wir melden uns in den nächsten Tagen, um die Termine mit Ihnen abzustimmen.",
        ),
        "en": (
            "Order confirmation: {{ opportunity.title }}",
            "{{ contact.greeting }},",
            "thank you for your order, which we hereby confirm:",
            "We will be in touch within the next few days to agree the dates with you.",
        ),
        "until": "",
    },
)
TABLE = {
    "de": (("Leistung", "{{ verkaufschance.titel }}"), ("Vergütung", "{{ budget.rechnung }}")),
    "en": (("Service", "{{ opportunity.title }}"), ("Price", "{{ budget.reckoning }}")),
}
CLOSING = {"de": "Mit freundlichen Grüßen", "en": "Kind regards"}


def make_templates(by: Any) -> list[Template]:
    """Make the templates of the demo; return them."""
    made = []
    for position, words in enumerate(TEMPLATES):
        names = {"name_de": words["name_de"], "name_en": words["name_en"], "position": position}
        file = ContentFile(letter(words), name=f"{words['name_de']}.docx")
        made.append(add_template(names, file, by=by))
    return made


def letter(words: dict[str, Any]) -> bytes:
    """Return a letter in both languages, as a .docx template."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Arial", Pt(11)
    section.header.paragraphs[0].text = "{{ responsible.name }} · {{ responsible.email }}"
    for line in ("{{ contact.address }}", "", "{{ today }}"):
        document.add_paragraph(line)
    document.add_paragraph('{%p if language == "de" %}')
    _body(document, words, "de")
    document.add_paragraph("{%p else %}")
    _body(document, words, "en")
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{{ responsible.name }}")
    drop_picture(document.part.package.rels)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _body(document: Any, words: dict[str, Any], language: str) -> None:
    title, greeting, before, after = words[language]
    document.add_heading(title, 1)
    document.add_paragraph(greeting)
    document.add_paragraph(before)
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for left, right in TABLE[language]:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = left, right
    document.add_paragraph("")
    if words["until"]:
        document.add_paragraph(f"{{%p if {words['until']} %}}")
    document.add_paragraph(after)
    if words["until"]:
        document.add_paragraph("{%p endif %}")
    document.add_paragraph(CLOSING[language])
