"""How an import reads its file."""

from typing import TYPE_CHECKING, Any

from django.db import models

from imports.fields import Kind, Mapping
from imports.reading.columns import Column
from imports.reading.dialect import Dialect
from imports.reading.rows import Rows
from imports.reading.workbook import Written
from imports.survey import Survey


class ReadsFile(models.Model):
    """The part of an import that is about its file: the dialect, columns and mapping that are kept with it."""

    if TYPE_CHECKING:
        kind: Any
        file: Any
        workbook: Any
        sheet_notes: dict[str, Any]
        dialect: dict[str, Any]
        columns: list[Any]
        mapping: dict[str, Any]
        survey: dict[str, Any]

    class Meta:
        abstract = True

    @property
    def is_workbook(self) -> bool:
        """Whether it was brought as a workbook, of which one sheet is read."""
        return bool(self.workbook)

    @property
    def notes(self) -> list[str]:
        """What is to be told of the sheet that is read, as sentences in the reader's language."""
        return Written.from_json(self.sheet_notes).warnings if self.sheet_notes else []

    def dialect_kept(self) -> Dialect:
        """Return how its file separates its cells."""
        return Dialect.from_json(self.dialect)

    def mapping_kept(self) -> Mapping:
        """Return which fields are filled from where."""
        return Mapping.from_json(self.mapping)

    def columns_kept(self) -> list[Column]:
        """Return the columns of its file."""
        return [Column.from_json(index, kept) for index, kept in enumerate(self.columns)]

    @property
    def column_names(self) -> list[str]:
        """The names of the columns, each of them once."""
        return [column["name"] for column in self.columns]

    def survey_kept(self) -> Survey:
        """Return what the survey found out about the mapped columns."""
        survey = Survey(self.kind.fields, self.mapping_kept(), self.column_names)
        if self.is_workbook:
            doubtful = {self.column_names[place] for place in Written.from_json(self.sheet_notes).text_numbers}
            keys = [field.key for field in survey.fields if field.kind in (Kind.NUMBER, Kind.PERCENT)]
            columns = {key: set(survey.mapping.columns_of(key, self.column_names)) for key in keys}
            survey.true_numbers = frozenset(key for key in keys if columns[key] and not columns[key] & doubtful)
        return survey.load(self.survey) if self.survey else survey

    def open_rows(self, place: dict[str, Any] | None = None) -> Rows:
        """Return the rows of its file, from a place on. Raises Unreadable, and OSError where the file is gone."""
        stream: Any = self.file.storage.open(str(self.file.name), "rb").file
        return Rows(stream, self.dialect_kept(), place=place)
