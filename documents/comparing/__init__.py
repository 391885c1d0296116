"""Two versions compared as people read them: lines of a text, paragraphs of a document, cells of a workbook."""

from documents.comparing.comparison import Comparison, Incomparable, compared, compared_files, is_comparable
from documents.comparing.rows import Row
from documents.comparing.words import Piece

__all__ = ["Comparison", "Incomparable", "Piece", "Row", "compared", "compared_files", "is_comparable"]
