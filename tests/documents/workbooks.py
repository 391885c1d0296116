"""Workbooks for the tests of the sheet editor: a rich one with everything that must survive, and bare ones."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from PIL import Image as Picture

SHEET = "xl/worksheets/sheet1.xml"
EURO = '#,##0.00\\ "€"'


def rich() -> io.BytesIO:
    """A price list "Angebot" with formulas, a shared and an array one, formats, merged and frozen cells, a picture, a
    chart, a comment, a table, rules, names, a part of another program and a chain of calculation; a second sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Angebot"
    _prices(sheet)
    _ornaments(sheet)
    notes = book.create_sheet("Notizen & mehr")
    notes["A1"] = "Summe"
    notes["B1"] = "=Angebot!D5*2"
    hidden = book.create_sheet("Verborgen")
    hidden.sheet_state = "hidden"
    hidden["A1"] = 1
    book.defined_names["Steuer"] = DefinedName("Steuer", attr_text="Angebot!$B$8")
    stream = io.BytesIO()
    book.save(stream)
    return rewritten(stream, _by_other_programs)


def _prices(sheet) -> None:
    sheet.append(["Artikel", "Menge", "Preis", "Summe", "Liefertag"])
    for row, (name, count, price) in enumerate([("Lampe", 2, 10.5), ("Tisch", 1, 250), ("Stuhl", 4, 80)], start=2):
        sheet.append([name, count, price, f"=B{row}*C{row}"])
        sheet.cell(row, 5, 46387).number_format = "dd.mm.yyyy"
        sheet.cell(row, 3).number_format = sheet.cell(row, 4).number_format = EURO
    sheet["A5"], sheet["D5"] = "Gesamt", "=SUM(D2:D4)"
    sheet["D5"].number_format = EURO
    sheet["A8"], sheet["B8"] = "Steuer", 0.19
    sheet["B8"].number_format = "0%"
    sheet["A10"] = "Verbunden"
    sheet.merge_cells("A10:C10")
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="2F56C4")
        cell.alignment = Alignment(horizontal="center")
    sheet.freeze_panes = "B2"
    sheet.column_dimensions["A"].width = 24


def _ornaments(sheet) -> None:
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=4, min_row=1, max_row=4), titles_from_data=True)
    sheet.add_chart(chart, "G2")
    picture = io.BytesIO()
    Picture.new("RGB", (8, 8), "#2f56c4").save(picture, "PNG")
    sheet.add_image(Image(picture), "G20")
    sheet["A2"].comment = Comment("Aus dem Lager", "Anna")
    sheet.conditional_formatting.add("B2:B4", CellIsRule(operator="greaterThan", formula=["3"]))
    rule = DataValidation(type="whole", operator="greaterThan", formula1="0")
    rule.add("B2:B4")
    sheet.add_data_validation(rule)
    sheet["J1"], sheet["K1"], sheet["J2"], sheet["K2"] = "Farbe", "Zahl", "rot", 1
    sheet.add_table(Table(displayName="Farben", ref="J1:K2"))


def _by_other_programs(parts: dict[str, bytes]) -> None:
    """Put in what openpyxl does not write."""
    sheet = parts[SHEET].decode()
    leader, follower = r"<f>B2\*C2</f>", r"<f>B(\d)\*C\d</f>"
    sheet = re.sub(leader, '<f t="shared" ref="D2:D4" si="0">B2*C2</f>', sheet)
    sheet = re.sub(follower, '<f t="shared" si="0"/>', sheet)
    sheet = re.sub(r"<v ?/>|<v></v>", "<v>7</v>", sheet)
    array = '<row r="12"><c r="B12"><f t="array" ref="B12:B13">B2:B3*2</f><v>4</v></c></row>'
    array += '<row r="13"><c r="B13"><v>2</v></c></row>'
    sheet = sheet.replace("</sheetData>", array + "</sheetData>")
    sheet = sheet.replace('<row r="3"', '<row x14ac:dyDescent="0.25" r="3"')
    spaces = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac" '
        'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"'
    )
    parts[SHEET] = sheet.replace("<worksheet ", f"<worksheet {spaces} ", 1).encode()
    _share(parts)
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")
    parts["customXml/item1.xml"] = b"<order><number>4711</number></order>"
    parts["xl/calcChain.xml"] = (
        b'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="D2" i="1"/></calcChain>'
    )
    _register(parts, "calcChain")


def _share(parts: dict[str, bytes]) -> None:
    """Let the cells of the first sheet share their texts, one of which is half in bold."""
    texts: list[str] = []

    def shared(match: re.Match[str]) -> str:
        texts.append(match[1])
        return f't="s"><v>{len(texts) - 1}</v></c>'

    sheet = re.sub(r't="inlineStr"><is><t[^>]*>([^<]*)</t></is></c>', shared, parts[SHEET].decode())
    parts[SHEET] = sheet.encode()
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    items = items.replace("<t>Gesamt</t>", "<r><rPr><b/></rPr><t>Ge</t></r><r><t>samt</t></r>")
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/sharedStrings.xml"] = (
        f'<sst xmlns="{main}" count="{len(texts)}" uniqueCount="{len(texts)}">{items}</sst>'.encode()
    )
    _register(parts, "sharedStrings")


def _register(parts: dict[str, bytes], kind: str) -> None:
    """Name a part xl/<kind>.xml in the content types and in the relations of the workbook."""
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    override = f'<Override PartName="/xl/{kind}.xml" ContentType="{types}.{kind}+xml"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override.encode())
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = f'<Relationship Id="rId{kind}" Type="{office}/{kind}" Target="{kind}.xml"/></Relationships>'
    holder = "xl/_rels/workbook.xml.rels"
    parts[holder] = parts[holder].replace(b"</Relationships>", relation.encode())


def parts_of(stream: io.BytesIO) -> dict[str, bytes]:
    """The parts of a package, decompressed."""
    stream.seek(0)
    with zipfile.ZipFile(stream) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    stream.seek(0)
    return stream


def rewritten(stream: io.BytesIO, change: Callable[[dict[str, bytes]], None]) -> io.BytesIO:
    """The package with its parts changed by `change`."""
    parts = parts_of(stream)
    change(parts)
    return packed(parts)


def plain(rows: list[list[object]] | None = None, title: str = "Tabelle1") -> io.BytesIO:
    """A workbook with one sheet of these rows."""
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows or []:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream


def with_sheet(rows: str, *, before: str = "", behind: str = "", prefix: str = "") -> io.BytesIO:
    """A workbook whose only sheet has these rows as they are written here; names bear `prefix` ("x:")."""
    name = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    text = f'<{prefix}worksheet {name}="{main}">{before}{rows}{behind}</{prefix}worksheet>'
    return rewritten(plain(), lambda parts: parts.update({SHEET: text.encode()}))


def filled(rows: int, columns: int) -> io.BytesIO:
    """A workbook of so many filled cells: texts, numbers, days and formulas."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Viel")
    for row in range(1, rows + 1):
        cells: list[object] = [f"Artikel {row}", row * 1.25, 46000 + row % 300, f"=B{row}*2"]
        sheet.append((cells * (columns // 4 + 1))[:columns])
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream
