"""What is asked once for the whole file: formats that fit twice, and names that are not known."""

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fold import fold
from core.forms import Form
from core.money import percent
from imports.continuing import as_before
from imports.conversion import FRACTION, WHOLE, scale_key
from imports.memory import remembered_answers
from imports.models import ImportRun
from imports.reading.days import DMY, MDY, YMD
from imports.reading.numbers import COMMA, EITHER, POINT
from imports.survey import Tally
from imports.unclear import LISTED, Unclear, near_names, unclear_names
from imports.vocabularies import CHOOSE, CREATE, CREATE_PERSON, EMPTY, REFUSE, Answers, Vocabulary

FORMAT_LABELS = {
    POINT: "1,234.56",
    COMMA: "1.234,56",
    EITHER: gettext_lazy("numbers, and texts such as 1.234,56"),
    YMD: gettext_lazy("year-month-day (2026-12-31)"),
    DMY: gettext_lazy("day.month.year (31.12.2026)"),
    MDY: gettext_lazy("month/day/year (12/31/2026)"),
    WHOLE: format_lazy(gettext_lazy("75 means {percent}"), percent=percent(75)),
    FRACTION: format_lazy(gettext_lazy("0.75 means {percent}"), percent=percent(75)),
}
ACTIONS = {
    REFUSE: gettext_lazy("Refuse these rows"),
    EMPTY: gettext_lazy("Leave empty"),
    CREATE: gettext_lazy("Create it"),
    CREATE_PERSON: gettext_lazy("Create it as a person"),
}


@dataclass(frozen=True)
class Written:
    """How the cells of one field are written: the statement, and the question where two formats fit."""

    label: str
    columns: str
    format: str
    fitting: int
    tally: Tally
    question: BoundField | None = None

    @property
    def unreadable(self) -> int:
        """How many cells the format does not read; their rows are refused."""
        return self.tally.filled - self.fitting


def _label(name: str, tally: Tally) -> str:
    """Return how a column is written; one of plain numbers only has neither decimals nor groups."""
    if name in (POINT, COMMA) and not tally.only(POINT, COMMA) and not tally.only(COMMA, POINT):
        return "1234"
    return str(FORMAT_LABELS[name]) if name else ""


@dataclass
class UnclearNames:
    """The unclear names of one vocabulary, the most frequent first, with their questions."""

    vocabulary: Vocabulary
    columns: str
    names: list[Unclear]
    known: int
    complete: bool
    for_all: BoundField | None = None
    # Each name with its question, and with the line in which an entry can be named that no list is long enough for.
    listed: list[tuple[Unclear, BoundField, BoundField | None]] | None = None

    @property
    def rest(self) -> int:
        """How many names are not listed one by one."""
        return max(0, len(self.names) - LISTED)


