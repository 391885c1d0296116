"""Which column fills which field, and what holds for all rows."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import Form
from imports.bringing import guess_mapping
from imports.fields import Field, Mapping, Source
from imports.memory import remembered_columns
from imports.models import ImportRun
from imports.options import Option
from imports.reading.columns import LONGEST_SAMPLE, SAMPLE_ROWS, Column, read_samples
from imports.reading.errors import Unreadable
from imports.reading.templates import check_template, fill

LONGEST_TEMPLATE = 500
# How far one can page through a file; it is read from its beginning each time.
MOST_RECORDS = 10_000
MATCHING = ("option-match", "option-on_match")
REST = Option(
    "rest",
    gettext_lazy("Put columns without a field into the description"),
    help_text=gettext_lazy("Each on a line of its own, with its heading in front."),
)


class ColumnsForm(Form):
    """A select for each column, a template for each field that can be put together, and the options of the target."""

    def __init__(self, *args: Any, run: ImportRun, record: int = 1, **kwargs: Any) -> None:
        """`record` is the first of the rows that are shown as samples."""
        super().__init__(*args, **kwargs)
        self.run, self.target = run, run.kind
        self.record = min(max(record, 1), MOST_RECORDS)
        self.columns = _with_samples(run, self.record) if self.record > 1 else run.columns_kept()
        self.remembered = {} if run.mapping else remembered_columns(run)
        kept = Mapping.from_json(run.mapping or self.remembered.get("mapping", {}))
        kept = kept if kept.sources else guess_mapping(self.target, self.columns)
        options = run.options or self.remembered.get("options", {})
        fields_of = {index: key for key, source in kept.sources.items() for index in source.columns}
        choices = [("", _("Leave out")), *((each.key, str(each.label)) for each in self.target.fields)]
        for column in self.columns:
            self.fields[f"column-{column.index}"] = forms.ChoiceField(
                label=column.name, choices=choices, required=False, initial=fields_of.get(column.index, "")
            )
        for each in self.templated():
            source = kept.sources.get(each.key)
            self.fields[f"template-{each.key}"] = forms.CharField(
                label=_("%(field)s put together from several columns") % {"field": each.label}
                if each.templated
                else each.label,
                required=False,
                max_length=LONGEST_TEMPLATE,
                initial=source.template if source else "",
                help_text=_("Columns stand in braces. What is empty goes together with its separator.")
                if each.templated
                else "",
            )
        for option in (*self.target.match_options(kept.sources), *self.target.options(run.owner), REST):
            self.fields[f"option-{option.key}"] = _option_field(option, options)

    @classmethod
    def as_typed(cls, typed: Any, *, run: ImportRun, record: int) -> "ColumnsForm":
        """Return the form with what was typed so far, with other samples; nothing is checked yet."""
        form = cls(run=run, record=record)
        for name, field in form.fields.items():
            several = isinstance(field, forms.MultipleChoiceField)
            given = typed.getlist(name) if several else typed.get(name, "")
            form.initial[name] = bool(given) if isinstance(field, forms.BooleanField) else given
        return form

    @property
    def records(self) -> dict[str, int]:
        """Which rows are shown, and where the ones before and behind them begin; 0 where there are none."""
        shown = max((len(column.samples) for column in self.columns), default=0)
        return {
            "first": self.record,
            "last": self.record + max(shown, 1) - 1,
            "previous": max(self.record - SAMPLE_ROWS, 1) if self.record > 1 else 0,
            "next": self.record + SAMPLE_ROWS if shown == SAMPLE_ROWS else 0,
        }

    def templated(self) -> list[Field]:
        """Return the fields that can be put together from several columns, or be the same for all rows: all of them."""
        return list(self.target.fields)

    def rows(self) -> Iterable[tuple[Column, BoundField]]:
        """Return each column with its select, for the page."""
        return [(column, self[f"column-{column.index}"]) for column in self.columns]

    def templates(self) -> Iterable[tuple[BoundField, list[str]]]:
        """Return the templates that are usual, each with what it makes of the sample rows."""
        return [(self[f"template-{each.key}"], self._samples(each)) for each in self.templated() if each.templated]

    def fixed(self) -> list[BoundField]:
        """Return the templates of all other fields: for a value that is the same in all rows, mostly."""
        return [self[f"template-{each.key}"] for each in self.templated() if not each.templated]

    @property
    def has_fixed(self) -> bool:
        """Whether one of those is filled, so that they are shown unfolded."""
        return any(bound.value() or bound.errors for bound in self.fixed())

    def _samples(self, each: Field) -> list[str]:
        template = self[f"template-{each.key}"].value() or ""
        rows = zip(*(column.samples for column in self.columns), strict=False)
        names = [column.name for column in self.columns]
        return [fill(template, dict(zip(names, row, strict=True))) for row in rows] if template else []

    def matching(self) -> list[BoundField]:
        """Return the fields about rows that exist already."""
        return [self[name] for name in MATCHING if name in self.fields]

    def options(self) -> list[BoundField]:
        """Return the fields of what else holds for all rows."""
        return [self[name] for name in self.fields if name.startswith("option-") and name not in MATCHING]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        sources = self._columns(cleaned)
        names = {column.name for column in self.columns}
        for each in self.templated():
            template = cleaned.get(f"template-{each.key}", "")
            if not template or each.key in sources:
                continue
            try:
                check_template(template, names)
            except ValueError as error:
                self.add_error(f"template-{each.key}", str(error))
            sources[each.key] = Source(template=template)
        if not self.errors and (sentence := self.target.missing(sources)):
            raise ValidationError(sentence)
        if sentence := self.target.match_missing(cleaned.get("option-match", ""), sources):
            self.add_error("option-match", sentence)
        for option in self.target.options(self.run.owner):
            if option.typed and (
                sentence := self.target.option_refused(option, cleaned.get(f"option-{option.key}", ""))
            ):
                self.add_error(f"option-{option.key}", sentence)
        cleaned["mapping"] = Mapping(sources)
        return cleaned

    def _columns(self, cleaned: dict[str, Any]) -> dict[str, Source]:
        """Return the sources by field; a field that is chosen for two columns takes both only where it can."""
        taken: dict[str, list[int]] = {}
        for column in self.columns:
            if key := cleaned.get(f"column-{column.index}"):
                if key in taken and not self.target.field(key).several:
                    other = self.columns[taken[key][0]].name
                    self.add_error(
                        f"column-{column.index}",
                        _("The column “%(name)s” fills this field already.") % {"name": other},
                    )
                taken.setdefault(key, []).append(column.index)
        return {key: Source(tuple(indexes)) for key, indexes in taken.items()}

    def apply(self, *, by: Any) -> None:
        """Keep what was chosen. Raises Settled for an import that has been started."""
        options = {
            name.removeprefix("option-"): "yes" if value is True else value or ""
            for name, value in self.cleaned_data.items()
            if name.startswith("option-")
        }
        self.run.settle(by=by, mapping=self.cleaned_data["mapping"].as_json(), options=options)


def _with_samples(run: ImportRun, record: int) -> list[Column]:
    """Return the columns with the values of later rows as samples."""
    try:
        with run.open_rows() as rows:
            shown = read_samples(rows, record)
    except Unreadable:  # the page behind says what and where
        shown = []
    return [
        replace(column, samples=tuple(row.cells[column.index].strip()[:LONGEST_SAMPLE] for row in shown))
        for column in run.columns_kept()
    ]


def _option_field(option: Option, kept: dict[str, Any]) -> forms.Field:
    initial = kept.get(option.key, option.initial)
    said = {"label": option.label, "help_text": option.help_text, "required": False}
    if option.typed:
        return forms.CharField(max_length=LONGEST_TEMPLATE, initial=initial, **said)
    if not option.choices and not option.several:
        return forms.BooleanField(initial=bool(initial), **said)
    kind = forms.MultipleChoiceField if option.several else forms.ChoiceField
    has_empty = option.several or any(value == "" for value, _label in option.choices)
    return kind(
        choices=option.choices,
        initial=initial,
        **said | {"required": not has_empty},
        error_messages={"invalid_choice": gettext_lazy("Choose one that is in the list; this one does not exist.")},
    )
