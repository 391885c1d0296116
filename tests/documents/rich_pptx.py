"""A rich sample of a .pptx, made here: layouts, runs, a table, a picture, a chart, a group, notes, an animation, a
transition, comments, sections, a link between slides, a field, custom XML.
"""

from functools import cache
from io import BytesIO
from typing import Any

import pptx
from PIL import Image
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Inches, Pt

CUSTOM = b'<?xml version="1.0"?>\n<!-- kept --><offer xmlns="urn:example:offer"  number = "4711" />\n'
_KIND = "application/vnd.openxmlformats-officedocument.presentationml"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
COMMENTS = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<p:cmLst {nsdecls("p")}><p:cm authorId="0" dt="2026-11-01T09:00:00.000" idx="1"><p:pos x="10" y="10"/>
<p:text>Bitte pr\u00fcfen</p:text></p:cm></p:cmLst>""".encode()
AUTHORS = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<p:cmAuthorLst {nsdecls("p")}>
<p:cmAuthor id="0" name="Ben" initials="B" lastIdx="1" clrIdx="0"/>
</p:cmAuthorLst>""".encode()
TRANSITION = f"""<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
<mc:Choice xmlns:p14="{_P14}" Requires="p14"><p:transition {nsdecls("p")} spd="slow" p14:dur="2000"><p:fade/>
</p:transition></mc:Choice><mc:Fallback><p:transition {nsdecls("p")} spd="slow"><p:fade/></p:transition></mc:Fallback>
</mc:AlternateContent>"""
TIMING = """<p:timing {0}><p:tnLst><p:par><p:cTn id="1" dur="indefinite" restart="never" nodeType="tmRoot">
<p:childTnLst><p:seq concurrent="1" nextAc="seek"><p:cTn id="2" dur="indefinite" nodeType="mainSeq">
<p:childTnLst><p:par><p:cTn id="3"
fill="hold"><p:stCondLst><p:cond delay="indefinite"/></p:stCondLst><p:childTnLst><p:par><p:cTn id="4" fill="hold">
<p:stCondLst><p:cond delay="0"/></p:stCondLst><p:childTnLst><p:par><p:cTn id="5" presetID="1" presetClass="entr"
presetSubtype="0" fill="hold" nodeType="clickEffect"><p:stCondLst><p:cond delay="0"/></p:stCondLst><p:childTnLst><p:set>
<p:cBhvr><p:cTn id="6" dur="1" fill="hold"/><p:tgtEl><p:spTgt spid="{1}"/></p:tgtEl><p:attrNameLst><p:attrName>
style.visibility</p:attrName></p:attrNameLst></p:cBhvr><p:to><p:strVal val="visible"/></p:to></p:set></p:childTnLst>
</p:cTn></p:par></p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn></p:seq>
</p:childTnLst></p:cTn></p:par></p:tnLst></p:timing>"""


@cache
def rich_pptx() -> bytes:
    """Return the sample: five slides, of which the third is linked from the fourth."""
    deck = pptx.Presentation()
    _title(deck)
    _bullets(deck)
    _figures(deck)
    _table(deck)
    _last(deck)
    _sections(deck)
    _part(deck, deck.part, "/customXml/item7.xml", "application/xml", CUSTOM, f"{_REL}/customXml")
    out = BytesIO()
    deck.save(out)
    return out.getvalue()


def _part(deck: Any, source: Any, name: str, content_type: str, data: bytes, kind: str) -> None:
    source.relate_to(Part(PackURI(name), content_type, deck.part.package, data), kind)


def _title(deck: Any) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    slide.shapes.title.text = "Angebot"
    paragraph = slide.placeholders[1].text_frame.paragraphs[0]
    paragraph.add_run().text = "f\u00fcr die "
    bold = paragraph.add_run()
    bold.text, bold.font.bold, bold.font.size = "Muster GmbH", True, Pt(40)
    paragraph.add_run().text = ", Hamburg"
    slide.notes_slide.notes_text_frame.text = "Kurz begr\u00fc\u00dfen"
    slide.element.append(parse_xml(TRANSITION))


def _bullets(deck: Any) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "Leistungen"
    frame = slide.placeholders[1].text_frame
    frame.text = "Planung"
    for text, level in (("Aufma\u00df", 1), ("Montage", 0), ("Wartung", 0)):
        paragraph = frame.add_paragraph()
        paragraph.text, paragraph.level = text, level
    number = f"""<a:fld {nsdecls("a")} id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">
      <a:rPr lang="de-DE"/><a:t>2</a:t></a:fld>"""
    box = slide.shapes.add_textbox(Inches(7), Inches(6.5), Inches(2), Inches(0.5))
    box.text_frame.text = "Seite "
    box.text_frame.paragraphs[0]._p.append(parse_xml(number))
    slide.element.append(parse_xml(TIMING.format(nsdecls("p"), slide.placeholders[1].shape_id)))


def _figures(deck: Any) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Zahlen"
    picture = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(picture, "PNG")
    slide.shapes.add_picture(picture, Inches(0.5), Inches(2), Inches(2.5))
    figures = CategoryChartData()
    figures.categories = ["2025", "2026"]
    figures.add_series("Umsatz", (3, 5))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(4), Inches(2), Inches(5), Inches(4), figures)
    _part(deck, slide.part, "/ppt/comments/comment1.xml", f"{_KIND}.comments+xml", COMMENTS, RELATIONSHIP_TYPE.COMMENTS)
    authors = RELATIONSHIP_TYPE.COMMENT_AUTHORS
    _part(deck, deck.part, "/ppt/commentAuthors.xml", f"{_KIND}.commentAuthors+xml", AUTHORS, authors)


def _table(deck: Any) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Preise"
    table = slide.shapes.add_table(3, 3, Inches(1), Inches(2), Inches(8), Inches(2)).table
    for row in range(3):
        for column in range(3):
            table.cell(row, column).text = f"{'ABC'[column]}{row + 1}"
    table.cell(0, 0).merge(table.cell(0, 1))
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(Inches(1), Inches(5), Inches(3), Inches(1)).text_frame.text = "In der Gruppe"
    link = slide.shapes.add_textbox(Inches(5), Inches(6), Inches(3), Inches(1))
    link.text_frame.text = "Zu den Zahlen"
    link.click_action.target_slide = deck.slides[2]


def _last(deck: Any) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "Danke"
    picture = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(picture, "PNG")
    slide.shapes.add_picture(picture, Inches(6), Inches(5), Inches(2))
    slide.notes_slide.notes_text_frame.text = "Nach Fragen fragen"


def _sections(deck: Any) -> None:
    ids = [one.get("id") for one in deck.part._element.sldIdLst]
    lists = "".join(
        f"<p14:section name='{name}' id='{{00000000-0000-0000-0000-00000000000{number}}}'><p14:sldIdLst>"
        + "".join(f"<p14:sldId id='{one}'/>" for one in own)
        + "</p14:sldIdLst></p14:section>"
        for number, (name, own) in enumerate((("Anfang", ids[:2]), ("Mitte", ids[2:])))
    )
    extension = f"""<p:extLst {nsdecls("p")}><p:ext uri="{{521415D9-36F7-43E2-AB2F-B90AF26B5E84}}">
      <p14:sectionLst xmlns:p14="{_P14}">{lists}</p14:sectionLst></p:ext></p:extLst>"""
    root = deck.part._element
    for old in root.findall("{http://schemas.openxmlformats.org/presentationml/2006/main}extLst"):
        root.remove(old)
    root.append(parse_xml(extension))
