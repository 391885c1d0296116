"""What is in a workbook that the grid does not show. It stays in the file as it is, and the page names it."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from documents.editors.package import Package

# In the order of the sentence: the names of the parts that hold one such thing each.
PARTS = (
    (r"xl/charts/chart(?:ex)?\d*\.xml", ngettext_lazy("%(n)s chart", "%(n)s charts", "n")),
    (r"xl/media/.+", ngettext_lazy("%(n)s picture", "%(n)s pictures", "n")),
    (r"xl/pivotTables/.+\.xml", ngettext_lazy("%(n)s pivot table", "%(n)s pivot tables", "n")),
    (r"xl/slicers/.+\.xml", ngettext_lazy("%(n)s slicer", "%(n)s slicers", "n")),
    (
        r"xl/externalLinks/[^/]+\.xml",
        ngettext_lazy("%(n)s link to another workbook", "%(n)s links to other workbooks", "n"),
    ),
    (r"xl/embeddings/.+", ngettext_lazy("%(n)s embedded object", "%(n)s embedded objects", "n")),
    (r"customXml/item\d+\.xml", ngettext_lazy("%(n)s part of other programs", "%(n)s parts of other programs", "n")),
)
# The names of elements around the cells of a sheet.
AROUND = {
    "conditionalFormatting": ngettext_lazy("%(n)s conditional format", "%(n)s conditional formats", "n"),
    "dataValidations": ngettext_lazy("%(n)s rule for what may be typed", "%(n)s rules for what may be typed", "n"),
    "hyperlinks": ngettext_lazy("%(n)s link", "%(n)s links", "n"),
    "tableParts": ngettext_lazy("%(n)s table with a filter", "%(n)s tables with a filter", "n"),
}
ALONE = ("autoFilter", "legacyDrawing", "controls", "oleObjects", "picture")


def kept_in_workbook(package: Package) -> list[str]:
    """Return what the workbook holds besides cells, as in ["1 chart", "2 pictures"], in the active language."""
    told = []
    for pattern, words in PARTS:
        matches = re.compile(pattern, re.IGNORECASE)
        count = sum(1 for name in package.parts if matches.fullmatch(name))
        if count:
            told.append(words % {"n": count})
    return told


def kept_in_sheet(around: dict[str, int], rich: int) -> list[str]:
    """Return what the sheet holds besides its cells. `rich` cells have texts with a form of their own."""
    told = [words % {"n": around[name]} for name, words in AROUND.items() if around.get(name)]
    alone = {
        "autoFilter": _("a filter"),
        "legacyDrawing": _("comments or form fields"),
        "controls": _("buttons and fields"),
        "oleObjects": _("embedded objects"),
        "picture": _("a background picture"),
    }
    told += [alone[name] for name in ALONE if name in around]
    if rich:
        words = ngettext(
            "%(n)s cell with words in a form of their own", "%(n)s cells with words in a form of their own", rich
        )
        told.append(words % {"n": rich})
    return told