class ValuesForm(Form):
    """Formats and unclear names, each asked once."""

    def __init__(self, *args: Any, run: ImportRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.run = run
        self.survey = run.survey_kept()
        self.vocabularies = run.kind.vocabularies(run.owner, run.options)
        self.decisions = as_before(run, self.survey.decisions())
        self.questions = {key: rivals for key, (_decided, rivals) in self.decisions.items() if rivals}
        for key, rivals in self.questions.items():
            self.fields[f"format-{key}"] = forms.ChoiceField(
                label=_("How is this column written?"),
                choices=[(name, FORMAT_LABELS[name]) for name in rivals],
                widget=forms.RadioSelect,
                initial=run.formats.get(key, ""),
                error_messages={"required": _("Say how the values of this column are meant.")},
            )
        self.unclear = [
            found
            for key, vocabulary in self.vocabularies.items()
            if run.kind.asks_about(key, run.mapping) and (found := self._unclear(vocabulary)).names
        ]
        for found in self.unclear:
            self._ask(found)

    @property
    def is_clear(self) -> bool:
        """Whether nothing needs to be asked."""
        return not self.questions and not self.unclear

    def _unclear(self, vocabulary: Vocabulary) -> UnclearNames:
        names, known = unclear_names(vocabulary, self.survey)
        near = near_names(vocabulary, names[:LISTED])
        names = [replace(unclear, near=near.get(unclear.name, ())) for unclear in names]
        fields = [each for each in self.survey.fields if each.vocabulary == vocabulary.key]
        columns = [
            column for each in fields for column in self.survey.mapping.columns_of(each.key, self.survey.columns)
        ]
        complete = all(self.survey.names[each.key].complete for each in fields)
        return UnclearNames(vocabulary, ", ".join(columns), names, known, complete)

    def _ask(self, found: UnclearNames) -> None:
        """Add the questions about the names of one vocabulary."""
        vocabulary = found.vocabulary
        if vocabulary.key in self.run.answers:
            kept = Answers.from_json(self.run.answers[vocabulary.key])
        else:
            kept = remembered_answers(self.run, vocabulary.key, [unclear.name for unclear in found.names[:LISTED]])
        said = {CREATE: vocabulary.create_label, EMPTY: vocabulary.empty_label}
        labels = ACTIONS | {action: label for action, label in said.items() if label}
        actions: list[tuple[str, Any]] = [(action, labels[action]) for action in vocabulary.allows]
        listed = [(f"{CHOOSE}{known.ref}", known.label) for known in vocabulary.choices()]
        choices = [*actions, *([(_("Take instead:"), listed)] if listed else [])]
        name = f"all-{vocabulary.key}"
        self.fields[name] = forms.ChoiceField(
            label=_("For all of them"),
            choices=[("", _("Please choose…")), *choices],
            required=False,
            initial=kept.for_all or vocabulary.default,
        )
        found.for_all, found.listed = self[name], []
        for unclear in found.names[:LISTED]:
            own = [(f"{CHOOSE}{known.ref}", known.label) for known in (*unclear.candidates, *unclear.near)]
            name = f"name-{vocabulary.key}-{unclear.key}"
            self.fields[name] = forms.ChoiceField(
                label=unclear.name,
                widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
                choices=[("", _("As said for all")), *own, *choices],
                required=False,
                initial=kept.names.get(fold(unclear.name), ""),
            )
            found.listed.append((unclear, self[name], None if listed else self._typed(found, unclear)))

    def _typed(self, found: UnclearNames, unclear: Unclear) -> BoundField:
        """Add the line in which an existing entry can be named, by a name that it goes by."""
        name = f"typed-{found.vocabulary.key}-{unclear.key}"
        said = {"class": "form-control form-control-sm", "placeholder": _("or the name of an existing entry")}
        label = _("Existing entry for “%(name)s”") % {"name": unclear.name}
        self.fields[name] = forms.CharField(
            label=label, required=False, max_length=255, widget=forms.TextInput(attrs=said | {"aria-label": label})
        )
        return self[name]

    def written(self) -> list[Written]:
        """Return how the columns of numbers and dates are written, for the page."""
        lines = []
        for each in self.survey.fields:
            tally = self.survey.tallies.get(each.key)
            if tally is None or not tally.filled:
                continue
            columns = ", ".join(self.survey.mapping.columns_of(each.key, self.survey.columns))
            for key in (each.key, scale_key(each.key)):
                decided = self.decisions.get(key)
                if decided is None:
                    continue
                asked = self[f"format-{key}"] if key in self.questions else None
                fitting = tally.fitting(decided[0] or decided[1][0]) if key == each.key else tally.filled
                label = _label(decided[0], tally)
                lines.append(Written(str(each.label), columns, label, fitting, tally, asked))
        return lines

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for found in self.unclear:
            key = found.vocabulary.key
            self._take_typed(found, cleaned)
            unanswered = (
                found.rest
                or not found.complete
                or any(not cleaned.get(f"name-{key}-{unclear.key}") for unclear in found.names[:LISTED])
            )
            if unanswered and not cleaned.get(f"all-{key}") and f"all-{key}" not in self.errors:
                self.add_error(f"all-{key}", _("Say what is to be done with the unknown ones."))
        return cleaned

    def _take_typed(self, found: UnclearNames, cleaned: dict[str, Any]) -> None:
        """Let the entries that were named be the answers; each must be the only one of its name."""
        typed = {
            unclear.key: name
            for unclear in found.names[:LISTED]
            if (name := cleaned.get(f"typed-{found.vocabulary.key}-{unclear.key}", ""))
        }
        entries = found.vocabulary.find(set(typed.values())) if typed else {}
        for key, name in typed.items():
            if len(entries[name]) == 1:
                cleaned[f"name-{found.vocabulary.key}-{key}"] = f"{CHOOSE}{entries[name][0].ref}"
                continue
            none, several = (
                _("There is no entry of this name. Correct it, or choose one above."),
                _("Several entries have this name: choose one above."),
            )
            self.add_error(f"typed-{found.vocabulary.key}-{key}", several if entries[name] else none)

    def apply(self, *, by: Any) -> None:
        """Keep what was answered. Raises Settled for an import that has been started."""
        answers = dict(self.run.answers)
        for found in self.unclear:
            key = found.vocabulary.key
            given = {
                fold(unclear.name): self.cleaned_data[f"name-{key}-{unclear.key}"] for unclear in found.names[:LISTED]
            }
            names = answers.get(key, {}).get("names", {}) | given
            answers[key] = {
                "all": self.cleaned_data[f"all-{key}"],
                "names": {name: answer for name, answer in names.items() if answer},
            }
        chosen = {key: self.cleaned_data[f"format-{key}"] for key in self.questions}
        self.run.settle(by=by, formats=self.run.formats | chosen, answers=answers)
