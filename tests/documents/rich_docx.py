"""A rich sample of a .docx, made here: pictures, a chart, styles, comments, headers, merged cells, tracked changes, a
link, fields, a bookmark, content controls, a section break, custom XML.
"""

import re
from functools import cache
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, RGBColor
from PIL import Image

CHART = b"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:chart><c:plotArea><c:layout/><c:barChart>
<c:barDir val="col"/><c:grouping val="clustered"/><c:ser><c:idx val="0"/><c:order val="0"/><c:val><c:numLit>
<c:ptCount val="2"/><c:pt idx="0"><c:v>3</c:v></c:pt><c:pt idx="1"><c:v>5</c:v></c:pt></c:numLit></c:val></c:ser>
<c:axId val="1"/><c:axId val="2"/></c:barChart><c:catAx><c:axId val="1"/><c:scaling/><c:axPos val="b"/>
<c:crossAx val="2"/></c:catAx><c:valAx><c:axId val="2"/><c:scaling/><c:axPos val="l"/><c:crossAx val="1"/></c:valAx>
</c:plotArea></c:chart></c:chartSpace>"""
CUSTOM = b'<?xml version="1.0"?>\n<!-- kept --><offer xmlns="urn:example:offer"  number = "4711" />\n'
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@cache
def rich_docx() -> bytes:
    """Return the sample."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Muster GmbH"
    document.sections[0].footer.paragraphs[0].text = "Vertraulich"
    document.add_heading("Angebot", level=1)
    _formatted(document)
    document.add_paragraph("Erster Punkt", style="List Bullet")
    document.add_paragraph("Zweiter Punkt", style="List Bullet")
    document.add_paragraph("Schritt eins", style="List Number")
    _pictures(document)
    _table(document)
    _review(document)
    _references(document)
    document.add_section(WD_SECTION.NEW_PAGE)
    document.add_paragraph("Letzter Absatz")
    _custom_xml(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _formatted(document: Document) -> None:
    paragraph = document.add_paragraph("Sehr geehrte ")
    red = paragraph.add_run("Frau Muster")
    red.bold, red.font.color.rgb = True, RGBColor(0xC0, 0, 0)
    paragraph.add_run(", wir bieten an:")
    paragraph.add_run().add_tab()
    paragraph.add_run("kursiv").italic = True


def _pictures(document: Document) -> None:
    picture = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(picture, "PNG")
    picture.seek(0)
    paragraph = document.add_paragraph("Vor dem Bild ")
    paragraph.add_run().add_picture(picture, width=Mm(20))
    paragraph.add_run(" nach dem Bild")
    part = Part(PackURI("/word/charts/chart1.xml"), _CHART_TYPE, CHART, document.part.package)
    name = document.part.relate_to(part, f"{_REL}/chart")
    inline = f"""<w:r {nsdecls("w", "wp", "a", "r")}><w:drawing><wp:inline><wp:extent cx="1800000" cy="1080000"/>
      <wp:docPr id="77" name="Diagramm"/><a:graphic>
      <a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">
      <c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="{name}"/>
      </a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"""
    document.add_paragraph("Umsatz: ")._p.append(parse_xml(inline))


def _table(document: Document) -> None:
    table = document.add_table(3, 3, style="Table Grid")
    for row in range(3):
        for column in range(3):
            table.cell(row, column).text = f"{'ABC'[column]}{row + 1}"
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(1, 2).merge(table.cell(2, 2))


def _append(document: Document, text: str, *xml: str) -> Any:
    paragraph = document.add_paragraph(text)
    for one in xml:
        paragraph._p.append(_parsed(one))
    return paragraph


def _parsed(xml: str) -> Any:
    """Return an element whose tag says no namespaces."""
    return parse_xml(re.sub(r"^<[\w:]+", lambda tag: f"{tag[0]} {nsdecls('w', 'r')}", xml))


def _review(document: Document) -> None:
    commented = document.add_paragraph("Der Preis gilt ")
    run = commented.add_run("bis Jahresende")
    commented.add_run(".")
    document.add_comment(run, text="Bitte prüfen", author="Ben", initials="B")
    who = 'w:id="901" w:author="Carla" w:date="2026-11-01T09:00:00Z"'
    _append(
        document,
        "Lieferung in ",
        f"<w:del {who}><w:r><w:delText>vier</w:delText></w:r></w:del>",
        f"<w:ins {who.replace('901', '902')}><w:r><w:t>drei</w:t></w:r></w:ins>",
        '<w:r><w:t xml:space="preserve"> Wochen</w:t></w:r>',
    )
    mark = f"<w:pPr><w:rPr><w:ins {who.replace('901', '903')}/></w:rPr></w:pPr>"
    document.add_paragraph("Verfolgter Absatz")._p.insert(0, _parsed(mark))


def _references(document: Document) -> None:
    link = document.part.relate_to("https://example.com/", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    field = "<w:r><w:fldChar w:fldCharType={0}/></w:r>"
    _append(
        document,
        "Mehr unter ",
        f'<w:hyperlink r:id="{link}"><w:r><w:t>example.com</w:t></w:r></w:hyperlink>',
        '<w:r><w:t xml:space="preserve"> auf Seite </w:t></w:r>',
        field.format('"begin"'),
        "<w:r><w:instrText> PAGE </w:instrText></w:r>",
        field.format('"separate"'),
        "<w:r><w:t>1</w:t></w:r>",
        field.format('"end"'),
        '<w:bookmarkStart w:id="55" w:name="hier"/>',
        "<w:r><w:t>!</w:t></w:r>",
        '<w:bookmarkEnd w:id="55"/>',
    )
    _append(document, "Kunde: ", "<w:sdt><w:sdtContent><w:r><w:t>Muster GmbH</w:t></w:r></w:sdtContent></w:sdt>")
    block = "<w:sdt><w:sdtContent><w:p><w:r><w:t>Gesperrter Block</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    document.element.body.insert(len(document.element.body) - 1, _parsed(block))


def _custom_xml(document: Document) -> None:
    part = Part(PackURI("/customXml/item7.xml"), "application/xml", CUSTOM, document.part.package)
    document.part.relate_to(part, f"{_REL}/customXml")
