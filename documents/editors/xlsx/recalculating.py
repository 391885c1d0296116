"""Making spreadsheet programs work all formulas out anew when they open the file."""

from documents.editors.package import Package, Patch
from documents.editors.xlsx.book import CONTENT_TYPES, Book, read_part
from documents.editors.xlsx.splicing import Splices, damaged, elements
from imports.reading.xlsx.package import local

# What stands before <calcPr> in a workbook, in this order.
BEFORE = ("sheets", "functionGroups", "externalReferences", "definedNames")


def recalculating(book: Book) -> bytes:
    """Return the workbook's part with the demand to work everything out anew on opening."""
    found = {local(one.name): one for one in elements(book.raw, book.part, "calcPr", *BEFORE)}
    splices = Splices(book.raw)
    if "calcPr" in found:
        splices.attribute(found["calcPr"], "fullCalcOnLoad", "1")
    elif "sheets" in found:
        last = max((found[name] for name in BEFORE if name in found), key=lambda one: one.end)
        splices.replace(last.end, last.end, f'<{last.prefix}calcPr fullCalcOnLoad="1"/>'.encode())
    else:
        raise damaged(book.part)
    return splices.done()


def without_chain(package: Package, book: Book, patch: Patch, chain: str) -> None:
    """Drop the chain of calculation, which names each cell with a formula; programs make it anew."""
    patch.drop(chain)
    ids = {one.id for one in book.relations if one.target == chain}
    part = book.relations_part
    raw = read_part(package, part)
    splices = Splices(raw)
    for one in elements(raw, part, "Relationship"):
        if one.attributes.get("Id") in ids:
            splices.replace(one.start, one.end, b"")
    patch.put(part, splices.done())
    raw = read_part(package, CONTENT_TYPES)
    splices = Splices(raw)
    for one in elements(raw, CONTENT_TYPES, "Override"):
        if one.attributes.get("PartName", "").lstrip("/").casefold() == chain.casefold():
            splices.replace(one.start, one.end, b"")
    patch.put(CONTENT_TYPES, splices.done())
